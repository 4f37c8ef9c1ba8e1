package train

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/internal/desk"
)

// What is committed is what the trainer gives.
func TestTheShippedModelIsWhatTheTrainerGives(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(dir, "train-ok")); err != nil {
		t.Skip("skipped: the training data is not here; set HEED_DATA")
	}
	res, err := Run(filepath.Join(dir, "train-ok"), "vectors.bin.zst", func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	card, err := os.ReadFile(filepath.Join("..", "signal", "model", "signals.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if string(card) != res.Card() {
		t.Errorf("the committed card differs:\n%s\nwant\n%s", card, res.Card())
	}
}

func TestMissingData(t *testing.T) {
	t.Parallel()
	if _, err := Run(t.TempDir(), "vectors.bin.zst", func(string) {}); !desk.Is(err, desk.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	list := Sentences()
	seen := map[string]int{}
	for _, e := range list {
		if strings.ContainsAny(e.Text, "{}<>|") || e.Text == "" {
			t.Fatalf("%q was not filled in", e.Text)
		}
		seen[e.Sentiment+e.Complaint]++
	}
	for _, kind := range []string{"negativeyes", "neutralyes", "neutralno", "positiveno"} {
		if seen[kind] < 100 {
			t.Errorf("only %d of %s", seen[kind], kind)
		}
	}
	if again := Sentences(); len(again) != len(list) || again[len(list)-1].Text != list[len(list)-1].Text {
		t.Error("the second time they differ")
	}
}

func TestTally(t *testing.T) {
	t.Parallel()
	c := Tally{}
	for _, x := range [][2]string{{"a", "a"}, {"a", "b"}, {"b", "b"}, {"b", "b"}} {
		c.Add(x[0], x[1])
	}
	if p, r, f := c.Of("b"); p != 2./3 || r != 1 || f != .8 || c.Size() != 4 {
		t.Errorf("got %v %v %v", p, r, f)
	}
	if (Tally{}).MacroF1() != 0 {
		t.Error("of nothing")
	}
}
