package view

import (
	"context"
	"slices"
	"strings"

	"heed/internal/report"
	"heed/internal/reporting"
)

// briefLine is a sentence of the overview that leads somewhere.
type briefLine struct {
	words, link string
	better      int
}

// briefPart is one of the questions that the overview answers.
type briefPart struct {
	title, answer, note string
	judged              bool // its lines are better or worse
	lines               []briefLine
}

// briefParts answers what a lead asks first: whether it got better, where it fails, what to do.
func briefParts(ctx context.Context, f ReportFilter, r reporting.Report, league *reporting.League) []briefPart {
	groups := map[string]*report.Tally{}
	if !f.One {
		for _, g := range r.Groups {
			groups[g.Key] = g.Tally
		}
	}
	length, since := f.age(ctx)
	b := report.BriefOf(r.Total.Tally, r.Total.Before, groups, length, since)
	parts := []briefPart{briefBetter(ctx, f, r, b), briefShort(ctx, f, b), briefTodo(ctx, f, b)}
	if league != nil {
		parts = append(parts, besidePeers(ctx, r, league))
	}
	return parts
}

func briefBetter(ctx context.Context, f ReportFilter, r reporting.Report, b report.Brief) briefPart {
	p := briefPart{title: tr(ctx, "Better than before?"), judged: true}
	better, worse := len(b.Better), len(b.Worse)
	of := better + worse + b.Alike
	switch {
	case r.Total.Before == nil || r.Total.Before.Cases == 0:
		p.answer = tr(ctx, "There are no cases in the previous period to compare with.")
	case of == 0:
		p.answer = tr(ctx, "There are too few cases to tell.")
	case better+worse == 0:
		p.answer = tr(ctx, "No clear change: the differences could be due to chance.")
	case worse == 0:
		p.answer = tr(ctx, "Yes: better in %d of %d figures, worse in none.", better, of)
	case better == 0:
		p.answer = tr(ctx, "No: worse in %d of %d figures, better in none.", worse, of)
	default:
		p.answer = tr(ctx, "Mixed: better in %d of %d figures, worse in %d.", better, of, worse)
	}
	for _, m := range slices.Concat(b.Worse, b.Better) {
		p.lines = append(p.lines, briefLine{tr(ctx, "%s: %s, was %s", tr(ctx, m.Figure.Title), figure(ctx, m.Figure.Unit, m.Now.Value), figure(ctx, m.Figure.Unit, m.Before.Value)),
			f.link("/reports/cases", "figure", m.Figure.Name), m.Figure.Moved(m.Now, m.Before)})
	}
	if len(b.Young) > 0 && r.Total.Before != nil && r.Total.Before.Cases > 0 {
		var names []string
		for _, x := range b.Young {
			names = append(names, tr(ctx, x.Title))
		}
		p.note = tr(ctx, "Not compared because the newest cases are too recent: %s.", strings.Join(names, ", "))
	}
	return p
}

// besidePeers says in which figures the desk is surely better or worse than the median of others. What public
// posts tell only by something that stands for it is another thing there, and not judged.
func besidePeers(ctx context.Context, r reporting.Report, league *reporting.League) briefPart {
	p := briefPart{title: tr(ctx, "Compared with %s", league.Name), judged: true}
	var unlike []string
	for _, s := range shownFigures {
		for _, name := range s.names {
			l := lineOf(name, r.Total, league)
			m := l.field.Median
			better := l.Moved(l.now, report.Value{Value: m, Low: m, High: m, N: int64(l.field.Companies)})
			if l.field.Companies == 0 || better == 0 {
				continue
			}
			if l.Proxy {
				unlike = append(unlike, tr(ctx, l.Title))
				continue
			}
			words := tr(ctx, "%s: %s, %s at their median", tr(ctx, l.Title), figure(ctx, l.Unit, l.now.Value), figure(ctx, l.Unit, m))
			p.lines = append(p.lines, briefLine{words, "", better})
		}
	}
	if len(p.lines) == 0 {
		p.answer = tr(ctx, "No figure is clearly better or worse than their median.")
	}
	if len(unlike) > 0 {
		p.note = tr(ctx, "Not compared because public posts measure it differently from the desk: %s.", strings.Join(unlike, ", "))
	}
	return p
}

