package hearing

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"heed/internal/desk"
)

const (
	// DeadAfter is how long a source may give no sign of life: a channel answers at least
	// once a minute.
	DeadAfter = 3 * time.Minute
	// GapAfter is the shortest time without a sign of life that is a gap.
	GapAfter = 2 * time.Minute
	// patience is how long a failure may last before it is an alarm: networks stumble.
	patience = time.Minute
	// Look is over how long too few posts are looked for.
	Look = 15 * time.Minute
	// fewest is how many posts must be usual in that time for their absence to mean something, and
	// fewestUnsure while it is not known yet what a night or a weekend is like.
	fewest       = 20
	fewestUnsure = 200
	// quietShare of what is usual is too little.
	quietShare = .1
	// silent is how many hits must be missing for a search to be silent.
	silent = 8
	// missing is how many times the canary must fail to sing.
	missing = 25
	// late is how far behind a stream may be.
	late = 10 * time.Minute
	// muteAfter is how long a stream may be heard on working days without ever telling of a post: a
	// place where nobody speaks for a whole day is hardly worth hearing, and one that leads nowhere looks the same.
	muteAfter = 24 * time.Hour
	// OwnBack is how long our own post may take to come back.
	OwnBack = 10 * time.Minute
)

// Kinds of findings.
const (
	KindDead   = "dead"   // no sign of life
	KindBarred = "barred" // dead token, lost permission
	KindFails  = "fails"
	KindQuiet  = "quiet"  // far fewer posts than usual
	KindMute   = "mute"   // never a post
	KindCanary = "canary" // what must come back does not
	KindBehind = "behind"
	KindSilent = "silent" // a search that used to hit
	KindCapped = "capped"
	KindGap    = "gap"
	KindWindow = "window"
	KindQueue  = "queue" // heard, and not matched
	KindStore  = "store" // heard, and not kept
	KindClock  = "clock" // this machine's clock is wrong
)

// A Finding is what is wrong with a source or a search.
type Finding struct {
	Kind    string
	Problem string
	Mend    string
	Urgent  bool // nothing is heard through it
}

// SourceFacts are what a source is judged by.
type SourceFacts struct {
	Source desk.Source
	Usual  *Profile
	Heard  int64         // posts in the latest time, Covered long
	Over   time.Duration // length of the latest time in which it was heard; at most some Look
	By     string        // the account that posts what must come back
	Now    time.Time
}

// OfSource finds what is wrong with a source: at most one thing, the one that explains the
// others.
func OfSource(f SourceFacts) (Finding, bool) {
	s, silence := &f.Source, f.Now.Sub(f.Source.Beat)
	switch {
	case s.State == desk.Stopped || s.State == desk.Capped:
		return Finding{}, false // by a person, or told by the purse
	case s.State == desk.Barred:
		return Finding{KindBarred, sentence(orElse(s.Problem, "The network no longer accepts our credentials.")),
			orElse(s.Mend, "Reconnect the account under Settings, Accounts. heed then catches up on what was said, as far as the network goes back."), true}, true
	case s.State == desk.Failing && silence >= patience:
		return Finding{KindFails, sentence(orElse(s.Problem, "The network can't be read.")),
			retried(s.Mend), silence >= DeadAfter}, true
	case !s.Beat.IsZero() && silence >= DeadAfter:
		return Finding{KindDead, fmt.Sprintf("Nothing has come in for %s.", Duration(silence)),
			"Check that a heed with the role intake is running and can reach the network.", true}, true
	}
	if c := &s.Canary; c.Barred != "" && s.Part == desk.PartDirect {
		return Finding{KindBarred, "Private messages can be read but not answered: " + sentence(c.Barred),
			orElse(c.Unbar, "Check the account on the network. heed checks again every minute."), false}, true
	} else if c.Barred != "" {
		return Finding{KindBarred, "Answers can't be sent because the network no longer lets this account post: " + sentence(c.Barred),
			orElse(c.Unbar, "Check the account on the network and reconnect it, then resend what couldn't go out. heed checks every minute."), false}, true
	}
	if s.Part == desk.PartStream {
		return ofStream(f)
	}
	return Finding{}, false
}

