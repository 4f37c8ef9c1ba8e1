package train

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/internal/desk"
)

// What is reduced is read again, up to the fineness of 8 bits, and means what it meant.
func TestVectors(t *testing.T) {
	t.Parallel()
	list := map[string][]float32{}
	words := []string{"late", "delayed", "lemon"}
	for i, w := range words {
		v := make([]float32, publicSize)
		for d := range v {
			v[d] = float32(math.Sin(float64(d) + float64(i/2)*2))
		}
		list[w] = v
	}
	data, err := packVectors(words, list)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "vectors")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	v, err := ReadVectors(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Words) != 3 || v.Size != publicSize || v.Words[2] != "lemon" {
		t.Fatalf("got %v, %d", v.Words, v.Size)
	}
	same, other := 0., 0.
	for d := range v.Size {
		same += math.Abs(float64(v.Values[d] - v.Values[v.Size+d]))
		other += math.Abs(float64(v.Values[d] - v.Values[2*v.Size+d]))
	}
	if same > .01 || other < 1 {
		t.Errorf("late and delayed differ by %f, late and lemon by %f", same, other)
	}
}

func TestDamagedVectors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := ReadVectors(filepath.Join(dir, "none")); !desk.Is(err, desk.NotFound) {
		t.Errorf("absent: %v", err)
	}
	whole, err := os.ReadFile("vectors.bin.zst")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"empty": nil, "text": []byte("no vectors"), "cut": whole[:len(whole)/2]} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadVectors(file); !desk.Is(err, desk.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, json := range []string{"", "[]", `{"words": ["late"], "vectors": {"late": [1, 2]}}`, `{"words": [], "vectors": {}}`, `{"vectors": [`} {
		if _, _, err := publicVectors(strings.NewReader(json), nil); !desk.Is(err, desk.Invalid) {
			t.Errorf("%s: %v", json, err)
		}
	}
}
