package text

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Skeleton is the Latin word that a word looks like, folded: Cyrillic, Greek and
// Armenian letters, small capitals and letters in disguise become the Latin letter
// that they are drawn like, and 0 and 1 beside letters become o and l. Two words
// that a hurried reader cannot tell apart have the same skeleton. The idea is that
// of UTS 39 (https://www.unicode.org/reports/tr39/); the table is short and only
// leads to Latin: full width, roman numerals and mathematical letters come from
// Unicode's own decompositions, the rest stands in [lookalikes].
func Skeleton(word string) string {
	var b strings.Builder
	b.Grow(len(word))
	// Accents are taken off first: what is under them may be a letter in disguise.
	for _, r := range norm.NFD.String(word) {
		if as, ok := looksLike(r); ok {
			r = as
		}
		foldRune(&b, r, false)
	}
	out := norm.NFC.String(b.String())
	if strings.ContainsAny(out, "01") && strings.IndexFunc(out, isLetterOrMark) >= 0 {
		out = strings.NewReplacer("0", "o", "1", "l").Replace(out)
	}
	return out
}

// lookalikes pairs each letter with the Latin letter that it is drawn like.
const lookalikes = "АAВBЕEКKМMНHОOРPСCТTУYХXІIЇIЈJЅSҮYҺHԌGԚQԜWӀI" + // Cyrillic
	"аaвbеeкkмmнhоoрpсcтtуyхxіiїiјjѕsүyһhԁdԛqԝwӏlгrпn" +
	"ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX" + // Greek
	"αaεeηnιiκkνvοoρpτtυuχxγyωw" +
	"օoսuոnցgհhյjզq" + // Armenian
	"ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzɑaɡgıi" // Latin itself

func looksLike(r rune) (rune, bool) {
	if r < utf8.RuneSelf {
		return 0, false
	}
	var buf [utf8.UTFMax]byte
	i := strings.Index(lookalikes, string(buf[:utf8.EncodeRune(buf[:], r)]))
	if i < 0 {
		return 0, false
	}
	as, _ := utf8.DecodeRuneInString(lookalikes[i+utf8.RuneLen(r):])
	return as, true
}

// Looks is what the word looks like, in the text that it is of: the skeletons of
// Form and Also.
func (w Word) Looks(s string) (form, also string) {
	return forms(Skeleton(s[w.Span.Start:w.Span.End]))
}
