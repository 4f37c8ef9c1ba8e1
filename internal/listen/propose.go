package listen

import (
	"slices"
	"strings"
	"unicode/utf8"

	"heed/internal/text"
)

// A Proposal is a search offered to someone who sets up heed.
type Proposal struct {
	Name    string // of the search
	Query   string // always accepted by Parse
	Reasons []string
	Warning string // what may go wrong with it; "" if nothing
}

// maxTypos is how many misspellings one name may bring.
const maxTypos = 24

// Propose makes searches for a company from what people call it and from its
// handles, with the misspellings that fingers make: one search a name, with the
// hashtag; and one for all handles.
func Propose(names, handles []string) []Proposal {
	var out []Proposal
	for _, name := range clean(names) {
		if p, ok := proposeName(name); ok {
			out = append(out, p)
		}
	}
	if p, ok := proposeHandles(clean(handles)); ok {
		out = append(out, p)
	}
	return out
}

func clean(all []string) []string {
	var out []string
	for _, s := range all {
		s = strings.Join(strings.Fields(text.Plain(s)), " ")
		if s != "" && utf8.RuneCountInString(s) <= 80 && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func proposeName(name string) (Proposal, bool) {
	words := text.Words(name)
	if len(words) == 0 {
		return Proposal{}, false
	}
	p := Proposal{Name: name}
	var sides []string
	add := func(reason string, more ...string) {
		before := len(sides)
		for _, s := range more {
			if !slices.Contains(sides, s) && accepted(s) {
				sides = append(sides, s)
			}
		}
		if len(sides) > before {
			p.Reasons = append(p.Reasons, strings.Join(sides[before:], ", ")+" "+reason)
		}
	}
	joined := join(words)
	add("is the name in any case, also as a hashtag or mention.", nameForm(name, words))
	switch {
	case len(words) == 1:
		if !isCommon(joined) {
			add("are typos: a letter doubled, missing, swapped or replaced by its neighbour on the keyboard.", typos(joined)...)
		}
		add("is the name with a space in it, as autocorrect writes it.", spaced(name)...)
	case !words[1].Glued:
		add("is the name without its spaces, as in hashtags.", joined)
		add("is the name with a typo in a word of five letters or more.", misspelt(words)...)
	}
	p.Query = strings.Join(sides, " OR ")
	p.Warning = warn(words, joined)
	return p, len(sides) > 0
}

// misspelt writes a name of two words with one slip in each that is long enough.
func misspelt(words []text.Word) []string {
	if len(words) != 2 {
		return nil
	}
	var sides []string
	slips := false
	for _, w := range words {
		side := w.Form
		if accepted(side + "~1") {
			side, slips = side+"~1", true
		}
		sides = append(sides, side)
	}
	if !slips {
		return nil
	}
	return []string{sides[0] + " ONEAR/0 " + sides[1]}
}

// accepted reports whether a side can stand beside OR.
func accepted(side string) bool {
	_, err := Parse(side)
	return err == nil
}

// nameForm writes a name as a search for exactly its words.
func nameForm(name string, words []text.Word) string {
	if len(words) == 1 && accepted(words[0].Form) {
		return words[0].Form
	}
	plain := strings.Map(func(r rune) rune {
		if isQuote(r) || r == '*' {
			return ' '
		}
		return r
	}, name)
	return `"` + strings.Join(strings.Fields(plain), " ") + `"`
}

func join(words []text.Word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.Form)
	}
	return b.String()
}

// HandlesName is what the search for a company's handles is called.
const HandlesName = "Our handles"

// proposeHandles searches for mentions of the company's handles, and for posts to
// them.
func proposeHandles(handles []string) (Proposal, bool) {
	var sides []string
	for _, h := range handles {
		side := "@" + handleKey(h)
		if q, err := Parse(side); err == nil && q.root.kind == kMention && !slices.Contains(sides, side) {
			sides = append(sides, side)
		}
	}
	if len(sides) == 0 {
		return Proposal{}, false
	}
	return Proposal{
		Name: HandlesName, Query: strings.Join(sides, " OR "),
		Reasons: []string{strings.Join(sides, ", ") + " are your accounts, wherever somebody mentions them."},
	}, true
}

// minTypo is how many letters a name needs before its misspellings are looked for:
// those of shorter ones are other words.
const minTypo = 5

