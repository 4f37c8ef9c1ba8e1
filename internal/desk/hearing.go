package desk

import (
	"strconv"
	"time"
)

// Parts of an account through which it hears.
const (
	PartStream   = "stream"   // the public stream
	PartMentions = "mentions" // what addresses the account
	PartDirect   = "direct"   // private messages
)

// SourceKey names one part of an account: "account:7/stream".
func SourceKey(a AccountID, part string) string { return AccountScope(a) + "/" + part }

// PartKept is under which part the messages of an account that were kept are counted by the hour,
// by whichever process kept them.
const PartKept = "kept"

// ControlID is the id under which an account's control search runs beside the saved ones.
func ControlID(a AccountID) SearchID { return -SearchID(a) }

// SearchKey names a saved search among what is watched for silence: "search:12".
func SearchKey(id SearchID) string { return "search:" + strconv.FormatInt(int64(id), 10) }

// A Source is one part of an account through which the desk hears, and its signs of life.
type Source struct {
	Key     string // see SourceKey
	Account AccountID
	Part    string
	First   time.Time // when it was first seen to work
	Beat    time.Time // last sign of life from the network: an answer, with or without news
	Posted  time.Time // of the newest post that it told of
	State   SourceState
	Problem string // why it does not work, in a sentence; "": it does
	Mend    string
	Recent  int64         // posts in the latest minutes
	Over    time.Duration // how many of those minutes it was heard in
	Ahead   time.Duration // by how much the newest of a stream lies in the future by our clock; 0: it does not
	Canary  Canary
}

// SourceState is how a source stands.
type SourceState string

const (
	Hears   SourceState = ""        // it works, as far as it is known
	Failing SourceState = "failing" // the network cannot be reached, or does not answer as it should
	Barred  SourceState = "barred"  // the network does not accept the credentials, or took a right away
	Stopped SourceState = "stopped" // by a person
	Capped  SourceState = "capped"  // by the purse
)

// A Canary is a sign that must come back, to prove the whole way from the network to the
// matcher.
type Canary struct {
	Word    string    `json:"word,omitempty"`   // of the control search; "": none chosen yet
	Share   float64   `json:"share,omitempty"`  // of the posts that hold it, when it was chosen
	Chosen  time.Time `json:"chosen,omitzero"`  // when
	Passed  int64     `json:"passed,omitempty"` // posts since it was last heard
	Back    time.Time `json:"back,omitzero"`    // when it was last heard
	SentAt  time.Time `json:"sent_at,omitzero"` // of our own post that is under way; zero: none is
	Asked   bool      `json:"asked,omitempty"`  // the network was asked to take it, whatever it answered
	SentBy  AccountID `json:"sent_by,omitempty"`
	SentKey string    `json:"sent_key,omitempty"` // a word that only this post holds
	SentID  NetworkID `json:"sent_id,omitempty"`  // of the post, where it may still stand on the network
	OwnBack time.Time `json:"own_back,omitzero"`  // when a post of our own last came back
	OwnTook int64     `json:"own_took,omitempty"` // microseconds that it took
	Lost    time.Time `json:"lost,omitzero"`      // since when none came back; zero: the latest did
	Gone    bool      `json:"gone,omitempty"`     // the network had taken the lost one down itself
	Refused string    `json:"refused,omitempty"`  // why the network did not take the latest, in a sentence
	Mend    string    `json:"mend,omitempty"`     // of Refused
	Tried   time.Time `json:"tried,omitzero"`     // when a post was last to be sent

	Proved time.Time `json:"proved,omitzero"`  // when the network was last asked whether the account may post
	Barred string    `json:"barred,omitempty"` // why it may not, in a sentence; "": it may
	Unbar  string    `json:"unbar,omitempty"`  // how to mend that
}

// An HourCount is what a source or a search brought in one hour.
type HourCount struct {
	Key     string
	Hour    int64 // hours since 1970, UTC
	Posts   int64
	Covered int64 // seconds of the hour in which it was heard
}

// HourOf is the hour of a time.
func HourOf(t time.Time) int64 { return t.Unix() / 3600 }

// GapState is what became of a gap.
type GapState string

const (
	GapOpen    GapState = "open"    // it still lasts
	GapFilling GapState = "filling" // heard again; what was missed is being read from the network
	GapFilled  GapState = "filled"  // all of it was read
	GapLost    GapState = "lost"    // the network cannot tell it any more
	GapForgone GapState = "forgone" // a cap forbade to read it, then and afterwards
)

// Over reports whether nothing more becomes of a gap.
func (s GapState) Over() bool { return s == GapFilled || s.Unheard() }

// Unheard reports whether a gap is over and was not made up.
func (s GapState) Unheard() bool { return s == GapLost || s == GapForgone }

// A Gap is a time in which a source was not heard.
type Gap struct {
	ID      GapID
	Source  string
	Account AccountID
	Part    string
	From    time.Time
	To      time.Time // zero while it lasts
	Why     string    // in a sentence
	State   GapState
	Posts   int64     // read afterwards of this time; -1: not known
	Missed  int64     // that were said in it, by what is usual at these hours; -1: not known
	Basis   string    // of Missed, in a sentence
	Ended   time.Time // when it was filled or given up
}

// An Alarm is something that keeps the desk from hearing, or may.
type Alarm struct {
	ID      AlarmID
	Key     string // source or search and kind: at most one open alarm has it
	Kind    string // dead, refused, quiet, canary, gap, behind, silent, capped, window
	Subject string // whom it is about, as people know it
	Problem string // in a sentence
	Mend    string // what to do about it
	Link    string // path of the page where that is done
	Urgent  bool   // nothing at all is heard
	Since   time.Time
	Until   time.Time // zero while it lasts
}

// A Mark says that a message which a search brought is not about us.
type Mark struct {
	Search  SearchID
	Message MessageID
	Agent   AgentID
	At      time.Time
}

// A Revision is an earlier query of a search.
type Revision struct {
	ID     ReviseID
	Search SearchID
	Query  string // before the change
	To     string // after it
	At     time.Time
	By     AgentID
	Why    string
}

// A Spend is what one search cost on one network in a month, in millionths of a unit of
// money. Search 0 is what nobody searched for: mentions and replies.
type Spend struct {
	Month   int // 202603
	Network Network
	Search  SearchID
	Posts   int64
	Micros  int64
	Capped  time.Time // when its cap, or the network's, ended it for the month; zero: not
}

// MonthOf is the month of a time, in UTC: 202603.
func MonthOf(t time.Time) int {
	t = t.UTC()
	return t.Year()*100 + int(t.Month())
}

// SettingRemoved is the key of the searches that were removed and can be brought back.
const SettingRemoved = "removed-searches"

// SettingSearchStep is the key of the latest action on several searches, SettingSearchStepWas that of what takes it back.
const (
	SettingSearchStep    = "searches-step"
	SettingSearchStepWas = "searches-step-was"
)

// SettingCap is the key under which a network's cap for a month is kept, in millionths.
func SettingCap(n Network) string { return "cap:" + string(n) }

// SettingCanary is the key under which an account's own canary is switched on: "on".
func SettingCanary(a AccountID) string { return "canary:" + strconv.FormatInt(int64(a), 10) }
