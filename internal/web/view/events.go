package view

import (
	"context"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

// quiet events are told by the message that they belong to.
func quiet(k desk.EventKind) bool {
	switch k {
	case desk.MessageReceived, desk.MessageCopied, desk.NoteAdded, desk.ReplyQueued, desk.ReplySent, desk.MessageEdited, desk.ReplyFailed, desk.NoteTakenBack, desk.AgentMentioned:
		return true
	}
	return false
}

func eventIcon(k desk.EventKind) string {
	switch k {
	case desk.CaseAssigned:
		return "user"
	case desk.PromiseMade, desk.PromiseKept, desk.PromiseBroken:
		return "waiting"
	case desk.CaseMoved:
		return "lock"
	case desk.CaseBreached, desk.CaseEscalated, desk.CaseUnowned:
		return "failed"
	case desk.CaseWarned, desk.CasePaused, desk.CaseResumed:
		return "waiting"
	case desk.CaseRaised, desk.CaseTakenUp, desk.CaseTaken:
		return "user"
	case desk.CaseStage:
		return "done"
	case desk.CasePutOff, desk.CaseBack:
		return "waiting"
	case desk.CaseOpened, desk.CaseDecided, desk.CaseReopened:
		return "flag"
	}
	return "more"
}

// eventText says a fact in a sentence. Who did it is given; "" means heed itself.
func eventText(ctx context.Context, e *desk.Event, who string) string {
	if who == "" || e.Agent == 0 {
		who = "heed"
	}
	if s, ok := clockEventText(ctx, e, who); ok {
		return s
	}
	d := e.Data
	switch e.Kind {
	case desk.CaseOpened:
		return sentence(ctx, "Opened: %s", reasonText(ctx, d["reason"]), d["rule"])
	case desk.CaseReopened:
		return tr(ctx, "Reopened")
	case desk.CaseMerged, desk.CaseSplit, desk.PersonJoined, desk.PersonParted:
		return mergedText(ctx, e, who)
	case desk.CasePutOff:
		return because(ctx, tr(ctx, "%s snoozed it until %s", who, dayClock(ctx, d["until"])), d["why"])
	case desk.CaseBack:
		return backText(ctx, d, who)
	case desk.CaseAssigned:
		return assignedText(ctx, e, who)
	case desk.CaseStage:
		return stageText(ctx, e, who)
	case desk.MacroApplied:
		return tr(ctx, "%s used the saved reply “%s”", who, d["name"])
	case desk.MacroUndone:
		return tr(ctx, "%s undid what the saved reply “%s” did", who, d["name"])
	case desk.CaseMoved:
		return tr(ctx, "%s moved the conversation to private", who)
	case desk.CaseDecided:
		return because(ctx, tr(ctx, "The protocol decided: %s", d["rule"]), d["why"])
	case desk.MessageDeleted:
		return tr(ctx, "The customer deleted a message on the network")
	case desk.SignalCorrected:
		return tr(ctx, "%s corrected %s: %s, not %s", who, retell(ctx, d["signal"]), corrected(ctx, d["signal"], d["to"]), corrected(ctx, d["signal"], d["from"]))
	case desk.SignalRestored:
		return tr(ctx, "%s undid a correction of %s: %s again, not %s", who, retell(ctx, d["signal"]), corrected(ctx, d["signal"], d["to"]), corrected(ctx, d["signal"], d["from"]))
	case desk.ReplyRetried:
		return tr(ctx, "%s retried the answer", who)
	case desk.ReplyUndone:
		return tr(ctx, "%s undid an answer before it was sent", who)
	case desk.ReplyHeard:
		return tr(ctx, "The company answered outside this desk")
	case desk.GuardOverridden:
		return tr(ctx, "%s sent private data in public: %s", who, d["reason"])
	case desk.CaseReviewed:
		if d["undone"] != "" {
			return tr(ctx, "%s withdrew their agreement not to answer", who)
		}
		return tr(ctx, "%s agreed not to answer", who)
	case desk.PromiseMade:
		return tr(ctx, "%s promised: %s", who, d["text"])
	case desk.PromiseKept:
		return because(ctx, tr(ctx, "Promise kept"), d["text"])
	case desk.PromiseBroken:
		return because(ctx, tr(ctx, "Promise missed"), d["text"])
	case desk.CaseErased:
		return tr(ctx, "%s erased what was said here", who)
	case desk.PersonErased, desk.PersonGivenOut:
		return erasedText(ctx, e, who)
	case desk.PersonMuted:
		return mutedText(ctx, who, d)
	}
	return deskEventText(ctx, e, who)
}

// stageText says a step; what follows from an answer by itself has nobody's name on it.
func stageText(ctx context.Context, e *desk.Event, who string) string {
	s := stageName(ctx, desk.Stage(e.Data["to"]), e.Data["for"])
	if e.Agent != 0 {
		s = who + ": " + s
	}
	return because(ctx, s, e.Data["why"])
}

func sentence(ctx context.Context, format, what, rule string) string {
	s := tr(ctx, format, what)
	if rule != "" {
		s += " · " + tr(ctx, "rule “%s”", rule)
	}
	return s
}

func because(ctx context.Context, s, why string) string {
	if why == "" {
		return s
	}
	if why = retell(ctx, why); strings.ContainsAny(s+why, "()") {
		return s + ": " + why // brackets in brackets are hard to read
	}
	return s + " (" + why + ")"
}

func reasonText(ctx context.Context, r string) string {
	switch r {
	case "mention", "reply", "private message":
		return tr(ctx, r)
	case "":
		return tr(ctx, "a message")
	}
	return tr(ctx, "search “%s”", r)
}

// reasonIn is why a case is here, for a row.
func reasonIn(lang, r string) string {
	switch r {
	case "mention", "reply", "private message":
		return Say(lang, r)
	}
	return r
}

// corrected is a label inside a sentence.
func corrected(ctx context.Context, signal, label string) string {
	if signal == desk.Complaint {
		return signalName(ctx, signal, label)
	}
	return retell(ctx, label)
}

func assignedText(ctx context.Context, e *desk.Event, who string) string {
	to := e.Data["to"]
	if id, err := strconv.ParseInt(to, 10, 64); err == nil {
		if id == 0 {
			if from, err := strconv.ParseInt(e.Data["from"], 10, 64); err == nil && from != 0 && desk.AgentID(from) != e.Agent {
				return because(ctx, tr(ctx, "%s took the case from %s", who, sh(ctx).agentName(desk.AgentID(from))), e.Data["why"])
			}
			return tr(ctx, "%s unassigned the case", who)
		}
		if desk.AgentID(id) == e.Agent {
			return tr(ctx, "%s took the case", who)
		}
		to = sh(ctx).agentName(desk.AgentID(id))
	}
	if to == "" {
		return tr(ctx, "%s unassigned the case", who)
	}
	return because(ctx, tr(ctx, "%s assigned the case to %s", who, to), e.Data["why"])
}

func mutedText(ctx context.Context, who string, d map[string]string) string {
	name := d["name"]
	if name == "" {
		name = tr(ctx, "this person")
	}
	until, err := time.Parse(time.RFC3339, d["until"])
	if err != nil {
		return tr(ctx, "%s unmuted %s", who, name)
	}
	return because(ctx, tr(ctx, "%s muted %s until %s", who, name, clock(ctx, until)), d["reason"])
}

// deskEventText says facts about the desk itself, as admin and auth tell them: what was
// done and the name of what it was done to.
func deskEventText(ctx context.Context, e *desk.Event, who string) string {
	if e.Kind == desk.SignedIn {
		return who + ": " + signedInText(ctx, e.Data["with"])
	}
	switch e.Kind {
	case desk.AlarmRaised:
		return tr(ctx, "Alarm: %s", retell(ctx, e.Data["subject"])+": "+retell(ctx, e.Data["problem"]))
	case desk.AlarmEnded:
		return tr(ctx, "Resolved: %s", retell(ctx, e.Data["subject"]))
	case desk.GapSeen:
		return tr(ctx, "Gap in hearing: %s", retell(ctx, e.Data["why"]))
	case desk.MarkedNotUs:
		if e.Data["about"] == "us" {
			return tr(ctx, "%s: about us after all (search “%s”)", who, e.Data["name"])
		}
		return tr(ctx, "%s: not about us (search “%s”)", who, e.Data["name"])
	}
	if e.Data["what"] == "" {
		return who + ": " + string(e.Kind)
	}
	s := who + ": " + tr(ctx, e.Data["what"])
	if name := e.Data["name"]; name != "" {
		s += ": " + name
	}
	return s
}

func signedInText(ctx context.Context, with string) string {
	switch with {
	case "link":
		return tr(ctx, "signed in with a one-time link")
	case "password":
		return tr(ctx, "signed in with a password")
	}
	return tr(ctx, "signed in")
}

func mergedText(ctx context.Context, e *desk.Event, who string) string {
	d, s := e.Data, ""
	switch {
	case e.Kind == desk.PersonJoined:
		s = tr(ctx, "%s: the account of %s belongs to the same person as this", who, d["with"])
	case e.Kind == desk.PersonParted:
		return tr(ctx, "%s: the accounts belong to two people after all", who)
	case e.Kind == desk.CaseMerged && d["into"] != "":
		s = tr(ctx, "%s merged it into %s", who, d["into"])
	case e.Kind == desk.CaseMerged:
		s = tr(ctx, "%s merged %s into this case", who, d["from"])
	case d["undone"] != "" && d["into"] != "":
		return tr(ctx, "%s unmerged %s from this case", who, d["into"])
	case d["undone"] != "":
		return tr(ctx, "%s unmerged it from %s", who, d["from"])
	case d["into"] != "":
		s = tr(ctx, "%s split %s out of this case", who, d["into"])
	default:
		s = tr(ctx, "%s split this case out of %s", who, d["from"])
	}
	return because(ctx, s, d["why"])
}

func backText(ctx context.Context, d map[string]string, who string) string {
	switch d["why"] {
	case "customer":
		return tr(ctx, "Back: the customer wrote")
	case "clock":
		return tr(ctx, "Back: a deadline is near: %s", clockName(ctx, d["clock"]))
	case "failed":
		return tr(ctx, "Back: an answer wasn't sent")
	case "hand":
		return tr(ctx, "%s unsnoozed it", who)
	}
	return tr(ctx, "Back: the snooze ended")
}

// dayClock is a time of an event for a reader, with its day.
func dayClock(ctx context.Context, stamp string) string {
	t, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return "?"
	}
	return dayTime(ctx, t)
}

// otherCase is the case that an event of a merge or a split leads to; 0 for none.
func otherCase(e *desk.Event) int64 {
	if e.Kind != desk.CaseMerged && e.Kind != desk.CaseSplit {
		return 0
	}
	s := e.Data["into"]
	if s == "" {
		s = e.Data["from"]
	}
	n, _ := strconv.ParseInt(strings.TrimPrefix(s, "#"), 10, 64)
	return n
}

// merged reports whether an event tells of a merge into this case that still holds.
func (c *Case) merged(e *desk.Event) bool {
	if e.Kind != desk.CaseMerged || e.Data["from"] == "" || e.Data["merge"] == "" {
		return false
	}
	for _, l := range c.View.Lines {
		if o := l.Event; o != nil && o.ID > e.ID && o.Kind == desk.CaseSplit && o.Data["merge"] == e.Data["merge"] {
			return false
		}
	}
	return true
}
