package desk

import "time"

// SendState is where an outgoing message stands.
type SendState string

const (
	Queued    SendState = "queued"  // owed, not yet tried or to be tried again at Due
	Sending   SendState = "sending" // a worker holds it until Lease
	Sent      SendState = "sent"
	Unsure    SendState = "unknown"   // the network may have it; it is looked for before it is sent again
	Failed    SendState = "failed"    // a person must act: retry or discard
	Cancelled SendState = "cancelled" // undone or discarded before it left
)

// Errand is what an outgoing item asks of the network.
type Errand string

const (
	SendPublic Errand = "public" // reply in public to ReplyTo
	SendDirect Errand = "direct" // private message to To
	SendDelete Errand = "delete" // take back our own NetworkID
)

// An Outgoing is something that the company owes the world. It is owed from the
// moment it is committed, leaves once as far as the network permits, and the items
// of one case leave in the order of their ids.
type Outgoing struct {
	ID        OutgoingID
	Case      CaseID
	Message   MessageID // its own row in the story
	Account   AccountID
	Errand    Errand
	Key       string // chosen before the first try and never changed: repeats are recognised by it
	Text      string
	Lang      string
	To        HandleRef  // whom it answers
	ReplyTo   NetworkID  // message it answers; "" for a new one
	Root      NetworkID  // of the thread
	After     OutgoingID // the earlier part of the same long answer; ReplyTo is then that part's network id
	NetworkID NetworkID  // of the message once sent, or to delete
	State     SendState
	Attempts  int
	Due       time.Time // not before
	Lease     time.Time // while Sending
	Worker    string
	Problem   string // last error, in a sentence
	Mend      string // what to do
	Agent     AgentID
	Token     string // chosen by the page that sent it: the same token is the same click
	Queued    time.Time
	SentAt    time.Time
	// Pictures go with the text, in this order. The store keeps them beside, under Message: only
	// an item that was claimed to be sent has them.
	Pictures []Picture
}

// A Receipt is a network's answer to a send.
type Receipt struct {
	NetworkID NetworkID
	URL       string
	At        time.Time // by the network's clock; zero if it did not say
}

// A Promise is something the company said it will do by a time.
type Promise struct {
	ID     PromiseID
	Case   CaseID
	Owner  AgentID
	Text   string
	Due    time.Time
	Made   time.Time
	Kept   time.Time // zero: not yet
	Broken time.Time // when it was seen to be broken
}
