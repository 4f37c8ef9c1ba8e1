package reporting

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"heed/internal/access"
	"heed/internal/desk"
	"heed/internal/report"
)

// League is a public benchmark as heed benchmark writes it: see docs/benchmark.md.
type League struct {
	ID        desk.PeersID
	Name      string
	Created   time.Time // when it was brought in
	Companies int       // with at least 30 cases
	Fields    map[string]Field
	Wrong     string // why what is kept cannot be read; then it holds no company
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
	maxPeersFile = 32 << 20
	// benchmarkVersion is of the form that heed benchmark writes.
	benchmarkVersion = 1
	leastCases       = 30 // of a company, to be compared with
)

// ImportPeers keeps a benchmark file. It takes the place of an older one of the same name, which
// is given back as replaced (0: none) and can be brought back.
func (s *Service) ImportPeers(ctx context.Context, by desk.Agent, name string, document []byte) (l League, replaced desk.PeersID, err error) {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return l, 0, err
	}
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 100 {
		return l, 0, &desk.Error{Kind: desk.Invalid, Field: "name", Message: "The comparison needs a name of at most 100 characters."}
	}
	if l, err = parseLeague(document); err != nil {
		return League{}, 0, err
	}
	version := benchmarkVersion
	if document, err = json.Marshal(peersFile{Version: &version, Size: l.Companies, Fields: l.Fields}); err != nil { // thousands of companies are not read again for each page
		return League{}, 0, err
	}
	p := desk.Peers{Name: name, Document: document, By: by.ID, Created: s.deps.Now()}
	err = s.store.Update(ctx, func(tx Tx) error {
		list, err := tx.Peers()
		if err != nil {
			return err
		}
		for _, old := range list {
			if old.Name != name {
				continue
			}
			if err := tx.DropPeers(old.ID, p.Created); err != nil {
				return err
			}
			replaced = old.ID
		}
		if err := tx.CreatePeers(&p); err != nil {
			return err
		}
		return tx.Append(s.changed(by, "comparison added", int64(p.ID), name))
	})
	l.ID, l.Name, l.Created = p.ID, name, p.Created
	return l, replaced, err
}

// peersFile is what heed benchmark --format json writes, as far as it is read here; or what was kept of
// it: where its companies lie.
type peersFile struct {
	Version   *int             `json:"heed_benchmark"`
	Companies []Company        `json:"companies,omitempty"`
	Size      int              `json:"size,omitempty"`
	Fields    map[string]Field `json:"fields,omitempty"`
}

// kept reads what was kept of a file: by this version its fields, by earlier ones its companies.
func kept(document []byte) (League, error) {
	var file peersFile
	if err := json.Unmarshal(document, &file); err == nil && file.Fields != nil && file.Version != nil && *file.Version == benchmarkVersion {
		return League{Companies: file.Size, Fields: file.Fields}, nil
	}
	return parseLeague(document)
}

func parseLeague(document []byte) (l League, err error) {
	bad := func(message string, err error) error {
		return &desk.Error{Kind: desk.Invalid, Field: "file", Message: message, Mend: "Make one with: heed benchmark FILE --format json > peers.json", Err: err}
	}
	if len(document) == 0 {
		return l, bad("The file is empty.", nil)
	}
	if len(document) > maxPeersFile {
		return l, &desk.Error{Kind: desk.Invalid, Field: "file", Message: "The file is larger than 32 MB.", Mend: "Include only the companies to compare with: heed benchmark FILE --company A,B --format json > peers.json"}
	}
	var file peersFile
	if err := json.Unmarshal(document, &file); err != nil {
		return l, bad(whereWrong(document, err), err)
	}
	if file.Version != nil && *file.Version != benchmarkVersion {
		return l, bad(fmt.Sprintf("The file uses format version %d; this heed reads version %d.", *file.Version, benchmarkVersion), nil)
	}
	if file.Companies == nil {
		return l, bad("The file has no companies field.", nil)
	}
	var companies []Company
	for i, c := range file.Companies {
		if message := c.wrong(); message != "" {
			return l, bad(fmt.Sprintf("companies[%d]%s", i, message), nil)
		}
		maps.DeleteFunc(c.Measures, func(name string, _ PeerMeasure) bool { _, known := report.FigureOf(name); return !known })
		if c.Cases >= leastCases {
			companies = append(companies, c)
		}
	}
	if len(companies) == 0 {
		return l, bad("The file contains no company with at least 30 cases.", nil)
	}
	if !slices.ContainsFunc(companies, func(c Company) bool { return len(c.Measures) > 0 }) {
		return l, bad("The file contains no figure used in reports. Files made with --pairs-in don't have any.", nil)
	}
	return League{Companies: len(companies), Fields: fields(companies)}, nil
}

