package listen

import (
	"strings"

	"heed/internal/desk"
)

// slip notes an operator that was taken as a word, since it is written otherwise: a search that asks for the word as well
// would hardly ever find anything.
func (p *parser) slip(raw string, at desk.Span) {
	if meant := operatorMeant(raw); meant != "" {
		p.note(at, "“"+raw+"” is searched as a word; the operator is written "+meant+".")
	}
}

// operatorMeant is the operator that a word is likely to stand for, if any.
func operatorMeant(raw string) string {
	if name, distance, ok := strings.Cut(raw, "/"); ok {
		return nearMeant(strings.ToUpper(name), strings.ToLower(distance))
	}
	if len(raw) > len("ANDNOT") { // most words
		return ""
	}
	switch up := strings.ToUpper(raw); up {
	case "OR", "AND", "NOT":
		return up
	case "ODER":
		return "OR"
	case "UND", "ADN", "ANDD":
		return "AND"
	case "NICHT", "NTO", "NOTT":
		return "NOT"
	case "ANDNOT":
		return "AND NOT"
	default:
		if name := strings.TrimRight(up, "0123456789"); name == "NEAR" || name == "ONEAR" {
			return nearMeant(name, up[len(name):])
		}
	}
	return ""
}

// nearMeant is what NEAR with a distance is written as, where a name has one slip, or is what other tools call it.
func nearMeant(name, distance string) string {
	if n := strings.TrimSuffix(distance, "f"); n == "" || strings.Trim(n, "0123456789") != "" {
		return ""
	}
	switch {
	case name == "ONEAR" || name == "PRE":
		return "ONEAR/" + distance
	case name == "N" || name == "W" || name == "WITHIN" || withinEdits([]rune(name), []rune("NEAR"), 1):
		return "NEAR/" + distance
	case withinEdits([]rune(name), []rune("ONEAR"), 1):
		return "ONEAR/" + distance
	}
	return ""
}
