package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"heed/internal/desk"
)

// Bounds of a document.
const (
	maxDocument = 512 << 10 // bytes
	maxRules    = 200
	maxName     = 100 // characters
	maxProse    = 4000
	maxWithin   = 90 * 24 * time.Hour
)

// Document is a protocol as people write it.
type Document struct {
	Version  int    `json:"version,omitempty"` // the desk gives its own when it keeps the document
	Note     string `json:"note,omitempty"`
	Reach    bool   `json:"reach,omitempty"` // conditions may ask for message.followers and message.verified
	Defaults Answer `json:"defaults,omitzero"`
	Rules    []Rule `json:"rules"`
}

// Rule is one row of the table. What it leaves empty the defaults fill in.
type Rule struct {
	Name string `json:"name"`
	When string `json:"when,omitempty"` // empty: always
	Answer
}

// Answer says what is to be done.
type Answer struct {
	Respond string `json:"respond,omitempty"` // yes, no, watch
	Within  string `json:"within,omitempty"`  // "30m", "4h", "1h30m", "2d"
	Hours   string `json:"hours,omitempty"`   // calendar, covered
	Next    string `json:"next,omitempty"`    // time for each later answer; "": as within
	Update  string `json:"update,omitempty"`  // longest silence of ours while the case is open
	Resolve string `json:"resolve,omitempty"` // time for the resolution
	Needs   int64  `json:"needs,omitempty"`   // authority that the case takes, in whole units of the currency
	Team    string `json:"team,omitempty"`
	Skill   string `json:"skill,omitempty"`
	Where   string `json:"where,omitempty"`   // public, private, or another channel: phone, email, chat, shop
	Urgency string `json:"urgency,omitempty"` // low, normal, high; set: Within is meant as written
	Macro   string `json:"macro,omitempty"`
	// Escalate is who is told at once: a team by its name, or "duty" for who is on duty.
	Escalate string `json:"escalate,omitempty"`
	Advice   string `json:"advice,omitempty"`
}

// Protocol decides. Make one with [Parse].
type Protocol struct {
	// Version is the document's; whoever keeps the protocol under a number of its own
	// sets it before the first decision.
	Version int

	doc   Document
	table *table
	rules []rule
	rest  desk.Decision // when no rule matches
}

// rule is a row, ready to be tried.
type rule struct {
	name  string
	when  *condition // nil: always
	gives desk.Decision
}

// Otherwise is the rule's name on a decision that no rule made.
const Otherwise = "Everything else"

// Parse reads and checks a protocol's JSON document. Errors are desk.Invalid with the
// field; their cause is [Problems], which lists all that is wrong and where.
func Parse(doc []byte) (*Protocol, error) {
	d, err := read(doc)
	if err != nil {
		return nil, err
	}
	l, err := newLanguage()
	if err != nil {
		return nil, err
	}
	b := builder{language: l, defaults: filled(d.Defaults, Answer{Respond: "yes", Within: "8h", Hours: "covered"})}
	b.document(&d)
	p := &Protocol{Version: d.Version, doc: d, table: l.table}
	p.rest = b.answer(-1, Otherwise, "defaults.", d.Defaults)
	p.rest.Rule, p.rest.Because = Otherwise, []string{"no rule matched"}
	for i, r := range d.Rules {
		p.rules = append(p.rules, b.rule(i, r, &d))
	}
	if len(b.problems) > 0 {
		return nil, b.problems.asError()
	}
	return p, nil
}

// Document is the protocol as people write it. It is the caller's own.
func (p *Protocol) Document() Document {
	d := p.doc
	d.Rules = slices.Clone(d.Rules)
	return d
}

