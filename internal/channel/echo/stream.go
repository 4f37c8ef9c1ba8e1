package echo

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

// maxFeed is how many events one read brings at most.
const maxFeed = 500

// A View is what a reader of the stream gets to see. The zero View sees all that is
// public.
type View struct {
	// Handle narrows the view to what concerns this person: their own posts, mentions of
	// them, replies, quotes and reposts of theirs, threads that they speak in, and their
	// private messages.
	Handle string
	All    bool // everything, private messages too; not to be had over HTTP
}

func (v View) sees(e *entry) bool {
	switch {
	case v.All:
		return true
	case v.Handle == "":
		return e.Post.Form != desk.Direct
	}
	return slices.Contains(e.parties, v.Handle)
}

// show is the event as the reader may see it: keys are their author's alone.
func (v View) show(e *entry) Event {
	out := e.Event
	if !v.All && v.Handle != out.Post.Author.Handle {
		out.Post.Key = ""
	}
	return out
}

// emit appends to the stream what just happened to a post and wakes the readers.
func (n *Network) emit(change desk.Change, r *record) {
	e := entry{Event: Event{Change: change, At: n.time(), Post: r.Post}, parties: r.parties}
	if change == desk.Deleted {
		e.Post = Post{ID: r.ID, Form: r.Form, Author: r.Author, At: r.At, DeletedAt: r.DeletedAt, To: r.To, Root: r.Root}
	}
	n.log = append(n.log, e)
	for len(n.log) > n.keep {
		n.log[0] = entry{}
		n.log = n.log[1:]
		n.first++
	}
	close(n.changed)
	n.changed = make(chan struct{})
}

// Since reads the stream after a cursor, at most limit events. With nothing to read it
// waits for news until wait is over, but no longer than the network lets readers wait,
// and then returns an empty feed. An empty cursor means from now on; it, and one that names
// a time, return at once with the place that they mean. The error is the context's.
func (n *Network) Since(ctx context.Context, v View, cursor string, limit int, wait time.Duration) (Feed, error) {
	timer := time.NewTimer(min(wait, n.wait))
	defer timer.Stop()
	seeks := cursor == "" || strings.HasPrefix(cursor, sinceMark)
	for {
		feed, changed, disturbed := n.read(v, cursor, limit)
		if seeks || disturbed || len(feed.Events) > 0 || feed.Missed != "" || !feed.Live {
			return feed, ctx.Err()
		}
		cursor = feed.Cursor
		select {
		case <-changed:
		case <-timer.C:
			return feed, nil
		case <-ctx.Done():
			return Feed{}, ctx.Err()
		}
	}
}

// read takes what is there after the cursor, and the channel that tells of more. A
// reader is disturbed by a fault that waits for it: it must come again to meet it.
func (n *Network) read(v View, cursor string, limit int) (feed Feed, changed <-chan struct{}, disturbed bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	end := n.first + len(n.log)
	at, missed := n.seek(cursor)
	feed = Feed{Events: []Event{}, Missed: missed}
	limit = min(max(limit, 1), maxFeed)
	for ; at < end && len(feed.Events) < limit; at++ {
		if e := &n.log[at-n.first]; v.sees(e) {
			feed.Events = append(feed.Events, v.show(e))
		}
	}
	feed.Cursor, feed.Live = n.cursor(at), at == end
	return feed, n.changed, !v.All && len(n.faults[Reading]) > 0
}

func (n *Network) cursor(at int) string { return n.born + "." + strconv.Itoa(at) }

// Start is the cursor before everything that the network still holds.
func (n *Network) Start() string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.cursor(n.first)
}

// seek finds a cursor's place, and says what lies between it and that place.
func (n *Network) seek(cursor string) (at int, missed string) {
	end := n.first + len(n.log)
	if cursor == "" {
		return end, ""
	}
	if since, ok := strings.CutPrefix(cursor, sinceMark); ok {
		return n.seekTime(since)
	}
	born, place, _ := strings.Cut(cursor, ".")
	at, err := strconv.Atoi(place)
	switch {
	case born != n.born || err != nil || at < 0 || at > end:
		return n.first, "The simulated network was started anew; what was said on the earlier one is gone."
	case at < n.first:
		return n.first, fmt.Sprintf("%d things that happened meanwhile are gone: the simulated network remembers the last %d.", n.first-at, n.keep)
	}
	return at, ""
}

// sinceMark begins a cursor that names a time.
const sinceMark = "since."

// CursorAt is the cursor before what happened at t or later. A network that remembers
// less brings what it has.
func CursorAt(t time.Time) desk.Cursor {
	return desk.Cursor(sinceMark + strconv.FormatInt(desk.Micros(t), 10))
}

func (n *Network) seekTime(micros string) (at int, missed string) {
	since, err := strconv.ParseInt(micros, 10, 64)
	if err != nil {
		return n.first + len(n.log), "The place in the simulated network's stream is not one: " + clip(micros, 40)
	}
	i := sort.Search(len(n.log), func(i int) bool { return desk.Micros(n.log[i].At) >= since })
	if i == 0 && n.first > 0 {
		missed = fmt.Sprintf("What happened before is gone: the simulated network remembers the last %d things.", n.keep)
	}
	return n.first + i, missed
}

// Forget drops the stream so far, as a network does with what is too old.
func (n *Network) Forget() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.first += len(n.log)
	n.log = nil
}
