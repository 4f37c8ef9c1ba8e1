package relevance

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"heed/internal/desk"
	"heed/internal/text"
)

// A Variant is something that a search could catch as well.
type Variant struct {
	Kind   string // together (a name of several words written as one), ending, misspelling, tag, handle
	Query  string // as it is written in a search
	Of     string // the word that it is a variant of; "" for tags and handles
	Posts  int    // that were seen with it, for each that stands for several
	Missed int    // of them that the search does not catch
	Sample desk.Message
}

// Seen gathers what was seen in posts, for variants of a search. It is not safe for
// concurrent use.
type Seen struct {
	asked   []string
	words   []string // those that may be misspelt
	stems   []string // those that may have endings
	phrases [][]string
	joined  []string // those of a few words, written as one
	hits    int
	all     int
	near    map[string]string // form → the word that it is near to, "" far from all
	counts  map[string]*Variant
	own     map[string]int // how often each word of the search was seen
	withHit map[string]int
}

// minLetters is from which length a slip of the fingers is looked for: those of shorter
// words are other words.
const minLetters = 5

// longName is of how many words a name is at the most that people write as one.
const longName = 3

// NewSeen begins for the words and phrases that a search asks for, folded.
func NewSeen(words []string, phrases [][]string) *Seen {
	s := &Seen{phrases: phrases, near: map[string]string{}, counts: map[string]*Variant{}, own: map[string]int{}, withHit: map[string]int{}}
	for _, p := range phrases {
		if len(p) <= longName {
			s.joined = append(s.joined, strings.Join(p, ""))
		}
	}
	s.asked = slices.Concat(words, s.joined)
	for _, w := range s.asked {
		s.near[w] = ""
		if canHang(w) {
			s.stems = append(s.stems, w)
		}
		if utf8.RuneCountInString(w) >= minLetters {
			s.words = append(s.words, w)
		}
	}
	return s
}

// Post adds a post that stands for every posts, and whether the search caught it.
func (s *Seen) Post(m *desk.Message, caught bool, every int) {
	s.all += every
	if caught {
		s.hits += every
	}
	words, entities := text.Scan(m.Text)
	noted := map[string]bool{}
	note := func(kind, form, of, query string) {
		if noted[form] {
			return
		}
		noted[form] = true
		v := s.counts[form]
		if v == nil {
			v = &Variant{Kind: kind, Query: query, Of: of, Sample: *m}
			s.counts[form] = v
		}
		v.Posts += every
		if !caught {
			v.Missed += every
		} else {
			s.withHit[form] += every
		}
		if !caught && v.Missed == every {
			v.Sample = *m // one that is missed says more
		}
	}
	if caught {
		for _, w := range s.joined {
			s.own[w] += every
		}
	}
	for _, p := range s.phrases {
		for i := range words {
			kind, query := variantOf(m, words[i:], p)
			if query == "" {
				continue
			}
			if of := strings.Join(p, " "); kind != "" {
				note(kind, query, of, query)
			} else {
				s.own[of] += every
			}
		}
	}
	for _, w := range words {
		if slices.Contains(s.joined, w.Form) && (w.In == "" || w.In == text.Hashtag) {
			note("together", w.Form, "", w.Form)
			continue
		}
		if w.In != "" {
			continue
		}
		if slices.Contains(s.asked, w.Form) {
			s.own[w.Form] += every
		} else if of, query := s.ending(m, &w); of != "" {
			note("ending", w.Form, of, query)
		} else if of := s.nearTo(w.Form); of != "" {
			note("misspelling", w.Form, of, w.Form)
		}
	}
	if !caught {
		// Only what comes with hits is of interest, and the part of all posts that has it.
		for _, e := range entities {
			if q := entity(e); q != "" && s.withHit[q] > 0 {
				note(kindOf(e), q, "", q)
			}
		}
		return
	}
	for _, e := range entities {
		if q := entity(e); q != "" {
			note(kindOf(e), q, "", q)
		}
	}
}

