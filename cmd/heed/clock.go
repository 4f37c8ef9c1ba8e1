package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"heed/internal/calendar"
	"heed/internal/desk"
)

type clockFlags struct {
	calendar, from, to, add, between, openAt, next, format string
}

func clockCommand() *cobra.Command {
	var f clockFlags
	c := &cobra.Command{
		Use:   "clock",
		Short: "Calculate with working hours: when is it due, how much is covered, when are we back",
		Long: `Answers questions about time with the engine that the desk uses for deadlines, coverage and
"when are we back", and shows how it gets each answer.

  --from T --add 90m   the moment by which 90 minutes of covered time have passed
  --between T1 T2      how much of the time from T1 to T2 is covered
  --open-at T          whether someone covers T, and until when
  --next T             when someone is next available: T itself if someone is there
  --days 2027          holidays and other days of a year with different hours

The first line is the answer alone: a time in RFC 3339, a length such as 1h30m, open or closed,
or "never". The calculation follows. --format json gives the same for machines.

A calendar is the JSON document that the desk exports (Settings, Calendars) and docs/calendars.md
describes; "-" reads it from standard input.

A time is RFC 3339 (2026-07-03T17:50:00+02:00) or local by the calendar's clock
("2026-07-03 17:50", 2026-07-03T17:50, 2026-07-03), @seconds since 1970, or now. A length is
90m, 1h30m, 2d (48 hours), PT1H30M or 1:30.`,
		Example: `  heed clock --calendar office.json --from "2026-07-03 17:50" --add 90m
  heed clock --calendar office.json --between 2026-07-03T17:50 2026-07-06T08:20
  heed clock --calendar office.json --next now
  echo '{"zone": "Europe/Berlin", "week": {"mon-fri": "8-18"}}' | heed clock --calendar - --add 2h`,
		Args: cobra.ArbitraryArgs,
	}
	c.Flags().StringVarP(&f.calendar, "calendar", "c", "", `File with the calendar (required). "-": standard input.`)
	c.Flags().StringVar(&f.from, "from", "", "Time to add to. Default: now.")
	c.Flags().StringVar(&f.add, "add", "", "Length of covered time to add.")
	c.Flags().StringVar(&f.between, "between", "", "Two times: how much between them is covered.")
	c.Flags().StringVar(&f.to, "to", "", "With --from: how much from there to here is covered.")
	c.Flags().StringVar(&f.openAt, "open-at", "", "Whether someone covers this time.")
	c.Flags().StringVar(&f.next, "next", "", "When someone is next available after this time.")
	var days int
	c.Flags().IntVar(&days, "days", 0, "List the days of a year with different hours.")
	c.Flags().StringVar(&f.format, "format", "text", "text for people, json for machines.")
	c.RunE = func(c *cobra.Command, rest []string) error {
		return runClock(c.InOrStdin(), c.OutOrStdout(), os.Stderr, f, days, rest, time.Now())
	}
	return c
}

// clockAnswer is what heed clock prints with --format json.
type clockAnswer struct {
	Answer   string      `json:"answer"`
	Calendar string      `json:"calendar"` // in words
	Zone     string      `json:"zone"`
	From     string      `json:"from,omitempty"`
	To       string      `json:"to,omitempty"`
	Open     *bool       `json:"open,omitempty"`
	Until    string      `json:"until,omitempty"`
	Added    *float64    `json:"added_seconds,omitempty"`
	Covered  *float64    `json:"covered_seconds,omitempty"`
	Steps    []clockStep `json:"steps,omitempty"`
	Skipped  int         `json:"steps_left_out,omitempty"`
	Days     []clockDay  `json:"days,omitempty"`
	Notes    []string    `json:"notes,omitempty"`

	lines []string // the reckoning for people
}

type clockStep struct {
	From   string  `json:"from"`
	To     string  `json:"to"`
	Open   bool    `json:"open"`
	Counts float64 `json:"counts_seconds"`
	Sum    float64 `json:"sum_seconds"`
	Why    string  `json:"why,omitempty"`
}

type clockDay struct {
	Date    string   `json:"date"`
	Name    string   `json:"name,omitempty"`
	Windows []string `json:"windows"`
}

func runClock(in io.Reader, out, notes io.Writer, f clockFlags, days int, rest []string, now time.Time) error {
	if f.format != "text" && f.format != "json" {
		return clockWrong("format", "The format must be text or json, not "+f.format+".", "")
	}
	cal, err := readCalendar(in, f.calendar)
	if err != nil {
		return err
	}
	a, err := reckonClock(cal, f, days, rest, now)
	if err != nil {
		return err
	}
	if f.format == "json" {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(a)
	}
	for _, n := range a.Notes {
		fmt.Fprintln(notes, "note: "+n)
	}
	_, err = fmt.Fprintln(out, strings.Join(append([]string{a.Answer, ""}, a.lines...), "\n"))
	return err
}

func clockWrong(field, message, mend string) error {
	return &desk.Error{Kind: desk.Invalid, Field: field, Message: message, Mend: mend}
}

// maxCalendarFile bounds what is read; package calendar has a bound of its own.
const maxCalendarFile = 1 << 20

func readCalendar(in io.Reader, name string) (*calendar.Calendar, error) {
	if name == "" {
		return nil, clockWrong("calendar", "Choose a calendar with --calendar FILE.",
			`A smallest one: {"zone": "Europe/Berlin", "week": {"mon-fri": "08:00-18:00"}}. docs/calendars.md tells more.`)
	}
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, &desk.Error{Kind: desk.NotFound, Message: "The calendar can't be read.", Mend: "Name an existing file, or - for standard input.", Err: err}
		}
		defer file.Close()
		in = file
	}
	doc, err := io.ReadAll(io.LimitReader(in, maxCalendarFile))
	if err != nil {
		return nil, &desk.Error{Kind: desk.Unavailable, Message: "The calendar can't be read.", Err: err}
	}
	cal, err := calendar.Parse(doc)
	var e *desk.Error
	if errors.As(err, &e) && name != "-" {
		e.Message = name + ": " + e.Message
	}
	return cal, err
}

func reckonClock(cal *calendar.Calendar, f clockFlags, days int, rest []string, now time.Time) (*clockAnswer, error) {
	q := &clockQuestion{cal: cal, now: now}
	given := 0
	for _, s := range []string{f.add, f.between, f.to, f.openAt, f.next} {
		if s != "" {
			given++
		}
	}
	if days != 0 {
		given++
	}
	if given != 1 {
		return nil, clockWrong("", "Ask one question: --add, --between, --to, --open-at, --next or --days.",
			`For example: heed clock --calendar FILE --from "2026-07-03 17:50" --add 90m. See heed clock --help.`)
	}
	more := func(s string) string { return strings.TrimSpace(s + " " + strings.Join(rest, " ")) }
	switch {
	case f.add != "":
		return q.add(more(f.from), f.add)
	case f.between != "":
		return q.between(more(f.between))
	case f.to != "":
		return q.fromTo(f.from, more(f.to))
	case f.openAt != "":
		return q.openAt(more(f.openAt))
	case f.next != "":
		return q.next(more(f.next))
	}
	return q.days(days)
}
