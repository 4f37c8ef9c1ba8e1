package view

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"heed/internal/admin"
	"heed/internal/coverage"
	"heed/internal/desk"
	"heed/internal/report"
)

// Coverage is the page of the coverage map.
type Coverage struct {
	*admin.Coverage
	Form    Form
	Changed desk.CalendarID // whose hours were just changed
	Today   string          // date, by the map's clock
}

// busiest is the most cases in one hour of the week.
func (c *Coverage) busiest() int {
	most := 1
	for _, cell := range c.Cells {
		most = max(most, cell.Cases)
	}
	return most
}

// demandClass is how dark an hour is: 0 nothing to 4 the busiest.
func (c *Coverage) demandClass(cell coverage.Cell) string {
	if cell.Cases == 0 {
		return "d0"
	}
	return "d" + strconv.Itoa(min(4, 1+4*cell.Cases/(c.busiest()+1)))
}

// cell is how an hour of the map looks: its demand, whether somebody is there, and whether
// that would change.
func (c *Coverage) cell(h int) string {
	cell := c.Cells[h]
	class := c.demandClass(cell)
	if cell.Staff >= 0.25 {
		class += " staffed"
	} else if cell.Cases > 0 {
		class += " hole"
	}
	if c.Map.Cells[h].Staff < c.after(h).Staff {
		class += " gains"
	} else if c.Map.Cells[h].Staff > c.after(h).Staff {
		class += " loses"
	}
	return class
}

func (c *Coverage) after(h int) coverage.Cell {
	if c.Coverage.Changed == nil {
		return c.Cells[h]
	}
	return c.Coverage.Changed.Cells[h]
}

func (c *Coverage) cellTitle(ctx context.Context, h int) string {
	cell := c.Cells[h]
	s := fmt.Sprintf("%s %02d:00: ", tr(ctx, dayNames[h/24]), h%24)
	s += trn(ctx, cell.Cases, "%d case", "%d cases") + ", " + tr(ctx, "%s working", people(cell.Staff))
	if after := c.after(h); after.Staff != cell.Staff {
		s += " → " + people(after.Staff)
	}
	return s
}

// HourCases is the page of the cases behind a number of the map.
type HourCases struct{ *admin.HourCases }

// Address is where the page after the first skip stands.
func (c HourCases) Address(skip int) string {
	s := coverageCases(c.From, c.To, c.Calendar)
	if skip > 0 {
		s += "&skip=" + strconv.Itoa(skip)
	}
	return s
}

// coverageCases is the address of the cases that the map counts in a stretch of the week.
func coverageCases(from, to int, calendar desk.CalendarID) string {
	s := fmt.Sprintf("/coverage/cases?from=%d&to=%d", from, to)
	if calendar != 0 {
		s += "&calendar=" + itoa(calendar)
	}
	return s
}

// asked is the calendar by whose clock the map goes; 0: the first.
func (c *Coverage) asked() desk.CalendarID {
	if c.Change != nil {
		return c.Change.Calendar
	}
	return 0
}

// firstAnswerAfter says how long a case waited for its first answer.
func firstAnswerAfter(ctx context.Context, c *desk.Case) string {
	if c.FirstResponseAt.IsZero() {
		return tr(ctx, "not yet")
	}
	return report.Duration(max(0, c.FirstResponseAt.Sub(c.OpenedAt).Seconds()))
}

func people(n float64) string { return strings.TrimSuffix(strconv.FormatFloat(n, 'f', 1, 64), ".0") }

// closeURL leads to the preview that would close a hole.
func (c *Coverage) closeURL(h coverage.Hole, calendar desk.CalendarID) string {
	return fmt.Sprintf("/coverage?calendar=%d&from=%d&to=%d#change", calendar, h.From, h.To)
}

// chosen is the calendar that a change concerns.
func (c *Coverage) chosen(ctx context.Context) desk.CalendarID {
	if c.Change != nil {
		return c.Change.Calendar
	}
	if cs := sh(ctx).Desk.Calendars; len(cs) > 0 {
		return cs[0].ID
	}
	return 0
}

// hour is a field of the form: day and hour of the begin or the end.
func (c *Coverage) hour(end bool) int {
	if c.Change == nil {
		if end {
			return 6*24 + 16
		}
		return 6*24 + 10
	}
	if end {
		return c.Change.To / 60
	}
	return c.Change.From / 60
}

// holeWords says a hole in the reader's language.
func holeWords(ctx context.Context, c *Coverage, h coverage.Hole) string {
	format := "Nobody covers %s."
	if h.Thin {
		format = "Too few cover %s."
	}
	return tr(ctx, format, stretch(ctx, h.From, h.To))
}

func stretch(ctx context.Context, from, to int) string {
	s := coverage.Stretch(from, to)
	if sh(ctx).Lang != "de" {
		return s
	}
	r := []string{" to ", " bis ", "the whole week", "die ganze Woche"}
	for _, d := range dayNames {
		r = append(r, d, tr(ctx, d))
	}
	return strings.NewReplacer(r...).Replace(s)
}

func holeFacts(ctx context.Context, h coverage.Hole) string {
	if h.Median > 0 {
		return " · " + tr(ctx, "half of those answered waited more than %s", coverage.Length(h.Median))
	}
	return ""
}

func delta(t coverage.Times) [3]string {
	if t.Answered == 0 {
		return [3]string{"–", "–", percent(t.InHour)}
	}
	return [3]string{coverage.Length(t.Half), coverage.Length(t.Most), percent(t.InHour)}
}
