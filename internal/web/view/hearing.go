package view

import (
	"cmp"
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
	"heed/internal/hearing"
	"heed/internal/monitor"
	"heed/internal/order"
)

// mostListed is how many searches a list of the page Hearing shows. All of them have a page of their own.
const mostListed = 50

// troubledFirst are the searches that the page lists: silent ones before the others, and those that hit most before the rest.
func troubledFirst(all []monitor.SearchReport) []*monitor.SearchReport {
	out := make([]*monitor.SearchReport, len(all))
	for i := range all {
		out[i] = &all[i]
	}
	order.Stable(out, func(a, b *monitor.SearchReport) int {
		if a.Silent != b.Silent {
			if a.Silent {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.PerDay, a.PerDay)
	})
	return out[:min(len(out), mostListed)]
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

// sourceWord says in a word how a source does, and with which class.
func sourceWord(ctx context.Context, r *monitor.Report, s *monitor.SourceReport) (word, class string) {
	a := alarmOf(r, s.Key)
	switch {
	case s.Source.State == desk.Stopped:
		return tr(ctx, "Paused"), "paused"
	case s.Source.State == desk.Capped:
		return tr(ctx, "Stopped at its cap"), "failing"
	case a.Kind == hearing.KindBarred:
		return tr(ctx, "Rejected by the network"), "failing"
	case a.Kind == hearing.KindBehind:
		return tr(ctx, "Catching up"), "behind"
	case a.Kind == hearing.KindQuiet:
		return tr(ctx, "Too quiet"), "behind"
	case a.Kind == hearing.KindMute:
		return tr(ctx, "Nothing heard so far"), "behind"
	case a.Kind == hearing.KindClock:
		return tr(ctx, "Our clock is wrong"), "behind"
	case a.Kind == hearing.KindCanary:
		return tr(ctx, "Test post failed"), "behind"
	case a.Kind != "" || s.Source.State == desk.Failing || s.Source.State == desk.Barred:
		return tr(ctx, "Not working"), "failing"
	case s.Beat.IsZero():
		return tr(ctx, "Connecting"), "connecting"
	case s.Part == desk.PartStream && s.Posted.IsZero():
		return tr(ctx, "Connected, nothing heard yet"), "connecting"
	}
	return tr(ctx, "Hears"), "ok"
}

// usualText says what a source usually brings at this hour, or that it is not known yet.
func usualText(ctx context.Context, s *monitor.SourceReport) string {
	switch s.Basis {
	case hearing.Weekly:
		return tr(ctx, "%s per hour is usual at this hour of the week", rateText(ctx, s.Usual))
	case hearing.Daily:
		return tr(ctx, "%s per hour is usual at this hour of the day", rateText(ctx, s.Usual))
	case hearing.Overall:
		return tr(ctx, "%s per hour is usual, based on all hours so far", rateText(ctx, s.Usual))
	}
	return trn(ctx, s.Need, "usual volume not known yet: needs %d more hour", "usual volume not known yet: needs %d more hours")
}

// heardText says what an account brought in the last day.
func heardText(ctx context.Context, h monitor.Heard) string {
	return tr(ctx, "%d heard, %d kept in the last 24 hours", h.Posts, h.Kept)
}

func rateText(ctx context.Context, n float64) string {
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
		return tr(ctx, "No control word yet: it's chosen once 500 posts have been heard.")
	case c.Back.IsZero():
		return tr(ctx, "Control word “%s”, usually in one of %d posts: not heard yet", c.Word, int(math.Round(1/c.Share)))
	}
	return tr(ctx, "Control word “%s”, usually in one of %d posts: last heard %s", c.Word, int(math.Round(1/c.Share)), ago(ctx, c.Back))
}

func ownText(ctx context.Context, s *monitor.SourceReport) string {
	c := &s.Canary
	switch {
	case c.Refused != "" || !c.Lost.IsZero():
		return tr(ctx, "Our test post failed %s; the next one goes out at %s", ago(ctx, c.Tried), clock(ctx, c.Tried.Add(monitor.SongAgain)))
	case !c.SentAt.IsZero():
		return tr(ctx, "Our test post has been under way since %s", clock(ctx, c.SentAt))
	case !c.OwnBack.IsZero() && c.OwnTook > 0:
		return tr(ctx, "Our test post came back %s, after %s s", ago(ctx, c.OwnBack), decimal(ctx, float64(c.OwnTook)/1e6))
	case !c.Proved.IsZero() && c.Barred == "" && s.Part == desk.PartDirect:
		return tr(ctx, "Can write private messages, confirmed by the network %s", ago(ctx, c.Proved))
	case !c.Proved.IsZero() && c.Barred == "":
		return tr(ctx, "Can post, confirmed by the network %s", ago(ctx, c.Proved))
	}
	return ""
}

// bars are the hours of a source's day: how high each is, of 100, and the line of what is usual.
type bar struct {
	X, H, Usual int
	Deaf        bool
	Title       string
}

func bars(ctx context.Context, s *monitor.SourceReport) (out []bar) {
	day, most := s.Day, 1.0
	for _, h := range day {
		most = max(most, float64(h.Posts), h.Usual)
	}
	for i, h := range day {
		b := bar{X: i * 8, H: int(math.Ceil(float64(h.Posts) / most * 28)), Usual: -1, Deaf: deaf(day, i)}
		if h.Usual >= 0 {
			b.Usual = 30 - int(h.Usual/most*28)
		}
		b.Title = clock(ctx, h.At) + ": " + heardOf(ctx, s.Part, h.Posts)
		out = append(out, b)
	}
	return out
}

// deaf reports an hour of which more than half was not heard. The last one is not over.
func deaf(day []monitor.Hour, i int) bool {
	return day[i].Covered >= 0 && day[i].Covered < .5 && i < len(day)-1
}

// dayText says in words what the picture of a day shows.
func dayText(ctx context.Context, s *monitor.SourceReport) string {
	sum, silent := int64(0), 0
	for i, h := range s.Day {
		sum += h.Posts
		if deaf(s.Day, i) {
			silent++
		}
	}
	when := tr(ctx, "in the last 24 hours")
	if !s.First.IsZero() && sh(ctx).Now.Sub(s.First) < 24*time.Hour {
		when = tr(ctx, "since it was connected %s", ago(ctx, s.First))
	}
	said := heardOf(ctx, s.Part, sum) + " " + when
	if silent > 0 {
		said += ", " + trn(ctx, silent, "%d hour not heard", "%d hours not heard")
	}
	return said
}

// newestWord is what came last through a part of an account.
func newestWord(ctx context.Context, part string) string {
	if part == desk.PartDirect {
		return tr(ctx, "newest message")
	}
	return tr(ctx, "newest post")
}

// heardOf is how much came through a part of an account.
func heardOf(ctx context.Context, part string, n int64) string {
	switch {
	case part != desk.PartDirect:
		return posts(ctx, n)
	case n == 0:
		return tr(ctx, "No messages")
	case n == 1:
		return tr(ctx, "1 message")
	}
	return tr(ctx, "%s messages", grouped(ctx, n))
}

// silenceText says how a search stands that may be silent.
func silenceText(ctx context.Context, s *monitor.SearchReport) string {
	switch {
	case s.Paused:
		return tr(ctx, "Paused")
	case s.PerDay < 0:
		return trn(ctx, s.Need, "Usual volume not known yet: needs %d more hour.", "Usual volume not known yet: needs %d more hours.")
	case s.Silent:
		return tr(ctx, "Silent: %s per day is usual.", rateText(ctx, s.PerDay))
	case s.PerDay*30 < s.Needed:
		return tr(ctx, "It matches too rarely for silence to mean anything.")
	}
	return tr(ctx, "%s per day is usual; silence would show after %s.", rateText(ctx, s.PerDay), span(time.Duration(s.Needed/s.PerDay*24*float64(time.Hour))))
}

func posts(ctx context.Context, n int64) string {
	if n == 1 {
		return tr(ctx, "1 post")
	}
	return tr(ctx, "%s posts", grouped(ctx, n))
}
