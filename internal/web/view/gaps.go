package view

import (
	"context"

	"github.com/a-h/templ"

	"heed/internal/desk"
	"heed/internal/monitor"
)

func gapState(ctx context.Context, g *desk.Gap) (word, class string) {
	switch g.State {
	case desk.GapOpen:
		return tr(ctx, "ongoing"), "failing"
	case desk.GapFilling:
		return tr(ctx, "being recovered"), "behind"
	case desk.GapFilled:
		return tr(ctx, "recovered"), "ok"
	case desk.GapForgone:
		return tr(ctx, "not read: cap reached"), "failing"
	}
	return tr(ctx, "can't be recovered"), "failing"
}

func gapCost(ctx context.Context, g *desk.Gap) string {
	recovers := g.State == desk.GapFilled || g.State == desk.GapFilling
	switch {
	case recovers && (g.Posts < 0 || g.Posts == 0 && g.State == desk.GapFilling):
		return "" // not known, or not yet
	case recovers && g.Posts == 0:
		return tr(ctx, "nothing new was found")
	case recovers && g.Part == desk.PartDirect:
		return trn(ctx, int(g.Posts), "%d message read later", "%d messages read later")
	case recovers:
		return trn(ctx, int(g.Posts), "%d post read later", "%d posts read later")
	case g.State.Unheard() && g.Missed >= 0:
		return trn(ctx, int(g.Missed), "about %d post missed.", "about %d posts missed.") + " " + retell(ctx, g.Basis)
	case g.State.Unheard():
		return tr(ctx, "how much was missed isn't known.") + " " + retell(ctx, g.Basis)
	}
	return ""
}

func gapSubject(ctx context.Context, g *desk.Gap) string {
	name := sh(ctx).account(g.Account).Name
	if name == "" {
		name = tr(ctx, "a removed account")
	}
	return monitor.NameBeside(name, g.Part) + ": " + partTitle(ctx, g.Part)
}

// gapRest says of a lost part of a gap what became of the rest.
func gapRest(ctx context.Context, p *monitor.GapPage, g *desk.Gap) string {
	switch p.Rest[g.ID] {
	case desk.GapFilled:
		return tr(ctx, "Only part of the gap: what was said after it was recovered.")
	case desk.GapFilling:
		return tr(ctx, "Only part of the gap: what was said after it is being recovered.")
	}
	return ""
}

func gapsAfter(at monitor.GapPlace) templ.SafeURL {
	return templ.SafeURL("/hearing?gaps=" + itoa(desk.Micros(at.Began)) + "&id=" + itoa(at.ID) + "#gaps")
}
