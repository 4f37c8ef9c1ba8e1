package calendar

import (
	"fmt"
	"slices"
	"strings"
)

// Hours is how much of each hour of an ordinary week is covered, 0 to 1, by the
// clock on the calendar's wall. Index 0 is Monday 00:00 to 01:00, 167 the last hour of
// Sunday.
func (c *Calendar) Hours() [168]float64 {
	var seconds [168]int64
	for i := range 7 {
		for _, s := range c.week[(i+1)%7] {
			for h := s.from / 3600; h*3600 < s.to; h++ {
				seconds[int64(i)*24+h] += min(s.to, (h+1)*3600) - max(s.from, h*3600)
			}
		}
	}
	var hours [168]float64
	for i, s := range seconds {
		hours[i] = float64(s) / 3600
	}
	return hours
}

var dayNames = [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"} // read only

// Words describes the calendar: "Mon–Thu 08:00–18:00, Fri 08:00–14:00
// Europe/Berlin".
func (c *Calendar) Words() string {
	var parts []string
	for i := 0; i < 7; {
		n := 1
		for i+n < 7 && slices.Equal(c.own[(i+n+1)%7], c.own[(i+1)%7]) {
			n++
		}
		if ws := c.own[(i+1)%7]; len(ws) > 0 {
			parts = append(parts, daysWords(i, n)+" "+windowsWords(ws))
		}
		i += n
	}
	words := "never open"
	switch {
	case c.steady && len(c.week[0]) > 0:
		words = "always open"
	case len(parts) > 0:
		words = strings.Join(parts, ", ") + " " + c.doc.Zone
	}
	if n := len(c.doc.Exceptions); n == 1 {
		words += ", with 1 exception"
	} else if n > 1 {
		words += fmt.Sprintf(", with %d exceptions", n)
	}
	return words
}

// daysWords names n days from the i-th after Monday.
func daysWords(i, n int) string {
	first, last := dayNames[(i+1)%7], dayNames[(i+n)%7]
	if n == 1 {
		return first
	}
	return first + "–" + last
}

func windowsWords(ws []window) string {
	words := make([]string, len(ws))
	for i, w := range ws {
		words[i] = w.words("–")
	}
	return strings.Join(words, " and ")
}
