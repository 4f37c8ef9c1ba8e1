package text

import "hash/fnv"

// distinctive is how many words a text needs before an equal fingerprint means a
// copy: below it different people say the same thing by themselves.
const distinctive = 6

// Fingerprint is equal for texts that say the same words in the same order, however
// they are cased, accented, spaced and punctuated, whoever they mention and whatever
// they link to. ok is false for texts of fewer than six words (two characters of a
// script without spaces are one), which are too common to be copies.
func Fingerprint(s string) (print uint64, ok bool) {
	h := fnv.New64a()
	halves := 0
	for _, w := range Words(s) {
		if w.In == Mention {
			continue
		}
		h.Write([]byte(w.Form))
		h.Write([]byte{0})
		if isSeparate(firstRune(w.Form)) {
			halves++
		} else {
			halves += 2
		}
	}
	return h.Sum64(), halves >= 2*distinctive
}
