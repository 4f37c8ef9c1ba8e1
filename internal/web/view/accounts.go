package view

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"heed/internal/channel"
	"heed/internal/desk"
)

// Connecting is the form that connects an account of a network, or changes one.
type Connecting struct {
	Kind      channel.Kind
	Account   desk.Account // zero: a new one
	Form      Form
	Reachable bool // the network's own page can lead back to this desk
}

func (c Connecting) rareIsWrong() bool {
	return c.Form.Problem != nil && slices.ContainsFunc(c.Kind.Settings, func(s channel.Setting) bool { return s.Rare && s.Key == c.Form.Problem.Field })
}

func hasRare(k channel.Kind) bool {
	return slices.ContainsFunc(k.Settings, func(s channel.Setting) bool { return s.Rare })
}

// choices are a setting's values, and the one it has where that was written otherwise.
func choices(s channel.Setting, now string) []string {
	if slices.Contains(s.Choices, now) {
		return s.Choices
	}
	return append(slices.Clone(s.Choices), now)
}

func choiceName(ctx context.Context, c string) string {
	switch c {
	case "on":
		return tr(ctx, "on")
	case "off":
		return tr(ctx, "off")
	}
	return c
}

func pausedValue(b bool) string { return strconv.FormatBool(b) }

// abilities says in words what a network permits.
func abilities(ctx context.Context, a channel.Abilities) string {
	var can []string
	add := func(ok bool, what string) {
		if ok {
			can = append(can, tr(ctx, what))
		}
	}
	add(a.HearPublic, "hears all public posts")
	add(a.HearMentions, "hears mentions")
	add(a.AnswerStrangers, "answers anybody")
	add(a.AnswerPublic && !a.AnswerStrangers, "answers people who contact you")
	add(a.DirectOut, "private messages")
	return strings.Join(can, ", ")
}

func connectTitle(ctx context.Context, k channel.Kind, a desk.Account) string {
	if a.ID != 0 {
		return a.Name
	}
	return tr(ctx, "Connect %s", k.Name)
}

func connectAction(k channel.Kind, a desk.Account) string {
	if a.ID != 0 {
		return "/settings/accounts/" + itoa(a.ID)
	}
	return "/settings/connect/" + string(k.Network)
}

func settingOr(a desk.Account, s channel.Setting) string {
	if v, ok := a.Settings[s.Key]; ok {
		return v
	}
	return s.Default
}

func secretHint(ctx context.Context, a desk.Account) string {
	if a.HasSecret {
		return tr(ctx, "unchanged")
	}
	return ""
}
