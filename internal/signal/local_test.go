package signal

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A desk of a bakery: "soggy" and "chewy" mean something here that no public set knows.
func bakery(n int, label func(text, right string) string) (list []Correction) {
	subjects := []string{"the rye loaf", "my sourdough", "your brioche", "the baguette", "our bun", "that roll"}
	says := []struct{ words, right string }{
		{"was soggy in the middle", "negative"}, {"came out proper chewy", "positive"}, {"sits on the top shelf", "neutral"},
		{"is soggy once more", "negative"}, {"so chewy, as it should be", "positive"}, {"comes in two sizes", "neutral"},
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range n {
		x := says[random.IntN(len(says))]
		text := subjects[random.IntN(len(subjects))] + " " + x.words + []string{"", " today", " on Monday", " again", " number " + string(rune('a'+random.IntN(26)))}[random.IntN(5)]
		list = append(list, Correction{Text: text, Lang: "en", Kind: "sentiment", Label: label(text, x.right), Weight: 1})
	}
	return list
}

func truth(_, right string) string { return right }

func rightOf(r *Reader, list []Correction) float64 {
	n := 0
	for _, c := range list {
		if read(r, c.Lang, c.Text).Sentiment.Label == c.Label {
			n++
		}
	}
	return float64(n) / float64(len(list))
}

func TestCorrectionsHelp(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	l, lessons := r.Learn(bakery(300, truth))
	taught := r.With(l)
	fresh := bakery(400, truth)[300:]
	before, after := rightOf(r, fresh), rightOf(taught, fresh)
	t.Logf("right %.2f, after 300 corrections %.2f: %+v", before, after, lessons[0].Words[:3])
	if after < before+.2 || lessons[0].Trust == 0 || lessons[0].Local <= lessons[0].Shipped || lessons[0].Corrections != 300 {
		t.Errorf("from %.2f to %.2f; %+v", before, after, lessons[0])
	}
	got := read(taught, "en", "the pretzel was soggy")
	if got.Sentiment.Label != "negative" || got.Sentiment.Because[0] != "learnt here" && read(r, "en", "the pretzel was soggy").Sentiment.Label != "negative" {
		t.Errorf("%+v", got.Sentiment)
	}
	if read(taught, "en", "thank you so much, brilliant help").Sentiment.Label != "positive" {
		t.Error("what has nothing to do with it changed")
	}
	again, _ := r.Learn(bakery(300, truth))
	if diff := cmp.Diff(l.kinds[0].base, again.kinds[0].base); diff != "" {
		t.Error("the second time it learnt otherwise")
	}
}

func TestFewCorrectionsChangeNothing(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	l, lessons := r.Learn(bakery(LeastToLearn-1, truth))
	if l.kinds[0].trust != 0 || lessons[0].Corrections != LeastToLearn-1 || len(lessons) != len(learnt) {
		t.Errorf("%+v", lessons)
	}
}

// Whatever people say, mad or bad, the desk reads no worse than it did by more than a
// little: labels thrown by dice, all the same, or all wrong.
func TestCorrectionsNeverWreck(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	// What a desk meets and nobody corrected wrongly.
	plain := []Correction{}
	for _, e := range []struct{ text, label string }{
		{"thank you so much for the quick help", "positive"}, {"my order never arrived and nobody answers", "negative"}, {"what time do you open", "neutral"},
		{"the app keeps crashing, terrible", "negative"}, {"love the new oven", "positive"}, {"do you ship to Oslo?", "neutral"},
		{"worst service ever", "negative"}, {"great crew, very kind", "positive"}, {"where can I see the menu", "neutral"}, {"still no refund after 3 weeks", "negative"},
	} {
		plain = append(plain, Correction{Text: e.text, Lang: "en", Kind: "sentiment", Label: e.label, Weight: 1})
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(t, "corrections")
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		list := bakery(n, func(string, string) string { return moods[dice.IntN(3)] })
		for i := range list { // nothing can be learnt of labels that hang on nothing
			list[i].Text += " " + string(rune('a'+dice.IntN(26)))
		}
		l, lessons := r.Learn(list)
		for _, k := range l.kinds {
			for _, row := range k.base {
				for _, x := range row {
					if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
						t.Fatalf("a weight of %v", x)
					}
				}
			}
		}
		if before, after := rightOf(r, plain), rightOf(r.With(l), plain); after < before-.2 {
			t.Fatalf("%d corrections by dice: right %.2f, now %.2f, trust %.2f", n, before, after, lessons[0].Trust)
		}
	})
}

// Intents and urgencies are learnt too.
func TestIntentsAreLearnt(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	var list []Correction
	for i := range 120 {
		text, label := "we would like a quotation for item "+string(rune('a'+i%26)), "request"
		if i%2 == 0 {
			text, label = "the kiln is cold at site "+string(rune('a'+i%26)), "complaint"
		}
		list = append(list, Correction{Text: text, Lang: "en", Kind: "intent", Label: label, Weight: 1},
			Correction{Text: text, Lang: "en", Kind: "urgency", Label: map[string]string{"request": "normal", "complaint": "high"}[label], Weight: 1})
	}
	l, lessons := r.Learn(list)
	got := read(r.With(l), "en", "the kiln is cold at the harbour")
	if got.Intent.Label != "complaint" || got.Urgency.Label != "high" {
		t.Errorf("%+v %+v %+v", got.Intent, got.Urgency, lessons)
	}
}

func BenchmarkLearn(b *testing.B) {
	r := New(nil, nil)
	list := bakery(1000, truth)
	for b.Loop() {
		r.Learn(list)
	}
}
