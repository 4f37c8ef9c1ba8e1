package signal

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"heed/internal/desk"
)

// rows reads an evaluation file as records by column, or skips the test where it is
// absent.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Skipf("skipped: %s is not here; set HEED_DATA to the evaluation data", name)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range all[1:] {
		m := map[string]string{}
		for i, column := range all[0] {
			m[column] = row[i]
		}
		list = append(list, m)
	}
	return list
}

// confusion counts [truth][reading].
type confusion map[string]map[string]int

func (c confusion) add(truth, got string) {
	if c[truth] == nil {
		c[truth] = map[string]int{}
	}
	c[truth][got]++
}

// macroF1 is the mean over the labels of the harmonic mean of precision and recall.
func (c confusion) macroF1(t *testing.T) float64 {
	var labels []string
	for label := range c {
		labels = append(labels, label)
	}
	slices.Sort(labels)
	sum := 0.
	for _, label := range labels {
		hit, missed, extra := c[label][label], 0, 0
		for got, n := range c[label] {
			if got != label {
				missed += n
			}
		}
		for truth, row := range c {
			if truth != label {
				extra += row[label]
			}
		}
		f1 := 2 * float64(hit) / float64(max(1, 2*hit+missed+extra))
		t.Logf("%-9s recall %.3f precision %.3f F1 %.3f", label, float64(hit)/float64(max(1, hit+missed)), float64(hit)/float64(max(1, hit+extra)), f1)
		sum += f1
	}
	return sum / float64(len(labels))
}

func TestMeasureSentiment(t *testing.T) {
	t.Parallel()
	r := reader(t)
	c := confusion{}
	for _, row := range rows(t, "airline/posts.csv") {
		got := r.Read(&desk.Message{Text: row["text"], Lang: "en"})
		c.add(row["airline_sentiment"], got.Sentiment.Label)
	}
	f1 := c.macroF1(t)
	t.Logf("airline sentiment: macro-F1 %.3f %v", f1, c)
	if f1 < .60 {
		t.Errorf("macro-F1 %.3f is below .60", f1)
	}
}

func TestMeasureComplaints(t *testing.T) {
	t.Parallel()
	r := reader(t)
	c := confusion{}
	for _, row := range rows(t, "complaints/posts.csv") {
		intent := r.Read(&desk.Message{Text: row["text"], Lang: "en"}).Intent.Label
		got := "0"
		if intent == desk.Complaint || intent == desk.Leaving {
			got = "1"
		}
		c.add(row["complaint"], got)
	}
	f1 := c.macroF1(t)
	t.Logf("complaints: macro-F1 %.3f %v", f1, c)
	if f1 < .65 {
		t.Errorf("macro-F1 %.3f is below .65", f1)
	}
}
