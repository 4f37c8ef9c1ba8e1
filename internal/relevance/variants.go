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
	joined  []string // names of several words, written as one
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

// NewSeen begins for the words that a search asks for, and its names of several words written as one ("cocacola"), folded.
func NewSeen(words, joined []string) *Seen {
	s := &Seen{joined: joined, near: map[string]string{}, counts: map[string]*Variant{}, own: map[string]int{}, withHit: map[string]int{}}
	s.asked = slices.Concat(words, joined)
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
		most := 1
		if utf8.RuneCountInString(w) >= 8 {
			most = 2
		}
		if d := utf8.RuneCountInString(form) - utf8.RuneCountInString(w); d > most || d < -most || inflected(form, w) {
			continue
		}
		if distance([]rune(form), []rune(w)) <= most {
			of = w
			break
		}
	}
	if len(s.near) < 1<<20 {
		s.near[form] = of
	}
	return of
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
