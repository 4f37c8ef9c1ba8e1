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

// How long nearly all DIDs and keys are.
const (
	didSize = len("did:plc:") + 24
	keySize = 13
)

// place is where a record lies.
type place struct{ did, collection, key string }

func (p place) uri() desk.NetworkID {
	return desk.NetworkID("at://" + p.did + "/" + p.collection + "/" + p.key)
}

// placeOf reads an at:// URI whose authority is a DID. It is called for every post, so
// it checks by hand what the syntax packages check with regular expressions.
func placeOf(id desk.NetworkID) (place, bool) {
	if id == "" {
		return place{}, false
	}
	if p, ok := usualPlace(string(id)); ok {
		return p, true
	}
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

// usualPlace reads the address of a post as nearly all are. What it does not know may be one
// all the same.
func usualPlace(s string) (place, bool) {
	const did, slash, key = len("at://"), len("at://") + didSize, len("at://") + didSize + len("/"+postCollection+"/")
	if len(s) != key+keySize || s[:did] != "at://" || s[slash:key] != "/"+postCollection+"/" || !isPLC(s[did:slash]) || !isTID(s[key:]) {
		return place{}, false
	}
	return place{s[did:slash], s[slash+1 : key-1], s[key:]}, true
}

func validDID(s string) bool {
	if isPLC(s) {
		return true
	}
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
	return isTID(s) || s != "" && len(s) <= 512 && s != "." && s != ".." && all(s, alnum|inKey)
}

// isPLC and isTID know the common form of a DID and of a key, eight letters at a time. What
// they do not know may be one all the same.
func isPLC(s string) bool {
	return len(s) == didSize && s[:8] == "did:plc:" && smallAlnum(eight(s, 8)) && smallAlnum(eight(s, 16)) && smallAlnum(eight(s, 24))
}

func isTID(s string) bool {
	return len(s) == keySize && smallAlnum(eight(s, 0)) && smallAlnum(eight(s, 5))
}

// eight are the bytes of s from i on.
func eight(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// smallAlnum reports whether eight bytes are all of a to z and 0 to 9.
func smallAlnum(x uint64) bool {
	return (x|^(within8(x, 'a', 'z')|within8(x, '0', '9')))&tops8 == 0
}

const tops8 = 0x8080808080808080 // the top bit of each of eight bytes

// within8 has the top bit of each of eight bytes of ASCII that is from one to another: that of a sum
// is set where a byte is at least as great as what was added lacks to 0x80.
func within8(x, from, to uint64) uint64 {
	const ones = 0x0101010101010101
	return (x + (0x80-from)*ones) &^ (x + (0x7F-to)*ones)
}

// Classes of characters, each a bit.
type class uint8

const (
	isLower      class = 1 << iota
	isUpperDigit       // beyond a to z
	inDID              // . _ : % -
	inKey              // _ ~ . : -
	inHost             // . -

	alnum = isLower | isUpperDigit
)

var classes = func() (t [256]class) { // read only
	for c := 'a'; c <= 'z'; c++ {
		t[c] = isLower
	}
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" {
		t[c] = isUpperDigit
	}
	for of, chars := range map[class]string{inDID: "._:%-", inKey: "_~.:-", inHost: ".-"} {
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
	if !usualHandle(s) {
		if !isHandle(s) {
			return ""
		}
		s = strings.ToLower(s)
	}
	if s == "handle.invalid" {
		return ""
	}
	return s
}

// usualHandle knows a handle in small letters as nearly all are, eight of them at a time. What it does
// not know may be one all the same.
func usualHandle(s string) bool {
	if len(s) < 8 || len(s) > 63 || s[0] <= '.' || s[len(s)-1] <= '.' {
		return false
	}
	for i := 0; ; i += 7 { // so that any two side by side are seen together
		i = min(i, len(s)-8)
		x := eight(s, i)
		signs := within8(x, '-', '.')
		if (x|^(within8(x, 'a', 'z')|within8(x, '0', '9')|signs)|signs&(signs<<8))&tops8 != 0 {
			return false
		}
		if i == len(s)-8 {
			break
		}
	}
	dot := strings.LastIndexByte(s, '.')
	return dot > 0 && s[dot+1] > '9'
}

// isHandle checks by hand what the syntax package checks with a regular expression: labels
// of letters, digits and inner hyphens with dots between, the last one beginning with a letter.
func isHandle(s string) bool {
	if len(s) > 253 {
		return false
	}
	label, labels := 0, 0 // where the one at hand begins, and how many are behind
	for i := 0; i < len(s); i++ {
		if classes[s[i]]&(alnum|inHost) == 0 {
			return false
		}
		if s[i] == '.' {
			if !isLabel(s[label:i]) {
				return false
			}
			label, labels = i+1, labels+1
		}
	}
	return labels > 0 && isLabel(s[label:]) && s[label]-'0' > 9
}

// isLabel reports whether letters, digits and hyphens are a part of a handle.
func isLabel(s string) bool {
	return s != "" && len(s) <= 63 && s[0] != '-' && s[len(s)-1] != '-'
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
