package view

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"heed/internal/builder"
	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/hearing"
	"heed/internal/monitor"
	"heed/internal/purse"
)

// An outcry is one alarm, or several of one account that say the same.
type outcry struct {
	desk.Alarm
	who string // whom it is about, in the reader's language
}

// mostCries is how many a banner shows: it stands above the work.
const mostCries = 2

// outcries gathers the alarms that one mending ends: of a dead token every part of the account tells.
func outcries(ctx context.Context, alarms []desk.Alarm) (out []outcry) {
next:
	for _, a := range alarms {
		who := retell(ctx, a.Subject)
		account, part, ofAccount := strings.Cut(who, ": ")
		for i := range out {
			o := &out[i]
			if !ofAccount || o.Kind != a.Kind || o.Problem != a.Problem || o.Mend != a.Mend || !strings.HasPrefix(o.who, account+": ") {
				continue
			}
			o.who += ", " + part
			o.Urgent = o.Urgent || a.Urgent
			if a.Since.Before(o.Since) {
				o.Since = a.Since
			}
			continue next
		}
		out = append(out, outcry{a, who})
	}
	return out
}

// alarmsOf are the alarms of a source or a search.
func alarmsOf(alarms []desk.Alarm, key string) (out []desk.Alarm) {
	for _, a := range alarms {
		if strings.HasPrefix(a.Key, key+"/") {
			out = append(out, a)
		}
	}
	return out
}

// urgent are the alarms of what is not heard at all.
func urgent(alarms []desk.Alarm) (out []desk.Alarm) {
	for _, a := range alarms {
		if a.Urgent {
			out = append(out, a)
		}
	}
	return out
}

// mostListed is how many searches a list of the page Hearing shows. All of them have a page of their own.
const mostListed = 50

// foremost are the first of a list in an order, or all of it as it is where that is not more.
func foremost[T any](list []T, most int, order func(a, b *T) int) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	if len(out) > most {
		slices.SortStableFunc(out, order)
		out = out[:most]
	}
	return out
}

// firstSilent puts silent searches before the others, and those that hit most before the rest.
func firstSilent(a, b *monitor.SearchReport) int {
	if a.Silent != b.Silent {
		if a.Silent {
			return -1
		}
		return 1
	}
	return cmp.Compare(b.PerDay, a.PerDay)
}

// firstSpent puts searches that a cap ended before the others, and those that cost most before the rest.
func firstSpent(a, b *monitor.SpendReport) int {
	if a.Capped.IsZero() != b.Capped.IsZero() {
		if b.Capped.IsZero() {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.Spent, a.Spent), cmp.Compare(b.Forecast, a.Forecast), cmp.Compare(b.Cap, a.Cap))
}

// partTitle is a part of an account as the page has it.
func partTitle(ctx context.Context, part string) string {
	switch part {
	case desk.PartStream:
		return tr(ctx, "Public posts")
	case desk.PartMentions:
		return tr(ctx, "Mentions and replies")
	}
	return tr(ctx, "Private messages")
}

// alarmOf is the alarm that lasts of a source, "" kind for none.
func alarmOf(r *monitor.Report, key string) desk.Alarm {
	if of := alarmsOf(r.Alarms, key); len(of) > 0 {
		return of[0]
	}
	return desk.Alarm{}
}

// sourceWord says in a word how a source does, and with which class.
func sourceWord(ctx context.Context, r *monitor.Report, s *monitor.SourceReport) (word, class string) {
	a := alarmOf(r, s.Key)
	switch {
	case s.Source.State == desk.Stopped:
		return tr(ctx, "Paused"), "paused"
	case s.Source.State == desk.Capped:
		return tr(ctx, "Stopped by its cap"), "failing"
	case a.Kind == hearing.KindBarred:
		return tr(ctx, "Refused by the network"), "failing"
	case a.Kind == hearing.KindBehind:
		return tr(ctx, "Catching up"), "behind"
	case a.Kind == hearing.KindQuiet:
		return tr(ctx, "Too quiet"), "behind"
	case a.Kind == hearing.KindCanary:
		return tr(ctx, "Its test failed"), "behind"
	case a.Kind != "" || s.Source.State == desk.Failing || s.Source.State == desk.Barred:
		return tr(ctx, "Not working"), "failing"
	case s.Beat.IsZero():
		return tr(ctx, "Connecting"), "connecting"
	}
	return tr(ctx, "Hears"), "ok"
}

