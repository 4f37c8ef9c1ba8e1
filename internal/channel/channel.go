// Package channel is the contract between heed and a network.
//
// A network is one folder beside this package and one line in channel/all. What
// differs between networks is data ([Abilities]); nobody outside channel/ asks
// which network it is. Every implementation passes channeltest.
//
// Begin with [Kind], which is a network, and [Conn], which is one account's connection to it.
package channel

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"heed/internal/desk"
)

// A Kind is a network that heed can speak to.
type Kind struct {
	Network   desk.Network
	Name      string // as people write it: "Bluesky"
	Abilities Abilities
	Settings  []Setting // what a person fills in to connect an account, in order
	// Connect checks settings and secrets against the network and fills in what the
	// network knows (Account.Handle, Account.Name). It changes nothing there. Errors:
	// desk.Invalid with Field, desk.Unauthorized, desk.Later.
	Connect func(ctx context.Context, a desk.Account, secrets Secrets, deps Deps) (desk.Account, Secrets, error)
	// SignIn is the network's own page for giving access, beside Settings; nil: it has none.
	SignIn *SignIn
	// NewKey makes the idempotency key of an outgoing when it is queued; nil: a random
	// UUID. It must be unique for ever and need no I/O.
	NewKey func(now time.Time) string
	// PredictID tells the network id that an outgoing will have, where the key decides
	// it; nil or "" where only the network knows. It lets our own post be recognised
	// when the stream brings it before the receipt does.
	PredictID func(a desk.Account, out desk.Outgoing) desk.NetworkID
	// CursorAt makes a cursor from which a Pull brings what was said since t, as far as
	// the network goes back (Abilities.Replay); nil where it cannot. It does no I/O.
	CursorAt func(t time.Time) desk.Cursor
	// Handle reports whether somebody on the network can be called so, in small letters without an @ and
	// by their handle or their id; nil: not known. A search for anybody else would be silent for ever.
	Handle func(name string) bool
	// Reader makes what reads events that a Conn of the account brought unread, in whichever
	// process; nil: there are none. It reads one after another in the same memory and asks
	// deps.Wanted. h is nil where nobody wants what an event tells, or it tells nothing; else it
	// may be kept. post: a post was passed over. It belongs to one goroutine and does no I/O.
	Reader func(a desk.Account, deps Deps) func(event []byte) (h *desk.Heard, post bool, err error)
	// Open makes a Conn of a connected account. It does no I/O; the first Pull or
	// Send does.
	Open func(a desk.Account, secrets Secrets, deps Deps) (Conn, error)
}

// Setting is one field of the form that connects an account.
type Setting struct {
	Key      string
	Label    string
	Help     string
	Secret   bool // sealed at rest, never shown again
	Optional bool
	Default  string
	Choices  []string // the values that it may have; nil: any
	Rare     bool     // optional and seldom changed: forms fold it away
}

// A SignIn gives access through a page of the network on which a person consents, so that
// no password is told to heed.
type SignIn struct {
	Label string // of the button: "Sign in with Bluesky"
	// Document is what has to be served as JSON at app.ID, for the network to know the
	// desk; nil where nothing has.
	Document func(app App) ([]byte, error)
	// Start returns the page to send the browser to, and what to keep until the browser comes
	// back to app.Callback: under StateSecret the value of "state" with which it will. Errors:
	// those of Connect.
	Start func(ctx context.Context, a desk.Account, app App, deps Deps) (page string, pending Secrets, err error)
	// Finish takes what Start gave to keep and the query with which the browser came back.
	// The secrets that it returns are for Connect. Errors: those of Connect.
	Finish func(ctx context.Context, a desk.Account, app App, pending Secrets, back url.Values, deps Deps) (Secrets, error)
}

// StateSecret is the key under which SignIn.Start tells the state of a sign-in.
const StateSecret = "state"

// App is how a desk is known to a network: two addresses of its own. ID is "" for a desk
// that has no public address.
type App struct {
	ID       string // https://desk.example.com/oauth/bluesky.json
	Callback string // https://desk.example.com/oauth/bluesky
}

// Secrets are an account's credentials by Setting.Key. A channel may hold more
// (tokens); what it returns from Connect or gives to Deps.SaveSecrets is sealed.
type Secrets map[string]string

// Deps are what a channel may use of the machine it runs on.
type Deps struct {
	HTTP *http.Client     // nil: a client with sane time-outs
	Log  *slog.Logger     // never nil
	Now  func() time.Time // never nil
	Zone *time.Location   // unused by most
	// Wanted reports whether anybody here may want something that a public stream tells: a
	// post, an answer, a repost, an edit or a deletion. A channel that can tell cheaply asks before
	// it reads an event in full, in the order of the stream; what is not wanted it leaves out, and
	// counts in Batch.Passed. h is as it would be in a batch but for its address, those of
	// its media and what these show, and its times of hearing and posting, and must not be kept; of it,
	// account, network and time of hearing may be set. nil: everything is wanted. Safe for concurrent use; quick, without I/O.
	Wanted func(h *desk.Heard) bool
	// HandOn asks a Conn whose Kind has a Reader to bring what a public stream tells unread, in
	// Batch.Unread, but for what is of the account or speaks to it. Wanted is not asked then.
	HandOn bool
	// SaveSecrets keeps renewed credentials. May be nil. Safe for concurrent use.
	SaveSecrets func(ctx context.Context, s Secrets) error
}

