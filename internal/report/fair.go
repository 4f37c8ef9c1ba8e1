package report

import (
	"cmp"
	"slices"

	"heed/internal/order"
)

// fairFigures are those by which groups of customers are compared; each is a share of
// cases.
var fairFigures = [...]string{"response_rate_1h", "response_rate_24h", "resolution_rate", "deflection_rate"} // read only

// FairFigures are the figures by which groups of customers are compared.
func FairFigures() (list []Figure) {
	for _, name := range fairFigures {
		f, _ := FigureOf(name)
		list = append(list, f)
	}
	return list
}

// Fair counts cases by the circumstances under which groups of customers are compared, and
// by what became of them. What parts of a period counted is, added up, what the whole counts.
// The zero value is empty and ready.
type Fair struct {
	intents, networks []string
	entries           []fairEntry
}

// A fairEntry is so many cases of one kind.
type fairEntry struct {
	kind  uint64
	count int64
}

// Alike are cases of the same circumstances: intent, hour of the day in the brand's zone,
// channel, public or private, followers in two leading digits (-1 unknown).
type Alike struct {
	Intent    int // in the order of Intents
	Hour      int // 0 to 23
	Network   int // in the order of Networks
	Private   bool
	Followers int64
	Count     int64
	outcome   uint64
}

// In tells whether the cases stand in the i-th of FairFigures, and with which value.
func (a *Alike) In(i int) (x float64, in bool) {
	return float64(a.outcome >> (2*i + 1) & 1), a.outcome>>(2*i)&1 == 1
}

// Intents are the intents that were counted.
func (f *Fair) Intents() []string { return f.intents }

// Networks are the channels that were counted.
func (f *Fair) Networks() []string { return f.networks }

// A kind holds, from below: outcome, followers, private, hour, network, intent.
const (
	outcomeBits   = 2 * len(fairFigures)
	followersBits = 12
	nameBits      = 12 // names of intents and of networks are few
	mostNames     = 1 << nameBits
)

// Add counts a case. An intent or channel beyond the first four thousand is not counted.
func (f *Fair) Add(c *Case, figures []Figure, intent, network string, private bool) {
	i, n := nameOf(&f.intents, intent), nameOf(&f.networks, network)
	if i < 0 || n < 0 {
		return
	}
	outcome := uint64(0)
	for at := range figures {
		if x, open, in := figures[at].Part(c); in && !open { // who is too young to tell is in neither group
			outcome |= 1 << (2 * at)
			if x > 0 {
				outcome |= 1 << (2*at + 1)
			}
		}
	}
	kind := uint64(i)<<nameBits | uint64(n)
	kind = kind<<5 | uint64(c.Hour%24)
	kind = kind<<1 | uint64(asNumber(private))
	kind = kind<<followersBits | uint64(1+step(c.Followers))
	f.entries = append(f.entries, fairEntry{kind<<outcomeBits | outcome, 1})
}

func nameOf(list *[]string, name string) int {
	if i := slices.Index(*list, name); i >= 0 {
		return i
	}
	if len(*list) == mostNames {
		return -1
	}
	*list = append(*list, name)
	return len(*list) - 1
}

// step numbers the counts that have two leading digits: 0 to 99, 100, 110, …; -1 for what
// is not known.
func step(n int64) int {
	if n < 0 {
		return -1
	}
	zeros := 0
	for ; n >= 100; n /= 10 {
		zeros++
	}
	return zeros*90 + int(n)
}

// stepped is the least count of a step.
func stepped(s int) int64 {
	if s < 100 {
		return int64(s)
	}
	zeros := (s - 10) / 90
	n := int64(s - zeros*90)
	for range zeros {
		n *= 10
	}
	return n
}

// StepAfter is the least number of followers that counts as more than those of a step.
func StepAfter(followers int64) int64 { return stepped(step(followers) + 1) }

