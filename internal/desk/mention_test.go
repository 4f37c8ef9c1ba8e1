package desk

import (
	"testing"
	"time"
)

func TestQuietTime(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	night := Reach{QuietFrom: 22 * 60, QuietTo: 7*60 + 30}
	for _, c := range []struct {
		name      string
		reach     Reach
		now, want string
	}{
		{"none", Reach{}, "2026-05-04T03:00:00+02:00", "2026-05-04T03:00:00+02:00"},
		{"before it", night, "2026-05-04T21:59:59+02:00", "2026-05-04T21:59:59+02:00"},
		{"as it begins", night, "2026-05-04T22:00:00+02:00", "2026-05-05T07:30:00+02:00"},
		{"after midnight", night, "2026-05-05T00:10:00+02:00", "2026-05-05T07:30:00+02:00"},
		{"as it ends", night, "2026-05-05T07:30:00+02:00", "2026-05-05T07:30:00+02:00"},
		{"the clock is put forward in it", night, "2026-03-28T23:00:00+01:00", "2026-03-29T07:30:00+02:00"},
		{"at noon", Reach{QuietFrom: 12 * 60, QuietTo: 13 * 60}, "2026-05-04T12:30:00+02:00", "2026-05-04T13:00:00+02:00"},
		{"in another zone", Reach{QuietFrom: 12 * 60, QuietTo: 13 * 60}, "2026-05-04T10:30:00Z", "2026-05-04T11:00:00Z"},
	} {
		now, _ := time.Parse(time.RFC3339, c.now)
		if got := c.reach.After(now, berlin); got.UTC().Format(time.RFC3339) != utc(c.want) {
			t.Errorf("%s: after %s comes %s, want %s", c.name, c.now, got.Format(time.RFC3339), c.want)
		}
	}
}

func utc(s string) string {
	t, _ := time.Parse(time.RFC3339, s)
	return t.UTC().Format(time.RFC3339)
}
