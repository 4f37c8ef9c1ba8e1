package signal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Following what words lead to finds what trying every rule at every place finds.
func TestLeadsFindAllRules(t *testing.T) {
	t.Parallel()
	r := New(nil, nil)
	rapid.Check(t, func(t *rapid.T) {
		text, table := drawTexts(t), r.in(rapid.SampledFrom(Languages()).Draw(t, "lang"))
		for of := range uint8(2) {
			w := r.reading()
			w.scan(text)
			w.of, w.table = of, table
			w.look(table)
			w.find()
			found := map[[3]int]bool{}
			for kind, hits := range w.hits {
				for i, h := range hits {
					found[[3]int{h.from, h.to, int(h.rule.number)}] = true
					if i > 0 && hits[i-1].order >= h.order || int(h.rule.kind) != kind {
						t.Fatalf("%q: hit %d is out of order, stands twice or among others", text, i)
					}
				}
			}
			if diff := cmp.Diff(everyRule(w, of), found); diff != "" {
				t.Fatalf("%q as %s: tried everywhere (-), by what leads to them (+):\n%s", text, table.lang, diff)
			}
		}
	})
}

func everyRule(w *reading, of uint8) map[[3]int]bool {
	found := map[[3]int]bool{}
	for n := range w.sentences {
		from, end := w.bounds(n)
		for at := from; at < end; at++ {
			for _, r := range w.table.rules {
				if (r.kind == ofAct) != (of == 1) || !r.parts[0].holds(w.list[at].word) || r.wants&^stateAt(w, at) != 0 {
					continue
				}
				if to, ok := matchParts(r.parts[1:], w.list[:end], at+1); ok {
					found[[3]int{at, to, int(r.number)}] = true
				}
			}
		}
	}
	return found
}

// stateAt sees what is around a place.
func stateAt(w *reading, at int) (is state) {
	k := &w.list[at]
	if at == 0 || w.list[at-1].clause != k.clause {
		is = atClause
	}
	if at == 0 || w.list[at-1].sentence != k.sentence {
		is |= atStart
	}
	if w.sentences[k.sentence].asks > 0 {
		is |= inAsking
	}
	return is
}
