package signal

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"heed/internal/text"
)

//go:embed lang/*.txt
var files embed.FS

// A table is what is known of a language. Words ending in * stand for all words that
// begin so; the longest that fits counts. The number of a word is its place among the
// entries; 0 is no word.
type table struct {
	lang    string
	number  uint8 // among those of a reader, from 1
	exact   index
	prefix  index
	entries []entry
	words   []string // by number, as folded
	rules   []*rule  // all
	led     int      // how many of them are found; see lead
	numbers int32    // the entry of "#": of numbers
	lists   []string // of words that rules name: "{name}" and the words, by turns
}

// Bytes before a *.
const (
	minPrefix = 2
	maxPrefix = 24
)

type role uint8

const (
	plain    role = iota
	negate        // turns what follows: not, never, without
	boost         // strengthens what follows: very
	damp          // weakens what follows: slightly
	contrast      // what follows counts more: but
	mend          // speaks of help that was given: fixed, sorted
)

// An entry is what a word says by itself, and the rules that it leads to.
type entry struct {
	weight float64 // -4 to 4
	role   role
	known  bool      // has a weight or role
	person uint8     // 1: I, we and what is ours; 2: you
	copula bool      // a form of "be", negated or not
	marked string    // the word with its accents, where it means nothing without them
	leads  [2][]lead // rules of what customers write, and of what replies do
}

func newTable(lang string) *table {
	t := &table{lang: lang, entries: make([]entry, 1), words: make([]string, 1)}
	t.numbers = t.entryOf(&t.exact, "#")
	return t
}

func loadTable(lang string) (*table, error) {
	t := newTable(lang)
	if lang == "" {
		return t, t.readFile("lang/signs.words.txt", t.word)
	}
	if err := t.readFile("lang/"+lang+".words.txt", t.word); err != nil {
		return nil, err
	}
	if err := t.readFile("lang/"+lang+".rules.txt", t.rule); err != nil {
		return nil, err
	}
	t.persons()
	if err := t.readFile("lang/"+lang+".acts.txt", t.act); err != nil {
		return nil, err
	}
	t.lead()
	return t, nil
}

// persons marks the words for the author and for who is addressed.
func (t *table) persons() {
	for n, words := range map[string][2]string{
		"en": {"i im ive id ill me my mine we our us weve were", "you u your youre ur yall you've"},
		"de": {"ich mein meine meinen meinem meiner mir mich wir uns unser unsere", "du dein deine dir dich ihr euch euer eure sie ihnen ihre"},
		"fr": {"je j mon ma mes moi me nous notre nos", "tu ton ta tes toi te vous votre vos"},
		"es": {"yo mi mis me nosotros nos nuestro", "tu tú tus te usted ustedes vosotros su sus"},
		"pt": {"eu meu minha meus minhas me nós nos nosso", "tu teu você vocês voce vcs vc seu sua"},
		"nl": {"ik mijn mij me wij we ons onze", "je jij jou jouw u uw jullie"},
		"it": {"io mio mia miei mi noi nostro ci", "tu tuo tua ti voi vostro vi lei suo"},
	}[t.lang] {
		for word := range strings.FieldsSeq(words) {
			t.entries[t.entryOf(&t.exact, fold(word))].person = uint8(n + 1)
		}
	}
	for word := range strings.FieldsSeq(map[string]string{
		"en": "is are was were am be been its thats isnt arent wasnt werent aint",
		"de": "ist sind war waren bin bist", "fr": "est sont était étaient c", "es": "es está son están era estaba", "pt": "é está são era estava",
		"nl": "is zijn was waren ben", "it": "è sono era erano",
	}[t.lang]) {
		t.entries[t.entryOf(&t.exact, fold(word))].copula = true
	}
}

