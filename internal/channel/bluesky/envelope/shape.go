package envelope

import "strings"

// A shape is what events of one kind look like as the network's own server writes them: each
// byte but those of ids and times, which are as long as nearly all are. Where they stand is
// known before they are read, so that nothing is looked for.
type shape struct {
	text                  string // open stands for a small letter or a digit
	operation, collection string
	key                   int    // where the record's key begins
	created, subject      int    // likewise; 0: it has none
	other                 *shape // as long as this one
}

// open is no byte of a shape.
const open = 0x80

// What all shapes begin with, and where in it the ids stand.
const (
	didAt  = len(`{"did":"`)
	didEnd = didAt + 32
	timeAt = didEnd + len(`","time_us":`)
	revAt  = timeAt + 16 + len(`,"kind":"commit","commit":{"rev":"`)
	revEnd = revAt + 13

	keySize     = 13
	cidSize     = 59
	createdSize = 24 // to the millisecond
	addressSize = len(`at://did:plc:`) + 24 + len(`/app.bsky.feed.post/`) + keySize
)

const (
	post   = "app.bsky.feed.post"
	repost = "app.bsky.feed.repost"
	like   = "app.bsky.feed.like"
)

// id is where one of so many bytes stands, or a number.
func id(n int) string { return strings.Repeat(string([]byte{open}), n) }

// created is where a time does.
var created = id(4) + "-" + id(2) + "-" + id(2) + "T" + id(2) + ":" + id(2) + ":" + id(2) + "." + id(3) + "Z"

// addressIn is {cid, uri} of a record of a collection.
func addressIn(collection string) string {
	return `{"cid":"` + id(cidSize) + `","uri":"at://did:plc:` + id(24) + `/` + collection + `/` + id(keySize) + `"}`
}

var (
	postTail    = `},"cid":"` + id(cidSize) + `"}}` // from the end of the record on
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
	s.text = `{"did":"did:plc:` + id(24) + `","time_us":` + id(16) + `,"kind":"commit","commit":{"rev":"` + id(13) +
		`","operation":"` + operation + `","collection":"` + collection + `","rkey":"`
	s.key = len(s.text)
	s.text += id(keySize) + `"`
	return s
}

// dated is a shape to the beginning of the time of the record.
func dated(collection string) *shape {
	s := begun("create", collection)
	s.text += `,"record":{"$type":"` + collection + `","createdAt":"`
	return s
}

// recorded is a shape to the end of the time of the record.
func recorded(collection string) *shape {
	s := dated(collection)
	s.created = len(s.text)
	s.text += created + `"`
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
	s.text += `,"subject":"did:plc:` + id(24) + `"` + postTail
	return s
}

// deleted is the shape of a deletion.
func deleted(collection string) *shape {
	s := begun("delete", collection)
	s.text += `}}`
	return s
}

// postHead is how a post begins, to the time of the record; postDated how it does where software of others
// writes the time otherwise.
var (
	postHead  = recorded(post)
	postDated = dated(post)
)

// shapes are those of whole events.
var shapes = func() []*shape {
	via := `,"via":` + addressIn(repost)
	return []*shape{about(like, ""), about(repost, ""), about(like, via), about(repost, via),
		deleted(post), deleted(repost), deleted(like), toward("app.bsky.graph.follow"), toward("app.bsky.graph.block"), deleted("app.bsky.graph.follow")}
}()

// shapeOf is a shape of each length. Read only.
var shapeOf = func() (all [1024]*shape) {
	for _, s := range shapes {
		s.other, all[len(s.text)] = all[len(s.text)], s
	}
	return all
}()

// shaped reads an event that has one of the shapes; false if it has none.
func (r *Reader) shaped(e *Event) bool {
	b := r.b
	if len(b) < len(shapeOf) {
		for s := shapeOf[len(b)]; s != nil; s = s.other {
			if r.shape(0, s.text) != lost {
				return s.fill(e, b)
			}
		}
	}
	end := len(b) - len(postTail)
	if end < len(postDated.text) || r.shape(end, postTail) == lost {
		return false
	}
	i := r.begins(e)
	return i != lost && r.said(i, &e.Record, end)
}

// begins reads a post to the time of its record.
func (r *Reader) begins(e *Event) (end int) {
	if end = r.shape(0, postHead.text); end != lost {
		if !postHead.fill(e, r.b) {
			return lost
		}
		return end
	}
	if end = r.shape(0, postDated.text); end == lost || !postDated.fill(e, r.b) {
		return lost
	}
	e.Record.CreatedAt, end = r.saying(end)
	return end
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
	e.Record.Usual = true
	return true
}

// fitsPlainly reports whether bytes have the form of a text as long.
func fitsPlainly(b []byte, text string) bool {
	odd := byte(0)
	for i := range len(text) {
		c, want := b[i], text[i]
		if want != open {
			odd |= c ^ want
		} else if c-'a' > 'z'-'a' && c-'0' > 9 {
			odd = 1
		}
	}
	return odd == 0
}
