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
// The sample is kept in a table of counters that bear their term, eight in a group: a term that
// is counted may take the place of one that was counted less, the less likely the more that one
// was. So terms that come often stay, and no term is given what is another's: a brand that
// seemed as frequent as a word of every day would no longer lead to its searches. Matchers
// count without a lock; what they lose of each other is a count now and then.
type rates struct {
	key   token.Key
	prior map[term]float64
	posts atomic.Uint32   // in the sample, as it has faded
	table []atomic.Uint64 // of counters: the term's tag above, how often below
	faded atomic.Uint32   // so many counters were halved since the sample last was
}

const (
	rateGroups  = 1 << 12
	rateGroup   = 8       // counters
	countBits   = 24      // of a counter
	samplePosts = 1 << 15 // then all counters are halved
	fadeStep    = 1 << 9  // so many for each post that is counted: all at once are a pause of a quarter of a millisecond
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
	r := &rates{key: key, prior: map[term]float64{}, table: make([]atomic.Uint64, rateGroups*rateGroup)}
	r.faded.Store(rateGroups * rateGroup)
	know := func(form string, share float64) {
		r.prior[termOf(key.Hash(token.Word, form))] += share
		for n := minStem; n <= min(len(form), maxStem); n++ {
			r.prior[r.stem(form[:n])] += share
		}
	}
	eachCommonWord(know)
	return r
}

// eachCommonWord tells what is known of everyday words: in what share of posts they stand, the most
// frequent first.
func eachCommonWord(know func(form string, share float64)) {
	for _, w := range strings.Fields(stopWords) {
		know(w, stopShare)
	}
	for i, w := range strings.Fields(everyday) {
		know(w, commonShare*zipfStart/float64(i+zipfStart))
	}
}

// frequentWords are the everyday words, with the share of posts in which each stands, the most frequent first.
func frequentWords(key token.Key) (out []frequent) {
	eachCommonWord(func(form string, share float64) { out = append(out, frequent{key.Hash(token.Word, form), share}) })
	return out
}

// stem is the term of words that begin so: that of a search for them.
func (r *rates) stem(form string) term { return termOf(r.key.Hash(token.Stem, form)) }

// of is the share of posts that hold a term.
func (r *rates) of(t term, kind rarity) float64 {
	prior, known := r.prior[t]
	if !known {
		prior = unknownShare[kind]
	}
	return (prior*priorPosts + float64(r.counted(t))) / float64(priorPosts+r.posts.Load())
}

// group is where a term is counted, if it is, and what marks its counter.
func (r *rates) group(t term) (group []atomic.Uint64, tag uint64) {
	n := uint64(t) % rateGroups * rateGroup
	return r.table[n : n+rateGroup], uint64(t)/rateGroups<<countBits | 1<<63
}

// counted is how often a term stands in the sample, as it has faded.
func (r *rates) counted(t term) uint64 {
	group, tag := r.group(t)
	for i := range group {
		if c := group[i].Load(); c>>countBits == tag>>countBits {
			n := c & (1<<countBits - 1)
			if uint64(t)%rateGroups*rateGroup >= uint64(r.faded.Load()) { // which is to be halved yet
				n /= 2
			}
			return n
		}
	}
	return 0
}

// count adds to a term's counter.
func (r *rates) count(t term, by uint64) {
	group, tag := r.group(t)
	least, fewest := 0, uint64(1<<countBits)
	for i := range group {
		c := group[i].Load()
		n := c & (1<<countBits - 1)
		if c>>countBits == tag>>countBits {
			group[i].Store(c + by)
			return
		}
		if n < fewest {
			least, fewest = i, n
		}
	}
	if chance := (uint64(t) ^ uint64(r.posts.Load())*0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9 >> 32; chance%(fewest+by) < by {
		group[least].Store(tag + by)
	}
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

// end counts a post, and lets the older ones fade where there are many.
func (r *rates) end() {
	if n := r.posts.Add(1); n >= samplePosts && r.posts.CompareAndSwap(n, n/2) {
		r.faded.Store(0)
	}
	if from := r.faded.Load(); int(from) < len(r.table) && r.faded.CompareAndSwap(from, from+fadeStep) {
		halve(r.table[from : from+fadeStep])
	}
}

// halve halves counters. Those that come to nothing are free.
func halve(counters []atomic.Uint64) {
	for i := range counters {
		if c := counters[i].Load(); c != 0 {
			half := c & (1<<countBits - 1) / 2
			if c = c>>countBits<<countBits | half; half == 0 {
				c = 0
			}
			counters[i].Store(c)
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
