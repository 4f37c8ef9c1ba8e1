package benchmark

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"text/tabwriter"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/statistics"
	"heed/internal/text"
)

// Pairs are response times by company, read from a file of pairs.
type Pairs struct {
	Companies []PairStanding
	Refused   int64
}

// PairStanding is what the pairs of one company say.
type PairStanding struct {
	Name     string
	Pairs    int64
	Measures map[string]report.Value
}

// PairMeasures are the names of the measures of pairs, in order: times in seconds, then
// shares.
func PairMeasures() []string {
	return []string{"response_time_mean", "response_time_p50", "response_time_p75", "response_time_p90", "within_15_min", "within_60_min"}
}

// ReadPairs reads a CSV with the columns agent_id and response_time_seconds: the public
// file of response pairs, or what WritePairs wrote. The median is the mean of the two in
// the middle; the other quantiles are values that were seen (statistics.Percentile).
func ReadPairs(r io.Reader, name string, strict bool, refused func(*dataset.RowError)) (*Pairs, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	in := csv.NewReader(buffered)
	in.ReuseRecord, in.FieldsPerRecord, in.Comma = true, -1, separator(buffered)
	header, err := in.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(name, err)
	}
	company, seconds := slices.Index(header, "agent_id"), slices.Index(header, "response_time_seconds")
	if company < 0 || seconds < 0 {
		return nil, &desk.Error{Kind: desk.Invalid, Message: name + " isn't a file of response pairs.",
			Mend: "It needs a header with the columns agent_id and response_time_seconds."}
	}
	times, p := map[string][]float64{}, &Pairs{}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var parse *csv.ParseError
		if err != nil && !errors.As(err, &parse) {
			return nil, unreadable(name, err)
		}
		who, x, bad := pair(in, row, parse, company, seconds)
		if bad != nil {
			bad.File = name
			if p.Refused++; strict {
				return nil, &desk.Error{Kind: desk.Invalid, Message: "A row can't be read: " + bad.Error(), Mend: "Fix the row, or leave out --strict to skip it."}
			}
			if refused != nil {
				refused(bad)
			}
			continue
		}
		if _, ok := times[who]; !ok {
			who = strings.Clone(who)
		}
		times[who] = append(times[who], x)
	}
	for who, list := range times {
		p.Companies = append(p.Companies, measurePairs(who, list))
	}
	order := func(a, b *PairStanding) int {
		return cmp.Or(cmp.Compare(b.Pairs, a.Pairs), cmp.Compare(a.Name, b.Name))
	}
	sort.Slice(p.Companies, func(i, j int) bool { return order(&p.Companies[i], &p.Companies[j]) < 0 })
	return p, nil
}

// separator is what parts the columns: spreadsheets of many countries write semicolons.
func separator(r *bufio.Reader) rune {
	head, _ := r.Peek(1 << 10) // an error is told by the next reading
	first, _, _ := strings.Cut(string(head), "\n")
	if !strings.Contains(first, ",") && strings.Contains(first, ";") {
		return ';'
	}
	if !strings.Contains(first, ",") && strings.Contains(first, "\t") {
		return '\t'
	}
	return ','
}

func unreadable(name string, err error) error {
	if e := new(desk.Error); errors.As(err, &e) {
		return err
	}
	return &desk.Error{Kind: desk.Invalid, Message: "cannot read " + name, Err: err}
}

func pair(in *csv.Reader, row []string, parse *csv.ParseError, company, seconds int) (string, float64, *dataset.RowError) {
	if parse != nil {
		return "", 0, &dataset.RowError{Line: parse.StartLine, Column: parse.Column, Reason: parse.Err.Error()}
	}
	line, _ := in.FieldPos(0)
	if len(row) <= max(company, seconds) {
		return "", 0, &dataset.RowError{Line: line, Reason: fmt.Sprintf("the row has %d columns", len(row))}
	}
	number := strings.TrimSpace(row[seconds])
	if in.Comma == ';' { // beside which a comma is a decimal one
		number = strings.Replace(number, ",", ".", 1)
	}
	x, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
		return "", 0, &dataset.RowError{Line: line, Column: seconds + 1, Field: "response_time_seconds", Reason: fmt.Sprintf("it is not a number of seconds: %q", row[seconds])}
	}
	if row[company] == "" {
		return "", 0, &dataset.RowError{Line: line, Column: company + 1, Field: "agent_id", Reason: "it is empty"}
	}
	return text.Uncell(row[company]), x, nil
}

