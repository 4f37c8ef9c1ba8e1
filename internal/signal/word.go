package signal

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// A word is what is known of a form, wherever it stands: by itself, and of a table. What is
// asked of every word is in one line of the cache, and lines of words that are met often lie
// together; the rest is its facts.
type word struct {
	spelt   [2]uint64 // the form, of words of a vocabulary; see spell
	hash    uint64
	own     gram   // the model's rows of the word by itself
	seen    uint64 // a bit for each thing that a part may take it for; see bitOf
	*facts         // never nil
	id      int32  // of form, 0 for none
	traits  uint16 // bits for its role and its person, and tells and weighs
	role    role
	table   uint8 // the number of the table which says what depends on it; 0 for none
	votes   uint8 // languages that know it, a bit for each, by order
	topic   uint8 // which bit of a topic it sets
	leading uint8 // it leads to rules: 1 of what customers write, 2 of what replies do
	number  bool
	long    bool // over six bytes
	single  bool // nothing but itself in the table: no beginning, no shorter form
}

// Traits: a bit for each role, then for each person, then these.
const (
	persons = 8
	tells   = 1 << 12 // something of the topic
	weighs  = 1 << 13 // it has a weight
	roles   = 1<<persons - 1<<(plain+1)
)

// facts are what is asked of few words; what every reading asks comes first, in a line of the cache.
type facts struct {
	leads       [2][]lead // rules that it leads to, of what customers write and of what replies do
	weight      float64
	person      uint8
	answer      int8 // yes and no to a question: 1, -1
	sign        bool // emoji or emoticon
	known       bool // it has a weight or a role
	marked      bool // which depends on its accents
	copula      bool
	form, short []byte // folded; and without a possessive, an elision or a drawn-out letter
	head        uint64 // hash of the first five bytes of a longer form
	other       uint64 // hash of short; 0 for none
	second      int32  // of short
	prefix      [3]int32
}

// A room is memory for a word.
type room struct {
	word
	facts
}

// A vocabulary keeps what is known of words for who reads many texts: most are among the
// same few thousand. What came first stays, and stands together: words that are met early
// are met often.
type vocabulary struct {
	slots [1 << vocabularyBits]uint16 // places in words; 0 for none
	words []word                      // never moved: tokens point to them
	facts []facts                     // the latest of theirs, with room for more
}

const (
	vocabularyBits = 16
	mostKept       = 1 << vocabularyBits * 3 / 4
	longestKept    = 15 // bytes
	shortNumber    = 3  // likewise: such come again
	factsAtOnce    = 1 << 10
)

func newVocabulary() *vocabulary {
	return &vocabulary{words: make([]word, 1, mostKept)}
}

// What slotOf mixes a form with.
const (
	mixLow  = 0x9E3779B97F4A7C15
	mixHigh = 0xD6E8FEB86659FD93
)

// slotOf is where a form is looked for first.
func slotOf(spelt [2]uint64) uint64 {
	return (spelt[0]*mixLow + spelt[1]*mixHigh) >> (64 - vocabularyBits)
}

// find gives the place of a form: of a word, or of the slot for one that is not kept.
func (v *vocabulary) find(spelt [2]uint64) (x *word, slot uint64) {
	for slot = slotOf(spelt); ; slot = (slot + 1) & (1<<vocabularyBits - 1) {
		n := v.slots[slot&(1<<vocabularyBits-1)]
		if n == 0 {
			return nil, slot
		}
		if x := &v.words[n]; x.spelt == spelt {
			return x, slot
		}
	}
}

// add makes room for a word in a slot that find gave.
func (v *vocabulary) add(slot uint64) *word {
	n := len(v.words)
	v.slots[slot] = uint16(n)
	if len(v.facts) == cap(v.facts) {
		v.facts = make([]facts, 0, factsAtOnce)
	}
	v.words, v.facts = v.words[:n+1], v.facts[:len(v.facts)+1]
	v.words[n].facts = &v.facts[len(v.facts)-1]
	return &v.words[n]
}

// keeps tells whether a form that is new is worth a place: long numbers seldom come again, and
// what may begin a link is no plain word.
func (v *vocabulary) keeps(form []byte) bool {
	if len(v.words) == mostKept || string(form) == "www" || bytes.HasPrefix(form, []byte("http")) {
		return false
	}
	for i := 2; i < len(form); i++ {
		if len(form) > shortNumber && '0' <= form[i] && form[i] <= '9' || form[i] == form[i-1] && form[i] == form[i-2] {
			return false // nor can a word that is drawn out be told by its form
		}
	}
	return true
}

