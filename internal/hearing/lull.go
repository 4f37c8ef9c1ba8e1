package hearing

import (
	"fmt"
	"time"

	"heed/internal/desk"
)

// A stream that is connected and tells nothing may be of a place where nobody speaks now, or be
// broken behind its host. Which of them is decided by what is usual there at these hours.

const (
	// settle is how long any stream may say nothing.
	settle = 30 * time.Second
	// begun is how long a stream must have been heard for its rate so far to be used while it is
	// not known yet what is usual.
	begun = 10 * time.Minute
	// lullUnsure is how many posts must be missing for the silence of a connected stream to mean
	// something while it is not known what a night is like: small places are silent then.
	lullUnsure = 1000
	// daysUnsure is how many usual days may go by without a post while no weekend was seen.
	daysUnsure = 3
)

// LullFacts are what the silence of a connected stream is judged by.
type LullFacts struct {
	Since time.Time // it last told something, or was connected
	Busy  bool      // it is of a whole network, where somebody always speaks
	Usual *Profile
	Now   time.Time
}

// OfLull judges the silence of a stream that is connected. due says that it should have spoken: that its
// host answers is no sign of life then. The error is of one that should have for so long that it
// is a gap; nil: not yet.
func OfLull(f LullFacts) (due bool, err error) {
	silence := f.Now.Sub(f.Since)
	if silence < settle {
		return false, nil
	}
	expected, needed := f.Usual.lull(f.Since, f.Now)
	known := needed > 0 && expected >= needed
	if due = f.Busy || known; !due || silence < GapAfter {
		return due, nil
	}
	problem := "The public stream accepts the connection but sends nothing."
	if known {
		problem = fmt.Sprintf("The public stream is connected but has sent nothing for %s; about %s posts would be usual.", Duration(silence), desk.Numeral(int(expected)))
	}
	return true, &desk.Error{Kind: desk.Later, Message: problem,
		Mend: "heed reconnects automatically and catches up on what it missed. If the problem persists, check that the network is up, and set another host under Streams in the account's settings."}
}

// lull is how many posts are usual in a silence, and how many of them must be missing to mean
// something; needed 0: too little is known.
func (p *Profile) lull(since, now time.Time) (expected, needed float64) {
	if p == nil {
		return 0, 0
	}
	expected, basis := p.Expected(since, now)
	switch basis {
	case Weekly:
		_, worst, _ := p.Silence(since, now)
		return expected, max(fewest, 1.5*worst+1)
	case Daily:
		days, _ := p.Expected(now.Add(-daysUnsure*24*time.Hour), now)
		return expected, min(max(fewest, days), lullUnsure)
	case Overall:
		return expected, lullUnsure
	}
	var posts, covered float64
	for _, h := range p.hours {
		posts, covered = posts+h.posts, covered+h.covered
	}
	if covered < begun.Hours() {
		return 0, 0
	}
	return posts / covered * now.Sub(since).Hours(), lullUnsure
}

// enoughBy is how many posts must be usual for their absence to mean something.
func enoughBy(b Basis) float64 {
	if b == Weekly {
		return fewest
	}
	return fewestUnsure
}
