package privacy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"heed/internal/desk"
	"heed/internal/order"
)

// Own is what a company adds: forms of its own numbers, and what it may say in public.
type Own struct {
	Patterns []Pattern `json:"patterns,omitempty"`
	Public   []string  `json:"public,omitempty"` // its own telephone numbers, addresses of mail, …
}

// A Pattern is the form of a number: # stands for a digit, @ for a letter, * for either,
// anything else for itself ("ACME-######"). Between slashes it is a regular expression (RE2).
type Pattern struct {
	Name string `json:"name"` // what people call it
	Form string `json:"form"`
}

// Bounds of what a company adds.
const (
	maxPatterns = 50
	maxForm     = 200
	maxPublic   = 200
)

// A Finder finds private data as [FindIn] does, and what a company added. It never changes
// and may be used by many goroutines. The zero Finder knows nothing of a company.
type Finder struct {
	patterns []*regexp.Regexp
	public   map[string]bool
}

// Compile checks what a company added. Errors are desk.Invalid with the field.
func Compile(own Own) (*Finder, error) {
	f := &Finder{public: map[string]bool{}}
	if len(own.Patterns) > maxPatterns || len(own.Public) > maxPublic {
		return nil, wrong("patterns", fmt.Sprintf("There are more than %d patterns or %d public entries.", maxPatterns, maxPublic), "Combine some of them.")
	}
	for _, p := range own.Patterns {
		re, err := p.compile()
		if err != nil {
			return nil, err
		}
		f.patterns = append(f.patterns, re)
	}
	for _, s := range own.Public {
		f.public[bare(s)] = true
	}
	return f, nil
}

func wrong(field, message, mend string) error {
	return &desk.Error{Kind: desk.Invalid, Field: field, Message: message, Mend: mend}
}

func (p Pattern) compile() (*regexp.Regexp, error) {
	switch {
	case strings.TrimSpace(p.Name) == "":
		return nil, wrong("patterns", fmt.Sprintf("The pattern %q has no name.", p.Form), "Write the name, a colon and the pattern: Membership: ACME-######.")
	case len(p.Form) > maxForm:
		return nil, wrong("patterns", fmt.Sprintf("The pattern %q is longer than %d characters.", p.Name, maxForm), "Shorten it.")
	}
	source, isRegexp := strings.CutPrefix(p.Form, "/")
	if isRegexp && strings.HasSuffix(source, "/") {
		re, err := regexp.Compile(strings.TrimSuffix(source, "/"))
		if err != nil {
			return nil, &desk.Error{Kind: desk.Invalid, Field: "patterns", Message: fmt.Sprintf("The pattern %q isn't a regular expression.", p.Name), Mend: "Text between slashes must be an RE2 regular expression.", Err: err}
		}
		if re.MatchString("") || re.MatchString("the quick brown fox") {
			return nil, wrong("patterns", fmt.Sprintf("The pattern %q fits any text.", p.Name), "Make the pattern more specific, for example with the number of digits.")
		}
		return re, nil
	}
	var b strings.Builder
	open := 0
	for _, r := range p.Form {
		switch r {
		case '#':
			b.WriteString(`[0-9]`)
		case '@':
			b.WriteString(`[A-Za-z]`)
		case '*':
			b.WriteString(`[0-9A-Za-z]`)
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
			continue
		}
		open++
	}
	if open < 3 {
		return nil, wrong("patterns", fmt.Sprintf("The pattern %q has fewer than three wildcards.", p.Name), "Use # for a digit, @ for a letter, * for either: ACME-######.")
	}
	return regexp.MustCompile(`(?i)\b` + b.String() + `\b`), nil
}

// bare leaves of an entry what does not depend on how it is written: small letters, digits,
// and the signs of an address.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune("@._-", r) && strings.Contains(s, "@"):
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// Find is [Find] with what the company added.
func (f *Finder) Find(text string) []desk.Finding { return f.FindIn(text, "") }

// FindIn is [FindIn] with what the company added: its patterns come first, and what it may
// say in public is not private.
func (f *Finder) FindIn(text, region string) []desk.Finding {
	found := FindIn(text, region)
	if len(f.public) > 0 {
		found = slices.DeleteFunc(found, func(x desk.Finding) bool { return f.public[bare(text[x.Span.Start:x.Span.End])] })
	}
	for _, re := range f.patterns {
		for _, at := range re.FindAllStringIndex(text, 100) {
			if at[1] == at[0] {
				continue
			}
			own := desk.Finding{Type: OwnNumber, Span: desk.Span{Start: at[0], End: at[1]}}
			overlaps := func(x desk.Finding) bool { return x.Span.Start < own.Span.End && own.Span.Start < x.Span.End }
			if slices.ContainsFunc(found, func(x desk.Finding) bool { return overlaps(x) && x.Type == OwnNumber }) {
				continue
			}
			found = append(slices.DeleteFunc(found, overlaps), own)
		}
	}
	if len(f.patterns) > 0 {
		order.By(found, func(a, b desk.Finding) int { return a.Span.Start - b.Span.Start })
	}
	return found
}
