package web

import (
	"strings"

	"heed/internal/listen"
	"heed/internal/web/view"
)

// proposed are the searches that heed offers for a company's names and handles, all
// ticked but those that come with a warning, said in a language of the interface.
func proposed(lang string, names, handles []string) []view.Proposed {
	out := []view.Proposed{}
	for _, p := range listen.Propose(names, handles) {
		for i, r := range p.Reasons {
			p.Reasons[i] = view.Retell(lang, r)
		}
		if p.Name == listen.HandlesName {
			p.Name = view.Retell(lang, p.Name)
		}
		out = append(out, view.Proposed{
			Name: p.Name, Query: p.Query, Reason: strings.Join(p.Reasons, " "), Warning: view.Retell(lang, p.Warning), On: p.Warning == "",
		})
	}
	return out
}
