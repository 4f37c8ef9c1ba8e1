package echo

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"heed/internal/desk"
)

// A Network is the whole network. It is safe for concurrent use and an http.Handler.
type Network struct {
	now  func() time.Time
	keep int           // posts, and events
	wait time.Duration // longest wait of a reader

	handler http.Handler

	mu      sync.RWMutex
	born    string // tells one network's ids and cursors from those of an earlier one
	serial  int
	people  map[string]Profile // by handle
	locks   map[string]string  // password by handle, where one is demanded
	posts   map[string]*record
	order   []*record            // by time of posting, oldest first
	threads map[string][]*record // public posts by root, in order of their coming
	voices  map[string][]string  // who speaks in a thread, by root; at most maxVoices
	log     []entry
	first   int           // place of log[0] in the stream, from 0
	changed chan struct{} // closed and replaced when the log grows
	faults  map[Side][]Fault

	pictures map[int]Picture // by number; the latest keptPictures
	hung     int             // number of the latest
}

type record struct {
	Post
	parties []string // handles whom the post concerns
}

type entry struct {
	Event
	parties []string
}

// maxVoices bounds who hears of every reply in a thread.
const maxVoices = 50

// An Option changes a Network when it is made.
type Option func(*Network)

// Keep makes the network hold n posts instead of 50,000, and n events of its stream.
func Keep(n int) Option { return func(net *Network) { net.keep = max(n, 1) } }

// Wait makes a reader of the stream wait at most d for news, instead of 25 s.
func Wait(d time.Duration) Option { return func(net *Network) { net.wait = d } }

// New makes an empty network that tells the time by now.
func New(now func() time.Time, options ...Option) *Network {
	n := &Network{
		now: now, keep: 50_000, wait: 25 * time.Second,
		born:    strconv.FormatInt(now().UnixMilli(), 36),
		people:  map[string]Profile{},
		locks:   map[string]string{},
		posts:   map[string]*record{},
		threads: map[string][]*record{},
		voices:  map[string][]string{},
		changed: make(chan struct{}),
		faults:  map[Side][]Fault{},

		pictures: map[int]Picture{},
	}
	for _, o := range options {
		o(n)
	}
	n.handler = n.routes()
	return n
}

// Join makes a person known, or changes what is known. The handle is completed to the
// network's form.
func (n *Network) Join(p Profile) (Profile, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.join(p)
}

func (n *Network) join(p Profile) (Profile, error) {
	handle := NormalHandle(p.Handle)
	if handle == "" {
		return Profile{}, desk.Errorf(desk.Invalid, "%q cannot be a handle: letters a to z, digits, dots and dashes.", clip(p.Handle, maxName))
	}
	if _, known := n.people[handle]; !known && len(n.people) >= 2*n.keep {
		return Profile{}, desk.Errorf(desk.Refused, "The network takes no more people.")
	}
	p.Handle, p.ID = handle, personID(handle)
	p.Name, p.Place = clip(p.Name, maxName), clip(p.Place, maxName)
	if p.Name == "" {
		p.Name = strings.TrimSuffix(handle, Suffix)
	}
	n.people[handle] = p
	return p, nil
}

// Profile tells who has a handle.
func (n *Network) Profile(handle string) (Profile, bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	p, ok := n.people[NormalHandle(handle)]
	return p, ok
}

// Lock makes a handle demand a password from now on.
func (n *Network) Lock(handle, password string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.locks[NormalHandle(handle)] = password
}

// Post publishes a draft. A key that its author used before gives the earlier post,
// whatever became of it.
func (n *Network) Post(d Draft) (Post, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, fresh, err := n.publish(d)
	if err != nil {
		return Post{}, err
	}
	if fresh {
		n.emit(desk.Created, r)
	}
	return r.Post, nil
}

// PostReversed publishes two posts of which the stream shows the second first. The
// second's On is filled in: it replies to the first, which is dated half a minute back
// unless it says when it was written.
func (n *Network) PostReversed(first, second Draft) (Post, Post, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if first.At.IsZero() {
		first.At = n.time().Add(-30 * time.Second)
	}
	a, _, err := n.publish(first)
	if err != nil {
		return Post{}, Post{}, err
	}
	second.Form, second.On = desk.Reply, a.ID
	b, _, err := n.publish(second)
	if err != nil {
		n.emit(desk.Created, a)
		return a.Post, Post{}, err
	}
	n.emit(desk.Created, b)
	n.emit(desk.Created, a)
	return a.Post, b.Post, nil
}

// Edit changes the text of a post by its author.
func (n *Network) Edit(by, id, text string) (Post, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, err := n.own(by, id)
	if err != nil {
		return Post{}, err
	}
	if !r.DeletedAt.IsZero() {
		return Post{}, gone(id)
	}
	if r.Form == desk.Repost {
		return Post{}, desk.Errorf(desk.Refused, "A repost has no text to change.")
	}
	if err := checkText(r.Form, text); err != nil {
		return Post{}, err
	}
	r.Text, r.EditedAt = text, n.time()
	n.mark(r)
	n.emit(desk.Edited, r)
	return r.Post, nil
}