// whereWrong says in which line or field a file is not what is read.
func whereWrong(document []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	line := func(offset int64) int {
		return 1 + bytes.Count(document[:min(max(offset, 0), int64(len(document)))], []byte("\n"))
	}
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("Line %d isn't valid JSON.", line(syntax.Offset))
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Sprintf("Line %d: %s can't be a %s.", line(kind.Offset), kind.Field, kind.Value)
	}
	return "This isn't a file written by heed benchmark."
}

// wrong says which field of a company cannot be; "" where all can.
func (c *Company) wrong() string {
	if strings.TrimSpace(c.Name) == "" || utf8.RuneCountInString(c.Name) > 200 {
		return ".name is required, at most 200 characters."
	}
	if c.Cases < 0 {
		return ".cases is below 0."
	}
	for _, name := range slices.Sorted(maps.Keys(c.Measures)) {
		m := c.Measures[name]
		f, known := report.FigureOf(name)
		switch {
		case m.N < 0:
			return ".measures." + name + ".n is below 0."
		case known && m.Value != nil && f.Unit == report.Share && (*m.Value < 0 || *m.Value > 1):
			return ".measures." + name + ".value is a share and must be between 0 and 1."
		case known && m.Value != nil && f.Unit == report.Seconds && *m.Value < 0:
			return ".measures." + name + ".value is a time and can't be below 0."
		}
	}
	return ""
}

// RemovedLeagues are the benchmarks that can be brought back, latest removed first; only their
// names.
func (s *Service) RemovedLeagues(ctx context.Context, by desk.Agent) (out []League, err error) {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		list, err := tx.RemovedPeers()
		for _, p := range list {
			out = append(out, League{ID: p.ID, Name: p.Name, Created: p.Created})
		}
		return err
	})
	return out, err
}

// Leagues are the imported benchmarks, newest first.
func (s *Service) Leagues(ctx context.Context, by desk.Agent) (out []League, err error) {
	if err := access.Check(by, access.SeeDesk); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		list, err := tx.Peers()
		for _, p := range list {
			l, bad := kept(p.Document)
			if bad != nil { // of another version of heed: the reports go on without it
				l = League{Wrong: bad.Error()}
			}
			l.ID, l.Name, l.Created = p.ID, p.Name, p.Created
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
		if err := tx.ForgetPeers(s.deps.Now().Add(-undoFor)); err != nil {
			return err
		}
		if err := tx.DropPeers(id, s.deps.Now()); err != nil {
			return err
		}
		return tx.Append(s.changed(by, "comparison removed", int64(id), ""))
	})
}

// undoFor is how long a removed benchmark can be brought back.
const undoFor = 30 * day

// RestorePeers brings a removed benchmark back.
func (s *Service) RestorePeers(ctx context.Context, by desk.Agent, id desk.PeersID) error {
	if err := access.Check(by, access.EditAlerts); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error {
		if err := tx.RestorePeers(id); err != nil {
			return err
		}
		return tx.Append(s.changed(by, "comparison restored", int64(id), ""))
	})
}

// Field is where a value stands among the companies of a league: their median, and the
// quarter below and above which a quarter of them lies. NaN where none has the figure.
type Field struct {
	Low       float64 `json:"low"`
	Median    float64 `json:"median"`
	High      float64 `json:"high"`
	Companies int     `json:"companies"`
}

// Field reads one figure.
func (l *League) Field(figure string) Field {
	if f, ok := l.Fields[figure]; ok {
		return f
	}
	return Field{math.NaN(), math.NaN(), math.NaN(), 0}
}

// fields are where the values of companies lie, for each figure that one of them has.
func fields(companies []Company) map[string]Field {
	values := map[string][]float64{}
	for _, c := range companies {
		for name, m := range c.Measures {
			if m.Value != nil {
				values[name] = append(values[name], *m.Value)
			}
		}
	}
	out := map[string]Field{}
	for name, xs := range values {
		out[name] = fieldOf(xs)
	}
	return out
}

func fieldOf(xs []float64) Field {
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
