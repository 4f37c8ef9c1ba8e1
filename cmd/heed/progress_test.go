package main

import (
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		done, of int64
		since    time.Duration
		width    int
		want     string
	}{
		{0, 100, 0, 30, "reading  [             ]   0 %"},
		{25, 100, 10 * time.Second, 40, "reading  [===          ]  25 %  30s left"},
		{100, 100, time.Minute, 40, "reading  [==============] 100 %  0s left"},
		{300, 100, 0, 30, "reading  [=============] 100 %"},
		{1, 0, 0, 12, "reading   0 "},
		{1, 2, 0, 0, ""},
	} {
		got := progressLine("reading", x.done, x.of, x.since, x.width)
		if got != x.want && got != x.want+" " {
			t.Errorf("%d of %d after %v in %d columns: %q, want %q", x.done, x.of, x.since, x.width, got, x.want)
		}
		if n := len([]rune(got)); n > x.width {
			t.Errorf("%q has %d columns of %d", got, n, x.width)
		}
	}
}