func entity(e text.Entity) string {
	switch e.Kind {
	case text.Hashtag:
		return "#" + text.Fold(e.Name)
	case text.Mention:
		return "@" + strings.ToLower(e.Name)
	}
	return ""
}

func kindOf(e text.Entity) string {
	if e.Kind == text.Hashtag {
		return "tag"
	}
	return "handle"
}

// nearTo is the word of the search that a form is a slip of, "" none.
func (s *Seen) nearTo(form string) string {
	if of, known := s.near[form]; known {
		return of
	}
	of := ""
	for _, w := range s.words {
		if isSlip(form, w) {
			of = w
			break
		}
	}
	if len(s.near) < 1<<20 {
		s.near[form] = of
	}
	return of
}

// isSlip reports whether a form is a slip of the fingers from a word of minLetters and more.
func isSlip(form, word string) bool {
	most := 1
	if utf8.RuneCountInString(word) >= 8 {
		most = 2
	}
	if d := utf8.RuneCountInString(form) - utf8.RuneCountInString(word); d > most || d < -most || inflected(form, word) {
		return false
	}
	return distance([]rune(form), []rune(word)) <= most
}

// variantOf is how the words with which some begin differ from a phrase, and the phrase as it is written there: with endings,
// or with a slip in one of its words. Both are "" if they are no form of it; of the phrase as it is asked for the kind is.
func variantOf(m *desk.Message, words []text.Word, phrase []string) (kind, query string) {
	if len(words) < len(phrase) || words[0].Form[0] != phrase[0][0] { // few slip in the first letter
		return "", ""
	}
	said := make([]string, len(phrase))
	for i, want := range phrase {
		w := &words[i]
		if w.In != "" || w.Pos != words[0].Pos+i {
			return "", ""
		}
		if w.Form == want {
			said[i] = written(m.Text[w.Span.Start:w.Span.End], want, m.Lang)
		} else if w.Also == want {
			said[i] = want
		} else if form := withEnding(m, w, want); form != "" && canHang(want) {
			kind, said[i] = cmp.Or(kind, "ending"), form
		} else if kind != "misspelling" && utf8.RuneCountInString(want) >= minLetters && isSlip(w.Form, want) {
			kind, said[i] = "misspelling", w.Form
		} else {
			return "", ""
		}
	}
	return kind, `"` + strings.Join(said, " ") + `"`
}

// inflected reports that a form is the word with an ending: no slip.
func inflected(form, word string) bool {
	for _, end := range [...]string{"s", "es", "n", "en", "e", "ed", "er"} {
		if form == word+end || word == form+end {
			return true
		}
	}
	return false
}

// distance is how many slips of the fingers lie between two words.
func distance(a, b []rune) int { return text.Slips(a, b)[len(b)] }

// Variants are what is worth adding: words with endings and slips of the fingers that were seen and missed, and
// hashtags and handles that come with what the search catches far more often than with
// other posts and stand in posts that it misses. The most missed come first in each kind.
func (s *Seen) Variants(accepts func(query string) bool, most int) []Variant {
	byKind := map[string][]Variant{}
	for _, v := range s.counts {
		if v.Missed == 0 || !accepts(v.Query) {
			continue
		}
		switch v.Kind {
		case "together":
		case "ending", "misspelling":
			// What is seen far more often than the word itself is a word of its own.
			if v.Posts > 2*max(s.own[v.Of], 5) {
				continue
			}
		default:
			if s.withHit[v.Query] < 2 || float64(s.withHit[v.Query]) < .2*float64(v.Posts) {
				continue
			}
		}
		byKind[v.Kind] = append(byKind[v.Kind], *v)
	}
	var out []Variant
	for _, kind := range []string{"together", "ending", "misspelling", "tag", "handle"} {
		list := byKind[kind]
		sort.Slice(list, func(i, j int) bool {
			a, b := &list[i], &list[j]
			return cmp.Or(cmp.Compare(b.Missed, a.Missed), strings.Compare(a.Query, b.Query)) < 0
		})
		out = append(out, list[:min(len(list), most)]...)
	}
	return out
}