func ofStream(f SourceFacts) (Finding, bool) {
	s := &f.Source
	if s.Ahead > 0 {
		return Finding{KindClock, fmt.Sprintf("Posts come from the future, %s ahead: the clock of this machine is slow.", Duration(s.Ahead)),
			"Set the clock and keep it in sync with a time service (timedatectl set-ntp true). Until then, times, deadlines and gaps are wrong.", false}, true
	}
	if lag := s.Beat.Sub(s.Posted); !s.Posted.IsZero() && lag > late && f.Heard > fewest {
		return Finding{KindBehind, fmt.Sprintf("Posts are heard %s late.", Duration(lag)),
			"heed catches up automatically. If the delay stays, check this machine's clock. If that's right, heed needs a faster machine or a stream host that's closer.", false}, true
	}
	if c := &s.Canary; c.Word != "" && c.Share*float64(c.Passed) >= missing {
		return Finding{KindCanary, fmt.Sprintf("%s posts came in and none contained the control word “%s”, which usually appears in one of %s.", desk.Numeral(c.Passed), c.Word, desk.Numeral(int(math.Round(1/c.Share)))),
			"Posts are coming in, but perhaps without their text. Check the posts in a search preview. If their texts are empty, the network has changed its format.", false}, true
	}
	if found, ok := OfOwn(f); ok {
		return found, true
	}
	if s.Posted.IsZero() && f.Usual.Workdays() >= muteAfter {
		return Finding{KindMute, fmt.Sprintf("For %s, since it was connected, not one post has come through.", Duration(f.Now.Sub(s.First))),
			"If people are posting there, the address may be wrong: check it in the account's settings. To test it, post something there yourself, or turn on an account's test post on the Hearing page; it must come back.", false}, true
	}
	if f.Usual == nil || f.Over < Look/2 {
		return Finding{}, false
	}
	expected, basis := f.Usual.Likely(f.Now.Add(-f.Over), f.Now)
	if basis == Unknown || expected < enoughBy(basis) || float64(f.Heard) >= expected*quietShare {
		return Finding{}, false
	}
	return Finding{KindQuiet, fmt.Sprintf("Only %s posts came in %s; %s would be usual.", desk.Numeral(f.Heard), Duration(f.Over), desk.Numeral(int(expected))),
		"The network may be down, or sending only part of its posts. Check its status page; heed keeps listening.", f.Heard == 0}, true
}

// caughtUp is what a reader of a failure wants to know first: is anything lost?
const caughtUp = "heed retries automatically and catches up on what it missed."

// retried says it behind what a person can do, where that does not say what heed does.
func retried(mend string) string {
	switch {
	case mend == "":
		return caughtUp
	case strings.Contains(mend, "heed "):
		return mend
	}
	return mend + " " + caughtUp
}

// OfOwn is what is wrong with the posts of our own that must come back.
func OfOwn(f SourceFacts) (Finding, bool) {
	c := &f.Source.Canary
	lost := c.Lost
	if lost.IsZero() && !c.SentAt.IsZero() && c.Asked && f.Now.Sub(c.SentAt) > OwnBack {
		lost = c.SentAt
	}
	switch {
	case c.Refused != "":
		return Finding{KindCanary, fmt.Sprintf("The test post of %s was not taken: %s", orElse(f.By, "an account"), sentence(c.Refused)),
			orElse(c.Mend, "Check whether the account can still post: reconnect it, or turn its test post off. heed tries again every half hour."), false}, true
	case lost.IsZero():
		return Finding{}, false
	case c.Gone:
		return Finding{KindCanary, fmt.Sprintf("The network took down the test post of %s before it came back through the stream, %s ago.", orElse(f.By, "an account"), Duration(f.Now.Sub(lost))),
			"Check on the network whether this account has a warning or is being hidden; customers may not see its answers either. heed tries again every half hour.", false}, true
	}
	return Finding{KindCanary, fmt.Sprintf("Our own post of %s ago did not come back through the stream.", Duration(f.Now.Sub(lost))),
		"The stream may be incomplete. Reconnect its account, or choose another stream host. heed has deleted the test post and tries again every half hour; this clears once one comes back.", false}, true
}

