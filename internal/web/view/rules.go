package view

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/protocol"
)

// Rules is the draft of the response protocol as its page shows it.
type Rules struct {
	Document protocol.Document
	Problems []protocol.Problem
	Open     int // rule whose card is open; -1 none
	Kept     bool
	Base     int
	Author   desk.AgentID
	At       time.Time
	Form     Form
}

func (d *Rules) seen() string {
	if d.At.IsZero() {
		return ""
	}
	return d.At.Format(time.RFC3339Nano)
}

// ConditionSaid is what heed says of one condition.
type ConditionSaid struct {
	admin.Trial
	Empty    bool
	Problems []protocol.Problem
}

// DryRun is the page of a draft that was tried.
type DryRun struct {
	Run  admin.DryRun
	Days int
	Pick protocol.Pick // the number whose cases are listed
	Form Form
}

// open is where the cases behind a number stand.
func (r *DryRun) open(k protocol.Pick) templ.SafeURL {
	v := url.Values{"days": {strconv.Itoa(r.Days)}}
	for name, value := range map[string]string{"side": k.Side, "what": k.What, "by": k.By, "name": k.Name, "from": k.From, "to": k.To} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return templ.SafeURL("/settings/protocol/draft/try?" + v.Encode() + "#changes")
}

// listed says which cases the list holds.
func (r *DryRun) listed(ctx context.Context) string {
	k, parts := r.Pick, []string(nil)
	if k == (protocol.Pick{}) {
		return tr(ctx, "What changes")
	}
	if k.From != "" || k.To != "" {
		parts = append(parts, k.From+" → "+k.To)
	}
	if k.By != "" {
		parts = append(parts, pickedGroup(ctx, k))
	}
	for _, row := range r.rows(ctx) {
		if row.what == k.What && k.What != "" {
			parts = append(parts, row.label)
		}
	}
	switch k.Side {
	case "before":
		parts = append(parts, tr(ctx, "in use"))
	case "after":
		parts = append(parts, tr(ctx, "draft"))
	}
	return strings.Join(parts, " · ")
}

// Cases is how many were tried.
func (r *DryRun) Cases() int { return r.Run.Comparison.Cases }

type compareRow struct {
	label, what   string
	before, after int
}

func (r *DryRun) rows(ctx context.Context) []compareRow {
	b, a := r.Run.Before, r.Run.After
	return []compareRow{
		{tr(ctx, "Answered"), "answer", b.Answer, a.Answer},
		{tr(ctx, "Watched"), "watch", b.Watch, a.Watch},
		{tr(ctx, "Not answered"), "no", b.Ignore, a.Ignore},
		{tr(ctx, "Too late"), "late", b.Breaches, a.Breaches},
	}
}

func (r *DryRun) most() int {
	most := 1
	for h := range 24 {
		most = max(most, r.Run.Before.Hours[h], r.Run.After.Hours[h])
	}
	return most
}

// hourWords say a bar.
func (r *DryRun) hourWords(ctx context.Context, h int, side string, n int) string {
	name := tr(ctx, "in use")
	if side == "after" {
		name = tr(ctx, "draft")
	}
	return fmt.Sprintf("%02d:00, %s: ", h, name) + trn(ctx, n, "%d case", "%d cases")
}

// ofHour are the answers owed that began in an hour of the day.
func ofHour(h int, side string) protocol.Pick {
	return protocol.Pick{By: "hour", Name: strconv.Itoa(h), Side: side, What: "answer"}
}

func barX(h int, side string) int {
	if side == "after" {
		return h*20 + 11
	}
	return h*20 + 3
}

const barRoom = 100

func barHeight(n, most int) string { return strconv.Itoa(n * barRoom / most) }
func barY(n, most int) string      { return strconv.Itoa(barRoom - n*barRoom/most) }

func signed(n int) string {
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return strings.Replace(strconv.Itoa(n), "-", "−", 1)
}

// pickedGroup is the group of a number, in words.
func pickedGroup(ctx context.Context, k protocol.Pick) string {
	switch k.By {
	case "hour":
		h, _ := strconv.Atoi(k.Name)
		return fmt.Sprintf("%02d:00–%02d:00", h, h+1)
	case "reach", "privacy":
		one, other := gapSides(ctx, k.By)
		if k.Name == "one" {
			return one
		}
		return other
	}
	return groupName(ctx, protocol.Group{By: k.By, Name: k.Name})
}