func read(doc []byte) (Document, error) {
	var d Document
	fail := func(field, message, mend string, cause error) (Document, error) {
		return d, &desk.Error{Kind: desk.Invalid, Field: field, Message: message, Mend: mend, Err: cause}
	}
	if len(doc) > maxDocument {
		return fail("", fmt.Sprintf("The protocol is longer than %d KiB.", maxDocument>>10), "Remove rules you no longer need.", nil)
	}
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.DisallowUnknownFields()
	err := dec.Decode(&d)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
	case errors.As(err, &syntax):
		before := doc[:min(max(int(syntax.Offset)-1, 0), len(doc))]
		line := 1 + bytes.Count(before, []byte("\n"))
		column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
		return fail("", fmt.Sprintf("The protocol is not JSON at line %d, column %d.", line, column), "Check for a missing comma, quote or bracket there.", err)
	case errors.As(err, &kind):
		return fail(kind.Field, fmt.Sprintf("%q holds a %s where it should hold something else.", kind.Field, kind.Value), "Compare with the examples in docs/protocol.md.", err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fail("", "The protocol ends too early.", "Check for a missing bracket at the end.", err)
	default:
		return fail("", "The protocol has a field that is not known: "+strings.TrimPrefix(err.Error(), "json: ")+".",
			"A rule has name, when, respond, within, next, update, resolve, hours, team, skill, needs, where, urgency, macro, escalate and advice.", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fail("", "There's extra content after the end of the protocol.", "Keep a single JSON object.", err)
	}
	if len(d.Rules) > maxRules {
		return fail("rules", fmt.Sprintf("There are more than %d rules.", maxRules), "Combine rules that give the same answer.", nil)
	}
	return d, nil
}

// builder checks a document and keeps what is wrong with it.
type builder struct {
	language *language
	defaults Answer
	problems Problems
	always   string // name of the rule that always applies, once there was one
	buried   bool   // a rule after it was told already
}

func (b *builder) wrong(rule int, name, field, message, mend string) {
	b.problems = append(b.problems, Problem{Rule: rule, Name: name, Field: field, Message: message, Mend: mend})
}

func (b *builder) document(d *Document) {
	if utf8.RuneCountInString(d.Note) > maxProse {
		b.wrong(-1, "", "note", fmt.Sprintf("The note is longer than %d characters.", maxProse), "Shorten it.")
	}
	if d.Version < 0 {
		b.wrong(-1, "", "version", "The version is below zero.", "Leave it out: the desk counts versions itself.")
	}
	seen := map[string]int{Otherwise: -1}
	for i, r := range d.Rules {
		switch at, twice := seen[r.Name]; {
		case strings.TrimSpace(r.Name) == "":
			b.wrong(i, r.Name, "name", "The rule has no name.", "Give it a name: it's shown with every decision the rule makes.")
		case utf8.RuneCountInString(r.Name) > maxName:
			b.wrong(i, cut(r.Name, maxName), "name", fmt.Sprintf("The name is longer than %d characters.", maxName), "Shorten it.")
		case twice && at < 0:
			b.wrong(i, r.Name, "name", "This name is reserved for cases no rule decides.", "Choose another name.")
		case twice:
			b.wrong(i, r.Name, "name", fmt.Sprintf("Rule %d has the same name.", at+1), "Give each rule a name of its own.")
		}
		seen[r.Name] = i
	}
}

func (b *builder) rule(i int, r Rule, d *Document) rule {
	out := rule{name: r.Name}
	if b.always != "" && !b.buried {
		b.buried = true
		b.wrong(i, r.Name, "when", fmt.Sprintf("This rule is never reached because %q before it always applies.", b.always), "Move that rule to the end or give it a condition.")
	}
	if strings.TrimSpace(r.When) == "" {
		b.always = r.Name
	} else {
		out.when = b.condition(i, r, d.Reach)
	}
	if r.Within != "" && (r.Respond == "no" || r.Respond == "watch") {
		b.wrong(i, r.Name, "within", "A rule that doesn't answer can't have a time limit.", `Remove "within".`)
	}
	out.gives = b.answer(i, r.Name, "", r.Answer)
	return out
}

func (b *builder) condition(i int, r Rule, reach bool) *condition {
	if utf8.RuneCountInString(r.When) > maxCondition {
		b.wrong(i, r.Name, "when", fmt.Sprintf("The condition is longer than %d characters.", maxCondition), "Split it into two rules.")
		return nil
	}
	c, ps := b.language.compile(r.When)
	for _, p := range ps {
		p.Rule, p.Name, p.Field = i, r.Name, "when"
		b.problems = append(b.problems, p)
	}
	if c != nil && !reach && c.uses("message.followers", "message.verified") {
		b.wrong(i, r.Name, "when", "The condition uses an author's reach, but need should decide, not fame.",
			`Use need instead (signals.urgency, case.waiting_minutes), or set "reach": true in the protocol to allow it.`)
	}
	return c
}

// answer checks what a rule gives and fills in the defaults.
func (b *builder) answer(i int, name, prefix string, a Answer) desk.Decision {
	b.choice(i, name, prefix+"respond", a.Respond, "yes", "no", "watch")
	b.choice(i, name, prefix+"hours", a.Hours, "calendar", "covered")
	b.choice(i, name, prefix+"where", a.Where, "public", "private", "phone", "email", "chat", "shop")
	b.choice(i, name, prefix+"urgency", a.Urgency, "low", "normal", "high")
	for _, s := range []struct{ field, value string }{{"team", a.Team}, {"skill", a.Skill}, {"macro", a.Macro}, {"escalate", a.Escalate}} {
		if utf8.RuneCountInString(s.value) > maxName {
			b.wrong(i, name, prefix+s.field, fmt.Sprintf("The name is longer than %d characters.", maxName), "Shorten it.")
		}
	}
	if utf8.RuneCountInString(a.Advice) > maxProse {
		b.wrong(i, name, prefix+"advice", fmt.Sprintf("The advice is longer than %d characters.", maxProse), "Shorten it: an agent reads it while a customer waits.")
	}
	if _, ok := parseWithin(a.Within); a.Within != "" && !ok {
		b.wrong(i, name, prefix+"within", fmt.Sprintf("%q is not a time from one minute to 90 days.", a.Within), `Use "30m", "4h", "1h30m" or "2d".`)
	}
	for _, s := range []struct{ field, value string }{{"next", a.Next}, {"update", a.Update}, {"resolve", a.Resolve}} {
		if _, ok := parseWithin(s.value); s.value != "" && !ok {
			b.wrong(i, name, prefix+s.field, fmt.Sprintf("%q is not a time from one minute to 90 days.", s.value), `Use "30m", "4h", "1h30m" or "2d".`)
		}
	}
	if a.Needs < 0 {
		b.wrong(i, name, prefix+"needs", "Authority can't be below zero.", "Enter the amount someone must be allowed to decide on.")
	}
	a = filled(a, b.defaults)
	dec := desk.Decision{Rule: name, Respond: a.Respond, Hours: a.Hours, Team: a.Team, Skill: a.Skill, Where: or(a.Where, "public"),
		Urgency: a.Urgency, Macro: a.Macro, Escalate: a.Escalate, Advice: a.Advice}
	if dec.Respond == "yes" {
		dec.Within, _ = parseWithin(a.Within)
		dec.Next, _ = parseWithin(a.Next)
		dec.Update, _ = parseWithin(a.Update)
		dec.Resolve, _ = parseWithin(a.Resolve)
		dec.Needs = a.Needs
	}
	return dec
}

func (b *builder) choice(i int, name, field, value string, of ...string) {
	if value == "" || slices.Contains(of, value) {
		return
	}
	mend := "It is one of " + strings.Join(of, ", ") + "."
	if near := nearest(value, of); near != "" {
		mend = fmt.Sprintf("Did you mean %q? ", near) + mend
	}
	b.wrong(i, name, field, fmt.Sprintf("%q cannot be %q.", field, value), mend)
}

// filled completes an answer.
func filled(a, from Answer) Answer {
	return Answer{
		Respond: or(a.Respond, from.Respond), Within: or(a.Within, from.Within), Hours: or(a.Hours, from.Hours),
		Next: or(a.Next, from.Next), Update: or(a.Update, from.Update), Resolve: or(a.Resolve, from.Resolve), Needs: max(a.Needs, from.Needs),
		Team: or(a.Team, from.Team), Skill: or(a.Skill, from.Skill), Where: or(a.Where, from.Where),
		Urgency: or(a.Urgency, from.Urgency), Macro: or(a.Macro, from.Macro), Escalate: or(a.Escalate, from.Escalate), Advice: or(a.Advice, from.Advice),
	}
}

// FormatWithin writes a time as documents have it: "30m", "1h30m", "2d". Seconds are left
// out.
func FormatWithin(d time.Duration) string {
	var b strings.Builder
	for _, unit := range []struct {
		sign string
		size time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}} {
		if n := d / unit.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, unit.sign)
			d -= n * unit.size
		}
	}
	return or(b.String(), "0m")
}

// parseWithin reads "90s" to "2d12h".
func parseWithin(s string) (time.Duration, bool) {
	var days time.Duration
	rest := s
	if n, after, ok := strings.Cut(s, "d"); ok {
		count, err := strconv.ParseUint(n, 10, 16)
		if err != nil {
			return 0, false
		}
		days, rest = time.Duration(count)*24*time.Hour, after
	}
	var d time.Duration
	if rest != "" {
		var err error
		if d, err = time.ParseDuration(rest); err != nil || d < 0 {
			return 0, false
		}
	}
	if d > maxWithin || days > maxWithin {
		return 0, false
	}
	d += days
	return d, d >= time.Minute && d <= maxWithin
}
