package signal

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A word is what is known of a form, wherever it stands: by itself, and of a table. What is
// asked of every word stands first: it is in as few lines of the cache as can be.
type word struct {
	spelt  [2]uint64 // the form, of words of a vocabulary
	also   [2]uint8  // where in it the form without a possessive or an elision is; empty for none
	topic  uint8     // which bit of a topic it sets
	answer int8      // yes and no to a question: 1, -1
	sign   bool      // emoji or emoticon
	number bool
	long   bool  // over six bytes
	single bool  // nothing but itself in the table: no beginning, no shorter form
	alphas uint8 // letters of ASCII
	tells  uint8 // 1: something of the topic
	known  bool  // it has a weight or a role
	marked bool  // which depends on its accents
	role   role
	traits uint16 // a bit for its role, and from hisPerson on one for its person
	person uint8
	copula bool
	seen   bits2     // what a part may ask of it
	asks   [2]uint64 // what its leads ask of the word after: none holds where that is nothing of it

	hash   uint64
	head   uint64 // hash of the first five bytes of a longer form
	own    gram   // the model's rows of the word by itself
	votes  uint64 // languages that know it: a byte for each, by order
	weight float64
	table  *table // which says what follows, and what depends on it above
	id     int32  // of form, 0 for none
	second int32  // of short
	prefix [3]int32

	leads       [2][]lead // rules that it leads to, of what customers write and of what replies do
	other       uint64    // hash of short; 0 for none
	form, short []byte    // folded; and without a possessive, an elision or a drawn-out letter
}

// A vocabulary keeps what is known of words for who reads many texts: most are among the
// same few thousand. What came first stays, and stands together: words that are met early
// are met often.
type vocabulary struct {
	slots [1 << vocabularyBits]*word
	words []word // never moved: slots and tokens point to them
}

const (
	vocabularyBits = 15
	mostKept       = 1 << vocabularyBits * 3 / 4
	longestKept    = 16 // bytes
	shortNumber    = 3  // likewise: such come again
)

func newVocabulary() *vocabulary { return &vocabulary{words: make([]word, 0, mostKept)} }

// slotOf is where a form is looked for first.
func slotOf(lo, hi uint64) uint64 {
	a, b := bits.Mul64(lo^0x9E3779B97F4A7C15, hi^0xD6E8FEB86659FD93)
	return (a ^ b) >> (64 - vocabularyBits)
}

// find gives the place of a form, which is nil where it is not kept.
func (v *vocabulary) find(spelt [2]uint64, also [2]uint8) **word {
	for i := slotOf(spelt[0], spelt[1]); ; i++ {
		at := &v.slots[i&(1<<vocabularyBits-1)]
		if x := *at; x == nil || x.spelt == spelt && x.also == also {
			return at
		}
	}
}

// add makes room for a word at a place that find gave.
func (v *vocabulary) add(at **word) *word {
	v.words = v.words[:len(v.words)+1]
	*at = &v.words[len(v.words)-1]
	return *at
}

// keeps tells whether a form that is new is worth a place: long numbers seldom come again.
func (v *vocabulary) keeps(form []byte) bool {
	if len(v.words) == mostKept {
		return false
	}
	for i := 2; i < len(form); i++ {
		if len(form) > shortNumber && '0' <= form[i] && form[i] <= '9' || form[i] == form[i-1] && form[i] == form[i-2] {
			return false // nor can a word that is drawn out be told by its form
		}
	}
	return true
}

// spell packs a form of up to sixteen bytes.
func spell(form []byte) (s [2]uint64) {
	var b [longestKept]byte
	copy(b[:], form)
	return [2]uint64{binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:])}
}

// word gives what is known of a form that stands in buf. It is good until the next text.
func (w *reading) word(form, short []byte, also [2]uint8, drawn, sign bool) *word {
	x, spelt := (*word)(nil), [2]uint64{}
	if w.vocabulary != nil && len(form) > 0 && len(form) <= longestKept && !drawn {
		spelt = spell(form)
		at := w.vocabulary.find(spelt, also)
		if *at != nil {
			return *at
		}
		if w.vocabulary.keeps(form) {
			x = w.vocabulary.add(at)
			form, short = append([]byte(nil), form...), append([]byte(nil), short...)
		}
	}
	if x == nil {
		x, spelt = w.spareWord(), [2]uint64{}
	}
	*x = word{spelt: spelt, also: also, form: form, short: short, sign: sign, hash: hashBytes(form), answer: answerOf(form)}
	if len(short) > 0 {
		x.other = hashBytes(short)
	}
	if x.number = !sign && len(form) > 0 && '0' <= form[0] && form[0] <= '9'; len(form) > 5 {
		x.long = len(form) > 6
		x.head = hashBytes(form[:5])
	}
	x.alphas = alphasOf(form)
	x.own = w.model.own(x)
	for langs := w.votes.find(x.hash); langs != 0; langs &= langs - 1 {
		x.votes |= 1 << (8 * bits.TrailingZeros32(uint32(langs)))
	}
	x.topic = x.topicBit()
	return x
}

