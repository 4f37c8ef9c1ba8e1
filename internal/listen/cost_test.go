package listen

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	nested := func(n int) string {
		s := "acme"
		for range n {
			s = "(" + s + ")"
		}
		return s
	}
	mustParse(t, nested(64))
	_, err := Parse(nested(65))
	var at *SyntaxError
	if !errors.As(err, &at) || at.Offset != 64 {
		t.Errorf("65 brackets: %v", err)
	}
	long := ""
	for len(long) < maxLength {
		long += "ü"
	}
	for range maxLength - len([]rune(long)) {
		long += "b"
	}
	mustParse(t, long)
	if _, err := Parse(long + "b"); !errors.As(err, &at) || at.Offset != len(long) || at.Length != 1 {
		t.Errorf("one letter too many: %+v", err)
	}
}

// TestCost: what costs too much in the worst post is refused where it becomes so, and what companies save is not.
func TestCost(t *testing.T) {
	t.Parallel()
	const near, phrase, window = `("late parcel" NEAR/5 (refund OR "money back")) OR `, `"a b c d e f" OR `, `"a b c d e f g h i j k l m n o p"~9 OR `
	for _, c := range []struct {
		part      string
		fit       int // so many of them
		dear, end string
	}{
		{"linksys~2 OR ", 49, "misspellings and wildcards", "linksys~2"},
		{near, 108, "phrases and distances", `("late parcel" NEAR/5 (refund OR "money back"))`},
		{phrase, 166, "phrases and distances", `"a b c d e f"`},
		{window, 20, "phrases and distances", `"a b c d e f g h i j k l m n o p"~9`},
	} {
		var at *SyntaxError
		q, err := new(parser).read(strings.Repeat(c.part, c.fit) + "acme")
		if err != nil || q.cost > MaxCost {
			t.Errorf("%d of %s cost %d of %d (%v)", c.fit, c.part, q.cost, MaxCost, err)
		}
		q, _ = new(parser).read(strings.Repeat(c.part, c.fit+3) + "acme")
		if q.cost <= MaxCost {
			t.Fatalf("%d of %s cost %d", c.fit+3, c.part, q.cost)
		}
		at = refuseCost(&q)
		if from := c.fit * len(c.part); at.Offset < from || at.Offset > from+2*len(c.part) || q.source[at.Offset:at.Offset+at.Length] != c.end || !strings.HasSuffix(at.Message, c.dear+".") {
			t.Errorf("%d of %s: %+v", c.fit+3, c.part, at)
		}
	}
	for s, want := range map[string]int{
		"acme": 1, "#acme": 1, "acme's": 2, "lookalike:acme": 2, "advertis*": 4, "me?t": 8, "linksys~1": 40, "linksys~2": 80, `"driver licensing"`: 4, `"driver's licensing"`: 12,
		`"my flight is late"`: 16, `"late refund today"~3`: 15, `refund NEAR/4 (late OR "too slow")`: 26, "acme's NEAR/2 app": 15,
	} {
		if q := mustParse(t, s); q.Cost() != want {
			t.Errorf("%s costs %d, want %d", s, q.Cost(), want)
		}
	}
	list := strings.Repeat("word OR ", 60) + "word"
	mustParse(t, fmt.Sprintf("(%s) NEAR/5 (%[1]s) -(%[1]s)", list))
	costly := strings.Repeat("linksys~2 OR ", 51) + "acme"
	var at *SyntaxError
	if _, err := Parse(costly); !errors.As(err, &at) || at.Offset != 50*len("linksys~2 OR ") || at.Length != len("linksys~2") {
		t.Errorf("51 misspellings: %+v, want the last refused", at)
	}
}
