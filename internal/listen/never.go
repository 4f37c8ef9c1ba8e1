package listen

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"heed/internal/desk"
)

// What no post can match is not a mistake of the language: the rest of the search may bring something. But
// whoever wrote it would wait for ever, so it is said.

// never says of the parts of a search that no post can match why that is so.
func never(n *node) (notes []Note) {
	w := waiter{}
	w.walk(n, false)
	return w.notes
}

type waiter struct{ notes []Note }

func (w *waiter) note(at desk.Span, message string) {
	w.notes = append(w.notes, Note{Offset: at.Start, Length: at.End - at.Start, Message: message, Never: true})
}

func (w *waiter) walk(n *node, negated bool) {
	switch n.kind {
	case kLang:
		w.lang(n)
	case kNot:
		negated = !negated
	case kAnd:
		if !negated {
			w.together(n)
		}
	}
	for _, k := range n.kids {
		w.walk(k, negated)
	}
}

// lang says of a code that no language has it, or that networks write another for it.
func (w *waiter) lang(n *node) {
	base, err := language.ParseBase(n.value)
	switch written := base.String(); {
	case err != nil && countryLangs[n.value] != "":
		w.note(n.at, "No language is written “"+n.value+"”, which is a country. Write lang:"+countryLangs[n.value]+".")
	case err != nil:
		w.note(n.at, "No language is written “"+n.value+"”: no post is in it. Write the code of two letters, as in lang:en or lang:de.")
	case len(written) < len(n.value):
		w.note(n.at, "Networks write “"+written+"” for this language. Write lang:"+written+".")
	}
}

// countryLangs are the languages of countries whose codes are taken for those of languages.
var countryLangs = map[string]string{ // read only
	"jp": "ja", "cn": "zh", "us": "en", "gb": "en", "dk": "da", "cz": "cs", "ua": "uk", "mx": "es", "au": "en", "at": "de", "usa": "en", "ger": "de",
	"tw": "zh", "hk": "zh", "nz": "en", "ir": "fa", "vn": "vi", "pk": "ur", "il": "he", "eg": "ar", "ae": "ar",
}

// together looks at what stands beside each other and must all be true of one post.
func (w *waiter) together(n *node) {
	one := map[kind]*node{}
	low, high := 0, unlimited
	all := sides(n, nil)
	for _, k := range all {
		switch k.kind {
		case kLang, kNetwork, kFrom:
			have := one[k.kind]
			if have == nil {
				one[k.kind] = k
			} else if have.value != k.value {
				w.apart(have, k)
			}
		case kFollowers:
			before := low <= high
			low, high = max(low, k.low), min(high, k.high)
			if before && low > high {
				w.note(k.at, "No author can match all of these follower counts.")
			}
		case kNot:
			if what := w.taken(all, k.kids[0]); what != nil {
				w.note(k.at, "It asks for “"+what.print+"” and excludes everything that contains it, so it matches nothing.")
			}
		}
	}
}

// apart notes the second of two that no post has both of.
func (w *waiter) apart(a, b *node) {
	switch a.kind {
	case kLang:
		w.note(b.at, "A post has one language. Next to “"+a.print+"” this matches nothing; for either, write ("+a.print+" OR "+b.print+").")
	case kNetwork:
		w.note(b.at, "A post is on one network. Next to “"+a.print+"” this matches nothing; for either, write ("+a.print+" OR "+b.print+").")
	case kFrom:
		w.note(b.at, "A post has one author. Next to “"+a.print+"” this matches nothing; for either, write ("+a.print+" OR "+b.print+").")
	}
}

// sides are the conditions of an AND, also of those inside it.
func sides(n *node, into []*node) []*node {
	for _, k := range n.kids {
		if k.kind == kAnd {
			into = sides(k, into)
		} else {
			into = append(into, k)
		}
	}
	return into
}

// taken finds what is asked for that a part to leave out takes all of, nil nothing.
func (w *waiter) taken(asked []*node, out *node) *node {
	if out.kind == kOr {
		for _, k := range out.kids {
			if what := w.taken(asked, k); what != nil {
				return what
			}
		}
		return nil
	}
	for _, k := range asked {
		if k.kind != kNot && holds(k, out) {
			return k
		}
	}
	return nil
}

// holds reports that every post that a condition matches is matched by another, of leaves of the
// plain kinds; a doubt is no.
func holds(n, other *node) bool {
	switch {
	case len(n.kids) > 0 || len(other.kids) > 0 || n.print == "":
		return false
	case n.kind == kWord && other.kind == kWord:
		return row(n.words, other.words)
	case (n.kind == kTag || n.kind == kMention) && other.kind == kWord:
		return len(other.words) == 1 && other.words[0].form == n.value
	}
	return n.kind == other.kind && n.kind != kWord && strings.EqualFold(n.print, other.print)
}

// row reports that words stand side by side among others.
func row(words, sought []wanted) bool {
	for i := 0; i+len(sought) <= len(words); i++ {
		if len(sought) > 0 && slices.EqualFunc(words[i:i+len(sought)], sought, func(a, b wanted) bool { return a.form == b.form && (a.glued || !b.glued) }) {
			return true
		}
	}
	return false
}
