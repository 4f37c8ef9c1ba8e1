package view

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"heed/internal/desk"
)

// What a signal can be corrected to. Read only.
var (
	intents    = []string{desk.Complaint, desk.Question, desk.Request, desk.Praise, desk.Leaving, desk.Feedback, desk.Spam, desk.Trolling, desk.Other}
	sentiments = []string{"negative", "neutral", "positive"}
	urgencies  = []string{"low", "normal", "high"}
	complaints = []string{desk.Complaint, desk.NoComplaint}
	languages  = []string{"ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh"}
)

func withLabel(choices []string, label string) []string {
	if slices.Contains(choices, label) {
		return choices
	}
	return append([]string{label}, choices...)
}

// complaintSignal names what is no complaint, so that it can be corrected.
func complaintSignal(s desk.Signal) desk.Signal {
	if s.Label == "" {
		s.Label = desk.NoComplaint
	}
	return s
}

func signalName(ctx context.Context, signal, label string) string {
	switch {
	case signal == "language":
		return languageName(ctx, label)
	case signal == desk.Complaint && label == desk.Complaint:
		return tr(ctx, "Yes")
	case signal == desk.Complaint:
		return tr(ctx, "No")
	}
	return labelName(ctx, label)
}

// labelName writes a label as the pages do: with a capital.
func labelName(ctx context.Context, label string) string {
	if label == "" {
		return ""
	}
	return tr(ctx, strings.ToUpper(label[:1])+label[1:])
}

// Intents are those that a list can be narrowed by.
func Intents() []string { return slices.Clone(intents) }

// KnownLanguage tells whether a code names a language.
func KnownLanguage(code string) bool {
	_, err := language.ParseBase(code)
	return err == nil
}

func languageName(ctx context.Context, code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	var name string
	if sh(ctx).Lang == "de" {
		name = display.German.Languages().Name(tag)
	} else {
		name = display.English.Languages().Name(tag)
	}
	if name == "" {
		return code
	}
	return name
}

// signalBecause are the words that gave rise to a signal, quoted, or what else did.
func signalBecause(ctx context.Context, signal string, why []string) string {
	const most = 4
	out := make([]string, 0, most)
	for _, w := range why[:min(len(why), most)] {
		switch {
		case reasons[w]:
			out = append(out, retell(ctx, w))
		case signal == "urgency" && slices.Contains(intents, w):
			out = append(out, labelName(ctx, w))
		default:
			out = append(out, tr(ctx, "“%s”", w))
		}
	}
	return strings.Join(out, ", ")
}

// reasons are those that are no words of the message.
var reasons = map[string]bool{"the network says so": true, "its letters and words": true, "about to leave": true, "corrected by hand": true, "learned here": true} // read only

// verdict is a decision in one sentence.
func verdict(ctx context.Context, d *desk.Decision) string {
	switch d.Respond {
	case "no":
		return tr(ctx, "Do not answer")
	case "watch":
		return tr(ctx, "Watch, do not answer yet")
	}
	s := tr(ctx, "Answer in public")
	if d.Where == "private" {
		s = tr(ctx, "Answer in private")
	}
	if d.Within > 0 {
		s += " " + tr(ctx, "within %s", strings.ReplaceAll(span(d.Within), " ", "\u00a0"))
		if d.Hours == "covered" {
			s += " " + tr(ctx, "of covered time")
		}
	}
	if d.Team != "" {
		s += ", " + tr(ctx, "by team %s", d.Team)
	}
	return s
}

func ruleBecause(ctx context.Context, d *desk.Decision) string {
	s := tr(ctx, "Rule “%s”", ruleName(sh(ctx).Lang, d.Rule))
	if len(d.Because) > 0 {
		s += ": " + strings.Join(retellAll(ctx, d.Because), ", ")
	}
	return s
}

func anySignal(s *desk.Signals) bool {
	return s.Intent.Label != "" || s.Sentiment.Label != "" || s.Urgency.Label != "" || s.Language.Label != "" || len(s.Tried) > 0
}
