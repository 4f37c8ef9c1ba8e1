package view

import (
	"context"
	"slices"
	"strings"

	"heed/internal/desk"
)

func memberNames(s *Shell, t desk.Team) string {
	names := make([]string, 0, len(t.Members))
	for _, id := range t.Members {
		names = append(names, s.agentName(id))
	}
	return strings.Join(names, ", ")
}

func inTeam(t desk.Team, id desk.AgentID) bool { return slices.Contains(t.Members, id) }

func roleMeans(ctx context.Context, r desk.Role) string {
	switch r {
	case desk.Admin:
		return tr(ctx, "can do everything")
	case desk.Lead:
		return tr(ctx, "protocol, calendars, searches, every case")
	case desk.Answerer:
		return tr(ctx, "works on cases")
	}
	return tr(ctx, "reads only")
}
