package listen

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"heed/internal/text"
	"heed/internal/text/token"
)

// describe adds the terms of what is costly to find out.
func (m *Matcher) describe(uses uint32) {
	if uses&(useShortStems|useFuzzy|useLooks) != 0 {
		for i := range m.tokens.Term {
			if m.tokens.Term[i].Kind == token.Word {
				m.word(i, uses)
			}
		}
	}
	if uses&useLinks != 0 && (m.tokens.Links() > 0 || len(m.msg.Links) > 0) {
		m.describeLinks()
	}
}

// stems adds the terms of the stems that a word begins with.
func (m *Matcher) stems(i int) {
	if m.tokens.Term[i].Kind != token.Word {
		return
	}
	form := m.tokens.Form(i)
	for lengths := m.st.base.stems.of(form); lengths != 0; lengths &= lengths - 1 {
		n := bits.TrailingZeros32(lengths)
		if n > len(form) {
			return
		}
		m.describedBy(m.tokens.HashStem(&m.key, byStemKey, i, n), i, form)
	}
}

// word adds the terms of what is costly to find out.
func (m *Matcher) word(i int, uses uint32) {
	form := m.tokens.Form(i)
	if uses&useShortStems != 0 && len(form) >= 3 {
		for n := 1; n < token.ShortStem; n++ {
			if m.st.base.stems.hasShort(form[:n]) {
				m.describedBy(m.tokens.HashStem(&m.key, byStemKey, i, n), i, form)
			}
		}
	}
	if uses&useFuzzy != 0 && len(form) >= minFuzzy-maxEdits {
		m.misspelt(i, form)
	}
	if uses&useLooks != 0 && m.tokens.Term[i].Flags&token.Also == 0 {
		a, b := m.tokens.Looks(i)
		for _, look := range [...]string{a, b} {
			if look != "" && look != string(form) {
				m.extras = append(m.extras, extra{termOf(m.key.Hash(token.Look, look)), m.tokens.Term[i].First})
			}
		}
	}
}

func (m *Matcher) misspelt(i int, form []byte) {
	m.edits.n = 0
	for rest := form; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if !m.edits.letter(r) {
			return
		}
		rest = rest[size:]
	}
	if m.edits.n > maxFuzzy+maxEdits {
		return
	}
	m.hashes = m.edits.each(maxEdits, m.hashes[:0])
	for _, h := range m.hashes {
		m.describedBy(h, i, form)
	}
}

// describedBy adds the terms of the descriptions under a key that a word fits.
func (m *Matcher) describedBy(hash uint64, i int, form []byte) {
	if !m.st.base.wordSieve.passes(hash) {
		return
	}
	m.eachDescription(hash, func(d *description) {
		if d.fits(form) {
			m.give(d.term, m.tokens.Term[i].First)
		}
	})
}

func (m *Matcher) eachDescription(hash uint64, do func(*description)) {
	b := m.st.base
	for _, l := range b.words.find(hash) {
		do(&b.described[b.words.ref(l)])
	}
	for _, f := range m.st.young {
		for k := f.words.last(hash); k != 0; k = f.words.leads[k-1].before {
			do(&f.described[f.words.leads[k-1].ref])
		}
	}
}

// give adds a term at a place, once.
func (m *Matcher) give(t term, place uint32) {
	for i := len(m.extras) - 1; i >= 0 && m.extras[i].place == place; i-- {
		if m.extras[i].term == t {
			return
		}
	}
	m.extras = append(m.extras, extra{t, place})
}

// describeLinks adds the terms of the parts that a link holds.
func (m *Matcher) describeLinks() {
	for i := range m.tokens.Links() {
		m.link(text.LinkKey(m.tokens.Link(i)))
	}
	for _, l := range m.msg.Links {
		m.link(text.LinkKey(l))
	}
}

func (m *Matcher) link(key string) {
	r := run{}
	for part := range strings.FieldsFuncSeq(key, func(r rune) bool { return !isLinkLetter(r) }) {
		hash := m.key.Hash(token.Part, part)
		if !m.st.base.wordSieve.passes(hash) {
			continue
		}
		m.eachDescription(hash, func(d *description) {
			if d.kind == kURL && r.linkHolds(key, d.text) {
				m.give(d.term, nowhere)
			}
		})
	}
}
