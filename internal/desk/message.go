package desk

import "time"

// Direction tells who said a message.
type Direction string

const (
	In   Direction = "in"   // a customer, or anyone else outside the company
	Out  Direction = "out"  // the company, from this desk or from elsewhere
	Note Direction = "note" // an agent to colleagues; never leaves the desk
)

// Form is what kind of post a message is.
type Form string

const (
	Post   Form = "post"
	Reply  Form = "reply"
	Repost Form = "repost" // carries no text of its own; Subject is what was reposted
	Quote  Form = "quote"  // own text beside Subject
	Direct Form = "direct" // private message
)

// A Message is anything said. Channels fill what the network knows and leave ids
// zero; the store gives ids.
//
// Identity: Scope and NetworkID together are unique. A public message has the
// network as its scope, so that two accounts that hear the same post keep it once;
// a private one has its account ("account:7").
type Message struct {
	ID        MessageID
	Account   AccountID // through which it was heard or is sent
	Network   Network
	NetworkID NetworkID
	URL       string // where a person can see it on the network; "" if nowhere
	Direction Direction
	Form      Form
	Private   bool

	Author HandleRef // as the network names them
	Person PersonID  // 0 for the company's own messages

	Text  string   // plain text as the reader sees it, valid UTF-8, links expanded where the network gives them
	Lang  string   // BCP 47 base language ("en"), as the network says, else detected; "" unknown
	Place string   // as the network says; "" unknown
	Links []string // expanded
	Tags  []string // hashtags without #, as written
	Media []Media

	Mentions    []HandleRef // in order of appearance
	Parent      NetworkID   // replied to; "" if none
	ParentBy    HandleRef   // whose message Parent is, where the network says
	Root        NetworkID   // first message of the thread, where the network says
	Subject     NetworkID   // reposted or quoted
	SubjectBy   HandleRef   // whose message Subject is, where the network says
	SubjectText string      // text of the quoted message, where the network gives it

	PostedAt  time.Time // by the network's clock, capped at HeardAt by intake
	HeardAt   time.Time // by ours
	EditedAt  time.Time // last edit known; zero if none
	DeletedAt time.Time // deleted on the network; Text is then empty

	// Key is set on our own messages that come back from the network, where it
	// shows the key of the Outgoing that made them; "" elsewhere.
	Key string

	Case   CaseID
	Thread ThreadID
	// Strand is the case in which it stood when that was merged with another: what was answered
	// there is answered, and nothing else is. 0: it came later, or nothing was merged. Settled: nobody
	// waited for an answer to it any more, since that case was closed.
	Strand  CaseID
	Settled bool
	Erased  bool      // its words are gone for good; when it was written stays
	CopyOf  MessageID // a repost or a copy is counted on this original and opens nothing
	Copies  int       // reposts and copies of this message

	Signals Signals
	Hits    []Hit     // why it was heard: one for each search that matched; none for mentions, replies and private messages
	State   SendState // of our own messages; "" for others
	Agent   AgentID   // who wrote it, for Out and Note from this desk
}

// A HandleRef is a person's identity on a network as a message names it.
type HandleRef struct {
	NetworkID string // stable id (a DID, a numeric user id); "" where only the name is known
	Name      string // without @: "ana.bsky.social"
	Display   string // as shown; may be ""
	Avatar    string // https URL; may be ""
	Followers int    // -1 unknown
	Verified  bool
}

// Media is a picture, film or file on a message.
type Media struct {
	Kind string `json:"kind"` // image, video, audio, file
	URL  string `json:"url"`
	Alt  string `json:"alt,omitempty"`
}

// Change says what a message from a channel does to what is known.
type Change string

const (
	Created Change = "created"
	Edited  Change = "edited"
	Deleted Change = "deleted" // only Network, NetworkID, Private, Account and DeletedAt are set
)

// Heard is one thing that a channel tells: a message and what happened to it.
type Heard struct {
	Change  Change
	Message Message
}

