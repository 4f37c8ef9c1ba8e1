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
	lead := Say(lang, "%s of %s cases in the last %s.", value, say.Count(s.Now.N), windowWords(lang, a.Window))
	if !s.Now.Known() && s.Now.Low > 0 {
		value = say.Number(s.Figure.Unit, s.Now.Low)
		lead = Say(lang, "At least %s, based on %s cases in the last %s: too few were answered to say more.", value, say.Count(s.Now.N), windowWords(lang, a.Window))
		value = Say(lang, "at least %s", value)
	}
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
	lines := []string{lead}
	if s.Before.Known() {
		lines = append(lines, weeksBefore(lang, a, say.Number(s.Figure.Unit, s.Before.Value)))
	}
	lines = append(lines, alertCondition(lang, a, s.Figure.Unit))
	if !a.Raised.IsZero() && !s.Test {
		lines = append(lines, Say(lang, "It has been true since %s.", Moment(r, a.Raised)))
	}
	text = strings.Join(lines, " ")
	if len(s.Cases) > 0 {
		var list []string
		for _, id := range s.Cases {
			list = append(list, id.String())
		}
		text += "\n" + noticeHead(lang, s) + ": " + strings.Join(list, ", ")
	}
	return subject, text
}

// weeksBefore says what a figure was at the time that a change is one beside.
func weeksBefore(lang string, a *desk.Alert, value string) string {
	if n := reporting.Weeks(a.Window); n > 1 {
		return Say(lang, "%d weeks before: %s.", n, value)
	}
	return Say(lang, "A week before: %s.", value)
}

// noticeHead says which cases of a figure a notice names.
func noticeHead(lang string, s reporting.Spoken) string {
	only, beyond := reporting.Culprits(s.Figure, s.Alert.Kind, s.Alert.Value)
	head := Say(lang, "Cases")
	switch {
	case only == "yes":
		head = Say(lang, "Cases where this is true")
	case only == "no":
		head = Say(lang, "Cases where this isn't true")
	case beyond > 0:
		head = Say(lang, "Cases longer than %s", report.Duration(beyond))
	}
	if s.More {
		head += " (" + Say(lang, "newest %d", len(s.Cases)) + ")"
	}
	return head
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
		return Say(lang, "Threshold: above %s.", lineWords(lang, u, a.Value))
	case desk.Below:
		return Say(lang, "Threshold: below %s.", lineWords(lang, u, a.Value))
	case desk.Rose:
		return Say(lang, "Threshold: a rise of %s, %s.", lineWords(lang, report.Share, a.Value), besideWords(lang, a))
	}
	return Say(lang, "Threshold: a fall of %s, %s.", lineWords(lang, report.Share, a.Value), besideWords(lang, a))
}
