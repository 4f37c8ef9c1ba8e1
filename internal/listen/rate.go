package listen

import (
	"strings"
	"sync/atomic"

	"heed/internal/text/token"
)

// rates tells what share of posts hold a term: by what was counted in a sample of the
// posts that were matched, old ones less and less, and, before there are many, by what is
// known of everyday words.
//
// The sample is kept in two rows of counters, each of which many terms share; the lower
// one of a term is at least its count. Matchers count without a lock.
type rates struct {
	key   token.Key
	prior map[term]float64
	posts atomic.Uint32 // in the sample, as it has faded
	added atomic.Uint64 // to the counters, as they have faded
	rows  [2][]atomic.Uint32
}

const (
	rateCells   = 1 << 16
	samplePosts = 1 << 15 // then all counters are halved
	priorPosts  = 1000    // the prior counts like so many posts
	rareTerm    = 2e-6    // the share of posts with a term of which nothing is known
	stopShare   = 0.04    // with a stop word
	commonShare = 0.012   // with the first everyday word; the others follow Zipf's law
	sampleSoon  = 16      // of so many posts one is counted until earlyPosts were
	sampleLater = 512     // and then of so many
	earlyPosts  = 4096
	maxStem     = 6 // letters of the longest stem that is counted
	oneStemOf   = 4 // of so many posts of the sample the stems of one are counted, for all
	zipfStart   = 12
)

// unknownShare is the share of posts with a term of which nothing is known.
var unknownShare = [...]float64{ofWord: 5e-6, ofEntity: 5e-7, ofCharacter: 1e-3}

func newRates(key token.Key) *rates {
	r := &rates{key: key, prior: map[term]float64{}}
	for i := range r.rows {
		r.rows[i] = make([]atomic.Uint32, rateCells)
	}
	know := func(form string, share float64) {
		r.prior[termOf(key.Hash(token.Word, form))] += share
		for n := minStem; n <= min(len(form), maxStem); n++ {
			r.prior[r.stem(form[:n])] += share
		}
	}
	for i, w := range strings.Fields(everyday) {
		know(w, commonShare*zipfStart/float64(i+zipfStart))
	}
	for _, w := range strings.Fields(stopWords) {
		know(w, stopShare)
	}
	return r
}

// stem is the term of words that begin so: that of a search for them.
func (r *rates) stem(form string) term { return termOf(r.key.Hash(token.Stem, form)) }

// of is the share of posts that hold a term.
func (r *rates) of(t term, kind rarity) float64 {
	prior, known := r.prior[t]
	if !known {
		prior = unknownShare[kind]
	}
	count := float64(min(r.cell(0, t).Load(), r.cell(1, t).Load()))
	count = max(0, count-float64(r.added.Load())/rateCells) // what other terms of the cell may have left
	return (prior*priorPosts + count) / float64(priorPosts+r.posts.Load())
}

func (r *rates) cell(row int, t term) *atomic.Uint32 {
	return &r.rows[row][uint64(t)>>(16*row)%rateCells]
}

// count adds to the lower of the two counters of a term, or to both: what one has more is of
// other terms. It returns what it added. Of two that count at once one may be lost, which
// is cheaper than to wait.
func (r *rates) count(t term, by uint32) uint32 {
	a, b := r.cell(0, t), r.cell(1, t)
	x, y := a.Load(), b.Load()
	if x <= y {
		a.Store(x + by)
	}
	if y <= x {
		b.Store(y + by)
	}
	return by
}

// countsStems reports whether the stems of the post at hand are counted.
func (r *rates) countsStems() bool { return r.posts.Load()%oneStemOf == 0 }

// pause is how many posts to leave out before the next that is counted.
func (r *rates) pause() int {
	if r.posts.Load() < earlyPosts {
		return sampleSoon - 1
	}
	return sampleLater - 1
}

// end counts a post of which n was added to the counters, and lets the older ones fade
// where there are many.
func (r *rates) end(n uint32) {
	r.added.Add(uint64(n))
	if n := r.posts.Add(1); n >= samplePosts && r.posts.CompareAndSwap(n, n/2) {
		r.added.Store(r.added.Load() / 2)
		for i := range r.rows {
			for k := range r.rows[i] {
				c := &r.rows[i][k]
				c.Store(c.Load() / 2)
			}
		}
	}
}

// drift watches whether the terms that lead to the searches of a base are still rare: how
// often a term leads to a search in vain.
type drift struct {
	posts atomic.Uint64
	vain  atomic.Uint64
	usual atomic.Uint64 // vain leads of the first window of posts, plus one
	over  atomic.Bool   // another base was asked for
}

const (
	driftWindow = 1 << 15 // posts
	driftStep   = 1 << 10 // posts after which a matcher reports
	driftTimes  = 4       // so much more than usual is too much
	driftFloor  = driftWindow / 50
)

// note counts what a matcher saw and reports whether, once for a base, the terms should be
// chosen anew: where leads that come to nothing have become many more than they were.
func (d *drift) note(posts, vain uint64) bool {
	all := d.vain.Add(vain)
	if n := d.posts.Add(posts); n < driftWindow || !d.posts.CompareAndSwap(n, 0) {
		return false
	}
	d.vain.Store(0)
	usual := d.usual.Load()
	d.usual.CompareAndSwap(0, all+1)
	return usual > 0 && all > driftTimes*usual+driftFloor && d.over.CompareAndSwap(false, true)
}
