package bluesky

import (
	"container/list"
	"context"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"heed/internal/desk"
)

const (
	maxProfiles  = 20000 // about 6 MB
	profileAge   = 6 * time.Hour
	profileBatch = 25 // most that app.bsky.actor.getProfiles takes
	maxFill      = 40 // requests for one Fill: what is left is asked for another time
)

// profiles remembers who people are, the most recently wanted ones.
type profiles struct {
	mu    sync.Mutex
	byDID map[string]*list.Element
	order *list.List // of *known, the latest first
	gone  int        // how many were forgotten since maybe was made
	maybe atomic.Pointer[faces]
}

// faces tell of most people that nothing is known of them, without a lock: a bit for each that
// may be known, by the end of the DID.
type faces [1 << 12]atomic.Uint64

func (m *faces) bit(did string) (word *atomic.Uint64, bit uint64) {
	h := uint64(0)
	if n := len(did); n >= 8 {
		h = eight(did, n-8)
	}
	h = h * 0x9E3779B97F4A7C15 >> (64 - 18)
	return &m[h>>6], 1 << (h & 63)
}

func (m *faces) has(did string) bool {
	word, bit := m.bit(did)
	return word.Load()&bit != 0
}

func (m *faces) add(did string) {
	word, bit := m.bit(did)
	word.Or(bit)
}

type known struct {
	ref desk.HandleRef
	at  time.Time
}

func newProfiles() *profiles {
	p := &profiles{byDID: map[string]*list.Element{}, order: list.New()}
	p.maybe.Store(new(faces))
	return p
}

// ref is what is known of a person without asking.
func (p *profiles) ref(did string) desk.HandleRef {
	if !p.maybe.Load().has(did) {
		return desk.HandleRef{NetworkID: did, Followers: -1}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.byDID[did]; ok {
		return e.Value.(*known).ref
	}
	return desk.HandleRef{NetworkID: did, Followers: -1}
}

// fresh is the same, if it was learnt lately.
func (p *profiles) fresh(did string, now time.Time) (desk.HandleRef, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := p.byDID[did]
	if !ok || now.Sub(e.Value.(*known).at) > profileAge {
		return desk.HandleRef{}, false
	}
	p.order.MoveToFront(e)
	return e.Value.(*known).ref, true
}

func (p *profiles) learn(ref desk.HandleRef, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.byDID[ref.NetworkID]; ok {
		e.Value = &known{ref, now}
		p.order.MoveToFront(e)
		return
	}
	p.byDID[ref.NetworkID] = p.order.PushFront(&known{ref, now})
	p.maybe.Load().add(ref.NetworkID)
	if p.order.Len() <= maxProfiles {
		return
	}
	last := p.order.Back()
	delete(p.byDID, last.Value.(*known).ref.NetworkID)
	p.order.Remove(last)
	if p.gone++; p.gone == maxProfiles {
		p.gone = 0
		again := new(faces)
		for did := range p.byDID {
			again.add(did)
		}
		p.maybe.Store(again)
	}
}

// renamed takes a new handle from an identity event, if the person is known at all.
func (p *profiles) renamed(did, handle string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.byDID[did]; ok && handle != "" {
		k := *e.Value.(*known)
		k.ref.Name = handle
		e.Value = &k
	}
}

// profile is what the AppView says of a person, in any of its views.
type profile struct {
	DID          string `json:"did"`
	Handle       string `json:"handle"`
	DisplayName  string `json:"displayName"`
	Avatar       string `json:"avatar"`
	Followers    *int   `json:"followersCount"`
	Verification struct {
		Status string `json:"verifiedStatus"`
	} `json:"verification"`
	Viewer struct {
		BlockedBy bool   `json:"blockedBy"`
		Blocking  string `json:"blocking"`
	} `json:"viewer"`
}

func (p *profile) ref() desk.HandleRef {
	r := desk.HandleRef{
		NetworkID: p.DID, Name: handleOf(p.Handle), Display: clean(p.DisplayName, maxName),
		Followers: -1, Verified: p.Verification.Status == "valid",
	}
	if link := cleanLink(p.Avatar); len(link) > 8 && link[:8] == "https://" {
		r.Avatar = link
	}
	if p.Followers != nil && *p.Followers >= 0 {
		r.Followers = *p.Followers
	}
	return r
}

// lookUp asks the AppView for people by DID or handle, at most profileBatch of them.
func lookUp(ctx context.Context, c *client, actors []string) ([]profile, error) {
	var out struct {
		Profiles []profile `json:"profiles"`
	}
	err := c.get(ctx, "app.bsky.actor.getProfiles", url.Values{"actors": actors}, &out)
	return out.Profiles, err
}

// Fill says who people are; see channel.Filler.
func (c *conn) Fill(ctx context.Context, refs []desk.HandleRef) ([]desk.HandleRef, error) {
	ctx, done := c.until(ctx)
	defer done()
	out := make([]desk.HandleRef, len(refs))
	copy(out, refs)
	now := c.deps.Now()
	var ask []string
	asked, named := map[string]bool{}, map[string]string{} // named: DIDs of whom only the handle was known
	for _, r := range refs {
		actor := r.NetworkID
		if actor == "" && isHandle(r.Name) {
			actor = strings.ToLower(r.Name)
		} else if !validDID(actor) {
			continue
		}
		if _, ok := c.people.fresh(actor, now); !ok && !asked[actor] {
			asked[actor] = true
			ask = append(ask, actor)
		}
	}
	var err error
	for range maxFill {
		if len(ask) == 0 || err != nil {
			break
		}
		n := min(len(ask), profileBatch)
		var found []profile
		found, err = lookUp(ctx, c.public, ask[:n])
		ask = ask[n:]
		for _, p := range found {
			handle := strings.ToLower(p.Handle)
			if asked[p.DID] || asked[handle] {
				c.people.learn(p.ref(), now)
				named[handle] = p.DID
			}
		}
	}
	for i, r := range out {
		did := r.NetworkID
		if did == "" {
			did = named[strings.ToLower(r.Name)]
		}
		if known := c.people.ref(did); known.Name != "" {
			out[i] = known
		}
	}
	return out, reading(err, "look up who people are")
}
