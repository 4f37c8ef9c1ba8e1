package listen

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"heed/internal/desk"
)

// maxSpans is how many places of one match are told.
const maxSpans = 64

// Match reports whether the search matches the post, and why: the clause as written
// (of an OR the first side that matched) and the first places in the text, in order
// and without overlap. What matched in quoted text or in what the network tells
// beside the text has no place.
func (q *Query) Match(p *Post) (desk.Hit, bool) {
	r := run{post: p, source: q.source}
	return r.match(q)
}

// run is one evaluation. It counts its steps, so that tests can bound them.
type run struct {
	post   *Post
	source string
	steps  int
	spans  []desk.Span
}

func (r *run) match(q *Query) (desk.Hit, bool) {
	if !r.holds(q.root) {
		return desk.Hit{}, false
	}
	clause := strings.Join(r.explain(q.root), " ")
	if clause == "" {
		clause = strings.TrimSpace(q.source)
	}
	return desk.Hit{Clause: clause, Spans: tidy(r.spans)}, true
}

func (r *run) holds(n *node) bool {
	r.steps++
	p := r.post
	switch n.kind {
	case kAnd:
		for _, k := range n.kids {
			if !r.holds(k) {
				return false
			}
		}
		return true
	case kOr:
		return slices.ContainsFunc(n.kids, r.holds)
	case kNot:
		return !r.holds(n.kids[0])
	case kWord:
		if len(n.words) == 1 {
			return p.has(n.words[0])
		}
		return len(r.phrases(n.words, 1)) > 0
	case kWindow, kNear, kPrefix, kPattern, kFuzzy, kLookalike:
		return len(r.occurrences(n, 1)) > 0
	case kTag:
		return len(p.tags[n.value]) > 0
	case kMention:
		return len(p.mentions[n.value]) > 0
	case kCash:
		return len(p.cash[n.value]) > 0
	case kURL:
		return slices.ContainsFunc(p.links, func(l link) bool { return r.linkHolds(l.key, n.value) })
	}
	return p.filter(n)
}

// filter answers the conditions that are not about the text.
func (p *Post) filter(n *node) bool {
	switch n.kind {
	case kTo:
		return slices.Contains(p.to, n.value)
	case kFrom:
		return slices.Contains(p.from, n.value)
	case kLang:
		return p.lang == n.value
	case kNetwork:
		return p.network == n.value
	case kPlace:
		return p.isAt(n.words)
	case kFollowers:
		return p.followers >= n.low && p.followers <= n.high
	case kHas:
		switch n.value {
		case "media":
			return p.media
		case "links":
			return p.linking
		case "mentions":
			return p.tagging
		}
	case kIs:
		switch n.value {
		case "reply":
			return p.reply
		case "repost":
			return p.repost
		case "quote":
			return p.quote
		case "verified":
			return p.verified
		}
	}
	return false
}

func (p *Post) has(w wanted) bool {
	return len(p.at[w.form]) > 0 || w.also != "" && len(p.at[w.also]) > 0
}

// isAt reports whether the place holds the words side by side.
func (p *Post) isAt(words []wanted) bool {
	for start := 0; start+len(words) <= len(p.place); start++ {
		ok := true
		for i, w := range words {
			ok = ok && w.is(p.place[start+i].Form, p.place[start+i].Also)
		}
		if ok {
			return true
		}
	}
	return false
}

func (w wanted) is(form, also string) bool {
	return w.form == form || also != "" && w.form == also || w.also != "" && (w.also == form || w.also == also)
}

func isLinkLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// linkHolds reports whether a link holds the part, not beginning or ending within a
// run of letters.
func (r *run) linkHolds(key, part string) bool {
	_, size := utf8.DecodeRuneInString(part)
	for at := 0; ; {
		r.steps += 1 + (len(key)-at)/64
		i := strings.Index(key[at:], part)
		if i < 0 {
			return false
		}
		if at += i; endsWithRuns(key, at, at+len(part)) {
			return true
		}
		at += size
	}
}

// endsWithRuns reports whether a part of a link neither begins nor ends within a run of letters.
func endsWithRuns(link string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(link[:from])
	first, _ := utf8.DecodeRuneInString(link[from:])
	last, _ := utf8.DecodeLastRuneInString(link[:to])
	after, _ := utf8.DecodeRuneInString(link[to:])
	return !(isLinkLetter(before) && isLinkLetter(first)) && !(isLinkLetter(last) && isLinkLetter(after))
}

// explain collects the clauses that matched and their places.
func (r *run) explain(n *node) []string {
	switch n.kind {
	case kAnd:
		var clauses []string
		for _, k := range n.kids {
			clauses = append(clauses, r.explain(k)...)
		}
		return clauses
	case kOr:
		var first []string
		for _, k := range n.kids {
			if first != nil && len(r.spans) >= maxSpans || !r.holds(k) {
				continue
			}
			if clauses := r.explain(k); first == nil {
				first = clauses
			}
		}
		return first
	case kNot:
		return nil
	}
	r.places(n)
	return []string{r.source[n.at.Start:n.at.End]}
}

// places adds where in the text a condition matched.
func (r *run) places(n *node) {
	p := r.post
	switch n.kind {
	case kTag:
		r.addPlaced(p.tags[n.value])
	case kMention:
		r.addPlaced(p.mentions[n.value])
	case kCash:
		r.addPlaced(p.cash[n.value])
	case kURL:
		for _, l := range p.links {
			if len(r.spans) < maxSpans && l.own && r.linkHolds(l.key, n.value) {
				r.spans = append(r.spans, l.span)
			}
		}
	case kWord, kWindow, kNear, kPrefix, kPattern, kFuzzy, kLookalike:
		for _, o := range r.occurrences(n, maxSpans) {
			for _, part := range o.parts() {
				r.addWords(part)
			}
		}
	}
}

func (r *run) addPlaced(places []placed) {
	for _, pl := range places {
		if len(r.spans) < maxSpans && pl.own {
			r.spans = append(r.spans, pl.span)
		}
	}
}

func (r *run) addWords(o occurrence) {
	if int(o.last) < r.post.own && len(r.spans) < maxSpans {
		r.spans = append(r.spans, desk.Span{Start: r.post.words[o.first].Span.Start, End: r.post.words[o.last].Span.End})
	}
}

// tidy sorts spans and joins those that overlap.
func tidy(spans []desk.Span) []desk.Span {
	slices.SortFunc(spans, func(a, b desk.Span) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
