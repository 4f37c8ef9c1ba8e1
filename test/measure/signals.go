package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"heed/internal/desk"
	"heed/internal/privacy"
	"heed/internal/signal"
	"heed/internal/train"
)

func reader() *signal.Reader { return signal.New(nil, privacy.Find) }

func read(r *signal.Reader, text string) desk.Signals {
	return r.Read(&desk.Message{Text: text, Lang: "en"})
}

// table reads a CSV file as records by column.
func table(data string, name ...string) ([]map[string]string, error) {
	f, err := os.Open(filepath.Join(append([]string{data}, name...)...))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	var list []map[string]string
	for _, fields := range all[1:] {
		m := map[string]string{}
		for i, column := range all[0] {
			m[column] = fields[i]
		}
		list = append(list, m)
	}
	return list, nil
}

func classes(t train.Tally) (lines []string) {
	var labels []string
	for label := range t {
		labels = append(labels, label)
	}
	slices.Sort(labels)
	for _, label := range labels {
		p, r, f := t.Of(label)
		lines = append(lines, fmt.Sprintf("%-10s precision %.3f  recall %.3f  F1 %.3f", label, p, r, f))
	}
	return lines
}

// airlines is the sentiment of posts to airlines, none of which taught the model.
func airlines(data string) ([]row, error) {
	posts, err := table(data, "airline", "posts.csv")
	if err != nil {
		return nil, err
	}
	t := moods(reader(), posts)
	return []row{{what: "sentiment of posts to airlines, shipped model, macro-F1", figure: t.MacroF1(), of: texts(t), goal: .66, detail: classes(t)}}, nil
}

func texts(t train.Tally) string { return strconv.Itoa(t.Size()) + " posts" }

func moods(r *signal.Reader, posts []map[string]string) train.Tally {
	t := train.Tally{}
	for _, p := range posts {
		t.Add(p["airline_sentiment"], read(r, p["text"]).Sentiment.Label)
	}
	return t
}

func complaints(data string) ([]row, error) {
	posts, err := table(data, "complaints", "posts.csv")
	if err != nil {
		return nil, err
	}
	r, t, domains := reader(), train.Tally{}, map[string]train.Tally{}
	brier := 0.
	for _, p := range posts {
		s := read(r, p["text"]).Complaint
		got := "0"
		if s.Label == desk.Complaint {
			got = "1"
		}
		t.Add(p["complaint"], got)
		if domains[p["domain"]] == nil {
			domains[p["domain"]] = train.Tally{}
		}
		domains[p["domain"]].Add(p["complaint"], got)
		is, _ := strconv.ParseFloat(p["complaint"], 64)
		brier += (s.Confidence - is) * (s.Confidence - is)
	}
	detail := append(classes(t), fmt.Sprintf("Brier score %.3f", brier/float64(len(posts))))
	for _, d := range slices.Sorted(keys(domains)) {
		detail = append(detail, fmt.Sprintf("%-15s macro-F1 %.3f of %d", d, domains[d].MacroF1(), domains[d].Size()))
	}
	return []row{{what: "complaint or not, macro-F1", figure: t.MacroF1(), of: texts(t), goal: .76, detail: detail}}, nil
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// behaviour tells how often a small change of a text changes its sentiment, or a plain
// case is read wrongly. Tests of direction look at the score.
func behaviour(data string) ([]row, error) {
	raw, err := os.ReadFile(filepath.Join(data, "sentiment-behaviour", "ten_each.json"))
	if err != nil {
		return nil, err
	}
	var tests map[string]behaviourTest
	if err := json.Unmarshal(raw, &tests); err != nil {
		return nil, err
	}
	r := reader()
	out := row{what: "sentiment behaviour, share of cases that fail", goal: .10, most: true}
	failed, all := 0, 0
	for i := range len(tests) {
		t := tests[strconv.Itoa(i)]
		bad, of := t.failures(r)
		failed, all = failed+bad, all+of
		out.detail = append(out.detail, fmt.Sprintf("%2d of %2d  %-4s %-12s %s", bad, of, t.Type, t.Capability, t.Name))
	}
	out.figure, out.of = float64(failed)/float64(max(1, all)), fmt.Sprintf("%d of %d cases in %d tests", failed, all, len(tests))
	return []row{out}, nil
}

type behaviourTest struct {
	Name, Type, Capability string
	Labels                 any // one number or one for each case: 0 negative, 1 neutral, 2 positive
	Data                   []any
}

const absent = "<Stub>" // a case whose text the file does not hold

func (t *behaviourTest) failures(r *signal.Reader) (bad, of int) {
	for i, d := range t.Data {
		var texts []string
		switch d := d.(type) {
		case string:
			texts = []string{d}
		case []any:
			for _, x := range d {
				texts = append(texts, fmt.Sprint(x))
			}
		}
		if len(texts) == 0 || texts[0] == absent {
			continue
		}
		of++
		if t.fails(r, i, texts) {
			bad++
		}
	}
	return bad, of
}

func (t *behaviourTest) fails(r *signal.Reader, i int, texts []string) bool {
	first := read(r, texts[0])
	switch t.Type {
	case "MFT":
		want := t.label(i)
		return want != "" && slices.ContainsFunc(texts, func(s string) bool { return read(r, s).Sentiment.Label != want })
	case "INV":
		return slices.ContainsFunc(texts[1:], func(s string) bool { return read(r, s).Sentiment.Label != first.Sentiment.Label })
	case "DIR":
		good := strings.Contains(t.Name, "positive")
		return slices.ContainsFunc(texts[1:], func(s string) bool {
			score := read(r, s).Score
			return good && score < first.Score-.1 || !good && score > first.Score+.1
		})
	}
	return false
}

func (t *behaviourTest) label(i int) string {
	names := []string{"negative", "neutral", "positive"}
	switch l := t.Labels.(type) {
	case float64:
		return names[int(l)]
	case []any:
		if n, ok := l[i].(float64); ok {
			return names[int(n)]
		}
	}
	return ""
}