func measurePairs(who string, list []float64) PairStanding {
	slices.Sort(list)
	var m statistics.Moments
	var in15, in60 int64
	for _, x := range list {
		m.Add(x)
		if x <= 15*60 {
			in15++
		}
		if x <= 60*60 {
			in60++
		}
	}
	n := int64(len(list))
	mean, share15, share60 := m.Mean(), statistics.Wilson(in15, n), statistics.Wilson(in60, n)
	quantile := func(value, q float64) report.Value {
		low, high := statistics.OrderInterval(list, q)
		return report.Value{Value: value, Low: low, High: high, N: n}
	}
	return PairStanding{Name: who, Pairs: n, Measures: map[string]report.Value{
		"response_time_mean": {Value: mean.Value, Low: mean.Low, High: mean.High, N: n},
		"response_time_p50":  quantile(statistics.Median(list), .5),
		"response_time_p75":  quantile(statistics.Percentile(list, 75), .75),
		"response_time_p90":  quantile(statistics.Percentile(list, 90), .9),
		"within_15_min":      {Value: share15.Value, Low: share15.Low, High: share15.High, N: n},
		"within_60_min":      {Value: share60.Value, Low: share60.Low, High: share60.High, N: n},
	}}
}

// ReadPairsFile is ReadPairs of a file, which may be compressed; "-" is standard input.
func ReadPairsFile(path string, stdin io.Reader, strict bool, refused func(*dataset.RowError)) (*Pairs, error) {
	f, err := dataset.Unpack(path, stdin)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	name := path
	if path == "-" {
		name = "stdin"
	}
	return ReadPairs(f, name, strict, refused)
}

// WriteJSON writes the same form as that of a league; cases are pairs.
func (p *Pairs) WriteJSON(w io.Writer) error {
	d := document{Version: Version, Note: Bias, Companies: []companyDocument{}}
	for _, c := range p.Companies {
		out := companyDocument{Name: c.Name, Cases: c.Pairs, Measures: map[string]valueNumber{}}
		for name, v := range c.Measures {
			out.Measures[name] = number(v)
		}
		d.Companies = append(d.Companies, out)
	}
	return encode(w, &d)
}

// WriteCSV writes a line for each company and measure.
func (p *Pairs) WriteCSV(w io.Writer) error {
	lines := [][]string{{"company", "cases", "measure", "value", "low", "high", "n"}}
	for _, c := range p.Companies {
		for _, name := range PairMeasures() {
			v := number(c.Measures[name])
			lines = append(lines, []string{text.Cell(c.Name), strconv.FormatInt(c.Pairs, 10), name, cell(v.Value), cell(v.Low), cell(v.High), strconv.FormatInt(v.N, 10)})
		}
	}
	return csv.NewWriter(w).WriteAll(lines)
}

// WriteText writes a table for people.
func (p *Pairs) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "company\tpairs\tmean s\tmedian s\tp75 s\tp90 s\tin 15 min\tin 60 min\t")
	for _, c := range p.Companies {
		m := c.Measures
		fmt.Fprintf(t, "%s\t%s\t%.1f\t%.1f\t%.1f\t%.1f\t%.4f\t%.4f\t\n", called(c.Name), english.Count(c.Pairs), m["response_time_mean"].Value, m["response_time_p50"].Value,
			m["response_time_p75"].Value, m["response_time_p90"].Value, m["within_15_min"].Value, m["within_60_min"].Value)
	}
	return t.Flush()
}
