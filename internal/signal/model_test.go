package signal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"heed/internal/desk"
)

func shippedModel(t testing.TB) []byte {
	t.Helper()
	data, err := unpack(shipped)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The model that ships is the one that the card in docs describes.
func TestModelIsAsItsCardSays(t *testing.T) {
	t.Parallel()
	shipped := shippedModel(t)
	card, err := os.ReadFile(filepath.Join("..", "..", "docs", "models.md"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(shipped)
	if got := hex.EncodeToString(sum[:]); !bytes.Contains(card, []byte(got)) {
		t.Errorf("docs/models.md does not name the checksum %s", got)
	}
	if len(shipped) > 4<<20 {
		t.Errorf("the model has %d bytes", len(shipped))
	}
	m, err := ReadModel(shipped)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Bytes(), shipped) {
		t.Error("the model written again differs")
	}
}

func TestDamagedModel(t *testing.T) {
	t.Parallel()
	shipped := shippedModel(t)
	flip := bytes.Clone(shipped)
	flip[len(flip)/2] ^= 1
	for name, data := range map[string][]byte{"empty": nil, "other": []byte("PK\x03\x04 not a model at all"), "cut": shipped[:len(shipped)/2], "changed": flip} {
		if m, err := ReadModel(data); !desk.Is(err, desk.Invalid) || m != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The same examples give the same model, and what is taught is learnt.
func TestTeach(t *testing.T) {
	t.Parallel()
	var list []Example
	for range 20 {
		list = append(list, Example{Text: "the gizmo purrs", Sentiment: "positive", Complaint: "no", Weight: 1},
			Example{Text: "the gizmo growls", Sentiment: "negative", Complaint: "yes", Weight: 1},
			Example{Text: "a gizmo", Sentiment: "neutral", Complaint: "no", Spam: "no", Weight: 1})
	}
	s := DefaultSettings()
	s.Epochs, s.Words = 30, map[string]float64{"zesty": 2.1, "help": -3}
	m := Teach(list, s)
	if !bytes.Equal(m.Bytes(), Teach(list, s).Bytes()) {
		t.Error("the second model differs")
	}
	q := NewWith(m, nil, nil).Quick()
	for text, want := range map[string]string{"my gizmo purrs": "positive", "my gizmo growls": "negative"} {
		if got := q.Customer(text, "en"); got.Mood.String() != want || (got.Complaint >= .5) != (want == "negative") {
			t.Errorf("%q: %+v", text, got)
		}
	}
	if m.words["zesty"] != 21 || m.words["help"] != 0 {
		t.Errorf("words: %v", m.words)
	}
}

func FuzzReadModel(f *testing.F) {
	f.Add(shippedModel(f)[:200])
	f.Add(Teach(nil, Settings{}).Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := ReadModel(data); err == nil {
			NewWith(m, nil, nil).Quick().Customer("does a damaged model still answer?", "en")
		}
	})
}
