package envelope

import (
	"bytes"
	"strings"
)

// A shape is what events of one kind look like as the network's own server writes them: each
// byte but those of ids and times, which are as long as nearly all are. Where they stand is
// known before they are read, so that nothing is looked for.
type shape struct {
	text                  string // open stands for a byte that stands for itself in a string
	operation, collection string
	key                   int // where the record's key begins
	created, subject      int // likewise; 0: it has none
}

// open is no byte of JSON.
const open = 0

// What all shapes begin with, and where in it the ids stand.
const (
	didAt  = len(`{"did":"`)
	didEnd = didAt + 32
	timeAt = didEnd + len(`","time_us":`)
	revAt  = timeAt + 16 + len(`,"kind":"commit","commit":{"rev":"`)
	revEnd = revAt + 13

	keySize     = 13
	createdSize = 24 // to the millisecond
	addressSize = len(`at://did:plc:`) + 24 + len(`/app.bsky.feed.post/`) + keySize
)

const (
	post   = "app.bsky.feed.post"
	repost = "app.bsky.feed.repost"
	like   = "app.bsky.feed.like"
)

// gap is where an id of so many bytes stands.
func gap(n int) string { return strings.Repeat(string(rune(open)), n) }

// addressIn is {cid, uri} of a record of a collection.
func addressIn(collection string) string {
	return `{"cid":"` + gap(59) + `","uri":"at://did:plc:` + gap(24) + `/` + collection + `/` + gap(keySize) + `"}`
}

var (
	postTail    = `},"cid":"` + gap(59) + `"}}` // from the end of the record on
	postAddress = addressIn(post)
	answer      = `,"reply":{"parent":` + addressIn(post) + `,"root":` + addressIn(post) + `}`
)

// Where in an answer the addresses begin.
var (
	uriAt    = strings.Index(postAddress, "at://")
	parentAt = strings.Index(answer, "at://")
	rootAt   = strings.LastIndex(answer, "at://")
)

// begun is a shape to the end of the key.
func begun(operation, collection string) *shape {
	s := &shape{operation: operation, collection: collection}
	s.text = `{"did":"did:plc:` + gap(24) + `","time_us":` + gap(16) + `,"kind":"commit","commit":{"rev":"` + gap(13) +
		`","operation":"` + operation + `","collection":"` + collection + `","rkey":"`
	s.key = len(s.text)
	s.text += gap(keySize) + `"`
	return s
}

// recorded is a shape to the end of the time of the record.
func recorded(collection string) *shape {
	s := begun("create", collection)
	s.text += `,"record":{"$type":"` + collection + `","createdAt":"`
	s.created = len(s.text)
	s.text += gap(createdSize) + `"`
	return s
}

// about is the shape of a like or repost, which may tell by whose repost its author found it.
func about(collection, via string) *shape {
	s := recorded(collection)
	s.text += `,"subject":` + addressIn(post)
	s.subject = len(s.text) - len(`"}`) - addressSize
	s.text += via + postTail
	return s
}

// toward is the shape of what somebody does to an account.
func toward(collection string) *shape {
	s := recorded(collection)
	s.text += `,"subject":"did:plc:` + gap(24) + `"` + postTail
	return s
}

// deleted is the shape of a deletion.
func deleted(collection string) *shape {
	s := begun("delete", collection)
	s.text += `}}`
	return s
}

// postHead is how a post begins, to the time of the record.
var postHead = recorded(post)

// shapes are those of whole events, the most frequent first.
var shapes = func() []*shape {
	via := `,"via":` + addressIn(repost)
	return []*shape{about(like, ""), about(repost, ""), about(like, via), about(repost, via),
		deleted(post), deleted(repost), deleted(like), toward("app.bsky.graph.follow"), toward("app.bsky.graph.block"), deleted("app.bsky.graph.follow")}
}()

// shaped reads an event that has one of the shapes; false if it has none.
func (r *Reader) shaped(e *Event) bool {
	b := r.b
	for _, s := range shapes {
		if len(s.text) == len(b) && r.fits(b, s.text) {
			return s.fill(e, b)
		}
	}
	end := len(b) - len(postTail)
	if end < len(postHead.text) || !r.fits(b[:len(postHead.text)], postHead.text) || !r.fits(b[end:], postTail) || !postHead.fill(e, b) {
		return false
	}
	return r.said(&e.Record, len(postHead.text), end)
}

// fill takes what stands where the shape has its gaps. It is false for a time that is none.
func (s *shape) fill(e *Event, b []byte) bool {
	upper, ok := eightDigits(b[timeAt:])
	lower, also := eightDigits(b[timeAt+8:])
	if !ok || !also || b[timeAt] == '0' {
		return false
	}
	e.At = upper*1e8 + lower
	e.DID, e.Kind, e.Rev = view(b[didAt:didEnd]), "commit", view(b[revAt:revEnd])
	e.Operation, e.Collection, e.Key = s.operation, s.collection, view(b[s.key:s.key+keySize])
	if s.created > 0 {
		e.Record.CreatedAt = view(b[s.created : s.created+createdSize])
	}
	if s.subject > 0 {
		e.Record.Subject = view(b[s.subject : s.subject+addressSize])
	}
	return true
}

// said reads the fields of a post from i on; its record ends at end.
func (r *Reader) said(p *Record, i, end int) bool {
	b := r.b[:end+1]
	for {
		rest := b[i:]
		switch {
		case len(rest) >= len(answer) && string(rest[:8]) == `,"reply"` && r.fits(rest[:len(answer)], answer):
			p.Parent, p.Root = view(rest[parentAt:parentAt+addressSize]), view(rest[rootAt:rootAt+addressSize])
			i += len(answer)
		case len(rest) > 14 && string(rest[:8]) == `,"langs"` && string(rest[8:11]) == `:["` && string(rest[13:15]) == `"]` && isSmallLetter(rest[11]) && isSmallLetter(rest[12]):
			p.Langs = append(p.Langs[:0], view(rest[11:13]))
			i += 15
		case len(rest) > 10 && string(rest[:8]) == `,"text":` && rest[8] == '"':
			said := rest[9 : len(rest)-2]
			if rest[len(rest)-2] != '"' || bytes.IndexByte(said, '"') >= 0 {
				return r.fields(p, rest)
			}
			p.Text = view(r.unescape(said))
			return !r.bad
		default:
			return r.fields(p, rest)
		}
	}
}

// fitsPlainly reports whether bytes have the form of a text as long.
func fitsPlainly(b []byte, text string) bool {
	odd := byte(0)
	for i := range len(text) {
		c, want := b[i], text[i]
		if want == open {
			odd |= kinds[c] & (isQuote | isBackslash | isHigh)
		} else {
			odd |= c ^ want
		}
	}
	return odd == 0
}

func isSmallLetter(c byte) bool { return c-'a' < 26 }

// fields reads the rest of a post's record, whatever there is in it.
func (r *Reader) fields(p *Record, rest []byte) bool {
	r.b = rest
	r.prepare()
	for more := !r.bad && r.more(); more; more = r.more() {
		r.field(p)
	}
	return r.i == len(r.b) && !r.bad
}
