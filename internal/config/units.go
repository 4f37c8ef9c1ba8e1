package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// ParseDuration reads what [time.ParseDuration] reads, and days and weeks: "14d",
// "2w", "1d12h". A day is 24 hours.
func ParseDuration(v string) (time.Duration, error) {
	var sum time.Duration
	rest := strings.TrimSpace(v)
	for _, unit := range []struct {
		letter string
		of     time.Duration
	}{{"w", 7 * day}, {"d", day}} {
		count, after, found := strings.Cut(rest, unit.letter)
		if !found {
			continue
		}
		n, err := strconv.ParseUint(count, 10, 15)
		if err != nil {
			return 0, fmt.Errorf("it isn't a duration like 5s, 12h or 30d")
		}
		sum += time.Duration(n) * unit.of
		rest = after
	}
	if rest == "" && sum > 0 {
		return sum, nil
	}
	d, err := time.ParseDuration(rest)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("it isn't a duration like 5s, 12h or 30d")
	}
	return sum + d, nil
}

// ShowDuration writes a duration as a person would: "14d", "5s", "1h30m".
func ShowDuration(d time.Duration) string {
	if d != 0 && d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
