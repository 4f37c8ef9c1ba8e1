package echo

import "time"

// Side is which requests a fault hits.
type Side string

const (
	Writing Side = "writing" // the next POST, PUT or DELETE of the API
	Reading Side = "reading" // the next read of the stream
)

// Trouble is what goes wrong.
type Trouble string

const (
	CutBefore   Trouble = "cut before"   // the connection is cut, nothing done
	CutAfter    Trouble = "cut after"    // done, then cut without an answer
	Limited     Trouble = "rate limited" // 429 with Retry-After and RateLimit-Reset; not done
	ServerError Trouble = "server error" // 503; not done
	ErrorAfter  Trouble = "error after"  // done, then 502
	Hang        Trouble = "hang"         // done, then no answer until the client goes away
)

// A Fault is one trouble to come, for tests.
type Fault struct {
	Side    Side
	Trouble Trouble
	After   time.Duration // of Limited
}

// Break makes the network misbehave once. Faults of one side happen in their order.
func (n *Network) Break(f Fault) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults[f.Side] = append(n.faults[f.Side], f)
	if f.Side == Reading {
		close(n.changed)
		n.changed = make(chan struct{})
	}
}

// Troubles tells how many faults are still to come.
func (n *Network) Troubles() int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return len(n.faults[Writing]) + len(n.faults[Reading])
}

func (n *Network) nextFault(side Side) (Fault, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	waiting := n.faults[side]
	if len(waiting) == 0 {
		return Fault{}, false
	}
	n.faults[side] = waiting[1:]
	return waiting[0], true
}
