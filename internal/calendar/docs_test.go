package calendar_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"heed/internal/calendar"
)

// Every calendar of docs/calendars.md is read, and every row of the table after it
// reckoned.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/calendars.md")
	if err != nil {
		t.Fatal(err)
	}
	var c *calendar.Calendar
	var block []string
	inside := false
	calendars, rows := 0, 0
	for line := range strings.Lines(string(doc)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "```json":
			inside, block = true, nil
		case line == "```" && inside:
			inside = false
			c = parse(t, strings.Join(block, "\n"))
			calendars++
		case inside:
			block = append(block, line)
		case strings.HasPrefix(line, "| ") && strings.Contains(line, "20"):
			if reckonRow(t, c, line) {
				rows++
			}
		}
	}
	if calendars < 3 || rows < 8 {
		t.Errorf("%d calendars and %d rows were tried", calendars, rows)
	}
}

func reckonRow(t *testing.T, c *calendar.Calendar, row string) bool {
	t.Helper()
	cells := strings.Split(strings.Trim(row, "| "), " | ")
	if len(cells) != 3 {
		return false
	}
	const layout = "Mon 2006-01-02 15:04"
	from, err := time.ParseInLocation(layout, cells[0], c.Zone())
	if err != nil {
		return false
	}
	d, err := time.ParseDuration(cells[1])
	if err != nil {
		t.Errorf("%s: %v", row, err)
	}
	if got := c.Add(from, d).Format(layout); got != cells[2] || from.Format(layout) != cells[0] {
		t.Errorf("%s: gives %s", row, got)
	}
	return true
}
