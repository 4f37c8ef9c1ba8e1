package casework

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
)

// A Name is an @name in a note and whom it names.
type Name struct {
	Span  desk.Span
	Agent desk.Agent   // zero: nobody, or more than one
	Same  []desk.Agent // all who are called so, where there is more than one
}

// Names finds the names of colleagues after an @: a whole name, an address, or a first name that
// nobody else has, whatever the case of its letters. The longest counts. Whoever works here comes
// before who left; of those who left only a whole name or address is one, since customers have
// first names too. What names nobody here, a customer's handle for one, is given where it stands
// alone, so that a slip can be said.
func Names(note string, agents []desk.Agent) (list []Name) {
	for at := 0; ; {
		i := strings.IndexByte(note[at:], '@')
		if i < 0 {
			return list
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(note[:at])
		if at > 0 && (wordly(before) || strings.ContainsRune(".@/:-+", before)) { // an address or a link
			at++
			continue
		}
		n, length := nameAt(note[at+1:], agents)
		if length > 0 {
			n.Span = desk.Span{Start: at, End: at + 1 + length}
			list = append(list, n)
		}
		at += 1 + length
	}
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_' }

// nameAt finds whom the beginning of a text names, and how many bytes of it do.
func nameAt(s string, agents []desk.Agent) (n Name, length int) {
	var found []desk.Agent
	for i := range agents {
		switch l := named(s, &agents[i]); {
		case l == 0 || l < length:
		case l > length:
			found, length = []desk.Agent{agents[i]}, l
		default:
			found = append(found, agents[i])
		}
	}
	if here := working(found); len(here) > 0 {
		found = here
	}
	switch len(found) {
	case 0:
		return Name{}, handle(s)
	case 1:
		return Name{Agent: found[0]}, length
	}
	return Name{Same: found}, length
}

func working(agents []desk.Agent) (here []desk.Agent) {
	for _, a := range agents {
		if !a.Disabled {
			here = append(here, a)
		}
	}
	return here
}

// named is how many bytes of a text's beginning name an agent.
func named(s string, a *desk.Agent) int {
	keys := []string{a.Name, a.Email}
	if first, _, more := strings.Cut(a.Name, " "); more && !a.Disabled {
		keys = append(keys, first)
	}
	longest := 0
	for _, k := range keys {
		if l := begins(s, k); l > longest {
			longest = l
		}
	}
	return longest
}

// begins is how many bytes of a text are the name with which it begins as a word, 0 for none.
func begins(s, name string) int {
	at := 0
	for _, want := range name {
		r, n := utf8.DecodeRuneInString(s[at:])
		if n == 0 || unicode.ToLower(r) != unicode.ToLower(want) {
			return 0
		}
		at += n
	}
	r, n := utf8.DecodeRuneInString(s[at:])
	if strings.ContainsRune(".-@", r) { // goes on, as a handle does: @mira.example
		r, _ = utf8.DecodeRuneInString(s[at+n:])
	}
	if n > 0 && wordly(r) {
		return 0
	}
	return at
}

// handle is how many bytes of a text's beginning look like somebody's name.
func handle(s string) int {
	at := 0
	for i, r := range s {
		if !wordly(r) && !strings.ContainsRune(".-", r) {
			break
		}
		if wordly(r) {
			at = i + utf8.RuneLen(r)
		}
	}
	return at
}
