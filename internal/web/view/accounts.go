package view

import (
	"context"
	"strconv"
	"strings"

	"heed/internal/channel"
	"heed/internal/desk"
)

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
	add(a.AnswerPublic && !a.AnswerStrangers, "answers those who address you")
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
		return tr(ctx, "kept as it is")
	}
	return ""
}
