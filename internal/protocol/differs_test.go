package protocol

import (
	"reflect"
	"testing"

	"heed/internal/desk"
)

// Whatever a decision asks of the desk makes it another decision; its name and its reasons do not.
func TestDiffers(t *testing.T) {
	t.Parallel()
	said := []string{"Version", "Rule", "Advice", "Because"}
	base := desk.Decision{Respond: "yes"}
	for f := range reflect.TypeFor[desk.Decision]().Fields() {
		other := base
		switch v := reflect.ValueOf(&other).Elem().FieldByIndex(f.Index); v.Kind() {
		case reflect.String:
			v.SetString("another")
		case reflect.Slice:
			v.Set(reflect.ValueOf([]string{"another"}))
		default:
			v.SetInt(7)
		}
		want := true
		for _, name := range said {
			want = want && name != f.Name
		}
		if differs(base, other) != want || differs(other, base) != want {
			t.Errorf("another %s differs: %v, want %v", f.Name, !want, want)
		}
	}
	if differs(desk.Decision{Respond: "no", Hours: "covered"}, desk.Decision{Respond: "no", Hours: "calendar"}) {
		t.Error("the hours of what is not answered count")
	}
}

func TestDotted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source       string
		line, column int
		name         string
		begins       int
		called       bool
	}{
		{"signals.intent == x", 1, 1, "signals.intent", 1, false},
		{"signals.intent == x", 1, 8, "signals.intent", 1, false},
		{"a && fizz_9.zz(1)", 1, 6, "fizz_9.zz", 6, true},
		{"a && fizz_9.zz(1)", 1, 15, "fizz_9.zz", 6, true},
		{"a\nAZaz.Z", 2, 3, "AZaz.Z", 1, false},
		{"a", 2, 1, "", 1, false},
		{"a", 0, 1, "", 1, false},
		{"a + b", 1, 3, "", 3, false},
	} {
		name, begins, called := dotted(c.source, c.line, c.column)
		if name != c.name || begins != c.begins || called != c.called {
			t.Errorf("%q at %d:%d: %q from %d, called %v", c.source, c.line, c.column, name, begins, called)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{{"four", 4, "four"}, {"fours", 4, "four"}, {"für", 2, "f"}, {"für", 3, "fü"}, {"", 0, ""}} {
		if got := cut(c.s, c.n); got != c.want {
			t.Errorf("%q to %d: %q", c.s, c.n, got)
		}
	}
}
