package view

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"heed/internal/channel"
	"heed/internal/monitor"
	"heed/internal/order"
	"heed/internal/purse"
)

// firstSpent puts searches that a cap ended before the others, and those that cost most before the rest.
func firstSpent(a, b *monitor.SpendReport) int {
	if a.Capped.IsZero() != b.Capped.IsZero() {
		if b.Capped.IsZero() {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.Spent, a.Spent), cmp.Compare(b.Forecast, a.Forecast), cmp.Compare(b.Cap, a.Cap))
}

// bySpending parts the searches of a purse: those that cost something, will, or lost posts to a cap, the costly ones first;
// and all others, by name.
func bySpending(ctx context.Context, p *monitor.PurseReport) (costly, free []*monitor.SpendReport) {
	for i := range p.Searches {
		s := &p.Searches[i]
		if s.Spent > 0 || s.Forecast > 0 || !s.Capped.IsZero() || s.Earlier != 0 || searchBefore(ctx, &s.Before) != "" {
			costly = append(costly, s)
		} else {
			free = append(free, s)
		}
	}
	order.Stable(costly, firstSpent)
	order.Stable(free, func(a, b *monitor.SpendReport) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return costly, free
}

// freeText says how many searches cost nothing, beside others that do or alone.
func freeText(ctx context.Context, n int, alone bool) string {
	if alone {
		return trn(ctx, n, "%d search has cost nothing.", "%d searches have cost nothing.")
	}
	return trn(ctx, n, "%d other has cost nothing.", "%d others have cost nothing.")
}

func priceText(ctx context.Context, micros int64, p channel.Price) string {
	s := purse.Show(micros, p.Currency)
	if sh(ctx).Lang == "de" {
		s = germanMarks.Replace(s)
	}
	return s
}

// capValue is a cap as a form has it.
func capValue(ctx context.Context, micros int64) string {
	if micros == 0 {
		return ""
	}
	s := strconv.FormatFloat(float64(micros)/1e6, 'f', -1, 64)
	if sh(ctx).Lang == "de" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// reached reports that a cap lets no further post in, also where none has come yet to be turned away.
func reached(p *monitor.PurseReport) bool {
	return !p.Capped.IsZero() || p.Cap > 0 && p.Spent+p.Price.Post > p.Cap
}

func notHeard(ctx context.Context, since time.Time, posts int64, basis string) string {
	switch {
	case since.IsZero():
		return ""
	case posts < 0:
		return tr(ctx, "Stopped %s; how much was missed isn't known.", ago(ctx, since)) + " " + retell(ctx, basis)
	case posts == 0:
		return tr(ctx, "Stopped %s.", ago(ctx, since))
	}
	return trn(ctx, int(posts), "About %d post not heard.", "About %d posts not heard.") + " " + tr(ctx, "Stopped %s.", ago(ctx, since)) + " " + retell(ctx, basis)
}

// earlierText says what a cap cost before it was raised; "": nothing.
func earlierText(ctx context.Context, posts int64) string {
	switch {
	case posts < 0:
		return tr(ctx, "A cap that has since been raised blocked some posts; how many isn't known.")
	case posts == 0:
		return ""
	}
	return trn(ctx, int(posts), "A cap that has since been raised blocked about %d post.", "A cap that has since been raised blocked about %d posts.")
}

// beforeText says what the month before cost; "": nothing.
func beforeText(ctx context.Context, p *monitor.PurseReport) string {
	b := &p.Before
	if b.Spent == 0 && b.Capped.IsZero() {
		return ""
	}
	s := tr(ctx, "The month before: %s spent for %s.", priceText(ctx, b.Spent, p.Price), posts(ctx, b.Posts))
	return strings.TrimSpace(s + " " + capBefore(ctx, b))
}

// searchBefore says what the own cap of a search cost in the month before; "": nothing.
func searchBefore(ctx context.Context, b *monitor.BeforeReport) string {
	if t := capBefore(ctx, b); t != "" {
		return tr(ctx, "The month before:") + " " + t
	}
	return ""
}

// capBefore says what a cap did in a month that is over.
func capBefore(ctx context.Context, b *monitor.BeforeReport) string {
	t := earlierText(ctx, b.Earlier)
	switch {
	case b.Capped.IsZero():
		return t
	case b.NotHeard < 0:
		t += " " + tr(ctx, "Its cap was reached; how much that missed isn't known.")
	default:
		t += " " + trn(ctx, int(b.NotHeard), "Its cap blocked about %d post.", "Its cap blocked about %d posts.") + " " + retell(ctx, b.Basis)
	}
	return strings.TrimSpace(t)
}

// priced are the networks of the desk that charge for reading.
func (s *Shell) priced() (out []channel.Kind) {
	for _, n := range s.Networks() {
		if k := s.Kinds[n]; k.Abilities.Price.Post > 0 {
			out = append(out, k)
		}
	}
	return out
}
