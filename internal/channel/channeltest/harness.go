package channeltest

import (
	"context"
	"errors"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
)

// A Harness is what the suite needs to know of a network.
type Harness struct {
	Kind channel.Kind
	// World makes a fresh server with nothing on it. It is called once for each check,
	// from several goroutines at once, and puts its own undoing into t.Cleanup (the
	// suite closes its Conns before that runs).
	World func(t *testing.T) World
}

// A World is one server and the company's connection to it.
type World struct {
	// Account is connected: what Kind.Connect returned, with an ID, a Handle with Name
	// (and NetworkID where the network has one) and Settings that lead to the server.
	Account desk.Account
	Secrets channel.Secrets
	// Deps are given to Open as they are. The suite fills a nil Log with one that
	// writes to the test and a nil Now with time.Now. A nil HTTP stays nil.
	Deps channel.Deps
	// Stream is the account that hears all public posts, where that is not Account
	// itself. nil: Account hears them. It needs an ID too.
	Stream        *desk.Account
	StreamSecrets channel.Secrets
	// BadSecrets are credentials that the server does not accept; nil where there is
	// no such thing.
	BadSecrets channel.Secrets
	// Start is a cursor from which a Pull brings all that is said in this World. ""
	// where the network cannot go back (Abilities.Replay is 0).
	Start desk.Cursor
	// Quiet is how long a Pull waits at most before it returns an empty batch. Make it
	// short (some 100 ms) by the server's or the channel's own means; 0 means the
	// contract's minute, for which the suite does not wait.
	Quiet time.Duration
	Peer  Peer
}

// A Peer is the outside world: it speaks as customers, looks at what is on the
// network with its own eyes (not through the channel under test) and breaks things.
// All methods are safe for concurrent use. What a method did is on the network and on
// its way to the stream when it returns. [ErrCannot] skips the check that asked.
type Peer interface {
	// Say publishes something and returns its id as the channel will name it.
	Say(ctx context.Context, s Saying) (desk.NetworkID, error)
	// Edit changes the text of a public message that Say made.
	Edit(ctx context.Context, id desk.NetworkID, text string) error
	// Delete removes a public message that Say made.
	Delete(ctx context.Context, id desk.NetworkID) error
	// Ours returns what the connected account has on the network at this moment, public
	// and private, oldest first. Deleted messages are gone from it; doubles are in it.
	Ours(ctx context.Context) ([]Seen, error)
	// Break makes something go wrong, once or from now on as the Fault says. Faults of
	// one side queue up and happen in their order.
	Break(f Fault) error
}

// Forgetter is a Peer that can drop all the server's memory of the stream, as a
// network does with what is older than Abilities.Replay.
type Forgetter interface {
	Forget(ctx context.Context) error
}

// ErrCannot says that the network has no such thing (no quotes, no expiring tokens).
var ErrCannot = errors.New("the network has no such thing")

// A Saying is what a customer says.
type Saying struct {
	// By is a handle's first label ("mia"), letters only. A customer comes to be with
	// their first Saying and stays the same person; the peer completes the handle as its
	// network wants it ("mia.test"). "" is the company itself, speaking from elsewhere:
	// the connected account, but not through the channel.
	By   string
	Form desk.Form      // Post, Reply, Repost, Quote, or Direct (to the connected account)
	Text string         // links and "@handle" of the connected account in it are to be marked up as the network's own client does
	Lang string         // BCP 47 base language, where the network's client sends one
	On   desk.NetworkID // replied to, reposted or quoted
}

// Seen is a message of ours as it stands on the network.
type Seen struct {
	ID      desk.NetworkID
	Text    string
	Private bool
	Parent  desk.NetworkID
	Root    desk.NetworkID // "" where the network keeps none
	To      string         // of a private one: By of the customer who gets it
}

// Side is which of the channel's requests a fault hits.
type Side string

const (
	// Writing is the next request that would change something on the network for a
	// Send: a post, a private message, a deletion. Requests that only look (for a
	// parent, a profile, an earlier message) pass.
	Writing Side = "writing"
	// Reading is the next request, or the next connection of a stream, by which a Pull
	// would learn of news; a stream that is open is cut, to come to that.
	Reading Side = "reading"
)

// Trouble is a way to go wrong.
type Trouble string

const (
	CutBefore   Trouble = "cut before"   // the connection is cut, nothing was done
	CutAfter    Trouble = "cut after"    // it was done, then the connection is cut without an answer
	Limited     Trouble = "rate limited" // 429 (or the network's own way) with its rate-limit headers set to Fault.After; not done
	ServerError Trouble = "server error" // 500 or 503; not done
	ErrorAfter  Trouble = "error after"  // it was done, then 502
	Hang        Trouble = "hang"         // it was done, then no answer until the client goes away
	Expired     Trouble = "expired"      // the access token is refused as expired; it can be renewed. Not done
	Revoked     Trouble = "revoked"      // from now on no credentials of the account are accepted, on either side
)

// A Fault is one trouble to come.
type Fault struct {
	Side    Side
	Trouble Trouble
	After   time.Duration // of Limited: the network is to be asked again no sooner than that
}
