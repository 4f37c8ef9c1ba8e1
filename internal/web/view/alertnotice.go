package view

import (
	"strings"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
)

// AlertNotice says to a reader what an alert found: one line, and a text with its line and cases.
func AlertNotice(r desk.Reader, s reporting.Spoken) (subject, text string) {
	lang, a := r.Lang, s.Alert
	say := report.Lang(lang)
	value := say.Number(s.Figure.Unit, s.Now.Value)
	var of []string
	for _, w := range s.Of {
		of = append(of, watchedName(lang, w))
	}
	where := ""
	if len(of) > 0 {
		where = " (" + strings.Join(of, ", ") + ")"
	}
	subject = a.Name + ": " + Say(lang, s.Figure.Title) + where + " " + value
	if s.Test {
		subject = Say(lang, "Test of %s", subject)
	}
	lines := []string{Say(lang, "%s of %s cases of the last %s.", value, say.Count(s.Now.N), windowWords(lang, a.Window))}
	if s.Before.Known() {
		lines = append(lines, Say(lang, "Before: %s.", say.Number(s.Figure.Unit, s.Before.Value)))
	}
	lines = append(lines, alertCondition(lang, a, s.Figure.Unit))
	if !a.Raised.IsZero() && !s.Test {
		lines = append(lines, Say(lang, "It has held since %s.", Moment(r, a.Raised)))
	}
	text = strings.Join(lines, " ")
	if len(s.Cases) > 0 {
		var list []string
		for _, id := range s.Cases {
			list = append(list, id.String())
		}
		text += "\n" + Say(lang, "Cases") + ": " + strings.Join(list, ", ")
	}
	return subject, text
}

func watchedName(lang string, w reporting.Watched) string {
	name := w.Name
	switch {
	case name == "":
		name = Say(lang, "none")
	case w.Dim == desk.ByIntent || w.Dim == desk.ByPrivate:
		name = Say(lang, upperFirst(name))
	case w.Dim == desk.ByNetwork:
		name = upperFirst(name)
	}
	for _, n := range dimNames {
		if n.dim == w.Dim {
			return Say(lang, n.name) + ": " + name
		}
	}
	return name
}

// alertCondition says when an alert holds.
func alertCondition(lang string, a *desk.Alert, u report.Unit) string {
	switch a.Kind {
	case desk.Above:
		return Say(lang, "The line: above %s.", lineWords(lang, u, a.Value))
	case desk.Below:
		return Say(lang, "The line: below %s.", lineWords(lang, u, a.Value))
	case desk.Rose:
		return Say(lang, "The line: a rise of %s since the time before.", lineWords(lang, report.Share, a.Value))
	}
	return Say(lang, "The line: a fall of %s since the time before.", lineWords(lang, report.Share, a.Value))
}