// readFile reads a file of sections: [header], then lines. A # at the start of a line
// makes it a comment.
func (t *table) readFile(name string, line func(header []string, line string) error) error {
	data, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	var header []string
	n := 0
	for s := range strings.Lines(string(data)) {
		n++
		s = strings.TrimSpace(s)
		if head, ok := strings.CutPrefix(s, "["); ok {
			header = strings.Fields(strings.TrimSuffix(head, "]"))
			continue
		}
		if s == "" || strings.HasPrefix(s, "# ") {
			continue
		}
		if err := line(header, s); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return nil
}

func roleOf(name string) (role, bool) {
	switch name {
	case "negate":
		return negate, true
	case "boost":
		return boost, true
	case "damp":
		return damp, true
	case "contrast":
		return contrast, true
	case "mend":
		return mend, true
	case "plain":
		return plain, true
	}
	return plain, false
}

// word reads a line of words under a header of a weight or a role.
func (t *table) word(header []string, line string) error {
	if len(header) != 1 {
		return fmt.Errorf("words stand under one weight or role")
	}
	r, isRole := roleOf(header[0])
	weight, err := 0., error(nil)
	if !isRole {
		weight, err = strconv.ParseFloat(header[0], 64)
		if err != nil || weight < -4 || weight > 4 {
			return fmt.Errorf("%q is no weight from -4 to 4 and no role", header[0])
		}
	}
	for word := range strings.FieldsSeq(line) {
		n, marked, err := t.at(word)
		if err != nil {
			return err
		}
		e := &t.entries[n]
		if e.known {
			return fmt.Errorf("%q stands twice", word)
		}
		e.known, e.weight, e.role, e.marked = true, weight, r, marked
	}
	return nil
}

// at finds or makes the entry of a word of a file. A trailing ! says that the word
// must be written with its accents.
func (t *table) at(word string) (n int32, marked string, err error) {
	bare, accents := strings.CutSuffix(word, "!")
	if accents && len(bare) > 2 {
		marked = bare
	} else {
		bare = word
	}
	by := &t.exact
	if head, ok := strings.CutSuffix(bare, "*"); ok && len(head) >= minPrefix {
		by, bare = &t.prefix, head
	}
	key := fold(bare)
	if key == "" {
		return 0, "", fmt.Errorf("%q folds to nothing", word)
	}
	return t.entryOf(by, key), marked, nil
}

// entryOf finds or makes the entry of a folded word.
func (t *table) entryOf(by *index, key string) int32 {
	hash := hashOf(key)
	n := by.find(hash)
	if n == 0 {
		n = int32(len(t.entries))
		t.entries, t.words = append(t.entries, entry{}), append(t.words, key)
		by.set(hash, n)
	}
	return n
}

// fold makes a file's word equal to the forms of the scanner, where apostrophes join.
// Emoticons stay as they are.
func fold(word string) string {
	if word != "" && strings.IndexByte(":;=<", word[0]) >= 0 {
		return word
	}
	return strings.ReplaceAll(strings.ReplaceAll(text.Fold(word), "'", ""), "’", "")
}

// more gives a word a weight in tenths, unless the files say something of it: a rule
// that uses a word without weighing it says that it weighs nothing.
func (t *table) more(word string, tenths int8) bool {
	if word == "" || len(word) > 255 || t.exact.find(hashOf(word)) != 0 {
		return false
	}
	for n := minPrefix; n <= min(len(word), maxPrefix); n++ {
		if at := t.prefix.find(hashOf(word[:n])); at != 0 && t.entries[at].known {
			return false
		}
	}
	e := &t.entries[t.entryOf(&t.exact, word)]
	e.known, e.weight = true, float64(tenths)/10
	return true
}

// known gives the entry of a number where it says something of a word that is written so.
func (t *table) known(n int32, x *word, written string) *entry {
	if n == 0 {
		return nil
	}
	e := &t.entries[n]
	x.marked = x.marked || e.marked != ""
	if e.known && (e.marked == "" || strings.EqualFold(e.marked, written)) {
		return e
	}
	return nil
}

// prefixes notes the beginnings of a word that the table knows, the longest first to
// speak for it.
func (t *table) prefixes(form []byte, x *word) (best *entry) {
	h, at := uint64(hashStart), 0
	for at < len(x.prefix) && x.prefix[at] != 0 {
		at++
	}
	for i, c := range form[:min(len(form), maxPrefix)] {
		h = (h ^ uint64(c)) * hashPrime
		if i+1 < minPrefix {
			continue
		}
		n := t.prefix.find(h)
		if n == 0 {
			continue
		}
		if at < len(x.prefix) {
			x.prefix[at] = n
			at++
		}
		if e := &t.entries[n]; e.known {
			best = e
		}
	}
	return best
}

// knows tells whether the table has a weight or role for a word.
func (t *table) knows(x *word) bool {
	if n := t.exact.find(x.hash); n != 0 && t.entries[n].known {
		return true
	}
	h := uint64(hashStart)
	for i, c := range x.form[:min(len(x.form), maxPrefix)] {
		h = (h ^ uint64(c)) * hashPrime
		if i >= minPrefix {
			if n := t.prefix.find(h); n != 0 && t.entries[n].known {
				return true
			}
		}
	}
	return false
}
