package benchmark

import (
	"encoding/csv"
	"io"
	"strconv"

	"heed/internal/report"
	"heed/internal/text"
)

// WriteCSV writes a line for each company and figure: what JSON has, in a form for tables.
func (l *League) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"company", "cases", "rank", "tied", "measure", "value", "low", "high", "n"}}
	for i := range l.Companies {
		c := &l.Companies[i]
		rank := ""
		if c.Ranked {
			rank = strconv.Itoa(c.Rank)
		}
		for _, f := range report.Figures() {
			v := number(c.Value(f.Name))
			lines = append(lines, []string{text.Cell(c.Name), strconv.FormatInt(c.Cases, 10), rank, strconv.FormatBool(c.Tied), f.Name,
				cell(v.Value), cell(v.Low), cell(v.High), strconv.FormatInt(v.N, 10)})
		}
	}
	return out.WriteAll(lines)
}

func cell(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'g', -1, 64)
}