// usualText says what a source usually brings at this hour, or that it is not known yet.
func usualText(ctx context.Context, s *monitor.SourceReport) string {
	switch s.Basis {
	case hearing.Weekly:
		return tr(ctx, "%s an hour are usual at this hour of the week", perHour(ctx, s.Usual))
	case hearing.Daily:
		return tr(ctx, "%s an hour are usual at this hour of the day", perHour(ctx, s.Usual))
	case hearing.Overall:
		return tr(ctx, "%s an hour are usual, by all hours so far", perHour(ctx, s.Usual))
	}
	return trn(ctx, s.Need, "what is usual is not known yet: %d more hour must be heard", "what is usual is not known yet: %d more hours must be heard")
}

func perHour(ctx context.Context, n float64) string {
	if n < 10 {
		return decimal(ctx, n)
	}
	return grouped(ctx, int64(n+.5))
}

func decimal(ctx context.Context, n float64) string {
	s := strconv.FormatFloat(n, 'f', 1, 64)
	s = strings.TrimSuffix(s, ".0")
	if sh(ctx).Lang == "de" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// canaryText says what proves the way from the network to the matcher.
func canaryText(ctx context.Context, s *monitor.SourceReport) string {
	c := &s.Canary
	switch {
	case s.Part != desk.PartStream:
		return ""
	case c.Word == "":
		return tr(ctx, "No control word yet: it is chosen once 500 posts were heard.")
	case c.Back.IsZero():
		return tr(ctx, "Control word “%s”, usual in one of %d posts: not heard yet", c.Word, int(math.Round(1/c.Share)))
	}
	return tr(ctx, "Control word “%s”, usual in one of %d posts: last heard %s", c.Word, int(math.Round(1/c.Share)), ago(ctx, c.Back))
}

func ownText(ctx context.Context, s *monitor.SourceReport) string {
	c := &s.Canary
	switch {
	case !c.SentAt.IsZero():
		return tr(ctx, "A test post of our own is under way since %s", clock(ctx, c.SentAt))
	case !c.OwnBack.IsZero() && c.OwnTook > 0:
		return tr(ctx, "Our own test post came back %s, after %s s", ago(ctx, c.OwnBack), decimal(ctx, float64(c.OwnTook)/1e6))
	}
	return ""
}

// bars are the hours of a source's day: how high each is, of 100, and the line of what is usual.
type bar struct {
	X, H, Usual int
	Deaf        bool
	Title       string
}

func bars(ctx context.Context, day []monitor.Hour) (out []bar) {
	most := 1.0
	for _, h := range day {
		most = max(most, float64(h.Posts), h.Usual)
	}
	for i, h := range day {
		b := bar{X: i * 8, H: int(math.Ceil(float64(h.Posts) / most * 28)), Usual: -1, Deaf: deaf(day, i)}
		if h.Usual >= 0 {
			b.Usual = 30 - int(h.Usual/most*28)
		}
		b.Title = clock(ctx, h.At) + ": " + posts(ctx, h.Posts)
		out = append(out, b)
	}
	return out
}

// deaf reports an hour of which more than half was not heard. The last one is not over.
func deaf(day []monitor.Hour, i int) bool {
	return day[i].Covered >= 0 && day[i].Covered < .5 && i < len(day)-1
}

// dayText says in words what the picture of a day shows.
func dayText(ctx context.Context, day []monitor.Hour) string {
	sum, silent := int64(0), 0
	for i, h := range day {
		sum += h.Posts
		if deaf(day, i) {
			silent++
		}
	}
	s := tr(ctx, "%s posts in the last 24 hours", grouped(ctx, sum))
	if sum == 1 {
		s = tr(ctx, "1 post in the last 24 hours")
	}
	if silent > 0 {
		s += ", " + trn(ctx, silent, "%d hour was not heard", "%d hours were not heard")
	}
	return s
}

func gapState(ctx context.Context, g *desk.Gap) (word, class string) {
	switch g.State {
	case desk.GapOpen:
		return tr(ctx, "lasts"), "failing"
	case desk.GapFilling:
		return tr(ctx, "is being made up"), "behind"
	case desk.GapFilled:
		return tr(ctx, "made up"), "ok"
	}
	return tr(ctx, "cannot be made up"), "failing"
}

func gapCost(ctx context.Context, g *desk.Gap) string {
	switch {
	case g.State == desk.GapFilled || g.State == desk.GapFilling:
		return trn(ctx, int(max(g.Posts, 0)), "%d post read afterwards", "%d posts read afterwards")
	case g.State == desk.GapLost && g.Missed >= 0:
		return trn(ctx, int(g.Missed), "about %d post missed.", "about %d posts missed.") + " " + retell(ctx, g.Basis)
	case g.State == desk.GapLost:
		return tr(ctx, "what it cost is not known.") + " " + retell(ctx, g.Basis)
	}
	return ""
}

func gapSubject(ctx context.Context, g *desk.Gap) string {
	name := sh(ctx).account(g.Account).Name
	if name == "" {
		name = tr(ctx, "an account that was removed")
	}
	return name + ": " + partTitle(ctx, g.Part)
}

// silenceText says how a search stands that may be silent.
func silenceText(ctx context.Context, s *monitor.SearchReport) string {
	switch {
	case s.Paused:
		return tr(ctx, "Paused")
	case s.PerDay < 0:
		return trn(ctx, s.Need, "What is usual is not known yet: %d more hour must be heard.", "What is usual is not known yet: %d more hours must be heard.")
	case s.Silent:
		return tr(ctx, "Silent: %s a day are usual.", perHour(ctx, s.PerDay))
	case s.PerDay*30 < s.Needed:
		return tr(ctx, "It hits too seldom for its silence to mean anything.")
	}
	return tr(ctx, "%s a day are usual; its silence would show after %s.", perHour(ctx, s.PerDay), span(time.Duration(s.Needed/s.PerDay*24*float64(time.Hour))))
}

func priceText(ctx context.Context, micros int64, p channel.Price) string {
	s := purse.Show(micros, p.Currency)
	if sh(ctx).Lang == "de" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// capValue is a cap as a form has it.
func capValue(ctx context.Context, micros int64) string {
	if micros == 0 {
		return ""
	}
	s := strconv.FormatFloat(float64(micros)/1e6, 'f', -1, 64)
	if sh(ctx).Lang == "de" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

func posts(ctx context.Context, n int64) string {
	if n == 1 {
		return tr(ctx, "1 post")
	}
	return tr(ctx, "%s posts", grouped(ctx, n))
}

func notHeard(ctx context.Context, since time.Time, posts int64, basis string) string {
	if since.IsZero() {
		return ""
	}
	if posts < 0 {
		return tr(ctx, "Stopped %s; what it cost is not known.", ago(ctx, since)) + " " + retell(ctx, basis)
	}
	return trn(ctx, int(posts), "About %d post not heard.", "About %d posts not heard.") + " " + tr(ctx, "Stopped %s.", ago(ctx, since)) + " " + retell(ctx, basis)
}

// priced are the networks of the desk that charge for reading.
func (s *Shell) priced() (out []channel.Kind) {
	for _, n := range s.networks() {
		if k := s.Kinds[n]; k.Abilities.Price.Post > 0 {
			out = append(out, k)
		}
	}
	return out
}

// reachText says how much of what was heard a preview looked at.
func reachText(ctx context.Context, r *builder.Reach) string {
	if r.Posts == 0 {
		return tr(ctx, "No heard posts are kept yet. They come by themselves while heed hears public posts.")
	}
	s := tr(ctx, "In the last %s: %s posts looked at", span(sh(ctx).Now.Sub(r.From)), grouped(ctx, r.Posts))
	if r.Posts == 1 {
		s = tr(ctx, "In the last %s: 1 post looked at", span(sh(ctx).Now.Sub(r.From)))
	}
	if r.Heard > r.Posts {
		s += tr(ctx, ", for %s heard", grouped(ctx, r.Heard))
	}
	if !r.Whole {
		s += " " + tr(ctx, "(older ones are kept, but take too long to look at)")
	}
	return s + "."
}

func perDay(ctx context.Context, n float64) string {
	return tr(ctx, "%s a day", perHour(ctx, n))
}

// costText says whether a search is accepted and how much it weighs.
func costText(ctx context.Context, cost int) string {
	return tr(ctx, "Accepted: about %d of at most %d look-ups in a post", cost, 2000)
}

func variantKind(ctx context.Context, kind string) string {
	switch kind {
	case "misspelling":
		return tr(ctx, "misspelt")
	case "tag":
		return tr(ctx, "hashtag")
	}
	return tr(ctx, "handle")
}

// HitsOf is a search with what it brought.
type HitsOf struct {
	Search    desk.Search
	Relevance builder.Relevance
	Problem   *Problem
}

// markOf is the mark of a search on a message, nil none.
func (c *Case) markOf(id desk.MessageID, search desk.SearchID) *desk.Mark {
	for i, m := range c.Marks[id] {
		if m.Search == search {
			return &c.Marks[id][i]
		}
	}
	return nil
}

// tokenList are the parts of a search for the editor: start, end and kind of each, in the
// units of JavaScript's strings.
func tokenList(c *SearchCheck) string {
	var b strings.Builder
	for _, t := range c.Tokens {
		u := Units(c.Query, t.Span)
		fmt.Fprintf(&b, "%d,%d,%s;", u.Start, u.End, t.Kind)
	}
	return strings.TrimSuffix(b.String(), ";")
}
