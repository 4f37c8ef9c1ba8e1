package desk

import "strconv"

// Numeral writes a whole number in groups of three, as English has it: 12,345. Sentences that
// services keep have their numbers so; a page says them in its reader's language.
func Numeral[T ~int | ~int64](n T) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