func briefShort(ctx context.Context, f ReportFilter, b report.Brief) briefPart {
	p := briefPart{title: tr(ctx, "Where does it fail?")}
	if len(b.Holes)+len(b.Short) == 0 {
		p.answer = tr(ctx, "No hour of the week and no group below stands out as worse.")
	}
	for _, h := range b.Holes {
		p.lines = append(p.lines, briefLine{tr(ctx, "%s: %s of %s answered within an hour", runOfHours(ctx, h.From, h.Hours), grouped(ctx, h.Answered), grouped(ctx, h.Demand)),
			f.link("/reports/cases", "figure", "response_rate_1h", "only", "no", "weekhour", weekHours(h.From, h.Hours)), -1})
	}
	for _, s := range b.Short {
		only := "no"
		if s.Figure.Better < 0 {
			only = "yes"
		}
		words := tr(ctx, "%s %s: %s %s, overall %s", dimName(ctx, f.Dim), GroupName(ctx, f.Dim, s.Key), tr(ctx, s.Figure.Title), figure(ctx, s.Figure.Unit, s.Value.Value), figure(ctx, s.Figure.Unit, s.Whole.Value))
		p.lines = append(p.lines, briefLine{words, f.link("/reports/cases", "figure", s.Figure.Name, "key", s.Key, "only", only), -1})
	}
	return p
}

// matterWords are what a lead can do about each matter, and the page that shows it.
var matterWords = map[string][3]string{ // read only
	"response_rate_any": {"%d customer got no answer: answer anyone still waiting.", "%d customers got no answer: answer anyone still waiting.", ""},
	"windows_lost":      {"%d customer talked about leaving and got no answer in time: contact them first.", "%d customers talked about leaving and got no answer in time: contact them first.", "windows"},
	"promise_keeping":   {"%d promise wasn't kept in time: keep it now, or explain why not.", "%d promises weren't kept in time: keep them now, or explain why not.", "promises"},
	"deflection_rate":   {"%d case was only sent elsewhere: review it with the team.", "%d cases were only sent elsewhere: review the examples with the team.", "deflection"},
	"lip_service":       {"%d answer only apologised: review it with the team.", "%d answers only apologised: review the examples with the team.", "lip-service"},
}

func briefTodo(ctx context.Context, f ReportFilter, b report.Brief) briefPart {
	p := briefPart{title: tr(ctx, "What to do next")}
	for _, m := range b.Matters {
		w := matterWords[m.Figure.Name]
		link := f.link("/reports/cases", "figure", m.Figure.Name, "only", m.Only)
		if w[2] != "" {
			link = f.link("/reports/about/" + w[2])
		}
		p.lines = append(p.lines, briefLine{words: trn(ctx, int(m.Count), w[0], w[1]), link: link})
	}
	if len(b.Holes) > 0 {
		h := b.Holes[0]
		p.lines = append(p.lines, briefLine{words: tr(ctx, "Try covering %s: the coverage page shows what difference it would make.", runOfHours(ctx, h.From, h.Hours)), link: "/coverage"})
	}
	if len(p.lines) == 0 {
		p.answer = tr(ctx, "There's nothing to do right now.")
	}
	return p
}

// edgeOf is the class of a line by whether it is good news.
func edgeOf(l briefLine) string {
	return map[int]string{1: "good-edge", -1: "bad-edge"}[l.better]
}

// verdictWord says so for those who do not see the colour.
func verdictWord(ctx context.Context, l briefLine) string {
	return map[int]string{1: tr(ctx, "better"), -1: tr(ctx, "worse")}[l.better]
}

// meant are the figures of a page with what they are, for those who read them first.
func meant() (out []report.Figure) {
	for _, s := range shownFigures {
		for _, name := range s.names {
			out = append(out, figureOf(name))
		}
	}
	return out
}
