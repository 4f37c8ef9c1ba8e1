package inbox

import (
	"time"

	"heed/internal/desk"
)

// A Draft is an answer that an agent wants to send.
type Draft struct {
	Case     desk.CaseID
	Seen     desk.MessageID // latest message, of either side, that the page showed
	Text     string
	Direct   bool   // private message instead of a public answer
	Note     bool   // for colleagues; it is advised, not sent
	Token    string // made once by the page for this draft: a double click is recognised by it
	Resolve  bool   // and the case is resolved
	Override string // reason for sending private data in public
	Macro    desk.MacroID
	Pictures []desk.Picture // ID and Alt, in their order
}

// Advice is what the composer shows while an agent writes.
type Advice struct {
	Parts     []Part    // more than one: the answer goes out as a thread
	Used      int       // of the last part, in Unit
	Max       int       // 0: no limit
	Unit      string    // graphemes, runes, weighted, bytes
	Where     string    // "Public reply as @acme on Bluesky. Anyone can read it."
	Stop      []Warning // the send is refused while these stand
	Warn      []Warning // worth a look
	CanPublic bool
	CanDirect bool
	OpenInApp string       // where to answer by hand when neither is possible
	Tells     []desk.Agent // colleagues whom a note names
}

// Part is one message of a long answer.
type Part struct {
	Text string
	Used int
}

// Warning is one thing about a draft.
type Warning struct {
	Kind  string // private, length, dead_end, lip_service, stale, muted, mention, picture
	Text  string // in plain words
	Mend  string
	Spans []desk.Span // in Draft.Text
}

// Row is a case as the queue shows it. Text of customers is masked.
type Row struct {
	desk.Case
	AssigneeName string
	BrandName    string
	AccountName  string
	WaitingFor   time.Duration // how long the customer has waited; 0: nobody waits
	Left         time.Duration // until Due; negative when over; meaningless without Due
}

// Page is a page of the queue.
type Page struct {
	Rows []Row
	Next desk.QueueCursor // zero on the last page
	// Counts are how many cases each view holds, up to a bound.
	Counts map[string]desk.Count
}

// Segment is a run of a message's text and what it is.
type Segment struct {
	Text string
	Kind string // "", hit, masked, link, mention, tag, colleague
	Href string // for link
	Note string // for masked: what was masked; for hit: the search; for colleague: the agent's number
}

// Line is one entry of a case's story, in time order: a message or an event.
type Line struct {
	At       time.Time
	Message  *desk.Message // nil for an event
	Segments []Segment     // of Message.Text
	Subject  []Segment     // of the quoted message's text
	Versions []desk.Version
	Outgoing *desk.Outgoing // of our own messages: where the send stands
	Event    *desk.Event    // nil for a message
	Who      string         // name of the agent or customer
}

// View is a case as its page shows it.
type View struct {
	Case                 Row
	Person               desk.Person
	Lines                []Line
	Earlier              desk.MessageID // 0: the story is whole
	Seen                 desk.MessageID // to be sent back with a Draft
	Promises             []desk.Promise
	Others               []Row
	Unmasked             bool
	Private              int    // how many places are masked
	AskToDelete          string // a request to whoever posted private data in public; "" where none is needed
	Clocks               []Clock
	Mergeable            []Row       // other open cases of the same person and brand
	MergedInto           desk.CaseID // where the story went, when this case ended in another; else 0
	Laters               []Later     // until when it can be put off with one press
	CanPublic, CanDirect bool
	OpenInApp            string
	// Pictures and DirectPictures are what an answer may show, in public and in private.
	Pictures, DirectPictures desk.PictureRoom
}

// A Clock is a deadline of a case and how it came about, step by step.
type Clock struct {
	desk.Clock
	Steps []string
}

// Undo is how long a send can be taken back, and until when.
type Undo struct {
	Outgoing []desk.OutgoingID
	Until    time.Time
}

// Taken is an answer that was taken back.
type Taken struct {
	Text     string
	Pictures []desk.Picture // without their bytes
}

// FailedSend is an answer that did not leave and what a person can do about it.
type FailedSend struct {
	Outgoing desk.Outgoing
	Case     Row
	By       string // name of the agent who wrote it
}

// Result is one message that a search of the desk found.
type Result struct {
	desk.Found
	Segments []Segment // the words found are of Kind "hit"; links are not told apart
	Who      string
}

// Results is a page of a search, newest first. Next is 0 on the last page.
type Results struct {
	Items  []Result
	Next   desk.MessageID
	Counts map[string]desk.Count // as of a [Page]
}
