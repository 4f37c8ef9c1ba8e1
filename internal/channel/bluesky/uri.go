package bluesky

import (
	"net/url"
	"strings"

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
	return ok && method != "" && id != "" && !strings.HasSuffix(id, ":") && all(method, isLower) && all(id, isLower|isUpperDigit|inDID)
}

func validCollection(s string) bool {
	return s == postCollection || s == repostCollection ||
		s != "" && len(s) <= 317 && strings.Contains(s, ".") && all(s, alnum|inHost)
}

func validKey(s string) bool {
	return s != "" && len(s) <= 512 && s != "." && s != ".." && all(s, alnum|inKey)
}

// Classes of characters, each a bit.
type class uint8

const (
	isLower      class = 1 << iota
	isUpperDigit       // beyond a to z
	inDID              // . _ : % -
	inKey              // _ ~ . : -
	inHost             // . -
	inLink             // what a link may hold beside letters and digits, standing for itself

	alnum = isLower | isUpperDigit
)

var classes = func() (t [256]class) { // read only
	for c := 'a'; c <= 'z'; c++ {
		t[c] = isLower
	}
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" {
		t[c] = isUpperDigit
	}
	for of, chars := range map[class]string{inDID: "._:%-", inKey: "_~.:-", inHost: ".-", inLink: "/-_.~=&?+,"} {
		for _, c := range chars {
			t[c] |= of
		}
	}
	return t
}()

// all reports whether each character is of one of the classes.
func all(s string, of class) bool {
	for i := range len(s) {
		if classes[s[i]]&of == 0 {
			return false
		}
	}
	return true
}

// handleOf is the handle in lower case, without @; "" if it is none.
func handleOf(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "@")
	if !isHandle(s) {
		return ""
	}
	if s = strings.ToLower(s); s == "handle.invalid" {
		return ""
	}
	return s
}

// isHandle checks by hand what the syntax package checks with a regular expression: labels
// of letters, digits and inner hyphens with dots between, the last one beginning with a letter.
func isHandle(s string) bool {
	if len(s) > 253 {
		return false
	}
	labels := 0
	for more := true; more; labels++ {
		var label string
		label, s, more = strings.Cut(s, ".")
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			!all(label, alnum|inHost) /* no dots in here */ {
			return false
		}
		if !more && '0' <= label[0] && label[0] <= '9' {
			return false
		}
	}
	return labels > 1
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