// Abilities say what a network permits. The desk shows and hides by them.
type Abilities struct {
	HearPublic      bool // a stream of all public posts, for saved searches
	HandleHears     bool // an account with a handle hears that stream too, unless StreamSetting is "off"
	HearMentions    bool // posts that address our account
	AnswerPublic    bool // replies to those who addressed us
	AnswerStrangers bool // replies to those who did not
	DirectIn        bool
	DirectOut       bool
	Edits           bool          // the network tells of edits
	Deletes         bool          // the network tells of deletions
	Delete          bool          // our own messages can be taken back
	Replay          time.Duration // how far back a cursor can reach; 0: not at all
	Idempotent      bool          // a repeated key is recognised by the network itself
	Length          Length        // of a public message
	DirectLength    Length
	Threads         bool             // a long answer may be split
	Pictures        desk.PictureRoom // of a public message
	DirectPictures  desk.PictureRoom
	ReplyWindow     time.Duration // 0: no limit
	OpenInApp       bool          // Message.URL leads to where a person can answer by hand
	Price           Price         // what reading costs; zero: nothing
}

// A Price is what a network charges for reading, in millionths of a unit of money: 5000 is
// 0.005.
type Price struct {
	Currency string // ISO 4217: "USD"
	Post     int64  // for a public post that a saved search brings
}

// Length is a network's rule for how long a text may be.
type Length struct {
	Max    int    // in Unit; 0: no limit
	Unit   string // graphemes, runes, weighted, bytes
	Bytes  int    // a second limit, in bytes of UTF-8; 0: none
	LinkAs int    // every link counts as this many; 0: as written
}

// A Batch is what one Pull brings. Cursor is the place after its last item: it is
// kept only once the batch is, so that after a crash the same items come again.
type Batch struct {
	Heard  []desk.Heard
	Cursor desk.Cursor
	// Passed is how many posts were heard beside those in Heard that Deps.Wanted did not want.
	// Reposts, edits and deletions are none.
	Passed int
	// Unread is what a public stream told, for Kind.Reader, in its order. UnreadPosts is how many
	// posts are in it.
	Unread      []desk.Unread
	UnreadPosts int
	// Live is set when nothing more was waiting: the batch ends at "now".
	Live bool
	// Again is how many new posts of Heard lie before the cursor that was given: a stream is taken
	// up a little earlier than it was left. They may have been heard before.
	Again int
	// At is how far a public stream has come, by the network's clock; zero: the messages of the
	// batch say.
	At time.Time
	// Missed says that items between the cursor given and this batch can no longer be
	// had from the network, in a sentence; "" if nothing is known to be missing. MissedFrom and
	// MissedTo are of when those were; zero: not known.
	Missed               string
	MissedFrom, MissedTo time.Time
}

// A Conn is an open account. Pull is called by one goroutine at a time; Send may run
// beside Pull and beside other Sends of other cases. Close ends both; double Close is
// safe.
type Conn interface {
	// Pull waits for news after the cursor and returns it in the order of the network.
	// It returns an empty batch (with a cursor that may have moved) at least once a
	// minute, so that the caller can keep the cursor. The batch is the caller's to keep.
	// Items may repeat after a reconnect or a crash: the store drops them. Errors:
	// desk.Later (the conn is usable, call again after back-off), desk.Unauthorized (a person must
	// act), ctx.Err().
	Pull(ctx context.Context, after desk.Cursor) (Batch, error)

	// Send does one errand. It may be called again with the same Key after any error and
	// after a crash, and must not do the errand twice as far as the network permits: it
	// uses the network's idempotency or, with Attempts > 1, looks for its own earlier
	// message. Errors: desk.Later (certainly not done; After from the network's own
	// rate-limit headers where it has them), desk.Unknown (may be done), desk.Refused (never will be:
	// too long, blocked, parent gone), desk.Unauthorized.
	Send(ctx context.Context, out desk.Outgoing) (desk.Receipt, error)

	Close() error
}

// A Filler is a Conn of a network whose stream names people by id only. Fill tells who
// they are; one of whom only the name is known is looked up by it. It is called only for messages that are kept, in batches of any size, and
// may run beside Pull and Send. The result has the refs in the order given; one that
// could not be resolved comes back as it was, so a failure never loses a message. The
// error (desk.Later) says that some may be resolved by asking again.
type Filler interface {
	Fill(ctx context.Context, refs []desk.HandleRef) ([]desk.HandleRef, error)
}

// A Prover is a Conn of a network that says whether the account may still speak there, without a word being said. Prove asks
// it, and nobody sees anything of it; it may run beside Pull and Send. Errors: those of Send.
type Prover interface {
	Prove(ctx context.Context) error
}

// A DirectProver is a Conn of a network that also says whether the account may still write private messages, as Prover does
// of what is public.
type DirectProver interface {
	ProveDirect(ctx context.Context) error
}

// A Pulser is a Conn that hears in several ways and knows of each how it does, where one may
// fail while the others go on. Pulse may be called beside everything else. Without it every
// Pull that returns is a sign of life of all parts, and every error one of trouble.
type Pulser interface{ Pulse() []Pulse }

// A Pulse is how one part of a connection does.
type Pulse struct {
	Part string    // desk.PartStream, PartMentions, PartDirect
	At   time.Time // last time the network answered; zero: not yet
	Err  error     // why it has not answered since; nil: it works
	// Streams is set of a part through which the network tells by itself: it may be there and say
	// nothing, and whether that is wrong depends on what is usual. Told is when it last told
	// anything (zero: not yet), At when it last gave any sign. Busy: it is of a whole network,
	// where somebody always speaks.
	Streams, Busy bool
	Told          time.Time
}

// StreamSetting is the key of the setting that turns the public stream of an account off
// ("off"): one account of a network listens for all of them.
const StreamSetting = "stream"

// Set is the networks that this binary knows, by name.
type Set map[desk.Network]Kind
