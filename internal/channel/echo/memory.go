package echo

import (
	"slices"

	"heed/internal/desk"
	"heed/internal/order"
)

// Backfill puts posts of the past on the network: they can be seen and answered, the
// stream does not tell of them. Their ids must be the network's own form; one that is
// known already is left as it is.
func (n *Network) Backfill(posts []Post) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range posts {
		if n.posts[p.ID] != nil {
			continue
		}
		r := &record{Post: p}
		if _, known := n.people[p.Author.Handle]; !known {
			n.people[p.Author.Handle] = p.Author
		}
		n.mark(r)
		n.insert(r)
	}
	order.Stable(n.order, func(a, b *record) int { return a.At.Compare(b.At) })
	n.trim()
}

// mark reads handles, links and tags off the text, and whom the post concerns.
func (n *Network) mark(r *record) {
	handles, links, tags := marks(r.Text)
	r.Links, r.Tags, r.Mentions = links, tags, nil
	r.parties = []string{r.Author.Handle}
	if r.Form == desk.Direct {
		r.parties = once(r.parties, r.To)
		return
	}
	for _, h := range handles {
		p, known := n.people[h]
		if !known {
			p = Profile{ID: personID(h), Handle: h, Followers: -1}
		}
		r.Mentions = append(r.Mentions, p)
		r.parties = once(r.parties, h)
	}
	if r.ParentBy != nil {
		r.parties = once(r.parties, r.ParentBy.Handle)
	}
	if r.SubjectBy != nil {
		r.parties = once(r.parties, r.SubjectBy.Handle)
	}
	for _, h := range n.voices[r.Root] {
		r.parties = once(r.parties, h)
	}
}

func (n *Network) insert(r *record) {
	n.posts[r.ID] = r
	n.order = append(n.order, r)
	if r.Form == desk.Direct {
		return
	}
	n.threads[r.Root] = append(n.threads[r.Root], r)
	if voices := n.voices[r.Root]; len(voices) < maxVoices {
		n.voices[r.Root] = once(voices, r.Author.Handle)
	}
}

// trim drops the oldest posts above the bound.
func (n *Network) trim() {
	for len(n.order) > n.keep {
		r := n.order[0]
		n.order[0] = nil
		n.order = n.order[1:]
		n.forget(r)
	}
}

func (n *Network) forget(r *record) {
	delete(n.posts, r.ID)
	if r.Form == desk.Direct {
		return
	}
	rest := slices.DeleteFunc(n.threads[r.Root], func(o *record) bool { return o == r })
	if len(rest) == 0 {
		delete(n.threads, r.Root)
		delete(n.voices, r.Root)
		return
	}
	n.threads[r.Root] = rest
}
