package token

import (
	"encoding/binary"
	"strings"
	"unicode"

	"heed/internal/text"
)

// A Tokeniser reads one text after another into the same memory.
type Tokeniser struct {
	key Key
	out Tokens
	pos uint32 // the next place
}

// New is a tokeniser whose hashes are those of the key.
func New(key Key) *Tokeniser { return &Tokeniser{key: key} }

// Read reads the text of a post. What it gave for the last one is overwritten.
func (t *Tokeniser) Read(s string) *Tokens {
	o := &t.out
	o.Hash, o.Term, o.buf, o.texts, o.links = o.Hash[:0], o.Term[:0], o.buf[:0], o.texts[:0], o.links[:0]
	t.pos = 0
	t.scan(s, 0)
	return o
}

// Add adds a text that the post quotes, once. Its words stand gap places after the
// last word so far.
func (t *Tokeniser) Add(s string, gap uint32) {
	t.pos = 0
	for i := len(t.out.Term) - 1; i >= 0; i-- {
		if x := t.out.Term[i]; x.Kind == Word {
			t.pos = x.First + gap
			break
		}
	}
	t.scan(s, Quoted)
}

// Put adds what the network tells beside the text. The form is folded already.
func (t *Tokeniser) Put(kind Kind, form string) {
	start := uint32(len(t.out.buf))
	t.out.buf = append(t.out.buf, form...)
	t.add(kind, Nowhere, start, 0, 0)
}

// Parts adds the runs of letters and digits of the links, those of other links that
// the network tells included.
func (t *Tokeniser) Parts(links ...string) {
	for _, l := range t.out.links {
		t.parts(l)
	}
	for _, l := range links {
		t.parts(l)
	}
}

func (t *Tokeniser) parts(link string) {
	for part := range strings.FieldsFuncSeq(text.LinkKey(link), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		t.Put(Part, part)
	}
}

func (t *Tokeniser) add(kind Kind, flags Flags, start, first, last uint32) {
	end := uint32(len(t.out.buf))
	t.out.Hash = append(t.out.Hash, t.key.Hash(kind, string(t.out.buf[start:end])))
	t.out.Term = append(t.out.Term, Term{First: first, Last: last, Kind: kind, Flags: flags, start: start, end: end})
}

func (t *Tokeniser) scan(s string, flags Flags) {
	words, ents := text.Scan(s)
	base := t.pos
	next := 0
	t.out.texts = append(t.out.texts, piece{text: s})
	for _, e := range ents {
		for next < len(words) && words[next].Span.End <= e.Span.Start {
			t.word(words[next], base, flags)
			next++
		}
		t.entity(e, words[next:], base, flags)
	}
	for _, w := range words[next:] {
		t.word(w, base, flags)
	}
}

func (t *Tokeniser) word(w text.Word, base uint32, flags Flags) {
	if w.Glued {
		flags |= Glued
	}
	if w.Emoji {
		flags |= Emoji
	}
	at := base + uint32(w.Pos)
	t.pos = at + 1
	for i, form := range [...]string{w.Form, w.Also} {
		if i > 0 && (form == "" || form == w.Form) {
			continue
		}
		t.out.buf = binary.LittleEndian.AppendUint32(t.out.buf, uint32(w.Span.Start))
		t.out.buf = binary.LittleEndian.AppendUint32(t.out.buf, uint32(w.Span.End))
		start := uint32(len(t.out.buf))
		t.out.buf = append(t.out.buf, form...)
		t.add(Word, flags|Flags(i)*Also, start, at, at)
	}
}

func (t *Tokeniser) entity(e text.Entity, words []text.Word, base uint32, flags Flags) {
	kind, form := Word, ""
	switch e.Kind {
	case text.Link:
		t.out.links = append(t.out.links, e.Name)
		return
	case text.Mention:
		kind, form = Mention, strings.ToLower(e.Name)
	case text.Hashtag:
		kind, form = Tag, text.Fold(e.Name)
	case text.Cashtag:
		kind, form = Cash, strings.ToLower(e.Name)
	}
	n := 0
	for n < len(words) && words[n].Span.Start < e.Span.End {
		n++
	}
	first, last := uint32(0), uint32(0)
	if n == 0 {
		flags |= Nowhere
	} else {
		first, last = base+uint32(words[0].Pos), base+uint32(words[n-1].Pos)
	}
	start := uint32(len(t.out.buf))
	t.out.buf = append(t.out.buf, form...)
	t.add(kind, flags, start, first, last)
}