// spareWord is memory for a word of this text alone.
func (w *reading) spareWord() *word {
	if w.spared == len(w.spare) {
		w.spare, w.spared = make([]word, max(40, 2*len(w.spare))), 0
	}
	w.spared++
	return &w.spare[w.spared-1]
}

// alphasOf counts the letters of ASCII in a form.
func alphasOf(form []byte) (n uint8) {
	for _, c := range form {
		if 'a' <= c && c <= 'z' {
			n++
		}
	}
	return n
}

// answerOf tells a yes and a no.
func answerOf(form []byte) int8 {
	switch string(form) {
	case "yes", "yeah", "yep", "ja", "oui", "si", "sim":
		return 1
	case "no", "nope", "nah", "nein", "non", "nao", "nee":
		return -1
	}
	return 0
}

// look fills in what the table knows of the words of a text; signs are looked up in the
// table that all languages share.
func (t *table) look(w *reading, signs *table) {
	traits := uint16(0)
	for i := range w.list {
		k := &w.list[i]
		x := k.word
		if x.table != t {
			x.fill(t, signs, w.text[k.span.Start:k.span.End])
		}
		if x.marked {
			own := w.spareWord()
			*own = *x
			own.fill(t, signs, w.text[k.span.Start:k.span.End])
			k.word, x = own, own
		}
		traits |= x.traits
	}
	w.roles, w.persons = uint(traits)&(1<<persons-1), uint(traits)>>persons
}

// persons is where the bits for persons begin among the traits.
const persons = 8

// fill takes what a table knows of a word that is written so.
func (x *word) fill(t, signs *table, written string) {
	x.ask(t, signs, written)
	x.traits = 1<<x.role | 1<<(persons+x.person)
}

func (x *word) ask(t, signs *table, written string) {
	x.table, x.id, x.second, x.prefix = t, 0, 0, [3]int32{}
	x.known, x.marked, x.role, x.weight, x.person, x.copula = false, false, plain, 0, 0, false
	x.seen, x.asks, x.leads, x.tells = bits2{}, [2]uint64{}, [2][]lead{}, 0
	if x.sign {
		if n := signs.exact.find(x.hash); n != 0 {
			x.be(&signs.entries[n])
		}
		return
	}
	x.id = t.exact.find(x.hash)
	x.person, x.copula = t.entries[x.id].person, t.entries[x.id].copula
	best := t.prefixes(x.form, x)
	known := t.known(x.id, x, written)
	if known == nil {
		known = best
	}
	if x.other != 0 {
		x.second = t.exact.find(x.other)
		more := t.prefixes(x.short, x)
		if known == nil {
			if known = t.known(x.second, x, written); known == nil {
				known = more
			}
		}
	}
	x.single = x.second == 0 && x.prefix == [3]int32{}
	if known != nil {
		x.be(known)
	}
	if len(x.form) >= 3 && (!x.known || x.weight != 0) {
		x.tells = 1
	}
	x.open(t)
}

func (x *word) be(e *entry) { x.known, x.role, x.weight = true, e.role, e.weight }

// open notes what the rules may ask of a word, and those that it leads to.
func (x *word) open(t *table) {
	if x.number {
		x.leadsBy(t, t.numbers)
	}
	x.leadsBy(t, x.id)
	if x.second != x.id {
		x.leadsBy(t, x.second)
	}
	for _, n := range x.prefix {
		x.leadsBy(t, n)
	}
	for of, list := range x.leads {
		for i := range list {
			x.asks[of] |= list[i].after
		}
	}
}

func (x *word) leadsBy(t *table, n int32) {
	if n == 0 {
		return
	}
	x.seen.add(n)
	for of, list := range t.entries[n].leads {
		if len(x.leads[of]) == 0 {
			x.leads[of] = slices.Clip(list) // as it mostly stays
		} else if len(list) > 0 {
			x.leads[of] = append(x.leads[of], list...)
		}
	}
}

// topicBit is which bit of a topic the word sets: that of its beginning, so that delayed
// is delay.
func (x *word) topicBit() uint8 {
	h := x.hash
	if len(x.form) > 5 {
		h = x.head
	}
	return uint8(h * 0x9E3779B97F4A7C15 >> 56)
}