// gapSides are the two sorts of people that a gap compares.
func gapSides(ctx context.Context, name string) (one, other string) {
	if name == "reach" {
		return tr(ctx, "the quarter with the most followers"), tr(ctx, "all others")
	}
	return tr(ctx, "public messages"), tr(ctx, "private messages")
}

func groupName(ctx context.Context, g protocol.Group) string {
	switch {
	case g.By == "channel":
		return sh(ctx).NetworkName(desk.Network(g.Name))
	case g.Name == "":
		return tr(ctx, "language unknown")
	}
	return languageName(ctx, g.Name)
}

func protocolInterval(ctx context.Context, i protocol.Interval) string {
	if !i.Known {
		return tr(ctx, "can't be determined: no intent has cases on both sides")
	}
	points := func(v float64) string { return signed(int(v*100 + map[bool]float64{true: .5, false: -.5}[v >= 0])) }
	return tr(ctx, "%s points (%s to %s)", points(i.Value), points(i.Low), points(i.High))
}

// decisionWords say what a decision asks of the desk.
func decisionWords(ctx context.Context, d desk.Decision) string {
	a := protocol.Answer{Respond: d.Respond, Where: d.Where, Team: d.Team, Skill: d.Skill, Urgency: d.Urgency}
	if d.Respond == "yes" {
		a.Within, a.Hours = d.Within.String(), d.Hours
	} else {
		a.Where = ""
	}
	return ruleAnswer(ctx, a)
}

// mostWhen is how much of a condition the table of rules shows: one with hundreds of phrases
// hides the rules below it.
const mostWhen = 240

// shortened cuts a long condition behind one of its phrases.
func shortened(when string) (short string, cut bool) {
	r := []rune(when)
	if len(r) <= mostWhen {
		return when, false
	}
	short = string(r[:mostWhen])
	if at := strings.LastIndex(short, `", "`); at > 0 {
		short = short[:at+2]
	}
	return short + " …", true
}

// Review is a page of the decisions not to answer.
type Review struct {
	List   []desk.Unanswered
	Total  int
	Skip   int
	All    bool     // also what a second person has seen
	Agreed []string // ids of the cases that were agreed to just now
}

// Address is where the page after the first skip stands.
func (r *Review) Address(skip int) string {
	v := url.Values{}
	if r.All {
		v.Set("all", "1")
	}
	if skip > 0 {
		v.Set("skip", strconv.Itoa(skip))
	}
	if len(v) == 0 {
		return "/review"
	}
	return "/review?" + v.Encode()
}

func whyUnanswered(ctx context.Context, u *desk.Unanswered) string {
	d := u.Case.Decision
	switch {
	case u.Who != 0:
		return because(ctx, tr(ctx, "Decided by %s", sh(ctx).agentName(u.Who)), u.Why)
	case u.Why != "":
		return retell(ctx, u.Why)
	}
	if d.Rule == "" {
		return tr(ctx, "decided by a colleague")
	}
	s := tr(ctx, "Rule “%s”", ruleName(sh(ctx).Lang, d.Rule))
	if d.Version > 0 {
		s += " (" + tr(ctx, "Version %d", d.Version) + ")"
	}
	if len(d.Because) > 0 {
		s += ": " + strings.Join(retellAll(ctx, d.Because), "; ")
	}
	return s
}

// An option of a choice.
type option struct{ value, label string }

// options pairs values with labels.
func options(pairs ...string) []option {
	var list []option
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, option{pairs[i], pairs[i+1]})
	}
	return list
}

// with keeps a value that is no longer there among the choices, so that saving loses
// nothing.
func with(list []option, value string) []option {
	for _, o := range list {
		if o.value == value {
			return list
		}
	}
	return append(list, option{value, value})
}

func needs(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func teamOptions(ctx context.Context, value string) []option {
	list := options("", tr(ctx, "as below"))
	for _, t := range sh(ctx).Desk.Teams {
		list = append(list, option{t.Name, t.Name})
	}
	return with(list, value)
}

func macroOptions(ctx context.Context, value string) []option {
	list := options("", tr(ctx, "none"))
	for _, m := range sh(ctx).Desk.Macros {
		list = append(list, option{m.Name, m.Name})
	}
	return with(list, value)
}

func escalateOptions(ctx context.Context, value string) []option {
	list := options("", tr(ctx, "nobody"), "duty", tr(ctx, "who is on duty"))
	for _, t := range sh(ctx).Desk.Teams {
		list = append(list, option{t.Name, t.Name})
	}
	return with(list, value)
}

func escalateName(ctx context.Context, value string) string {
	if value == "duty" {
		return tr(ctx, "who is on duty")
	}
	return value
}
