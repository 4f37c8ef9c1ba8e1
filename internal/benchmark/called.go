package benchmark

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is how many characters of a name are shown to people.
const longest = 40

// called is a name as the page and the tables show it: without what would turn the words around it, its middle left
// out where it is long, and spelt where nobody would see it.
func called(name string) string {
	seen := printable(name)
	if !strings.ContainsFunc(seen, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }) {
		return strconv.QuoteToASCII(name)
	}
	n := utf8.RuneCountInString(seen)
	if n <= longest {
		return seen
	}
	r := []rune(seen)
	return string(r[:longest-16]) + "…" + string(r[n-15:])
}