// queued is how long what was heard may wait to be matched.
const queued = 2 * time.Minute

// OfQueue finds that what was heard waits and nobody matches it.
func OfQueue(waiting func() (pieces int64, since time.Time), now time.Time) (Finding, bool) {
	pieces, since := waiting()
	age := now.Sub(since)
	if pieces == 0 || since.IsZero() || age < queued {
		return Finding{}, false
	}
	return Finding{KindQueue, fmt.Sprintf("Posts are waiting to be matched, the oldest for %s: %s batches.", Duration(age), desk.Numeral(pieces)),
		"Nothing is lost. Check that a heed with the role listen is running and can reach NATS and the database. If they all can, start another one.", true}, true
}

// SearchFacts are what a search is judged by.
type SearchFacts struct {
	Usual   *Profile
	Last    time.Time // latest hit
	Changed time.Time // when the query was last changed
	Mute    bool      // nothing can hit now: its sources are deaf, or a cap is reached
	Now     time.Time
}

// Silence is how a search that has not hit for a while stands.
type Silence struct {
	Expected float64 // hits that are usual since the last one
	Needed   float64 // until it is an alarm
	Basis    Basis
}

// OfSearch finds a search that used to hit and is silent. A search whose query was changed
// is judged anew from then on.
func OfSearch(f SearchFacts) (Silence, Finding, bool) {
	last := f.Last
	if f.Changed.After(last) {
		last = f.Changed
	}
	if f.Usual == nil || last.IsZero() {
		return Silence{}, Finding{}, false
	}
	expected, worst, basis := f.Usual.Silence(last, f.Now)
	s := Silence{Expected: expected, Needed: max(silent, 1.5*worst+1), Basis: basis}
	if basis == Unknown || expected < s.Needed {
		return s, Finding{}, false
	}
	problem := fmt.Sprintf("It has matched nothing for %s; about %s posts would be usual.", Duration(f.Now.Sub(f.Last)), desk.Numeral(int(expected)))
	mend := "The sources are being heard. Check whether people now spell the name differently: the search shows what's being said today."
	if f.Changed.After(f.Last) {
		problem = fmt.Sprintf("It has matched nothing since it was changed %s ago; about %s posts were usual before.", Duration(f.Now.Sub(f.Changed)), desk.Numeral(int(expected)))
		mend = "Check whether the change excluded too much, or undo it."
	}
	if f.Mute {
		mend = "Something else keeps it from being heard too. Fix that first."
	}
	return s, Finding{KindSilent, problem, mend, false}, true
}

// Control chooses the word of a control search: one that stands in about one post of a
// hundred, so that it must be heard again and again and costs little. in is how many of the
// posts hold each word. ok is false where none is fit or too little was seen.
func Control(in map[string]int, posts int) (word string, share float64, ok bool) {
	if posts < 500 {
		return "", 0, false
	}
	words := make([]string, 0, len(in))
	for w := range in {
		words = append(words, w)
	}
	slices.Sort(words)
	best := math.Inf(1)
	for _, w := range words {
		s := float64(in[w]) / float64(posts)
		if len(w) < 4 || in[w] < 20 || s < .002 || s > .2 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
			continue
		}
		if far := math.Abs(math.Log(s / .01)); far < best {
			best, word, share, ok = far, w, s, true
		}
	}
	return word, share, ok
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func sentence(s string) string {
	if s = strings.TrimSpace(s); s == "" || strings.ContainsAny(s[len(s)-1:], ".!?…") {
		return s
	}
	return s + "."
}

// Duration says a time as people do: "40 seconds", "12 minutes", "3 hours", "5 days".
func Duration(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return count(int(d.Seconds()), "second")
	case d < 2*time.Hour:
		return count(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return count(int(d.Hours()), "hour")
	}
	return count(int(d.Hours()/24), "day")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return desk.Numeral(n) + " " + what + "s"
}
