package view

import (
	"context"

	"heed/internal/desk"
	"heed/internal/dossier"
)

// calledPerson is the name of a person, or that they were erased.
func calledPerson(ctx context.Context, p *desk.Person) string {
	switch {
	case !p.ErasedAt.IsZero():
		return tr(ctx, "Erased person")
	case p.Name == "" && len(p.Handles) > 0:
		return "@" + p.Handles[0].Name
	}
	return p.Name
}

// keptLine is a row of what is kept, and what becomes of it.
type keptLine struct {
	what        string
	n           int
	goes, stays string
}

func keptLines(ctx context.Context, k *desk.Kept) []keptLine {
	texts, times, nothing := tr(ctx, "text, links, pictures, detected signals"), tr(ctx, "when, where, from which side"), "—"
	lines := []keptLine{
		{tr(ctx, "Messages from this person"), k.Said, texts, times},
		{tr(ctx, "Answers from the company"), k.Answers, texts, times},
		{tr(ctx, "Colleagues' notes"), k.Notes, tr(ctx, "their text and mentions"), times},
		{tr(ctx, "Cases"), len(k.Cases), tr(ctx, "names, subject, reason for the decision"), tr(ctx, "times, owner, stage, figures")},
		{tr(ctx, "of these open: they're closed"), k.Open, nothing, nothing},
		{tr(ctx, "Copies and reposts"), k.Copies, texts, tr(ctx, "the fact that there were some")},
		{tr(ctx, "Earlier versions of edited messages"), k.Versions, tr(ctx, "all"), nothing},
		{tr(ctx, "Pictures in answers"), k.Pictures, tr(ctx, "all"), nothing},
		{tr(ctx, "Events"), k.Events, tr(ctx, "what somebody wrote"), tr(ctx, "what happened, when, by whom")},
		{tr(ctx, "Promises"), k.Promises, tr(ctx, "their words"), tr(ctx, "whether they were kept")},
		{tr(ctx, "What heed learned from them"), k.Corrections, tr(ctx, "all"), nothing},
		{tr(ctx, "Messages from others that reply to or quote them"), k.Others, tr(ctx, "the link and the quote"), tr(ctx, "their own words")},
	}
	kept := lines[:0]
	for i, l := range lines {
		if l.n > 0 || i < 4 {
			kept = append(kept, l)
		}
	}
	return kept
}

func days(o dossier.Outlook) int { return int(o.Keep.Hours() / 24) }

func countOf(ctx context.Context, n desk.Count) string {
	if n.More {
		return tr(ctx, "more than %s", itoa(n.N))
	}
	return itoa(n.N)
}

// erasedText says that a person's data was given out or erased, without it.
func erasedText(ctx context.Context, e *desk.Event, who string) string {
	d := e.Data
	switch {
	case e.Kind == desk.PersonGivenOut:
		return tr(ctx, "%s exported the data of person %s: %s messages", who, d["person"], d["messages"])
	case d["days"] != "":
		return tr(ctx, "Erased after %s days: %s cases, %s messages, %s people", d["days"], d["cases"], d["messages"], d["people"])
	}
	return because(ctx, tr(ctx, "%s erased person %s: %s messages, %s cases, %s pictures", who, d["person"], d["messages"], d["cases"], d["pictures"]), d["why"])
}
