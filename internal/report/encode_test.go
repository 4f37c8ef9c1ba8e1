package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// What is packed is read again, and a tally made of packed parts says what the whole says.
func TestEncode(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(cases(), 0, 40).Draw(t, "cases")
		whole, parts := NewTally(false), NewTally(false)
		for i := range list {
			back, err := DecodeCase(list[i].Encode())
			if diff := cmp.Diff(list[i], back, cmpopts.EquateEmpty()); diff != "" || err != nil {
				t.Fatalf("%v %s", err, diff)
			}
			whole.Add(&list[i])
			one := NewTally(false)
			one.Add(&list[i])
			if err := parts.Decode(one.Encode()); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(everything(whole), everything(parts), cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-9, 1e-9)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Facts of an earlier version did not say whether a response helps; what all of them do tells it.
func TestFactsOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		facts  Case
		hollow bool
	}{{Case{Responses: 2, Deflected: true}, true}, {Case{Responses: 2, Lip: 2}, true}, {Case{Responses: 2, Lip: 1}, false}, {Case{}, false}} {
		if got, err := DecodeCase(c.facts.Encode()); err != nil || got.Hollow != c.hollow {
			t.Errorf("%+v: %v, %v", c.facts, got.Hollow, err)
		}
	}
}

// Bytes from elsewhere are refused, whatever they are.
func FuzzDecode(f *testing.F) {
	c := Case{Opened: 5, Told: 1, Next: []Wait{{7, true}}}
	t := NewTally(false)
	t.Add(&c)
	f.Add(c.Encode())
	f.Add(t.Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := DecodeCase(b); err == nil {
			if _, err := DecodeCase(c.Encode()); err != nil {
				t.Error(err)
			}
		}
		_ = NewTally(false).Decode(b) // an error is as good as a tally: it must only end
	})
}

func TestGrow(t *testing.T) {
	t.Parallel()
	var c Case
	c.Assemble([]Said{ask(0), reply(5), ask(10)}, at(20))
	c, err := DecodeCase(c.Encode())
	if err != nil {
		t.Fatal(err)
	}
	c.Grow(at(70))
	if c.First != (Wait{at(5) - at(0), true}) || c.Next[0] != (Wait{at(70) - at(10), false}) || c.Resolution.Micros != at(70)-at(0) || !c.Open() {
		t.Errorf("%+v", c)
	}
}