// spell packs a form of up to longestKept bytes, and where in it the shorter one is.
func spell(form []byte, also [2]uint8) (s [2]uint64) {
	var b [longestKept + 1]byte
	copy(b[:], form)
	return [2]uint64{binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:]) | shorter(int(also[0]), int(also[1]))}
}

// shorter packs where the shorter form is, into the last byte.
func shorter(begin, end int) uint64 { return uint64(begin<<4|end) << 56 }

// word gives what is known of a form that stands in buf. It is good until the next text.
func (w *reading) word(form, short []byte, also [2]uint8, drawn, sign bool) *word {
	x, spelt := (*word)(nil), [2]uint64{}
	if w.vocabulary != nil && len(form) > 0 && len(form) <= longestKept && !drawn {
		spelt = spell(form, also)
		known, slot := w.vocabulary.find(spelt)
		if known != nil {
			return known
		}
		if w.vocabulary.keeps(form) {
			x = w.vocabulary.add(slot)
			form, short = append([]byte(nil), form...), append([]byte(nil), short...)
		}
	}
	if x == nil {
		x, spelt = w.spareWord(), [2]uint64{}
	}
	*x.facts = facts{form: form, short: short, sign: sign, answer: answerOf(form)}
	*x = word{facts: x.facts, spelt: spelt, hash: hashBytes(form)}
	if len(short) > 0 {
		x.other = hashBytes(short)
	}
	if x.number = !sign && len(form) > 0 && '0' <= form[0] && form[0] <= '9'; len(form) > 5 {
		x.long = len(form) > 6
		x.head = hashBytes(form[:5])
	}
	x.own = w.model.own(x)
	x.votes = uint8(w.votes.find(x.hash))
	x.topic = x.topicBit()
	return x
}

// spareWord is memory for a word of this text alone.
func (w *reading) spareWord() *word {
	if w.spared == len(w.spare) {
		w.spare, w.spared = make([]room, max(40, 2*len(w.spare))), 0
	}
	r := &w.spare[w.spared]
	w.spared++
	r.word.facts = &r.facts
	return &r.word
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

// look fills in what a table knows of the words of a text, and notes what the rules and the
// table ask of them first.
func (w *reading) look(t *table) {
	n := len(w.list) + near*(len(w.sentences)+1)
	if len(w.around) < n {
		w.around = make([]uint64, 2*n)
	}
	around := w.around[:n]
	clear(around)
	w.places = slices.Grow(w.places[:0], len(w.list)+1)
	w.telling = slices.Grow(w.telling[:0], len(w.list)+1)
	places, led := w.places[:len(w.list)+1], 0
	telling, told := w.telling[:len(w.list)+1], 0
	traits, of := uint16(0), w.of&7
	for i := range w.list {
		k := &w.list[i]
		if k.word.table != t.number {
			k.word = k.word.in(t, w, w.text[k.span.Start:k.span.End])
		}
		x := k.word
		traits |= x.traits
		around[i+near*int(k.sentence+1)] = x.seen
		places[led] = int32(i)
		led += int(x.leading >> of & 1)
		telling[told] = int32(i)
		if x.traits&(weighs|roles) != 0 {
			told++
		}
	}
	w.places, w.telling, w.traits = places[:led], telling[:told], traits
}

// in takes what a table knows of a word that is written so. A word of which that depends on
// its accents is filled in anew for each text. Signs are looked up in the table that all
// languages share.
func (x *word) in(t *table, w *reading, written string) *word {
	x.ask(t, w.signs, written)
	if x.marked {
		own := w.spareWord()
		facts := own.facts
		*facts = *x.facts
		*own, own.facts = *x, facts
		x.table = 0
		return own
	}
	return x
}

func (x *word) ask(t, signs *table, written string) {
	x.table, x.id, x.second, x.prefix = t.number, 0, 0, [3]int32{}
	x.known, x.marked, x.role, x.weight, x.person, x.copula = false, false, plain, 0, 0, false
	x.seen, x.leading, x.leads, x.single = 0, 0, [2][]lead{}, false
	if x.sign {
		if n := signs.exact.find(x.hash); n != 0 {
			x.be(&signs.entries[n])
		}
		x.mark()
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
	x.mark()
	if len(x.form) >= 3 && (!x.known || x.weight != 0) {
		x.traits |= tells
	}
	x.open(t)
}

// mark sets the traits.
func (x *word) mark() {
	if x.traits = 1<<x.role | 1<<(persons+x.person); x.weight != 0 && x.role == plain {
		x.traits |= weighs
	}
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
		if len(list) > 0 {
			x.leading |= 1 << of
		}
	}
}

func (x *word) leadsBy(t *table, n int32) {
	if n == 0 {
		return
	}
	x.seen |= bitOf(n)
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
