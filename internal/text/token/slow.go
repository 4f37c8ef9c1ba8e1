package token

import (
	"strings"

	"heed/internal/text"
)

// slowly reads t.s with text.Scan itself.
func (t *Tokeniser) slowly() {
	words, ents := text.Scan(t.s)
	base, next := t.pos, 0
	for _, e := range ents {
		for next < len(words) && words[next].Span.End <= e.Span.Start {
			t.scanned(words[next], base)
			next++
		}
		t.scannedEntity(e, words[next:], base)
	}
	for _, w := range words[next:] {
		t.scanned(w, base)
	}
}

func (t *Tokeniser) scanned(w text.Word, base uint32) {
	flags := Flags(0)
	if w.Glued {
		flags |= Glued
	}
	if w.Emoji {
		flags |= Emoji
	}
	t.pos = base + uint32(w.Pos)
	from := t.head(w.Span.Start, w.Span.End)
	t.out.buf = append(t.out.buf, w.Form...)
	to := len(t.out.buf)
	t.spell(from, to, flags)
	if w.Also != "" && w.Also != w.Form {
		t.out.buf = append(t.out.buf, w.Also...)
		t.also(to, len(t.out.buf))
	}
}

func (t *Tokeniser) scannedEntity(e text.Entity, words []text.Word, base uint32) {
	x, form := Term{Flags: t.flags | Nowhere}, strings.ToLower(e.Name)
	switch e.Kind {
	case text.Link:
		t.addLink(e.Span.Start, e.Span.End)
		return
	case text.Mention:
		x.Kind = Mention
	case text.Hashtag:
		x.Kind, form = Tag, text.Fold(e.Name)
	case text.Cashtag:
		x.Kind = Cash
	}
	for _, w := range words {
		if w.Span.Start >= e.Span.End {
			break
		}
		if x.Last = base + uint32(w.Pos); x.Flags&Nowhere != 0 {
			x.First = x.Last
		}
		x.Flags &^= Nowhere
	}
	x.start = uint32(len(t.out.buf))
	t.out.buf = append(t.out.buf, form...)
	x.end = uint32(len(t.out.buf))
	t.put(x)
}
