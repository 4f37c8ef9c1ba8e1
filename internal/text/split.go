package text

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/rivo/uniseg"
)

// Split divides a long answer into the parts of a thread, each of which fits. It
// cuts where a reader would: between paragraphs, else sentences, else words, else
// graphemes; never inside a link, a mention, a tag or a grapheme. A link that does
// not fit by itself becomes a part that does not fit. Space at the cuts is dropped,
// nothing else is. A blank text has no parts.
//
// fits must hold for every shorter piece of what it holds for. It is called about
// twice the logarithm of a part's words for each part.
func Split(s string, fits func(string) bool) []string {
	var parts []string
	b := newBreaks(s)
	for from := skipSpace(s, 0); from < len(s); {
		end := b.end(from, fits)
		parts = append(parts, strings.TrimRightFunc(s[from:end], unicode.IsSpace))
		from = skipSpace(s, end)
	}
	return parts
}

func skipSpace(s string, i int) int {
	return i + len(s[i:]) - len(strings.TrimLeftFunc(s[i:], unicode.IsSpace))
}

// rank is how good a place to cut is.
type rank uint8

const (
	betweenWords rank = iota + 1
	betweenSentences
	betweenParagraphs
)

type place struct {
	at   int
	rank rank
}

// breaks are the places of a text where it may be cut, in order; the last is its
// end.
type breaks struct {
	text   string
	places []place
	whole  []Entity
}

func newBreaks(s string) breaks {
	b := breaks{text: s, whole: Entities(s)}
	sentenceEnd := map[int]bool{}
	for it := sentences.FromString(s); it.Next(); {
		sentenceEnd[it.End()] = true
	}
	space, newlines, start := false, 0, 0
	for i, r := range s {
		if unicode.IsSpace(r) && r != '\u00A0' && r != '\u202F' {
			if !space {
				space, newlines, start = true, 0, i
			}
			if r == '\n' {
				newlines++
			}
			continue
		}
		if space {
			b.places = append(b.places, place{at: start, rank: rankOf(newlines, sentenceEnd[i])})
			space = false
		} else if sentenceEnd[i] && i > 0 && !b.inside(i) { // Chinese and Japanese put no space
			b.places = append(b.places, place{at: i, rank: betweenSentences})
		}
	}
	b.places = append(b.places, place{at: len(s), rank: betweenParagraphs})
	return b
}

func rankOf(newlines int, sentence bool) rank {
	switch {
	case newlines > 1:
		return betweenParagraphs
	case newlines == 1 || sentence:
		return betweenSentences
	}
	return betweenWords
}

// inside reports whether a place is inside an entity.
func (b breaks) inside(i int) bool {
	k := sort.Search(len(b.whole), func(k int) bool { return b.whole[k].Span.End > i })
	return k < len(b.whole) && b.whole[k].Span.Start < i
}

// longRun is how many bytes without a place to cut are asked about as a whole.
const longRun = 2048

// end is where the part that starts at from should end.
func (b breaks) end(from int, fits func(string) bool) int {
	first := sort.Search(len(b.places), func(k int) bool { return b.places[k].at > from })
	if next := b.places[first].at; next-from > longRun { // ask about little of it first
		if end := b.within(from, next, fits); end < next {
			return end
		}
	}
	n := furthest(len(b.places)-first, func(k int) bool {
		return fits(strings.TrimRightFunc(b.text[from:b.places[first+k].at], unicode.IsSpace))
	})
	if n == 0 {
		return b.within(from, b.places[first].at, fits)
	}
	last := first + n - 1
	if last == len(b.places)-1 {
		return len(b.text)
	}
	best := b.places[last]
	for k := last; k >= first && b.places[k].at-from >= (b.places[last].at-from)/3; k-- {
		if b.places[k].rank > best.rank {
			best = b.places[k]
		}
	}
	return best.at
}

// within cuts a run without a good place, which ends at most at to.
func (b breaks) within(from, to int, fits func(string) bool) int {
	if k := sort.Search(len(b.whole), func(k int) bool { return b.whole[k].Span.End > from }); k < len(b.whole) {
		if e := b.whole[k].Span; e.Start <= from {
			return e.End
		} else if e.Start < to {
			if fits(b.text[from:e.Start]) {
				return e.Start
			}
			to = e.Start
		}
	}
	var ends []int
	rest, state := b.text[from:to], -1
	for at := from; len(rest) > 0; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		at += len(cluster)
		ends = append(ends, at)
		if len(ends)&(len(ends)-1) == 0 && !fits(b.text[from:at]) {
			break
		}
	}
	n := furthest(len(ends), func(k int) bool { return fits(b.text[from:ends[k]]) })
	return ends[max(n, 1)-1]
}

// furthest counts how many of the first n hold, when those that hold come first. It
// looks near the start first, so that its cost depends on the answer, not on n.
func furthest(n int, holds func(int) bool) int {
	step := 1
	for step <= n && holds(step-1) {
		step *= 2
	}
	low := step / 2
	return low + sort.Search(min(step-1, n)-low, func(k int) bool { return !holds(low + k) })
}

// maxCluster is how many bytes of one grapheme a preview shows: more is an attack
// by piled-up marks.
const maxCluster = 64

// First is a preview: the text on one line, at most n graphemes, cut between words
// where that loses less than half, with … at the cut.
func First(s string, n int) string {
	if n <= 0 {
		return ""
	}
	var ends []int // of each grapheme in line
	var line strings.Builder
	cut := 0 // graphemes before the last space
	rest, state := strings.TrimSpace(s), -1
	for len(rest) > 0 && len(ends) <= n {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if r := firstRune(cluster); unicode.IsSpace(r) {
			rest, state = strings.TrimLeftFunc(rest, unicode.IsSpace), -1
			cluster, cut = " ", len(ends)
		}
		line.WriteString(shortCluster(cluster))
		ends = append(ends, line.Len())
	}
	if len(ends) <= n {
		return line.String()
	}
	keep := n - 1
	if cut <= keep && cut > n/2 {
		keep = cut
	}
	if keep == 0 {
		return "…"
	}
	return strings.TrimRightFunc(line.String()[:ends[keep-1]], unicode.IsSpace) + "…"
}

func shortCluster(c string) string {
	if len(c) <= maxCluster {
		return c
	}
	end := maxCluster
	for !utf8.RuneStart(c[end]) {
		end--
	}
	return c[:end]
}
