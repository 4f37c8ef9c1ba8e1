package token

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/unicode/norm"

	"heed/internal/text"
)

var update = flag.Bool("update", false, "write table.go")

// TestTable: table.go is what package text and the segmenter say of each character.
func TestTable(t *testing.T) {
	t.Parallel()
	want := tableSource(t)
	if *update {
		if err := os.WriteFile("table.go", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("table.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("table.go is not of this Unicode: go test ./internal/text/token -run TestTable -update")
	}
}

// TestBeyondTable: nothing is known of what the table leaves out.
func TestBeyondTable(t *testing.T) {
	t.Parallel()
	b := builder{ids: map[string]uint32{}}
	b.compose()
	for r := rune(tableEnd); r <= utf8.MaxRune; r++ {
		if (r < plane14 || r >= plane14+tagsEnd) && b.char(r) != 0 {
			t.Fatalf("%U is %x", r, b.char(r))
		}
	}
}

type builder struct {
	ids   map[string]uint32
	folds []string
	joins map[rune]bool // stand last in a canonical composition
	lead  map[rune]bool // stand first in one whose last is not folded away
}

// compose finds out what stands in canonical compositions.
func (b *builder) compose() {
	b.joins, b.lead = map[rune]bool{}, map[rune]bool{}
	for c := range rune(0x30000) {
		d := norm.NFD.String(string(c))
		if utf8.RuneCountInString(d) < 2 {
			continue
		}
		last, size := utf8.DecodeLastRuneInString(d)
		b.joins[last] = true
		if text.Fold(string(last)) != "" && norm.NFC.String(d) == string(c) {
			first, _ := utf8.DecodeRuneInString(norm.NFC.String(d[:len(d)-size]))
			b.lead[first] = true
		}
	}
}

func (b *builder) char(r rune) char {
	if r >= 0xD800 && r < 0xE000 {
		return 0
	}
	c := classOf(r) | char(text.TraitsOf(r))<<traitShift
	if joins("\u200d" + string(r)) {
		if c.class() != extend {
			c |= picture
		}
	}
	switch fold := text.Fold(string(r)); {
	case fold == string(r):
	case fold == "":
		c |= noFold << foldShift
	default:
		id, ok := b.ids[fold]
		if !ok {
			id = uint32(len(b.ids)) + 2
			if id > foldMask {
				panic("too many folds for a char")
			}
			b.ids[fold] = id
			b.folds = append(b.folds, fold)
		}
		c |= char(id) << foldShift
	}
	if f := text.Fold(string(r)); f != "" && !norm.NFC.PropertiesString(f).BoundaryBefore() {
		if first, size := utf8.DecodeRuneInString(f); size == len(f) && !b.joins[first] {
			c |= ordered
		} else {
			c |= together
		}
	}
	return c | b.inWord(r, c)
}

// inWord tells how a character goes on a word.
func (b *builder) inWord(r rune, c char) (out char) {
	if c.isEasy() || c.class() == extend && c.is(text.Mark) && !c.is(text.Invisible|text.Separate|text.Dress) {
		out |= simple
	}
	if f := text.Fold(string(r)); f != "" {
		last, _ := utf8.DecodeLastRuneInString(f)
		if b.lead[last] || norm.NFC.PropertiesString(string(last)).CCC() != 0 {
			out |= knot
		}
	}
	return out
}

// TestKoreanLetters: of letters that go on a word only they join what stands before them, each by the rule of syllables.
func TestKoreanLetters(t *testing.T) {
	t.Parallel()
	for r := rune(0); r < tableEnd; r++ {
		c, fold := charOf(r), []rune(foldOf(r))
		if c&simple == 0 || c.class() == extend || c&(ordered|together) == 0 {
			continue
		}
		if c.class() != aLetter || len(fold) != 1 || joinedSyllable(0x1100, fold[0]) == 0 && joinedSyllable(0xAC00, fold[0]) == 0 {
			t.Errorf("%U folds to %U", r, fold)
		}
	}
	for _, s := range []string{"\u1100\u1161\u11a8", "한국어ㅋ\u1162x", "\u1112\u1175\u11c2\u11c2", "\uac00\u11a7\u11a8", "\u1113\u1161\u1176", "가\u11a8가나\u11ab"} {
		form := []byte(text.Fold(s))
		plain := []byte(s)
		if got, want := string(plain[:joinSyllables(plain)]), norm.NFC.String(s); got != want {
			t.Errorf("%+q is %+q, not %+q", s, got, want)
		}
		if size := joinSyllables(form); size != len(form) {
			t.Errorf("%+q is not normal", s)
		}
	}
}

// joins reports whether a text is one segment.
func joins(s string) bool {
	it := words.FromString(s)
	return it.Next() && len(it.Value()) == len(s)
}

// classOf finds the class of a character by what it does beside others.
func classOf(r rune) char {
	s := string(r)
	switch {
	case joins("!" + s):
		return extend
	case joins("a" + s + "a"):
		switch {
		case joins("1" + s + "1"):
			switch {
			case joins("カ" + s):
				return extendNumLet
			case joins("a" + s):
				if joins("1," + s) {
					return numeric
				}
				if joins(s + `"` + s) {
					return hebrew
				}
				return aLetter
			case joins("א" + s):
				return singleQuote
			}
			return midNumLet
		case joins("a" + s):
			panic(fmt.Sprintf("%U joins letters only", r))
		}
		return midLetter
	case joins("1" + s + "1"):
		return midNum
	case joins("カ" + s):
		return katakana
	case joins("א" + s + "א"):
		return doubleQuote
	case joins(s+"🇩") && !joins(s+"!"):
		return regional
	}
	return other
}

func tableSource(t *testing.T) []byte {
	t.Helper()
	b := builder{ids: map[string]uint32{}}
	b.compose()
	var index []int
	var data []char
	blocks := map[string]int{}
	block := func(from rune) {
		var all [64]char
		for i := range all {
			all[i] = b.char(from + rune(i))
		}
		key := fmt.Sprint(all)
		at, ok := blocks[key]
		if !ok {
			at = len(blocks)
			blocks[key] = at
			data = append(data, all[:]...)
		}
		index = append(index, at)
	}
	for r := rune(0); r < tableEnd; r += 64 {
		block(r)
	}
	for r := rune(plane14); r < plane14+tagsEnd; r += 64 {
		block(r)
	}
	var out strings.Builder
	out.WriteString("// Code generated by go test -run TestTable -update; DO NOT EDIT.\n\npackage token\n\n")
	firstVowel := b.ids["\u1161"]
	for i := range uint32(vowels) {
		if b.ids[string(rune(0x1161+i))] != firstVowel+i {
			t.Fatal("the numbers of vowels are not in a row")
		}
	}
	fmt.Fprintf(&out, "// firstVowel is the number of the first fold of a Korean vowel that is written alone.\nconst firstVowel = %d\n\n", firstVowel)
	fmt.Fprintf(&out, "// blockOf is the block of 64 in chars, by the upper bits of a character.\nvar blockOf = [...]uint16{")
	for i, v := range index {
		lineUp(&out, i, 24)
		fmt.Fprintf(&out, "%d,", v)
	}
	fmt.Fprintf(&out, "\n}\n\nvar chars = [...]char{")
	for i, v := range data {
		lineUp(&out, i, 16)
		fmt.Fprintf(&out, "%#x,", uint32(v))
	}
	fmt.Fprintf(&out, "\n}\n\n// foldAt is where each fold begins in folds; the first two are none.\nvar foldAt = [...]uint16{0, 0")
	at := 0
	for i, f := range b.folds {
		lineUp(&out, i, 24)
		fmt.Fprintf(&out, "%d,", at)
		at += len(f)
	}
	fmt.Fprintf(&out, "%d,\n}\n\n// folds are all of them, and three bytes more, so that four may be read of each.\nvar folds = \"\"", at)
	all := strings.Join(b.folds, "") + "\x00\x00\x00"
	for len(all) > 0 {
		n := min(len(all), 120)
		for !utf8.RuneStart((all + "a")[n]) {
			n--
		}
		fmt.Fprintf(&out, " +\n\t%+q", all[:n])
		all = all[n:]
	}
	out.WriteString("\n")
	src, err := format.Source([]byte(strings.Replace(out.String(), "uint16{0, 0", "uint16{0, 0,", 1)))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func lineUp(out *strings.Builder, i, each int) {
	if i%each == 0 {
		out.WriteString("\n\t")
	}
}
