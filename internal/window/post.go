package window

import (
	"encoding/binary"
	"errors"
	"time"

	"heed/internal/desk"
)

// Flags of a post.
const (
	hasMedia = 1 << iota
	isVerified
)

var errShort = errors.New("a post of the window is cut off")

// forms are written as their place in this list.
var forms = []desk.Form{desk.Post, desk.Reply, desk.Repost, desk.Quote} // read only

// appendPost writes what a search can ask of a post, and what a person needs to see it.
func appendPost(b []byte, m *desk.Message) []byte {
	flags := uint64(0)
	if len(m.Media) > 0 {
		flags |= hasMedia
	}
	if m.Author.Verified {
		flags |= isVerified
	}
	form := uint64(0)
	for i, f := range forms {
		if f == m.Form {
			form = uint64(i)
		}
	}
	b = binary.AppendUvarint(b, flags)
	b = binary.AppendUvarint(b, form)
	b = binary.AppendVarint(b, desk.Micros(m.PostedAt))
	b = binary.AppendVarint(b, desk.Micros(m.HeardAt))
	b = binary.AppendVarint(b, int64(m.Author.Followers))
	for _, s := range [...]string{string(m.Network), string(m.NetworkID), m.URL, m.Text, m.Lang, m.Place, m.Author.Display,
		string(m.Parent), string(m.Subject), m.SubjectText} {
		b = appendText(b, s)
	}
	for _, r := range [...]desk.HandleRef{m.Author, m.ParentBy, m.SubjectBy} {
		b = appendText(appendText(b, r.NetworkID), r.Name)
	}
	b = appendTexts(b, m.Links)
	b = appendTexts(b, m.Tags)
	b = binary.AppendUvarint(b, uint64(len(m.Mentions)))
	for _, r := range m.Mentions {
		b = appendText(appendText(b, r.NetworkID), r.Name)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendTexts(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = appendText(b, s)
	}
	return b
}

// reader takes posts off a block. Its first fault stays.
type reader struct {
	b   []byte
	err error
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.b)
	return advance(r, v, n)
}

func (r *reader) signed() int64 {
	v, n := binary.Varint(r.b)
	return advance(r, v, n)
}

func advance[T uint64 | int64](r *reader, v T, n int) T {
	if n <= 0 {
		r.err, r.b = errShort, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) text() string {
	n := r.number()
	if n > uint64(len(r.b)) {
		r.err, r.b = errShort, nil
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

// count reads how many things follow; each takes a byte at least.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.b)) {
		r.err, r.b = errShort, nil
		return 0
	}
	return int(n)
}

func (r *reader) texts() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	out := make([]string, 0, n)
	for range n {
		out = append(out, r.text())
	}
	return out
}

func (r *reader) ref() desk.HandleRef {
	return desk.HandleRef{NetworkID: r.text(), Name: r.text(), Followers: -1}
}

func (r *reader) post() (m desk.Message, err error) {
	flags, form := r.number(), r.number()
	m.Direction = desk.In
	m.Form = desk.Post // what a later version calls otherwise is a post to this one
	if form < uint64(len(forms)) {
		m.Form = forms[form]
	}
	m.PostedAt, m.HeardAt = desk.FromMicros(r.signed()), desk.FromMicros(r.signed())
	followers := r.signed()
	m.Network, m.NetworkID = desk.Network(r.text()), desk.NetworkID(r.text())
	m.URL, m.Text, m.Lang, m.Place = r.text(), r.text(), r.text(), r.text()
	display := r.text()
	m.Parent, m.Subject, m.SubjectText = desk.NetworkID(r.text()), desk.NetworkID(r.text()), r.text()
	m.Author, m.ParentBy, m.SubjectBy = r.ref(), r.ref(), r.ref()
	m.Author.Display, m.Author.Followers, m.Author.Verified = display, int(followers), flags&isVerified != 0
	if m.ParentBy.NetworkID == "" && m.ParentBy.Name == "" {
		m.ParentBy = desk.HandleRef{}
	}
	if m.SubjectBy.NetworkID == "" && m.SubjectBy.Name == "" {
		m.SubjectBy = desk.HandleRef{}
	}
	m.Links, m.Tags = r.texts(), r.texts()
	for range r.count() {
		m.Mentions = append(m.Mentions, r.ref())
	}
	if flags&hasMedia != 0 {
		m.Media = []desk.Media{{Kind: "image"}}
	}
	return m, r.err
}

// saidAt is when a post was said: by the network's clock, unless that says a time long
// before the post was heard, as posts do that were brought from elsewhere.
func saidAt(m *desk.Message, keep time.Duration) time.Time {
	if m.HeardAt.Sub(m.PostedAt) > keep {
		return m.HeardAt
	}
	return m.PostedAt
}

// hash is the identity of a post: FNV-1a of its network and id. Two posts of the window
// with one hash would be told apart wrongly once in billions; a preview can bear that.
func hash(network desk.Network, id desk.NetworkID) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(network); i++ {
		h = (h ^ uint64(network[i])) * 1099511628211
	}
	h *= 1099511628211
	for i := 0; i < len(id); i++ {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	return h
}

// chosen reports whether a post is of the part that is kept. The hash is stirred first, since
// its low bits follow the last characters of the id.
func chosen(h uint64, every uint32) bool {
	h ^= h >> 31
	h *= 0x9e3779b97f4a7c15
	return every <= 1 || (h>>33)%uint64(every) == 0
}
