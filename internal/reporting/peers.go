package reporting

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"heed/internal/access"
	"heed/internal/desk"
)

// League is a public benchmark as heed benchmark writes it: see docs/benchmark.md.
type League struct {
	ID        desk.PeersID
	Name      string
	Companies []Company
}

// Company is one of a public benchmark.
type Company struct {
	Name     string                 `json:"name"`
	Cases    int64                  `json:"cases"`
	Measures map[string]PeerMeasure `json:"measures"`
}

// PeerMeasure is a figure of a company; Value is nil where it cannot be told.
type PeerMeasure struct {
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
	N     int64    `json:"n"`
}

const (
	maxPeersFile = 1 << 20
	leastCases   = 30 // of a company, to be compared with
)

// ImportPeers keeps a benchmark file.
func (s *Service) ImportPeers(ctx context.Context, by desk.Agent, name string, document []byte) (League, error) {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return League{}, err
	}
	if name = strings.TrimSpace(name); name == "" || len(name) > 100 {
		return League{}, &desk.Error{Kind: desk.Invalid, Field: "name", Message: "The comparison needs a name of at most 100 characters."}
	}
	l, err := parseLeague(document)
	if err != nil {
		return League{}, err
	}
	p := desk.Peers{Name: name, Document: document, By: by.ID, Created: s.deps.Now()}
	err = s.store.Update(ctx, func(tx Tx) error {
		if err := tx.CreatePeers(&p); err != nil {
			return err
		}
		return tx.Append(s.changed(by, "comparison added", int64(p.ID), name))
	})
	l.ID, l.Name = p.ID, name
	return l, err
}

func parseLeague(document []byte) (l League, err error) {
	bad := func(message string, err error) error {
		return &desk.Error{Kind: desk.Invalid, Field: "file", Message: message, Mend: "Make one with: heed benchmark FILE --format json > peers.json", Err: err}
	}
	if len(document) > maxPeersFile {
		return l, bad("The file is larger than 1 MB.", nil)
	}
	if err := json.Unmarshal(document, &l); err != nil {
		return l, bad("The file is not what heed benchmark writes.", err)
	}
	l.Companies = slices.DeleteFunc(l.Companies, func(c Company) bool { return c.Cases < leastCases })
	if len(l.Companies) == 0 {
		return l, bad("The file holds no company with at least 30 cases.", nil)
	}
	return l, nil
}

// Leagues are the imported benchmarks, newest first.
func (s *Service) Leagues(ctx context.Context, by desk.Agent) (out []League, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		list, err := tx.Peers()
		for _, p := range list {
			l, bad := parseLeague(p.Document)
			if bad != nil {
				return bad
			}
			l.ID, l.Name = p.ID, p.Name
			out = append(out, l)
		}
		return err
	})
	return out, err
}

// DropPeers removes an imported benchmark.
func (s *Service) DropPeers(ctx context.Context, by desk.Agent, id desk.PeersID) error {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error {
		if err := tx.DropPeers(id); err != nil {
			return err
		}
		return tx.Append(s.changed(by, "comparison removed", int64(id), ""))
	})
}

// Field is where a value stands among the companies of a league: their median, and the
// quarter below and above which a quarter of them lies. NaN where none has the figure.
type Field struct {
	Low, Median, High float64
	Companies         int
}

// Field reads one figure.
func (l *League) Field(figure string) Field {
	var xs []float64
	for _, c := range l.Companies {
		if m, ok := c.Measures[figure]; ok && m.Value != nil {
			xs = append(xs, *m.Value)
		}
	}
	if len(xs) == 0 {
		return Field{math.NaN(), math.NaN(), math.NaN(), 0}
	}
	slices.Sort(xs)
	at := func(q float64) float64 {
		x := q * float64(len(xs)-1)
		i := int(x)
		if i+1 >= len(xs) {
			return xs[len(xs)-1]
		}
		return xs[i] + (x-float64(i))*(xs[i+1]-xs[i])
	}
	return Field{at(.25), at(.5), at(.75), len(xs)}
}