// Delete takes a post back. What is gone already stays gone without an error.
func (n *Network) Delete(by, id string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, err := n.own(by, id)
	if err != nil || !r.DeletedAt.IsZero() {
		return err
	}
	r.DeletedAt = n.time()
	r.Text, r.SubjectText = "", ""
	r.Mentions, r.Links, r.Tags, r.Pictures = nil, nil, nil, nil
	n.emit(desk.Deleted, r)
	return nil
}

// Posts returns all that an author has on the network, oldest first, private messages
// too, without what is deleted.
func (n *Network) Posts(by string) []Post {
	by = NormalHandle(by)
	n.mu.RLock()
	defer n.mu.RUnlock()
	var out []Post
	for _, r := range n.order {
		if r.Author.Handle == by && r.DeletedAt.IsZero() {
			out = append(out, r.Post)
		}
	}
	return out
}

// Get returns a post by its id, also one that is deleted.
func (n *Network) Get(id string) (Post, bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if r := n.posts[id]; r != nil {
		return r.Post, true
	}
	return Post{}, false
}

func (n *Network) time() time.Time { return n.now().UTC() }

// publish makes a post of a draft. It is fresh unless its key was used before.
func (n *Network) publish(d Draft) (r *record, fresh bool, err error) {
	handle := NormalHandle(d.By)
	if handle == "" {
		return nil, false, desk.Errorf(desk.Invalid, "%q cannot be a handle: letters a to z, digits, dots and dashes.", clip(d.By, maxName))
	}
	local, err := n.local(d.Key)
	if err != nil {
		return nil, false, err
	}
	if have := n.posts[idOf(handle, local)]; have != nil {
		return have, false, nil
	}
	r = &record{Post: Post{
		ID: idOf(handle, local), Form: d.Form, Text: d.Text, Lang: clip(d.Lang, 16), At: d.At, Key: d.Key,
	}}
	if r.At.IsZero() {
		r.At = n.time()
	}
	if err := n.place(r, d); err != nil {
		return nil, false, err
	}
	if err := checkPictures(d.Pictures); err != nil {
		return nil, false, err
	}
	author, known := n.people[handle]
	if !known || d.Name != "" && d.Name != author.Name {
		author.Handle = handle
		if d.Name != "" {
			author.Name = d.Name
		}
		if d.Place != "" {
			author.Place = d.Place
		}
		if author, err = n.join(author); err != nil {
			return nil, false, err
		}
	}
	r.Author, r.Pictures = author, n.hang(d.Pictures)
	n.mark(r)
	n.insert(r)
	n.trim()
	return r, true, nil
}

// local is the part of a new id after the handle.
func (n *Network) local(key string) (string, error) {
	if key == "" {
		n.serial++
		return "p" + n.born + "-" + strconv.Itoa(n.serial), nil
	}
	if !plainKey(key) {
		return "", desk.Errorf(desk.Invalid, "A key has 1 to %d letters, digits, dots, dashes or underscores.", maxKey)
	}
	return keyed(key), nil
}

func plainKey(key string) bool {
	if key == "" || len(key) > maxKey {
		return false
	}
	return strings.IndexFunc(key, func(r rune) bool {
		return !(r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}) < 0
}

// place sets where a post stands: what it answers, shows again, or whom it is for.
func (n *Network) place(r *record, d Draft) error {
	if r.Form == "" {
		r.Form = desk.Post
	}
	if err := checkText(r.Form, r.Text); err != nil {
		return err
	}
	switch r.Form {
	case desk.Post:
		r.Root = r.ID
	case desk.Direct:
		to, known := n.people[NormalHandle(d.To)]
		if !known {
			return desk.Errorf(desk.Refused, "Nobody here is called %q.", clip(d.To, maxName))
		}
		r.To = to.Handle
	case desk.Reply, desk.Quote, desk.Repost:
		on := n.posts[d.On]
		if on == nil || !on.DeletedAt.IsZero() || on.Form == desk.Direct || on.Form == desk.Repost {
			return gone(d.On)
		}
		by := on.Author
		if r.Form == desk.Reply {
			r.Parent, r.ParentBy, r.Root = on.ID, &by, on.Root
			return nil
		}
		r.Subject, r.SubjectBy, r.Root = on.ID, &by, r.ID
		if r.Form == desk.Quote {
			r.SubjectText = on.Text
		}
	default:
		return desk.Errorf(desk.Invalid, "%q is not a form of post.", clip(string(r.Form), maxName))
	}
	return nil
}

func gone(id string) *desk.Error {
	return &desk.Error{Kind: desk.NotFound, Message: "The post " + clip(id, 200) + " is not on the network."}
}

// own finds a post that its author wants to change.
func (n *Network) own(by, id string) (*record, error) {
	r := n.posts[id]
	if r == nil {
		return nil, gone(id)
	}
	if r.Author.Handle != NormalHandle(by) {
		return nil, desk.Errorf(desk.Refused, "That post belongs to @%s.", r.Author.Handle)
	}
	return r, nil
}

func clip(s string, bytes int) string {
	s = strings.ToValidUTF8(s, "")
	if len(s) <= bytes {
		return s
	}
	return strings.ToValidUTF8(s[:bytes], "")
}
