package store

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"heed/internal/desk"
)

// Bounds of what is searched: what lies beyond is not found.
const (
	maxWords = 2000 // of a message
	maxWord  = 64   // bytes of a word; longer ones are cut
)

// Gap stands between text and names among a message's words, so that no phrase spans both.
const Gap = "·"

// sliceSize is the number of message ids in a slice. Smaller ones make a common word
// cheaper, larger ones a word that is neither common nor rare.
const (
	sliceBits = 11
	sliceSize = 1 << sliceBits
)

// Words folds a text to the words by which it is found: lower case, without accents and
// apostrophes, half width; characters of scripts without spaces and emoji one by one. Words
// hold only letters, digits, marks and emoji.
func Words(text string) []string {
	if !ascii(text) {
		// Broken bytes may keep what follows them from being decomposed.
		text = strings.ToValidUTF8(text, string(utf8.RuneError))
		text = norm.NFC.String(strings.Map(accentless, norm.NFKD.String(text)))
	}
	var f folder
	for i, r := range text {
		f.add(r, i+utf8.RuneLen(r) < len(text))
		if len(f.words) >= maxWords {
			return f.words[:maxWords]
		}
	}
	f.end()
	return f.words
}

// folder gathers the letters of a word.
type folder struct {
	words []string
	word  []byte
}

func (f *folder) add(r rune, more bool) {
	switch {
	case r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
		f.word = append(f.word, byte(r))
	case r >= 'A' && r <= 'Z':
		f.word = append(f.word, byte(r)+'a'-'A')
	case (r == '\'' || r == '’' || r == 'ʼ') && len(f.word) > 0 && more:
		// don't is dont
	case r < utf8.RuneSelf:
		f.end()
	case r == utf8.RuneError:
		f.end()
	case alone(r):
		f.end()
		f.words = append(f.words, string(r))
	case unicode.In(r, unicode.L, unicode.N, unicode.M):
		f.letter(unicode.ToLower(r))
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Sk, r):
		// joiners and skin tones say nothing
	default:
		f.end()
	}
}

func (f *folder) letter(r rune) {
	if s, ok := letters(r); ok {
		f.word = append(f.word, s...)
		return
	}
	f.word = utf8.AppendRune(f.word, r)
}

func (f *folder) end() {
	if len(f.word) == 0 {
		return
	}
	w := f.word
	if len(w) > maxWord {
		w = w[:maxWord]
		for !utf8.Valid(w) {
			w = w[:len(w)-1]
		}
	}
	f.words = append(f.words, string(w))
	f.word = f.word[:0]
}

// alone reports that a character is a word by itself.
func alone(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) &&
		unicode.In(r, unicode.L, unicode.N) || unicode.Is(unicode.So, r)
}

// letters are those that people write without their stroke or ligature and that Unicode
// does not take apart.
func letters(r rune) (string, bool) {
	switch r {
	case 'ß':
		return "ss", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'ø':
		return "o", true
	case 'ł':
		return "l", true
	case 'đ', 'ð':
		return "d", true
	case 'þ':
		return "th", true
	case 'ı':
		return "i", true
	case 'ς':
		return "σ", true
	}
	return "", false
}

// accentless drops the accents of alphabets that can be read without them.
func accentless(r rune) rune {
	switch {
	case r >= 0x300 && r <= 0x36F, r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF, r >= 0xFE00 && r <= 0xFE2F:
		return -1
	case r >= 0x591 && r <= 0x5C7 && unicode.Is(unicode.Mn, r), r >= 0x64B && r <= 0x65F, r == 0x670:
		return -1
	}
	return r
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wordsOf are the words by which a message is found; nil for what is not.
func wordsOf(m *desk.Message) []string {
	if m.Text == "" || m.CopyOf != 0 {
		return nil
	}
	words := append(Words(clean(m.Text)), Gap)
	words = append(append(words, Words(clean(m.Author.Display))...), Gap)
	return append(words, Words(label(clean(m.Author.Name)))...)
}

// label is the part of a handle that names the person: "ana" of ana.bsky.social, since
// everybody there would be found by "social".
func label(name string) string {
	if i := strings.IndexAny(name, ".@"); i > 0 {
		return name[:i]
	}
	return name
}

// Sliced are the words behind the number of the slice in which a message lies, each once.
func Sliced(id int64, words []string) []string {
	prefix := strconv.FormatInt(id>>sliceBits, 10) + Gap
	list := make([]string, 0, len(words))
	for _, w := range words {
		if w != Gap {
			list = append(list, prefix+w)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (tx *Tx) addWords(m *desk.Message) error {
	words := wordsOf(m)
	if words == nil {
		return nil
	}
	d := tx.db.dialect
	return tx.later(d.AddWords, append([]any{int64(m.ID)}, d.Words(int64(m.ID), words)...)...)
}

func (tx *Tx) changeWords(was, is *desk.Message) error {
	before, after := wordsOf(was), wordsOf(is)
	if slices.Equal(before, after) {
		return nil
	}
	if before != nil {
		if _, err := tx.exec(tx.db.dialect.DropWords, int64(was.ID)); err != nil {
			return err
		}
	}
	return tx.addWords(is)
}
