// Package crowd is invented customers who live on the simulated network: the people of
// the demo.
//
// They speak of two invented brands of one invented company, in four languages, as
// customers do: mostly without a mention, some angry, some glad, some about to leave,
// one with 48,000 followers and many with a dozen. When the company answers they react:
// they thank, stay angry, give the missing detail, take down a phone number that they
// were warned about, or confirm that it is solved.
//
// [Crowd.Run] has them speak now; [Crowd.History] makes up weeks of their past. Both are
// the same again under the same seed and clock; what they say is in the folder words.
// No name, brand, place, address or number in it is real: numbers are of the range kept
// for fiction, addresses end in example.com or example.net.
package crowd

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"heed/internal/channel/echo"
)

// Company is the invented company that both brands belong to.
const Company = "Tarnwell & Gull"

// Staff are the first names of those who answer for it in a language.
func Staff(lang string) []string {
	switch lang {
	case "de":
		return []string{"Jonas"}
	case "fr":
		return []string{"Mira"}
	case "es":
		return []string{"Inés"}
	}
	return []string{"Mira", "Jonas", "Inés", "Tom"}
}

// A Brand is one of the company's two names.
type Brand struct {
	Name      string
	Handle    string   // on the simulated network
	Names     []string // what people call it, misspellings too
	About     string
	Followers int
	words     string // which files of words speak of it
}

// Brands are the company's two: a regional railway and a parcel service.
func Brands() []Brand {
	return []Brand{
		{
			Name: "Tarnwell Rail", Handle: "tarnwellrail.echo", Names: []string{"Tarnwell", "Tarnwell Rail", "Tarnwel"},
			About: "Trains around the lake", Followers: 18_400, words: "rail",
		},
		{
			Name: "Gullpost", Handle: "gullpost.echo", Names: []string{"Gullpost", "gull post", "Gulpost"},
			About: "Parcels to every door", Followers: 9_700, words: "post",
		},
	}
}

// A Search is a saved search that hears the crowd.
type Search struct {
	Brand string // Name of a Brand
	Name  string
	Query string
}

// Searches are the saved searches that hear what the crowd says of the brands. Handles
// stand in them without the network's suffix, as they are found in a text: a domain that
// is none ends there.
func Searches() []Search {
	return []Search{
		{"Tarnwell Rail", "Tarnwell by name", `tarnwell OR tarnwel OR #tarnwellrail OR @tarnwellrail`},
		{"Tarnwell Rail", "Lines without our name", `"lakeside express" OR "tarn valley line"`},
		{"Gullpost", "Gullpost by name", `gullpost OR gulpost OR "gull post" OR @gullpost`},
		{"Tarnwell Rail", "About to leave the railway", `(tarnwell OR @tarnwellrail) ("buying a car" OR "I drive" OR switching OR "coach passes" OR ("season ticket" cancel*) OR kündige OR résilie)`},
		{"Gullpost", "About to leave the parcel service", `(gullpost OR @gullpost) ("last parcel" OR "moving all" OR cancelling OR goodbye OR "next month" OR adiós)`},
	}
}

// Options say how the crowd behaves. The zero value is a lively crowd.
type Options struct {
	Seed   uint64
	Now    func() time.Time // nil: time.Now. Give it the network's clock
	Rate   float64          // scenes a minute, on average; 0: 6
	PerDay float64          // conversations a day in History; 0: 30
	URL    string           // address of the network, for the links in History
}

// A Crowd is the customers. Its methods are safe for concurrent use.
type Crowd struct {
	network *echo.Network
	o       Options
	brands  []Brand
	words   words
	cast    []person

	mu   sync.Mutex
	live *troupe
}

// New brings the crowd and the two brands onto the network.
func New(network *echo.Network, o Options) (*Crowd, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rate <= 0 {
		o.Rate = 6
	}
	if o.PerDay <= 0 {
		o.PerDay = 30
	}
	w, err := readWords()
	if err != nil {
		return nil, err
	}
	c := &Crowd{network: network, o: o, brands: Brands(), words: w, cast: castOf(o.Seed)}
	c.live = c.troupe(2)
	return c, c.join(network)
}

// join makes everybody known to a network.
func (c *Crowd) join(n *echo.Network) error {
	for _, b := range c.brands {
		if _, err := n.Join(echo.Profile{Handle: b.Handle, Name: b.Name, Followers: b.Followers, Verified: true, Company: true}); err != nil {
			return err
		}
	}
	for _, p := range c.cast {
		if _, err := n.Join(echo.Profile{Handle: p.handle, Name: p.name, Followers: p.followers, Place: p.place}); err != nil {
			return err
		}
	}
	return nil
}

// A troupe is the crowd in one play: its dice, what was said last, who talks of what.
type troupe struct {
	*Crowd
	rng    *rand.Rand
	decks  map[section][]int
	recent []string // handles
	talks  map[string]*talk
}

func (c *Crowd) troupe(stream uint64) *troupe {
	return &troupe{
		Crowd: c, rng: rand.New(rand.NewPCG(c.o.Seed, stream)),
		decks: map[section][]int{}, talks: map[string]*talk{},
	}
}

// draw takes a text of a section; none comes again before all have been.
func (t *troupe) draw(s section) string {
	texts := t.words[s]
	if len(texts) == 0 {
		return ""
	}
	deck := t.decks[s]
	if len(deck) == 0 {
		deck = t.rng.Perm(len(texts))
	}
	t.decks[s] = deck[1:]
	return texts[deck[0]]
}

// someone picks a person of a language and role who has not spoken just now.
func (t *troupe) someone(lang, role string) *person {
	var fit []*person
	for i := range t.cast {
		if p := &t.cast[i]; p.lang == lang && p.role == role {
			fit = append(fit, p)
		}
	}
	p := fit[t.rng.IntN(len(fit))]
	for range 8 {
		if !slices.Contains(t.recent, p.handle) {
			break
		}
		p = fit[t.rng.IntN(len(fit))]
	}
	t.recent = append(t.recent, p.handle)
	if len(t.recent) > 40 {
		t.recent = t.recent[1:]
	}
	return p
}

// chance is true with probability p.
func (t *troupe) chance(p float64) bool { return t.rng.Float64() < p }

// between is a time from a to b.
func (t *troupe) between(a, b time.Duration) time.Duration {
	return a + time.Duration(t.rng.Int64N(int64(b-a)+1))
}
