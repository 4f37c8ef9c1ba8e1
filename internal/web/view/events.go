package view

import (
	"context"
	"strconv"
	"strings"

	"heed/internal/desk"
)

// quiet events are told by the message that they belong to.
func quiet(k desk.EventKind) bool {
	switch k {
	case desk.MessageReceived, desk.MessageCopied, desk.NoteAdded, desk.ReplyQueued, desk.ReplySent, desk.MessageEdited, desk.ReplyFailed:
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
	case desk.CaseBreached:
		return "failed"
	case desk.CaseStage:
		return "done"
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
	d := e.Data
	switch e.Kind {
	case desk.CaseOpened:
		return sentence(ctx, "Opened: %s", reasonText(ctx, d["reason"]), d["rule"])
	case desk.CaseReopened:
		return tr(ctx, "Reopened")
	case desk.CaseMerged:
		if d["into"] != "" {
			return tr(ctx, "Merged into #%s", d["into"])
		}
		return tr(ctx, "Merged with #%s", d["from"])
	case desk.CaseAssigned:
		return assignedText(ctx, e, who)
	case desk.CaseStage:
		return stageText(ctx, e, who)
	case desk.CaseMoved:
		return tr(ctx, "%s moved the conversation to private", who)
	case desk.CaseDecided:
		return because(ctx, tr(ctx, "The protocol decided: %s", d["rule"]), d["why"])
	case desk.CaseBreached:
		return tr(ctx, "The clock ran out before anybody answered")
	case desk.MessageDeleted:
		return tr(ctx, "The customer deleted a message on the network")
	case desk.SignalCorrected:
		return tr(ctx, "%s corrected %s: %s, not %s", who, d["signal"], d["to"], d["from"])
	case desk.ReplyRetried:
		return tr(ctx, "%s tried the answer again", who)
	case desk.ReplyUndone:
		return tr(ctx, "%s took an answer back before it left", who)
	case desk.ReplyHeard:
		return tr(ctx, "The company answered from outside this desk")
	case desk.PromiseMade:
		return tr(ctx, "%s promised: %s", who, d["text"])
	case desk.PromiseKept:
		return because(ctx, tr(ctx, "Promise kept"), d["text"])
	case desk.PromiseBroken:
		return because(ctx, tr(ctx, "Promise not kept in time"), d["text"])
	case desk.PersonMuted:
		return because(ctx, tr(ctx, "%s muted this person until %s", who, d["until"]), d["reason"])
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

func because(_ context.Context, s, why string) string {
	if why == "" {
		return s
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

// reasonShort is why a case is here, for a row.
func reasonShort(ctx context.Context, r string) string {
	switch r {
	case "mention", "reply", "private message":
		return tr(ctx, r)
	}
	return r
}

func assignedText(ctx context.Context, e *desk.Event, who string) string {
	to := e.Data["to"]
	if id, err := strconv.ParseInt(to, 10, 64); err == nil {
		if id == 0 {
			return tr(ctx, "%s gave the case back", who)
		}
		if desk.AgentID(id) == e.Agent {
			return tr(ctx, "%s took the case", who)
		}
		to = sh(ctx).agentName(desk.AgentID(id))
	}
	if to == "" {
		return tr(ctx, "%s gave the case back", who)
	}
	return because(ctx, tr(ctx, "%s gave the case to %s", who, to), e.Data["why"])
}

// deskEventText says facts about the desk itself and what no page knows by name.
func deskEventText(ctx context.Context, e *desk.Event, who string) string {
	d := e.Data
	what := d["name"]
	if d["what"] != "" {
		return strings.TrimSpace(who + ": " + d["what"] + " " + what)
	}
	switch e.Kind {
	case desk.AccountChanged:
		return tr(ctx, "%s changed account %s", who, what)
	case desk.SearchChanged:
		return tr(ctx, "%s changed search %s", who, what)
	case desk.ProtocolChanged:
		return tr(ctx, "%s changed the protocol %s", who, what)
	case desk.AgentChanged:
		return tr(ctx, "%s changed agent %s", who, what)
	case desk.SettingChanged:
		return tr(ctx, "%s changed the setting %s", who, what)
	case desk.SignedIn:
		return tr(ctx, "%s signed in", who)
	}
	return string(e.Kind)
}
