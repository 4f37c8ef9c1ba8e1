package web

import (
	"strings"

	"heed/internal/listen"
	"heed/internal/web/view"
)

// proposed are the searches that heed offers for a company's names and handles, all
// ticked but those that come with a warning.
func proposed(names, handles []string) []view.Proposed {
	out := []view.Proposed{}
	for _, p := range listen.Propose(names, handles) {
		out = append(out, view.Proposed{
			Name: p.Name, Query: p.Query, Reason: strings.Join(p.Reasons, " "), Warning: p.Warning, On: p.Warning == "",
		})
	}
	return out
}
