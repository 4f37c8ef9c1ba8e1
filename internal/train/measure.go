package train

import (
	"path/filepath"

	"heed/internal/signal"
)

// Tally counts what was read of texts whose label is known.
type Tally map[string]map[string]int

// Add counts one text.
func (t Tally) Add(truth, got string) {
	if t[truth] == nil {
		t[truth] = map[string]int{}
	}
	t[truth][got]++
}

// Of gives precision, recall and F1 of a label.
func (t Tally) Of(label string) (precision, recall, f1 float64) {
	hit, said, is := t[label][label], 0, 0
	for _, n := range t[label] {
		is += n
	}
	for _, row := range t {
		said += row[label]
	}
	return ratio(hit, said), ratio(hit, is), ratio(2*hit, said+is)
}

// MacroF1 is the mean of the labels' F1.
func (t Tally) MacroF1() float64 {
	sum := 0.
	for label := range t {
		_, _, f1 := t.Of(label)
		sum += f1
	}
	return sum / float64(max(1, len(t)))
}

// Size is how many texts were counted.
func (t Tally) Size() (n int) {
	for _, row := range t {
		for _, k := range row {
			n += k
		}
	}
	return n
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// measure fills in the figures: the parts of the sets that are kept for tests, and the
// rated tweets with a model that was taught without them.
func (res *Result) measure(dir string, without *signal.Model) error {
	comments, err := goEmotionsOf(dir, "test.tsv")
	if err != nil {
		return err
	}
	res.moods("sentiment, the test part of goemotions", res.Model, comments)
	tweets, err := ratedTweets(dir)
	if err != nil {
		return err
	}
	res.moods("sentiment, rated tweets by a model taught without them", without, tweets)
	questions, err := bankingOf(dir, filepath.Join("banking_data", "test.csv"))
	if err != nil {
		return err
	}
	q, tally := signal.NewWith(res.Model, nil, nil).Quick(), Tally{}
	for _, e := range questions {
		if e.Complaint != "" {
			tally.Add(e.Complaint, yesNo(q.Customer(e.Text, "en").Complaint >= .5))
		}
	}
	res.Figures = append(res.Figures, Figure{"complaints, the test part of banking77", tally.Size(), tally.MacroF1()})
	return nil
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func (res *Result) moods(what string, m *signal.Model, list []signal.Example) {
	q, tally := signal.NewWith(m, nil, nil).Quick(), Tally{}
	for _, e := range list {
		if e.Sentiment != "" {
			tally.Add(e.Sentiment, q.Customer(e.Text, "en").Mood.String())
		}
	}
	res.Figures = append(res.Figures, Figure{what, tally.Size(), tally.MacroF1()})
}
