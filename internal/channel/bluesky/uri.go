package bluesky

import (
	"net/url"
	"strings"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"heed/internal/desk"
)

const (
	network = desk.Network("bluesky")

	postCollection   = "app.bsky.feed.post"
	repostCollection = "app.bsky.feed.repost"

	chatScheme = "chat:" // of the network ids of private messages: chat:CONVERSATION/MESSAGE
)

// place is where a record lies.
type place struct{ did, collection, key string }

func (p place) uri() desk.NetworkID {
	return desk.NetworkID("at://" + p.did + "/" + p.collection + "/" + p.key)
}

// placeOf reads an at:// URI whose authority is a DID. It is called for every post, so
// it checks by hand what the syntax packages check with regular expressions.
func placeOf(id desk.NetworkID) (place, bool) {
	rest, ok := strings.CutPrefix(string(id), "at://")
	if !ok || len(rest) > 1024 {
		return place{}, false
	}
	did, rest, ok := strings.Cut(rest, "/")
	if !ok {
		return place{}, false
	}
	collection, key, ok := strings.Cut(rest, "/")
	p := place{did, collection, key}
	return p, ok && validDID(did) && validCollection(collection) && validKey(key)
}

func validDID(s string) bool {
	rest, ok := strings.CutPrefix(s, "did:")
	if !ok || len(s) > 512 {
		return false
	}
	method, id, ok := strings.Cut(rest, ":")
	if !ok || method == "" || id == "" || strings.HasSuffix(id, ":") {
		return false
	}
	return all(method, func(c byte) bool { return 'a' <= c && c <= 'z' }) &&
		all(id, func(c byte) bool { return alnum(c) || c == '.' || c == '_' || c == ':' || c == '%' || c == '-' })
}

func validCollection(s string) bool {
	return s != "" && len(s) <= 317 && strings.Contains(s, ".") &&
		all(s, func(c byte) bool { return alnum(c) || c == '.' || c == '-' })
}

func validKey(s string) bool {
	return s != "" && len(s) <= 512 && s != "." && s != ".." &&
		all(s, func(c byte) bool { return alnum(c) || c == '_' || c == '~' || c == '.' || c == ':' || c == '-' })
}

func alnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func all(s string, f func(byte) bool) bool {
	for i := range len(s) {
		if !f(s[i]) {
			return false
		}
	}
	return true
}

// handleOf is the handle in lower case, without @; "" if it is none.
func handleOf(s string) string {
	h, err := syntax.ParseHandle(strings.TrimPrefix(strings.TrimSpace(s), "@"))
	if err != nil || h.IsInvalidHandle() {
		return ""
	}
	return h.Normalize().String()
}

// postURL is where a person can see and answer a post.
func postURL(p place) string {
	return "https://bsky.app/profile/" + p.did + "/post/" + p.key
}

// chatID and chatPlace are the two ways between a private message and its network id.
func chatID(convo, message string) desk.NetworkID {
	return desk.NetworkID(chatScheme + convo + "/" + message)
}

func chatPlace(id desk.NetworkID) (convo, message string, ok bool) {
	rest, ok := strings.CutPrefix(string(id), chatScheme)
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, "/")
}

func chatURL(convo string) string {
	return "https://bsky.app/messages/" + url.PathEscape(convo)
}
