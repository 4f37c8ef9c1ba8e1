package monitor

import (
	"time"

	"heed/internal/desk"
)

// onGapPage is how many gaps a page has.
const onGapPage = 25

// A GapPlace is a place in the list of gaps: behind the one that began then.
type GapPlace struct {
	Began time.Time
	ID    desk.GapID
}

// GapPage is a page of the list of gaps of the last weeks.
type GapPage struct {
	Gaps  []desk.Gap                   // newest first
	Rest  map[desk.GapID]desk.GapState // of a gap that is a lost part of one: what became of the rest
	After GapPlace                     // where the page begins
	Next  GapPlace                     // where the next does; zero: this is the last
}

func gapPage(tx Tx, since time.Time, after GapPlace) (p GapPage, err error) {
	p.After, p.Rest = after, map[desk.GapID]desk.GapState{}
	if after == (GapPlace{}) {
		p.Gaps, err = tx.Gaps(since, onGapPage+1)
	} else {
		p.Gaps, err = tx.GapsBefore(since, after.Began, after.ID, onGapPage+1)
	}
	if err != nil {
		return p, err
	}
	if len(p.Gaps) > onGapPage {
		p.Gaps = p.Gaps[:onGapPage]
		last := &p.Gaps[onGapPage-1]
		p.Next = GapPlace{last.From, last.ID}
	}
	for i := range p.Gaps {
		g := &p.Gaps[i]
		if g.State != desk.GapLost {
			continue
		}
		rest, err := tx.GapsOf(g.Source, g.To)
		if err != nil {
			return p, err
		}
		for _, r := range rest {
			p.Rest[g.ID] = r.State
		}
	}
	return p, nil
}
