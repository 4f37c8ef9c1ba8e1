package bluesky

import (
	"sync"
	"time"

	"heed/internal/channel"
	"heed/internal/channel/bluesky/envelope"
	"heed/internal/desk"
)

// A bundle is a part of the stream that is handed on unread. It fills while it waits to be
// taken, so that a stream that is read faster than it is taken makes few of them.
type bundle struct {
	mu     sync.Mutex
	taken  bool
	unread []desk.Unread
	text   []byte // of unread
	posts  int
	first  int64 // times of the stream
	last   int64
}

const (
	bundleRoom = 64 << 10 // bytes of one bundle, unless an event is larger
	maxBundles = 64       // read ahead of Pull
)

// add puts an event in; false if there is no room, or it is taken already.
func (u *bundle) add(lane uint32, event []byte, at int64, post bool) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.taken || len(u.text)+len(event) > cap(u.text) {
		return false
	}
	from := len(u.text)
	u.text = append(u.text, event...)
	u.unread = append(u.unread, desk.Unread{Lane: lane, Data: u.text[from:len(u.text):len(u.text)]})
	if u.last = at; u.first == 0 {
		u.first = at
	}
	if post {
		u.posts++
	}
	return true
}

// take ends the bundle.
func (u *bundle) take() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.taken = true
}

// relay hands an event on that tells something. What is ours or speaks to us is read here, as is
// what cannot be told from its envelope.
func (v *sieve) relay(b []byte, e *envelope.Event, ok bool) (*item, error) {
	if !ok || len(b) >= maxEvent || e.DID == v.s.mapper.me || !isTime(e.At) || e.Kind == "identity" {
		return v.whole(b, false)
	}
	if !tells(e) {
		return v.pass(e.At, false), nil
	}
	v.draft.draft.again()
	if !v.draft.heard(&v.asked, e, time.Time{}) {
		return v.pass(e.At, false), nil
	}
	m := &v.asked.Message
	if v.speaksToUs(m) {
		return v.whole(b, false)
	}
	v.events = 0
	lane, post := desk.LaneOf(m), isPost(&v.asked) && e.At > v.counted
	if v.open != nil && v.open.add(lane, b, e.At, post) {
		return nil, nil
	}
	v.open = &bundle{text: make([]byte, 0, max(bundleRoom, len(b)))}
	v.open.add(lane, b, e.At, post)
	v.told = e.At
	v.it = item{at: e.At, bundle: v.open}
	return &v.it, nil
}

func (v *sieve) speaksToUs(m *desk.Message) bool {
	me := v.s.mapper.me
	if me == "" {
		return false
	}
	for i := range m.Mentions {
		if m.Mentions[i].NetworkID == me {
			return true
		}
	}
	return m.ParentBy.NetworkID == me || m.SubjectBy.NetworkID == me
}

// reader reads what another process heard; see channel.Kind.
func reader(a desk.Account, people *profiles, d channel.Deps) func(event []byte) (h *desk.Heard, post bool, err error) {
	d = whole(d)
	v := newSieve(&stream{mapper: mapperOf(a, people), people: people, log: d.Log, now: d.Now, wanted: d.Wanted})
	return func(event []byte) (*desk.Heard, bool, error) {
		v.passed = 0
		it, err := v.item(event)
		if err != nil || it == nil || !it.tells {
			return nil, v.passed > 0 || it != nil && it.passed > 0, err
		}
		h := it.heard
		return &h, false, nil
	}
}