// Each gives what was counted, in no order; the same circumstances may come again.
func (f *Fair) Each(do func(a *Alike)) {
	var a Alike
	for _, e := range f.entries {
		k := e.kind
		a = Alike{Count: e.count, outcome: k & (1<<outcomeBits - 1), Followers: -1}
		k >>= outcomeBits
		if s := int(k&(1<<followersBits-1)) - 1; s >= 0 {
			a.Followers = stepped(s)
		}
		k >>= followersBits
		a.Private, a.Hour = k&1 == 1, int(k>>1&31)
		a.Network, a.Intent = int(k>>6&(1<<nameBits-1)), int(k>>(6+nameBits))
		do(&a)
	}
}

// Encode packs what was counted; [Fair.Decode] adds it to another.
func (f *Fair) Encode() []byte {
	sorted := f.sorted()
	order.By(sorted.entries, func(a, b fairEntry) int { return cmp.Compare(a.kind, b.kind) })
	w := writer{b: make([]byte, 1, 64+6*len(f.entries))}
	w.b[0] = version
	for _, names := range [...][]string{sorted.intents, sorted.networks} {
		w.uint(uint64(len(names)))
		for _, name := range names {
			w.uint(uint64(len(name)))
			w.b = append(w.b, name...)
		}
	}
	last := uint64(0)
	for i := 0; i < len(sorted.entries); {
		e, n := sorted.entries[i], int64(0)
		for ; i < len(sorted.entries) && sorted.entries[i].kind == e.kind; i++ {
			n += sorted.entries[i].count
		}
		w.uint(e.kind - last)
		w.int(n)
		last = e.kind
	}
	return w.b
}

// sorted has its names in order, so that the same cases give the same bytes.
func (f *Fair) sorted() *Fair {
	out := &Fair{intents: slices.Sorted(slices.Values(f.intents)), networks: slices.Sorted(slices.Values(f.networks)), entries: make([]fairEntry, 0, len(f.entries))}
	intents, networks := places(f.intents, out.intents), places(f.networks, out.networks)
	for _, e := range f.entries {
		out.entries = append(out.entries, fairEntry{renamed(e.kind, intents, networks), e.count})
	}
	return out
}

func places(names, in []string) []uint64 {
	list := make([]uint64, len(names))
	for i, name := range names {
		list[i] = uint64(slices.Index(in, name))
	}
	return list
}

const (
	networkAt = outcomeBits + followersBits + 6
	intentAt  = networkAt + nameBits
)

func renamed(kind uint64, intents, networks []uint64) uint64 {
	below := kind & (1<<networkAt - 1)
	return intents[kind>>intentAt]<<intentAt | networks[kind>>networkAt&(mostNames-1)]<<networkAt | below
}

// Decode adds what another counted and packed.
func (f *Fair) Decode(b []byte) error {
	if len(b) == 0 || b[0] != version {
		return ErrDocument
	}
	r := reader{b: b[1:]}
	intents, networks := r.names(&f.intents), r.names(&f.networks)
	kind := uint64(0)
	for len(r.b) > 0 && !r.bad {
		kind += r.uint()
		n := r.int()
		if r.bad || kind>>intentAt >= uint64(len(intents)) || kind>>networkAt&(mostNames-1) >= uint64(len(networks)) || n <= 0 {
			return ErrDocument
		}
		f.entries = append(f.entries, fairEntry{renamed(kind, intents, networks), n})
	}
	if r.bad {
		return ErrDocument
	}
	return nil
}

// names reads a list of names and gives their places in another, where they are added.
func (r *reader) names(into *[]string) []uint64 {
	var list []uint64
	for range r.count() {
		n := r.count()
		if r.bad {
			return nil
		}
		i := nameOf(into, string(r.b[:n]))
		if r.b = r.b[n:]; i < 0 {
			r.bad, r.b = true, nil
			return nil
		}
		list = append(list, uint64(i))
	}
	return list
}
