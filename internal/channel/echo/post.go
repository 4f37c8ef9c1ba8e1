package echo

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"heed/internal/desk"
)

// Limits of the network. Text is counted in grapheme clusters, and in bytes of UTF-8
// so that a cluster cannot be endless.
const (
	MaxText        = 300
	MaxTextBytes   = 3_000
	MaxDirect      = 1_000
	MaxDirectBytes = 10_000
	maxName        = 64  // bytes of a handle, a display name or a place
	maxKey         = 100 // bytes
)

// Suffix ends every handle of the network: mia.echo.
const Suffix = ".echo"

// A Profile is a person or a company on the network.
type Profile struct {
	ID        string `json:"id"`     // stable
	Handle    string `json:"handle"` // "mia.echo", lower case
	Name      string `json:"name"`   // as shown
	Followers int    `json:"followers"`
	Verified  bool   `json:"verified,omitempty"`
	Company   bool   `json:"company,omitempty"`
	Place     string `json:"place,omitempty"`
}

// A Post is anything said on the network. Times are UTC.
type Post struct {
	ID          string    `json:"id"`
	Form        desk.Form `json:"form"`
	Author      Profile   `json:"author"` // as it was when the post was written
	Text        string    `json:"text,omitempty"`
	Lang        string    `json:"lang,omitempty"`
	At          time.Time `json:"at"`
	EditedAt    time.Time `json:"edited_at,omitzero"`
	DeletedAt   time.Time `json:"deleted_at,omitzero"`
	Mentions    []Profile `json:"mentions,omitempty"`
	Links       []string  `json:"links,omitempty"`
	Tags        []string  `json:"tags,omitempty"`
	Parent      string    `json:"parent,omitempty"`
	ParentBy    *Profile  `json:"parent_by,omitempty"`
	Root        string    `json:"root,omitempty"`
	Subject     string    `json:"subject,omitempty"` // quoted or reposted
	SubjectBy   *Profile  `json:"subject_by,omitempty"`
	SubjectText string    `json:"subject_text,omitempty"`
	To          string    `json:"to,omitempty"`  // handle, of a private message
	Key         string    `json:"key,omitempty"` // shown to its author alone
	Pictures    []Picture `json:"pictures,omitempty"`
}

// A Draft is a post to be made. By is required; what else depends on the form.
type Draft struct {
	By    string    `json:"-"` // handle; a stranger to the network joins with their first post
	Name  string    `json:"name,omitempty"`
	Form  desk.Form `json:"form,omitempty"` // "" is a post
	Text  string    `json:"text,omitempty"`
	Lang  string    `json:"lang,omitempty"`
	On    string    `json:"on,omitempty"` // id of the post that is replied to, quoted or reposted
	To    string    `json:"to,omitempty"` // handle, of a private message
	Key   string    `json:"-"`            // the same key by the same author is the same post
	At    time.Time `json:"-"`            // zero: now
	Place string    `json:"place,omitempty"`

	Pictures []Picture `json:"pictures,omitempty"`
}

// An Event is something that happened to a post.
type Event struct {
	Change desk.Change `json:"change"`
	At     time.Time   `json:"at"`   // when it happened; the post may be older
	Post   Post        `json:"post"` // of a deletion: id, form, author, to, deleted_at
}

// A Feed is a stretch of the stream.
type Feed struct {
	Events []Event `json:"events"`
	Cursor string  `json:"cursor"` // the place after the last event
	Live   bool    `json:"live"`   // nothing more was waiting
	Missed string  `json:"missed,omitempty"`
}

// idOf is the id that a post gets: the key decides it where there is one.
func idOf(handle, local string) string { return "echo://" + handle + "/" + local }

// keyed is the local part of an id that a key decides.
func keyed(key string) string { return "k-" + key }

// NormalHandle is the handle as the network keeps it: lower case, without @, with the
// network's suffix. "" if it cannot be one.
func NormalHandle(s string) string {
	s = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@"))
	s = strings.TrimSuffix(s, Suffix)
	if s == "" || len(s)+len(Suffix) > maxName {
		return ""
	}
	for _, r := range s {
		if !isHandleRune(r) {
			return ""
		}
	}
	if strings.Trim(s, ".-") != s || strings.Contains(s, "..") {
		return ""
	}
	return s + Suffix
}

func isHandleRune(r rune) bool {
	return r == '-' || r == '.' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
}

// HandleFor makes a handle of a name as a person writes it: "Zoë Blanc" is
// zo-blanc.echo. "" if nothing of the name can be in a handle.
func HandleFor(name string) string {
	name = strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if isHandleRune(r) && r != '.' {
			return r
		}
		if unicode.IsSpace(r) || r == '.' || r == '_' {
			return '-'
		}
		return -1
	}, strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(name), "@"), Suffix))
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	if len(name) > 40 {
		name = name[:40]
	}
	return NormalHandle(strings.Trim(name, "-"))
}

func personID(handle string) string { return "echo:" + handle }

// checkText refuses what is empty, too long or not text.
func checkText(form desk.Form, text string) *desk.Error {
	if form == desk.Repost {
		if text != "" {
			return desk.Errorf(desk.Refused, "A repost has no text of its own.")
		}
		return nil
	}
	if !utf8.ValidString(text) {
		return desk.Errorf(desk.Refused, "The text is not valid UTF-8.")
	}
	if strings.TrimSpace(text) == "" {
		return desk.Errorf(desk.Refused, "The text is empty.")
	}
	limit, bytes := MaxText, MaxTextBytes
	if form == desk.Direct {
		limit, bytes = MaxDirect, MaxDirectBytes
	}
	if len(text) > bytes {
		return desk.Errorf(desk.Refused, "The text has %d bytes, %d are allowed.", len(text), bytes)
	}
	if n := uniseg.GraphemeClusterCount(text); n > limit {
		return desk.Errorf(desk.Refused, "The text has %d characters, %d are allowed.", n, limit)
	}
	return nil
}

// marks are the handles, links and hashtags that a text shows, each once, in order of
// appearance.
func marks(text string) (handles, links, tags []string) {
	for _, word := range strings.FieldsFunc(text, unicode.IsSpace) {
		word = strings.TrimLeft(word, `([{<"'«„“‘.,;:!?¡¿`)
		switch {
		case strings.HasPrefix(word, "@"):
			end := strings.IndexFunc(word[1:], func(r rune) bool { return !isHandleRune(unicode.ToLower(r)) })
			if end >= 0 {
				word = word[:end+1]
			}
			word = strings.TrimRight(word[1:], ".-")
			if h := NormalHandle(word); h != "" && strings.HasSuffix(strings.ToLower(word), Suffix) {
				handles = once(handles, h)
			}
		case strings.HasPrefix(word, "https://"), strings.HasPrefix(word, "http://"):
			links = once(links, strings.TrimRight(word, `)]}>"'»“”’.,;:!?`))
		case strings.HasPrefix(word, "#"):
			end := strings.IndexFunc(word[1:], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
			if end >= 0 {
				word = word[:end+1]
			}
			if len(word) > 1 {
				tags = once(tags, word[1:])
			}
		}
	}
	return handles, links, tags
}

func once(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}
