package benchmark

import (
	"encoding/json"
	"io"
	"math"

	"heed/internal/report"
)

// Version is that of the JSON form; docs/benchmark.md describes it.
const Version = 1

type document struct {
	Version   int               `json:"heed_benchmark"`
	Source    *Source           `json:"source,omitempty"`
	Note      string            `json:"note"`
	Companies []companyDocument `json:"companies"`
}

type companyDocument struct {
	Name     string                 `json:"name"`
	Cases    int64                  `json:"cases"`
	Rank     int                    `json:"rank,omitempty"`
	Tied     bool                   `json:"tied,omitempty"`
	Keeps    *float64               `json:"keeps_rank,omitempty"`
	RankLow  int                    `json:"rank_low,omitempty"`
	RankHigh int                    `json:"rank_high,omitempty"`
	Measures map[string]valueNumber `json:"measures"`
}

// valueNumber is a value as JSON: null for what cannot be told.
type valueNumber struct {
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
	N     int64    `json:"n"`
}

func number(v report.Value) valueNumber {
	return valueNumber{finite(v.Value), finite(v.Low), finite(v.High), v.N}
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// WriteJSON writes the report as JSON.
func (l *League) WriteJSON(w io.Writer) error {
	d := document{Version: Version, Source: &l.Source, Note: Bias, Companies: []companyDocument{}}
	figures := report.Figures()
	for i := range l.Companies {
		c := &l.Companies[i]
		out := companyDocument{Name: c.Name, Cases: c.Cases, Measures: map[string]valueNumber{}}
		if c.Ranked {
			out.Rank, out.Tied, out.Keeps, out.RankLow, out.RankHigh = c.Rank, c.Tied, &c.Keeps, c.Low, c.High
		}
		for _, f := range figures {
			out.Measures[f.Name] = number(c.Value(f.Name))
		}
		d.Companies = append(d.Companies, out)
	}
	return encode(w, &d)
}

func encode(w io.Writer, d *document) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(d)
}
