package view

import (
	"context"
	"fmt"
	"strings"

	"heed/internal/builder"
	"heed/internal/desk"
	"heed/internal/listen"
)

// reachText says how much of what was heard was looked at; older, that some of it was said before that time.
func reachText(ctx context.Context, r *builder.Reach, older bool) string {
	if r.Posts == 0 {
		return tr(ctx, "No posts stored yet. They accumulate while heed hears public posts.")
	}
	s := tr(ctx, "In the last %s: %s posts checked", span(sh(ctx).Now.Sub(r.From)), grouped(ctx, r.Posts))
	if r.Posts == 1 {
		s = tr(ctx, "In the last %s: 1 post checked", span(sh(ctx).Now.Sub(r.From)))
	}
	if r.Heard > r.Posts {
		s += tr(ctx, ", for %s heard", grouped(ctx, r.Heard))
	}
	if older {
		s += tr(ctx, ", and some older ones")
	}
	if !r.Whole {
		s += " " + tr(ctx, "(older ones are kept, but take too long to check)")
	}
	return s + "."
}

// deafLong reports whether so much was not heard that a preview says little.
func deafLong(ctx context.Context, p builder.Preview, d builder.Deaf) bool {
	return d.For*10 >= sh(ctx).Now.Sub(p.Reach.From)
}

func perDay(ctx context.Context, n float64) string {
	return tr(ctx, "%s a day", rateText(ctx, n))
}

// costText says what a search takes of what one may.
func costText(ctx context.Context, cost int) string {
	return tr(ctx, "Complexity: %d of %d points", cost, listen.MaxCost)
}

// lossText says how many of the other posts that were caught leaving one out loses.
func lossText(ctx context.Context, e *builder.Exclusion) string {
	switch {
	case e.Of == 0:
		return tr(ctx, "nothing else matched")
	case e.Of == 1 && e.Lost == 0:
		return tr(ctx, "keeps the other post")
	case e.Of == 1:
		return tr(ctx, "loses the other post")
	case e.Lost == 0:
		return tr(ctx, "loses none of the other %d posts", e.Of)
	}
	return tr(ctx, "loses %d of the other %d posts", e.Lost, e.Of)
}

func variantKind(ctx context.Context, kind string) string {
	switch kind {
	case "together":
		return tr(ctx, "written as one word")
	case "ending":
		return tr(ctx, "with an ending")
	case "misspelling":
		return tr(ctx, "misspelt")
	case "tag":
		return tr(ctx, "hashtag")
	}
	return tr(ctx, "handle")
}

// HitsOf is a search with what it brought.
type HitsOf struct {
	Search    desk.Search
	Relevance builder.Relevance
	Problem   *Problem
}

// markOf is the mark of a search on a message, nil none.
func (c *Case) markOf(id desk.MessageID, search desk.SearchID) *desk.Mark {
	for i, m := range c.Marks[id] {
		if m.Search == search {
			return &c.Marks[id][i]
		}
	}
	return nil
}

// tokenList are the parts of a search for the editor: start, end and kind of each, in the
// units of JavaScript's strings.
func tokenList(c *SearchCheck) string {
	var b strings.Builder
	for _, t := range c.Tokens {
		u := Units(c.Query, t.Span)
		fmt.Fprintf(&b, "%d,%d,%s;", u.Start, u.End, t.Kind)
	}
	return strings.TrimSuffix(b.String(), ";")
}
