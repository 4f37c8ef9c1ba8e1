package view

import "testing"

// TestCountsStandInGroups: a reader sees 1,309 or 1.309, wherever the number comes from.
func TestCountsStandInGroups(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{Say("en", "caught %d posts", 1309), "caught 1,309 posts"},
		{Say("de", "caught %d posts", 1309), "1.309 Beiträge gefunden"},
		{Say("de", "caught %d posts", 309), "309 Beiträge gefunden"},
		{Say("en", "caught %d posts", int64(1234567)), "caught 1,234,567 posts"},
		{Say("en", "%d of %d searches", 999, 1000), "999 of 1,000 searches"},
		{Say("en", "%s in %d", "2026", -2026), "2026 in -2,026"},
		{Retell("de", "It has matched nothing for 3 hours; about 1,200 posts would be usual."), "Sie hat seit 3 Stunden nichts gefangen, wo etwa 1.200 Beiträge üblich sind."},
		{Retell("de", "Only 1,020 posts came in 15 minutes; 120,000 would be usual."), "Nur 1.020 Beiträge kamen in 15 Minuten, wo 120.000 üblich sind."},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
