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
// begin so; the longest that fits counts.
type table struct {
	lang   string
	exact  map[string]*entry
	prefix map[string]*entry
	rules  []rule
}

// Bytes before a *.
const (
	minPrefix = 2
	maxPrefix = 24
)

type role int

const (
	plain    role = iota
	negate        // turns what follows: not, never, without
	boost         // strengthens what follows: very
	damp          // weakens what follows: slightly
	contrast      // what follows counts more: but
	mend          // speaks of help that was given: fixed, sorted
)

// An entry is what a word says by itself, and the rules that begin with it.
type entry struct {
	weight float64 // -4 to 4
	role   role
	marked string // the word with its accents, where it means nothing without them
	known  bool   // has a weight or role
	rules  []int
}

func loadTable(lang string) (*table, error) {
	t := &table{lang: lang, exact: map[string]*entry{}, prefix: map[string]*entry{}}
	if lang == "" {
		return t, t.readFile("lang/signs.words.txt", t.word)
	}
	if err := t.readFile("lang/"+lang+".words.txt", t.word); err != nil {
		return nil, err
	}
	return t, t.readFile("lang/"+lang+".rules.txt", t.rule)
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

var roles = map[string]role{"negate": negate, "boost": boost, "damp": damp, "contrast": contrast, "mend": mend, "plain": plain}

// word reads a line of words under a header of a weight or a role.
func (t *table) word(header []string, line string) error {
	if len(header) != 1 {
		return fmt.Errorf("words stand under one weight or role")
	}
	r, isRole := roles[header[0]]
	weight, err := 0., error(nil)
	if !isRole {
		weight, err = strconv.ParseFloat(header[0], 64)
		if err != nil || weight < -4 || weight > 4 {
			return fmt.Errorf("%q is no weight from -4 to 4 and no role", header[0])
		}
	}
	for word := range strings.FieldsSeq(line) {
		e, marked, err := t.at(word)
		if err != nil {
			return err
		}
		if e.known {
			return fmt.Errorf("%q stands twice", word)
		}
		e.known, e.weight, e.role, e.marked = true, weight, r, marked
	}
	return nil
}

// at finds or makes the entry of a word of a file. A trailing ! says that the word
// must be written with its accents.
func (t *table) at(word string) (e *entry, marked string, err error) {
	bare, accents := strings.CutSuffix(word, "!")
	if accents && len(bare) > 2 {
		marked = bare
	} else {
		bare = word
	}
	byKey := t.exact
	if head, ok := strings.CutSuffix(bare, "*"); ok && len(head) >= minPrefix {
		byKey, bare = t.prefix, head
	}
	key := fold(bare)
	if key == "" {
		return nil, "", fmt.Errorf("%q folds to nothing", word)
	}
	if byKey[key] == nil {
		byKey[key] = &entry{}
	}
	return byKey[key], marked, nil
}

// fold makes a file's word equal to the forms of package text, where apostrophes
// join. Emoticons stay as they are.
func fold(word string) string {
	if word != "" && strings.IndexByte(":;=<", word[0]) >= 0 {
		return word
	}
	return strings.NewReplacer("'", "", "’", "").Replace(text.Fold(word))
}

// find gives the entry that speaks for a token, nil for none.
func (t *table) find(k *token, whole string) *entry {
	for _, form := range [...]string{k.form, k.also} {
		if form == "" {
			continue
		}
		if e := t.exact[form]; e != nil && e.known && (e.marked == "" || strings.EqualFold(e.marked, whole[k.span.Start:k.span.End])) {
			return e
		}
		for n := min(len(form), maxPrefix); n >= minPrefix && !k.sign; n-- {
			if e := t.prefix[form[:n]]; e != nil && e.known {
				return e
			}
		}
	}
	return nil
}

func (t *table) knows(k *token) bool {
	if e := t.exact[k.form]; e != nil && e.known {
		return true
	}
	for n := min(len(k.form), maxPrefix); n > minPrefix; n-- {
		if e := t.prefix[k.form[:n]]; e != nil && e.known {
			return true
		}
	}
	return false
}
