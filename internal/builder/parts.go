package builder

import (
	"strings"

	"heed/internal/desk"
	"heed/internal/listen"
)

// parts counts what the sides of an OR catch.
type parts struct {
	queries []*listen.Query
	counts  []Part
}

const mostParts = 24

// newParts takes a search apart at its outermost OR: of "(a OR b) -c" the parts are "a -c"
// and "b -c".
func newParts(q *listen.Query) *parts {
	p := &parts{}
	sides := sidesOf(q.String())
	if len(sides) < 2 || len(sides) > mostParts {
		return p
	}
	for _, side := range sides {
		one, err := listen.Parse(side)
		if err != nil {
			return &parts{}
		}
		p.queries, p.counts = append(p.queries, one), append(p.counts, Part{Query: side})
	}
	return p
}

func (p *parts) count(post *listen.Post, n int64) {
	last, matched := -1, 0
	for i, q := range p.queries {
		if _, ok := q.Match(post); ok {
			p.counts[i].Matched += n
			last = i
			matched++
		}
	}
	if matched == 1 {
		p.counts[last].Alone += n
	}
}

func (p *parts) list() []Part { return p.counts }

// conditions matches a search and, each for itself, what it asks for: of one that catches nothing that tells why.
type conditions struct {
	matcher *listen.Matcher
	found   []desk.SearchID
	counts  []Part
}

const whole desk.SearchID = 1 // the conditions come behind it

func newConditions(q *listen.Query) *conditions {
	c, all := &conditions{}, []listen.Saved{{ID: whole, Query: q}}
	if parts := q.Conditions(); len(parts) <= mostParts {
		for _, part := range parts {
			if one, err := listen.Parse(part); err == nil { // alone, some are refused
				c.counts = append(c.counts, Part{Query: part})
				all = append(all, listen.Saved{ID: whole + desk.SearchID(len(c.counts)), Query: one})
			}
		}
	}
	set := listen.New()
	set.Add(all...)
	c.matcher = set.Matcher()
	return c
}

// match reports whether the search matches a post, which stands for n.
func (c *conditions) match(m *desk.Message, n int64) (yes bool) {
	c.found = c.matcher.Match(m, c.found[:0])
	for _, id := range c.found {
		if id == whole {
			yes = true
		} else {
			c.counts[id-whole-1].Matched += n
		}
	}
	return yes
}

// sidesOf divides a search in canonical form at its outermost OR, or inside the one bracket
// that stands on its outermost level.
func sidesOf(canonical string) []string {
	if sides := splitOr(canonical); len(sides) > 1 {
		return sides
	}
	open, end := bracket(canonical)
	if open < 0 {
		return []string{canonical}
	}
	before, after := canonical[:open], canonical[end+1:]
	if strings.HasSuffix(before, "-") || strings.Contains(before+after, "NEAR/") {
		return []string{canonical}
	}
	sides := splitOr(canonical[open+1 : end])
	if len(sides) < 2 {
		return []string{canonical}
	}
	for i, s := range sides {
		sides[i] = strings.TrimSpace(before + s + after)
	}
	return sides
}

// splitOr divides at " OR " outside of quotes and brackets.
func splitOr(s string) (out []string) {
	start := 0
	walk(s, func(i, depth int) bool {
		if depth == 0 && strings.HasPrefix(s[i:], " OR ") {
			out = append(out, s[start:i])
			start = i + len(" OR ")
		}
		return true
	})
	return append(out, s[start:])
}

// bracket is the first bracket on the outermost level that no minus stands before, and where it closes.
func bracket(s string) (open, end int) {
	open, end = -1, -1
	walk(s, func(i, depth int) bool {
		switch {
		case s[i] == '(' && depth == 1 && open < 0 && (i == 0 || s[i-1] != '-'):
			open = i
		case s[i] == ')' && depth == 0 && open >= 0:
			end = i
			return false
		}
		return true
	})
	if end < 0 {
		open = -1
	}
	return open, end
}

// walk visits the bytes of a search outside of quotes, with how deep in brackets they lie:
// an opening one lies inside, a closing one outside.
func walk(s string, visit func(i, depth int) bool) {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
			continue
		case quoted:
			continue
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		}
		if !visit(i, depth) {
			return
		}
	}
}

// Narrow adds parts to leave out to a search as it was written.
func Narrow(query string, leaveOut []string) string {
	query = strings.TrimSpace(query)
	if len(leaveOut) == 0 {
		return query
	}
	if q, err := listen.Parse(query); err == nil && len(splitOr(q.String())) > 1 {
		query = "(" + query + ")"
	}
	for _, t := range leaveOut {
		query += " -" + t
	}
	return query
}
