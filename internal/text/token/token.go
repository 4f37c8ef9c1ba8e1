package token

import (
	"encoding/binary"
	"strings"
	"unicode"

	"heed/internal/desk"
	"heed/internal/text"
)

// Flags say more about a term.
type Flags uint8

const (
	// Also marks the second form of the word before it: acme of "Acme's". It has the
	// word's place.
	Also Flags = 1 << iota
	// Glued marks a character of a script without spaces, right after another one.
	Glued
	// Emoji marks a word that is one.
	Emoji
	// Nowhere marks an entity of which no word is left. Its place says nothing.
	Nowhere
	// Quoted marks what stands in a text that [Tokeniser.Add] added.
	Quoted
)

// Term is where a term stands and what it is. First and Last are the places of its
// first and last word, which are equal but for a hashtag of several words.
type Term struct {
	First, Last uint32
	Kind        Kind
	Flags       Flags
	start, end  uint32 // of the form in buf
}

// set makes a term a word. It writes each field where it is: a Term made elsewhere and
// copied waits for itself.
func (x *Term) set(pos uint32, flags Flags, start, end uint32) {
	x.First, x.Last, x.Kind, x.Flags, x.start, x.end = pos, pos, Word, flags, start, end
}

// Tokens are the terms of one post, in the order of its text: an entity stands before
// its own words, a second form right after its first. Hash and Term go together. All
// of it is valid until the next Read.
type Tokens struct {
	Hash []uint64
	Term []Term

	// buf holds the texts in small letters, of which most forms are a part, and words
	// that are spelt otherwise, each after its span in the text (two 32-bit numbers).
	buf   []byte
	texts []piece
	links []link

	mention int32 // the number of the first mention, plus one
	wide    bool  // the machine has the instructions that sift needs
}

// link is where one stands in buf: it is no string, so that a row of them is written without asking the
// garbage collector.
type link struct{ start, end uint32 }

// piece is a text that was read: where its copy in small letters is in buf, of which
// forms that are spelt like the text are a part.
type piece struct {
	text  string
	start int
	end   int
}

// Len is how many terms there are.
func (t *Tokens) Len() int { return len(t.Hash) }

// Form is what the hash of term i was made of. It must not be changed.
func (t *Tokens) Form(i int) []byte {
	x := &t.Term[i]
	return t.buf[x.start:x.end:x.end]
}

// Raw is the word of term i as written. Only words, not entities, have one.
func (t *Tokens) Raw(i int) string {
	for t.Term[i].Flags&Also != 0 {
		i--
	}
	p, span := t.spelt(&t.Term[i])
	return p.text[span.Start:span.End]
}

// spelt finds the text that a word is of, and where in it.
func (t *Tokens) spelt(x *Term) (p *piece, span desk.Span) {
	for k := range t.texts {
		if p = &t.texts[k]; int(x.start) >= p.start && int(x.end) <= p.end {
			return p, desk.Span{Start: int(x.start) - p.start, End: int(x.end) - p.start}
		}
	}
	p = &t.texts[0]
	if x.Flags&Quoted != 0 {
		p = &t.texts[len(t.texts)-1]
	}
	head := t.buf[x.start-8 : x.start]
	return p, desk.Span{Start: int(binary.LittleEndian.Uint32(head)), End: int(binary.LittleEndian.Uint32(head[4:]))}
}

// Looks are the skeletons of the word of term i, as text.Word.Looks gives them; both
// are "" where the word can only look like itself.
func (t *Tokens) Looks(i int) (form, also string) {
	raw := t.Raw(i)
	if strings.IndexFunc(raw, mayDeceive) < 0 {
		return "", ""
	}
	return text.Word{Span: desk.Span{End: len(raw)}}.Looks(raw)
}

func mayDeceive(r rune) bool { return r > unicode.MaxASCII || r == '0' || r == '1' }

// Links is how many links the texts hold.
func (t *Tokens) Links() int { return len(t.links) }

// Link is one of them, as written.
func (t *Tokens) Link(i int) string {
	l := t.links[i]
	for k := len(t.texts) - 1; ; k-- {
		if p := &t.texts[k]; int(l.start) >= p.start {
			return p.text[int(l.start)-p.start : int(l.end)-p.start]
		}
	}
}