// typos are the likeliest slips in a name of Latin letters, likeliest first.
func typos(name string) []string {
	if utf8.RuneCountInString(name) < minTypo || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" {
		return nil
	}
	var out []string
	for _, slips := range [...][]string{doubled(name), missing(name), swapped(name), neighbours(name)} {
		for _, s := range slips {
			if s != name && !slices.Contains(out, s) && !isCommon(s) && !isStopWord(s) {
				out = append(out, s)
			}
		}
	}
	return out[:min(len(out), maxTypos)]
}

// doubled writes one letter twice, and one that belongs twice only once.
func doubled(name string) []string {
	var out []string
	for i := range len(name) {
		switch {
		case i > 0 && name[i-1] == name[i]:
			out = append(out, name[:i]+name[i+1:])
		case strings.IndexByte("lmnprstcfe", name[i]) >= 0 && i > 0 && (i+1 == len(name) || name[i+1] != name[i]):
			out = append(out, name[:i+1]+name[i:])
		}
	}
	return out[:min(len(out), maxTypos/4)]
}

// missing leaves out one letter inside the name.
func missing(name string) []string {
	var out []string
	for i := 1; i < len(name); i++ {
		out = append(out, name[:i]+name[i+1:])
	}
	return out[:min(len(out), maxTypos/3)]
}

// swapped turns two neighbouring letters around.
func swapped(name string) []string {
	var out []string
	for i := 0; i+1 < len(name); i++ {
		out = append(out, name[:i]+name[i+1:i+2]+name[i:i+1]+name[i+2:])
	}
	return out[:min(len(out), maxTypos/3)]
}

// neighbours hits the key to the right or left.
func neighbours(name string) []string {
	var out []string
	for i := range len(name) {
		for _, row := range [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"} {
			k := strings.IndexByte(row, name[i])
			if k < 0 {
				continue
			}
			for _, n := range [...]int{k + 1, k - 1} {
				if n >= 0 && n < len(row) {
					out = append(out, name[:i]+row[n:n+1]+name[i+1:])
				}
			}
		}
	}
	return out
}

// spaced parts a name written as one where its capitals say so: "DriveCo".
func spaced(name string) []string {
	for i := 1; i < len(name); i++ {
		if name[i] >= 'A' && name[i] <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z' {
			return []string{`"` + strings.ToLower(name[:i]) + " " + strings.ToLower(name[i:]) + `"`}
		}
	}
	return nil
}

func warn(words []text.Word, joined string) string {
	switch n := utf8.RuneCountInString(joined); {
	case len(words) == 1 && (isCommon(joined) || isStopWord(joined)):
		return "“" + joined + "” is an everyday word: the search will match many posts about something else. Add words related to you, as in: " +
			joined + " (order OR account OR app OR refund)."
	case len(words) == 1 && n <= 3:
		return "“" + joined + "” is short and has other meanings. Check the preview, and add words related to you."
	}
	return ""
}

// commonWords are everyday words that companies bear as names, and words that a slip
// may turn a name into.
const commonWords = " ace adobe alert ally amazon anchor apex apple arrow atlas bank beam bell best bird blue boost boots box brave bright bridge bolt canvas carrier case " +
	"chase circle citizen clear cloud coach columbia compass corner coast cross crown current dash delta direct discover dove drift eagle earth easy " +
	"echo edge elements energy express exact fast fidelity first five flash fly focus ford forever fox free fresh frontier galaxy gap gas gate general giant glass " +
	"global go gold golden good grand green group guardian halo harbor harmony heart home honey horizon hotel house hub icon ink jet joy jump key kind king " +
	"lemon level life lift light lime line link lion live local loop lotus love lucky lynx magic mail main map market mars mate max meta metro mind mint mobile moon " +
	"nation national native nest next nice night noble north notion now oak ocean one open oracle orange orbit original oscar outlook oxygen park path pay peak pearl phone " +
	"pilot pine pink pixel planet plus point polar pool post power premier prime pro progress progressive public pulse pure quest quick radar rain rapid red relay ring rise river road rock " +
	"rocket root rose royal safe salt save season select seven shell shift shine shop signal silver simple six sky slack slate smart snap soft sol solar sonic south " +
	"space spark spectrum speed spirit spring sprint square staples star state steam stone store storm stream stripe subway summit sun super surface swift switch target team " +
	"tesla thread three thrive tide time total touch tower trade train travel tree triumph true trust turbo twin two unity universal uber up upwork vanguard vertex view village virgin " +
	"vision vista visa vital voice volt volvo wave way well west wild wind window windows wing wise wish wolf wood word work world yellow zen zero zone zoom "

func isCommon(word string) bool { return strings.Contains(commonWords, " "+word+" ") }
