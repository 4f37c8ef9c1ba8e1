package protocol

import (
	"strings"

	"heed/internal/desk"
	"heed/internal/text"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Fact is one name that conditions may use.
type Fact struct {
	Name    string
	Type    string   // text, whole number, number, yes or no, list of texts
	Meaning string   // in a sentence
	Values  []string // all that it can be, or its items can; nil: anything
}

// Vocabulary lists the facts, in the order in which an editor should offer them.
func Vocabulary() []Fact {
	var list []Fact
	for _, f := range facts() {
		if f.name != words {
			list = append(list, Fact{f.name, typeWords(f.typ.String()), f.meaning, f.values})
		}
	}
	return list
}

// fact ties a name to its value and to the words of a reason.
type fact struct {
	name    string
	typ     *cel.Type
	get     func(*Facts) ref.Val
	values  []string
	label   string // "intent", of "intent is leaving"; for yes or no: what holds
	not     string // for yes or no: what holds otherwise
	meaning string
}

// words is the name under which message.says reads the text's words; people cannot
// write it.
const words = "@words"

func facts() []fact {
	return []fact{
		textFact("message.text", "text", "The message text, up to 10,000 bytes.", func(f *Facts) string { return cut(f.Text, maxText) }),
		textFact("message.lang", "language", `Its language: "en", "de"; "" if unknown.`, func(f *Facts) string { return cut(f.Lang, maxItem) }),
		textFact("message.network", "network", `Where it was posted: "bluesky", "email".`, func(f *Facts) string { return cut(f.Network, maxItem) }),
		textFact("message.form", "form", "The kind of post.", func(f *Facts) string { return or(f.Form, "post") },
			string(desk.Post), string(desk.Reply), string(desk.Repost), string(desk.Quote), string(desk.Direct)),
		boolFact("message.private", "it is a private message", "it is public", "Only the company can read it.", func(f *Facts) bool { return f.Private }),
		intFact("message.followers", "followers", "The author's follower count; -1 if unknown. See reach.", func(f *Facts) int { return f.Followers }),
		boolFact("message.verified", "the author is verified", "the author is not verified", "The network has verified the author. See reach.", func(f *Facts) bool { return f.Verified }),
		boolFact("message.mentions_us", "it addresses us", "it does not address us", "It mentions us, replies to us or is private; otherwise a search found it.", func(f *Facts) bool { return f.MentionsUs }),
		listFact("message.hits", "searches that heard it", "Names of the saved searches it matched.", func(f *Facts) []string { return f.Hits }),

		textFact("signals.intent", "intent", "What the author wants.", func(f *Facts) string { return or(f.Intent, desk.Other) },
			desk.Complaint, desk.Question, desk.Request, desk.Praise, desk.Leaving, desk.Feedback, desk.Spam, desk.Trolling, desk.Other),
		floatFact("signals.confidence", "confidence in the intent", "Confidence in the intent, 0 to 1.", func(f *Facts) float64 { return f.Confidence }),
		textFact("signals.sentiment", "sentiment", "The author's mood.", func(f *Facts) string { return or(f.Sentiment, "neutral") }, "negative", "neutral", "positive"),
		floatFact("signals.score", "sentiment score", "The mood from -1 (bad) to 1 (good).", func(f *Facts) float64 { return f.Score }),
		textFact("signals.urgency", "urgency", "How urgent it sounds.", func(f *Facts) string { return or(f.Urgency, "normal") }, "low", "normal", "high"),
		textFact("signals.thanks", "thanks", "Whether the author thanks, or confirms that it is solved.", func(f *Facts) string { return or(f.Thanks, "none") }, "none", desk.Thanks, desk.Confirms),
		listFact("signals.tried", "already tried", "Our other channels the author already tried without success.", func(f *Facts) []string { return f.Tried }, "phone", "email", "chat", "shop", "social"),
		listFact("signals.private_data", "private data in it", `Types of private data in the text: "phone", "card", "iban".`, func(f *Facts) []string { return f.PrivateData }),

		intFact("person.cases", "cases of this person", "How many cases the author has had with us.", func(f *Facts) int { return f.Cases }),
		boolFact("person.muted", "the person is muted", "the person is not muted", "Currently muted by an agent.", func(f *Facts) bool { return f.Muted }),
		boolFact("person.first_time", "first contact with us", "not the first contact with us", "The author had no earlier case.", func(f *Facts) bool { return f.FirstTime }),

		textFact("case.stage", "stage", `The case's stage; "new" before there is a case.`, func(f *Facts) string { return or(f.Stage, string(desk.New)) },
			string(desk.New), string(desk.Acknowledged), string(desk.InProgress), string(desk.Waiting), string(desk.Resolved), string(desk.Confirmed), string(desk.Ignored)),
		intFact("case.messages", "messages in the case", "Number of messages so far, theirs and ours.", func(f *Facts) int { return f.Messages }),
		intFact("case.waiting_minutes", "minutes waited", "How long the author has waited for an answer.", func(f *Facts) int { return f.WaitingMinutes }),

		boolFact("coverage.open", "someone is covering now", "no one is covering now", "The brand's calendar is open at this moment.", func(f *Facts) bool { return f.Open }),
		{name: words, typ: cel.StringType, get: func(f *Facts) ref.Val { return types.String(wordsOf(cut(f.Text, maxText))) }},
	}
}

func textFact(name, label, meaning string, get func(*Facts) string, values ...string) fact {
	return fact{name, cel.StringType, func(f *Facts) ref.Val { return types.String(get(f)) }, values, label, "", meaning}
}

func boolFact(name, label, not, meaning string, get func(*Facts) bool) fact {
	return fact{name, cel.BoolType, func(f *Facts) ref.Val { return types.Bool(get(f)) }, nil, label, not, meaning}
}

func intFact(name, label, meaning string, get func(*Facts) int) fact {
	return fact{name, cel.IntType, func(f *Facts) ref.Val { return types.Int(get(f)) }, nil, label, "", meaning}
}

func floatFact(name, label, meaning string, get func(*Facts) float64) fact {
	return fact{name, cel.DoubleType, func(f *Facts) ref.Val { return types.Double(get(f)) }, nil, label, "", meaning}
}

func listFact(name, label, meaning string, get func(*Facts) []string, values ...string) fact {
	return fact{name, cel.ListType(cel.StringType), func(f *Facts) ref.Val {
		return types.NewStringList(types.DefaultTypeAdapter, cutList(get(f)))
	}, values, label, "", meaning}
}

// wordsOf lays a text out for message.says: folded words with one blank around each,
// first as written, then with the other forms ("acme" of "Acme's") where there are any.
func wordsOf(s string) string {
	var plain, also strings.Builder
	plain.WriteByte(' ')
	also.WriteByte(' ')
	other, pos := false, 0
	for i, w := range text.Words(s) {
		if i > 0 && w.Pos != pos+1 { // a link stands between
			plain.WriteString("| ")
			also.WriteString("| ")
		}
		pos = w.Pos
		plain.WriteString(w.Form + " ")
		other = other || w.Also != ""
		also.WriteString(or(w.Also, w.Form) + " ")
	}
	if other {
		return plain.String() + "|" + also.String()
	}
	return plain.String()
}

// phraseOf lays a phrase out to be found in wordsOf; a star at its end leaves the last
// word open. ok is false when nothing (or fewer than three letters before a star) is
// left to look for.
func phraseOf(s string) (phrase string, ok bool) {
	open := strings.HasSuffix(s, "*")
	phrase = " "
	last := ""
	for _, w := range text.Words(strings.TrimSuffix(s, "*")) {
		phrase += w.Form + " "
		last = w.Form
	}
	if open {
		return strings.TrimSuffix(phrase, " "), len([]rune(last)) >= 3
	}
	return phrase, last != ""
}

// activation gives one message's facts to conditions. It is used by one goroutine.
type activation struct {
	facts *Facts
	table *table
	vals  []ref.Val
}

func (a *activation) ResolveName(name string) (any, bool) {
	i, ok := a.table.index[name]
	if !ok {
		return nil, false
	}
	if a.vals[i] == nil {
		a.vals[i] = a.table.facts[i].get(a.facts)
	}
	return a.vals[i], true
}

func (a *activation) Parent() cel.Activation { return nil }

// table is the vocabulary by name.
type table struct {
	facts []fact
	index map[string]int
}

func newTable() *table {
	t := &table{facts: facts(), index: map[string]int{}}
	for i, f := range t.facts {
		t.index[f.name] = i
	}
	return t
}

func (t *table) find(name string) (fact, bool) {
	i, ok := t.index[name]
	if !ok {
		return fact{}, false
	}
	return t.facts[i], true
}

// Functions lists what conditions may do with facts, each by an example, in the order in
// which an editor should offer them.
func Functions() []Fact {
	return []Fact{
		{Name: `message.says("refund", "cancel*")`, Type: "yes or no", Meaning: "The text contains one of the words or phrases; a star matches any word ending."},
		{Name: `message.text.contains("x")`, Type: "yes or no", Meaning: "The text contains exactly these characters."},
		{Name: `message.text.matches("(?i)order #?[0-9]{6}")`, Type: "yes or no", Meaning: "The text matches a regular expression (RE2)."},
		{Name: "size(signals.tried) > 0", Type: "yes or no", Meaning: "How many items a list holds."},
		{Name: `signals.tried.exists(c, c == "phone")`, Type: "yes or no", Meaning: "At least one list item meets a condition."},
	}
}