// Hit says that a saved search matched a message, and which of its words did.
type Hit struct {
	Search SearchID `json:"search"`
	Name   string   `json:"name"`             // of the search, when it matched
	Clause string   `json:"clause,omitempty"` // the part of the search that matched, as written
	Spans  []Span   `json:"spans,omitempty"`
}

// A Span is a place in a text: byte offsets, end exclusive.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Signals are what a message is taken to be, each with its confidence (0 to 1) and
// the words that gave rise to it. The zero value says nothing.
type Signals struct {
	Language  Signal    `json:"language"`          // Label is a BCP 47 base language
	Sentiment Signal    `json:"sentiment"`         // negative, neutral, positive
	Score     float64   `json:"score"`             // sentiment from -1 to 1
	Intent    Signal    `json:"intent"`            // see the Intent constants
	Urgency   Signal    `json:"urgency"`           // low, normal, high
	Complaint Signal    `json:"complaint"`         // Label is "complaint" or "" (NoComplaint where a person says so); Confidence is the probability that it is one
	Thanks    Signal    `json:"thanks"`            // thanks, confirms (says that it is solved), or ""
	Solved    bool      `json:"solved,omitempty"`  // says that it is solved, and nothing else
	Tried     []Signal  `json:"tried,omitempty"`   // other channels that failed the customer: phone, email, chat, shop, social
	Private   []Finding `json:"private,omitempty"` // private data in the text
	// Quiet is set when the protocol wants no answer to this message ("thanks!").
	Quiet bool `json:"quiet,omitempty"`
}

// Intents, in the words of the field.
const (
	Complaint = "complaint"
	Question  = "question"
	Request   = "request"
	Praise    = "praise"
	Leaving   = "leaving"
	Feedback  = "feedback"
	Spam      = "spam"
	Trolling  = "trolling"
	Other     = "other"
)

// NoComplaint is what a person says of a message that is taken for a complaint and is none.
const NoComplaint = "none"

// Signal is one reading of a text.
type Signal struct {
	Label      string   `json:"label"`
	Confidence float64  `json:"confidence"`
	Because    []string `json:"because,omitempty"` // words of the text or the name of the rule
	Spans      []Span   `json:"spans,omitempty"`
}

// Thanks and confirmation, the labels of Signals.Thanks.
const (
	Thanks   = "thanks"
	Confirms = "confirms"
)

// Act is something that a reply does.
type Act struct {
	Label      string  `json:"label"`           // see the Act constants
	To         string  `json:"to,omitempty"`    // of Elsewhere: phone, email, account, shop, site, chat
	Confidence float64 `json:"confidence"`      // 0 to 1
	Spans      []Span  `json:"spans,omitempty"` // the words that do it
}

// What a reply may do.
const (
	ActApology     = "apology"     // says sorry
	ActSympathy    = "sympathy"    // shows that it feels for the customer, and no more
	ActThanks      = "thanks"      // thanks the customer
	ActQuestion    = "question"    // asks for what is needed
	ActInstruction = "instruction" // says what to do
	ActPromised    = "promised"    // says what will be done
	ActDone        = "done"        // says what was done
	ActAnswer      = "answer"      // states a fact that is none of the above
	ActLink        = "link"        // holds a link
	ActElsewhere   = "elsewhere"   // sends the customer to another place
	ActPrivate     = "private"     // moves the conversation out of the public
)

// Finding is private data in a text.
type Finding struct {
	Type string `json:"type"` // email, phone, card, iban, …
	Span Span   `json:"span"`
	// Unsure is set where a number passes its office's check, but one in ten would and
	// nothing else speaks for it: it is masked, and stops nothing.
	Unsure bool `json:"unsure,omitempty"`
}

// ScopeOf is the scope in which a message's network id is unique.
func ScopeOf(m *Message) string {
	if m.Private {
		return AccountScope(m.Account)
	}
	return string(m.Network)
}
