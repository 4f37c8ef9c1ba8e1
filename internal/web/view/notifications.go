package view

import (
	"context"

	"heed/internal/desk"
	"heed/internal/notify"
)

func noticeState(ctx context.Context, n desk.Notice) string {
	switch {
	case n.State == desk.Sent:
		return tr(ctx, "sent")
	case n.State == desk.Failed:
		return tr(ctx, "failed")
	case n.Problem != "":
		return tr(ctx, "retrying soon")
	}
	return tr(ctx, "on its way")
}

// noticeWay is how a notice goes, and to whom.
func noticeWay(ctx context.Context, o notify.Overview, n desk.Notice) string {
	switch n.Way {
	case desk.ByMail:
		return tr(ctx, "Email to %s", sh(ctx).agentName(n.Agent))
	case desk.ByPush:
		return tr(ctx, "Browsers of %s", sh(ctx).agentName(n.Agent))
	}
	for _, h := range o.Hooks {
		if h.ID == n.Hook {
			return tr(ctx, "Webhook %s", h.Name)
		}
	}
	return tr(ctx, "Webhook")
}
