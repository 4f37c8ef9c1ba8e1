package text

import "strings"

// forms folds a word that may hold apostrophes.
func forms(word string) (form, also string) {
	i := strings.IndexFunc(word, isApostrophe)
	if i < 0 {
		return Fold(word), ""
	}
	strip := func(s string) string {
		return Fold(strings.Map(func(r rune) rune {
			if isApostrophe(r) {
				return -1
			}
			return r
		}, s))
	}
	form = strip(word)
	last := strings.LastIndexFunc(word, isApostrophe)
	before, after := strip(word[:i]), strip(word[i:])
	if strip(word[last:]) == "s" && last > 0 {
		return form, strip(word[:last])
	}
	if isElided(before) && after != "" {
		return form, after
	}
	if name := strip(word[:last]); isHung(name, strip(word[last:])) {
		return form, name
	}
	return form, ""
}

// isHung reports whether what stands behind an apostrophe is an ending that hangs on the word before it, as Turkish and
// Polish hang their cases on a name: Elma'nın, Acme'ego. English contractions are other words than what stands before
// them (can't, we'll), and in other alphabets the apostrophe is a letter (комп'ютер).
func isHung(name, ending string) bool {
	if n := len(name); n < 2 || name[n-1]-'a' > 'z'-'a' {
		return false
	}
	switch ending {
	case "", "d", "m", "t", "ll", "re", "ve":
		return false
	}
	return true
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '\u2019' || r == '\u2018' || r == '\uFF07' || r == '\u02BC'
}

// isElided reports French and Italian words that lose their vowel before another.
func isElided(s string) bool {
	switch s {
	case "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
		"dell", "all", "nell", "sull", "dall", "un":
		return true
	}
	return false
}
