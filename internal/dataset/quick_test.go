package dataset

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestClockReadsWhatItReadBefore(t *testing.T) {
	t.Parallel()
	var c clock
	nothing := "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0012:30:45\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	long, iso := "Mon Jan 02 15:04:05 -0700 2006", time.RFC3339
	for _, v := range []string{nothing, "Tue Oct 31 22:10:47 +0000 2017", "Tue Oct 31 23:59:59 +0000 2017", "Tue Oct 31 24:00:00 +0000 2017",
		"Tue Oct 31 22:10:47 +0100 2017", "Tue Oct 31 22:10:47 +0000 2018", "Tue Oct 3122:10:477 +0000 2017", "Tue Oct 32 22:10:47 +0000 2017",
		"2017-10-30T00:00:01Z", nothing, "Tue Oct 31 00:00:00 +0000 2017", "Wed Nov 01 00:00:00 +0000 2017"} {
		form := long
		if len(v) == 20 {
			form = iso
		}
		want, err := time.Parse(form, v)
		got, ok := c.parse([]byte(v))
		if _, offset := want.Zone(); ok != (err == nil && offset == 0) {
			t.Errorf("%q: read %v, want %v", v, ok, err)
		} else if ok && got != want.UnixMicro() {
			t.Errorf("%q: %d, want %d", v, got, want.UnixMicro())
		}
	}
}

func TestClockKnowsEveryDay(t *testing.T) {
	t.Parallel()
	var c clock
	for year := 1971; year <= 2199; year++ {
		for month := 1; month <= 12; month++ {
			for day := 1; day <= 31; day++ {
				at := time.Date(year, time.Month(month), day, 12, 30, 0, 0, time.UTC)
				got, ok := c.parse(fmt.Appendf(nil, "%04d-%02d-%02dT12:30:00Z", year, month, day))
				if is := at.Day() == day; ok != is || is && got != at.UnixMicro() {
					t.Fatalf("%04d-%02d-%02d: read %v as %d, want %v, %d", year, month, day, ok, got, is, at.UnixMicro())
				}
			}
		}
	}
}

func TestUnescapeIsDoneOnce(t *testing.T) {
	t.Parallel()
	want := strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"&", "amp;", "&amp;", "&lt;", "gt;", "&gt;", "&am", "p;", " ", "word", "é"}), 0, 12).Draw(t, "parts"), "")
		if got := unescape(text); got != want.Replace(text) {
			t.Fatalf("%q becomes %q, want %q", text, got, want.Replace(text))
		}
	})
}
