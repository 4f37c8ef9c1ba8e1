package storetest

import (
	"cmp"
	"slices"

	"heed/internal/desk"
)

// sorted is what a queue should bring, the plain way.
func sorted(all []*desk.Case, q desk.QueueQuery) []*desk.Case {
	var list []*desk.Case
	for _, c := range all {
		assignee := q.Assignee == 0 || c.Assignee == q.Assignee || q.Assignee == desk.Unassigned && c.Assignee == 0
		if desk.ListOf(c) == q.List && assignee && (q.Brand == 0 || c.Brand == q.Brand) &&
			(q.Network == "" || c.Network == q.Network) && (q.Search == 0 || c.Hits[0].Search == q.Search) &&
			(q.Lang == "" || c.Lang == q.Lang) && (q.Intent == "" || c.Intent == q.Intent) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *desk.Case) int {
		return cmp.Or(cmp.Compare(desk.RankOf(a), desk.RankOf(b)), cmp.Compare(a.ID, b.ID))
	})
	return list
}

func ids(list []*desk.Case) []desk.CaseID {
	out := make([]desk.CaseID, len(list))
	for i, c := range list {
		out[i] = c.ID
	}
	return out
}
