package report

// Said is what the measures need to know of one message of a case.
type Said struct {
	At      int64 // microseconds since 1970, UTC
	Out     bool  // the company's
	Private bool
	Auto    bool   // of the company's: an automatic acknowledgement, which is no response
	Agent   uint32 // of the company's: who wrote it; 0 where nobody can tell
	Partial bool   // of the company's: what the customer has waited for longest is not answered by it

	// Of a customer's message.
	Calls    bool // waits for an answer
	Leaving  bool // speaks of leaving
	Mood     int8 // -1, 0, 1
	Thanks   bool // thanks, or says that it is solved
	Restates bool // tells the problem again

	// Of a response.
	Empty     bool // apologises or sympathises and does nothing else
	Deflects  bool // only sends the customer elsewhere
	ToPrivate bool // asks to continue in private
	Closes    bool // may end the matter in public: says what was done, thanks, answers
}

// A Wait is how long somebody waited, and whether the wait was seen to end.
type Wait struct {
	Micros int64
	Ended  bool
}

// Seconds is the length of the wait.
func (w Wait) Seconds() float64 { return float64(w.Micros) / 1e6 }

// Case is what the measures know of one case. The zero value is a case of which nothing
// is known.
type Case struct {
	Turn   int64 // when the customer began to wait for the latest of Next, where that is open; else 0
	Opened int64 // first message of the customer, microseconds since 1970, UTC
	Hour   int   // of the week in the zone of the report, 0 is Monday from 0:00 to 1:00; see [HourOfWeek]

	Demand   bool // the first message of the customer calls for a response
	Negative bool // and is in a bad mood
	Leaving  bool // the customer speaks of leaving
	Past     bool // of a public file, which ends: what was not answered by its end was not, as the measures are defined
	Window   int  // seconds in which an answer still counts with a customer who leaves, by the protocol; 0: the measure's own, of a public file

	First      Wait   // to the first response
	Next       []Wait // from each later turn of the customer that calls for one
	Resolution Wait   // to the message that says so, or to the event of the desk
	Responses  int
	Lip        int  // responses that are lip service
	Deflected  bool // all responses only send the customer elsewhere
	Hollow     bool // no response does more than to apologise or to send the customer elsewhere
	Private    bool // a response asks to continue in private
	Closed     bool // and a public closing message follows
	Told       int  // how often the customer told the problem before it was resolved; 1 at least

	OwnersKnown bool
	HandOffs    []Wait // one for each change of owner: how long it delayed the customer
	Promises    int    // that fell due
	Kept        int    // by their time

	Mood      int8 // of the customer: last minus first, -2 to 2
	MoodKnown bool
	Followers int64  // whom the customer reaches; -1 unknown
	Person    uint64 // who the customer is, so that whom they reach counts once; 0 unknown
}

// Responded tells whether the company answered.
func (c *Case) Responded() bool { return c.First.Ended }

// HourOfWeek is the hour of the week of a time in microseconds: 0 is Monday 0:00 to 1:00
// at an offset from UTC in seconds.
func HourOfWeek(micros int64, offset int) int {
	hours := floorDiv(micros/1e6+int64(offset), 3600)
	return int(((hours+72)%168 + 168) % 168) // 1 January 1970 was a Thursday
}

func floorDiv(a, b int64) int64 {
	if q := a / b; a%b >= 0 {
		return q
	}
	return a/b - 1
}
