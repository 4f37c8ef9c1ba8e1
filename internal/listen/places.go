package listen

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// occurrence is where a condition stands: the first and last of its words. One of
// NEAR or "…"~n also holds its single words.
type occurrence struct {
	first, last int32
	inner       []occurrence
}

func (o occurrence) parts() []occurrence {
	if len(o.inner) > 0 {
		return o.inner
	}
	return []occurrence{o}
}

func compareOccurrences(a, b occurrence) int {
	if a.first != b.first {
		return int(a.first - b.first)
	}
	return int(a.last - b.last)
}

func sameOccurrence(a, b occurrence) bool { return a.first == b.first && a.last == b.last }

// occurrences finds up to limit places, in order.
func (r *run) occurrences(n *node, limit int) []occurrence {
	switch n.kind {
	case kWord:
		return r.phrases(n.words, limit)
	case kWindow:
		return r.windows(n, limit)
	case kNear:
		return r.nears(n, limit)
	case kTag:
		return occurrencesOf(r.post.tags[n.value], limit)
	case kMention:
		return occurrencesOf(r.post.mentions[n.value], limit)
	case kCash:
		return occurrencesOf(r.post.cash[n.value], limit)
	case kOr:
		var out []occurrence
		for _, k := range n.kids {
			out = append(out, r.occurrences(k, limit)...)
		}
		slices.SortFunc(out, compareOccurrences)
		return firstOf(slices.CompactFunc(out, sameOccurrence), limit)
	}
	var at []int32
	r.eachForm(n, func(places []int32) bool {
		at = append(at, firstOf(places, limit)...)
		return limit > 1 || len(at) == 0
	})
	slices.Sort(at)
	return wordsAt(firstOf(slices.Compact(at), limit))
}

func firstOf[T any](s []T, limit int) []T { return s[:min(len(s), limit)] }

func wordsAt(at []int32) []occurrence {
	out := make([]occurrence, len(at))
	for i, w := range at {
		out[i] = occurrence{first: w, last: w}
	}
	return out
}

func occurrencesOf(places []placed, limit int) []occurrence {
	var out []occurrence
	for _, pl := range places {
		if pl.first >= 0 && len(out) < limit {
			out = append(out, occurrence{first: pl.first, last: pl.last})
		}
	}
	return out
}

// eachForm calls yield with the places of each form that a condition on one word
// allows, until it returns false.
func (r *run) eachForm(n *node, yield func([]int32) bool) {
	p := r.post
	if n.kind == kLookalike {
		_ = yield(p.at[n.value]) && yield(p.looks[n.value])
		return
	}
	from, stem := 0, ""
	switch n.kind {
	case kPrefix:
		stem = n.value
	case kPattern:
		stem, _, _ = strings.Cut(strings.TrimSuffix(string(n.pattern), "*"), "?")
	}
	if stem != "" {
		from = sort.SearchStrings(p.forms, stem)
	}
	wanted := []rune(n.value)
	for _, form := range p.forms[from:] {
		r.steps++
		if !strings.HasPrefix(form, stem) {
			return
		}
		switch {
		case n.kind == kPattern && !fits(n.pattern, form):
			continue
		case n.kind == kFuzzy && !r.isNearly(wanted, form, n.n):
			continue
		}
		if !yield(p.at[form]) {
			return
		}
	}
}

// fits matches a pattern of letters, ? for one letter, and * at its end.
func fits(pattern []rune, form string) bool {
	for _, want := range pattern {
		if want == '*' {
			return true
		}
		got, size := utf8.DecodeRuneInString(form)
		if size == 0 || want != '?' && want != got {
			return false
		}
		form = form[size:]
	}
	return form == ""
}

func (r *run) isNearly(wanted []rune, form string, n int) bool {
	if len(form) > utf8.UTFMax*(maxFuzzy+maxEdits) || len(form) < len(wanted)-n {
		return false
	}
	got := []rune(form)
	if d := len(got) - len(wanted); d > n || d < -n {
		return false
	}
	r.steps += len(wanted)
	return withinEdits(wanted, got, n)
}

// withinEdits reports whether a becomes b with at most n letters added, left out,
// changed, or swapped with their neighbour, none touched twice (the optimal string
// alignment distance).
func withinEdits(a, b []rune, n int) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	if len(a)-len(b) > n || len(b)-len(a) > n {
		return false
	}
	if len(a) <= n && len(b) <= n {
		return true
	}
	if n == 0 || len(a) == 0 || len(b) == 0 {
		return false
	}
	return withinEdits(a[1:], b[1:], n-1) || withinEdits(a[1:], b, n-1) || withinEdits(a, b[1:], n-1) ||
		len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] && withinEdits(a[2:], b[2:], n-1)
}

// phrases finds words side by side.
func (r *run) phrases(words []wanted, limit int) []occurrence {
	rare := 0
	for i, w := range words {
		if n := r.count(w); n < r.count(words[rare]) {
			rare = i
		}
	}
	var out []occurrence
	for _, at := range r.placesOf(words[rare], unlimited) {
		first := int(at) - rare
		if len(out) == limit {
			break
		}
		if r.phraseAt(words, first) {
			out = append(out, occurrence{first: int32(first), last: int32(first + len(words) - 1)})
		}
	}
	return out
}

func (r *run) count(w wanted) int {
	n := len(r.post.at[w.form])
	if w.also != "" {
		n += len(r.post.at[w.also])
	}
	return n
}

// placesOf are the places of a word in either of its forms.
func (r *run) placesOf(w wanted, limit int) []int32 {
	at := r.post.at[w.form]
	if w.also == "" || len(r.post.at[w.also]) == 0 {
		return firstOf(at, limit)
	}
	both := slices.Concat(at, r.post.at[w.also])
	slices.Sort(both)
	return firstOf(slices.Compact(both), limit)
}

func (r *run) phraseAt(words []wanted, first int) bool {
	have := r.post.words
	if first < 0 || first+len(words) > len(have) {
		return false
	}
	for i, w := range words {
		r.steps++
		h := have[first+i]
		if !w.is(h.Form, h.Also) || i > 0 && (h.Pos != have[first+i-1].Pos+1 || w.glued && !h.Glued) {
			return false
		}
	}
	return true
}

// nears finds the two sides of NEAR with at most n words between.
func (r *run) nears(n *node, limit int) []occurrence {
	left, right := r.occurrences(n.kids[0], unlimited), r.occurrences(n.kids[1], unlimited)
	out := r.follow(left, right, n.n, limit)
	if !n.ordered && len(out) < limit {
		out = append(out, r.follow(right, left, n.n, limit)...)
		slices.SortFunc(out, compareOccurrences)
	}
	return firstOf(out, limit)
}

// follow finds for each of a the first of b that comes after it with at most n words
// between.
func (r *run) follow(a, b []occurrence, n, limit int) []occurrence {
	words := r.post.words
	var out []occurrence
	for _, x := range a {
		r.steps++
		end := words[x.last].Pos
		k := sort.Search(len(b), func(k int) bool { return words[b[k].first].Pos > end })
		if k == len(b) || words[b[k].first].Pos > end+n+1 {
			continue
		}
		out = append(out, occurrence{first: x.first, last: b[k].last, inner: []occurrence{x, b[k]}})
		if len(out) == limit {
			break
		}
	}
	return out
}
