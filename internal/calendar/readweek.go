package calendar

import (
	"fmt"
	"slices"
	"strings"
)

// weekdays are the days that a key names, Sunday 0: "mon", "Monday", "mon-fri",
// "sat, sun", "weekdays", "daily". nil: none.
func weekdays(key string) []int {
	key = strings.ToLower(strings.TrimSpace(key))
	switch folded(key) {
	case "weekdays", "weekday", "workdays":
		return []int{1, 2, 3, 4, 5}
	case "weekend", "weekends":
		return []int{6, 0}
	case "daily", "everyday", "alldays":
		return []int{1, 2, 3, 4, 5, 6, 0}
	}
	var days []int
	for part := range strings.FieldsFuncSeq(key, func(c rune) bool { return c == ',' || c == ';' || c == '+' }) {
		first, last, isRange := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		if !isRange {
			first, last, isRange = strings.Cut(part, " to ")
		}
		from := weekdayOf(first)
		to := from
		if isRange {
			to = weekdayOf(last)
		}
		if from < 0 || to < 0 {
			return nil
		}
		for d := from; ; d = (d + 1) % 7 {
			days = append(days, d)
			if d == to {
				break
			}
		}
	}
	return days
}

func weekdayOf(s string) int {
	s = strings.Trim(strings.TrimSpace(s), ".")
	for i, name := range [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		if len(s) >= 2 && strings.HasPrefix(name, s) || s == "tues" && i == 2 || s == "thurs" && i == 4 {
			return i
		}
	}
	return -1
}

func (r *reader) week(n *node, field string, w *Week) error {
	r.places[field] = n.offset
	members, ok := n.value.([]member)
	if !ok {
		if n.value == nil {
			return nil
		}
		return r.kindWrong(n, field, "an object with the days mon to sun")
	}
	for _, m := range members {
		days := weekdays(m.key)
		if days == nil {
			if err := r.unknown(m, field); err != nil {
				return err
			}
			continue
		}
		if err := r.day(m.value, field, days, w); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) day(n *node, field string, days []int, w *Week) error {
	at := field + "." + dayKeys[days[0]]
	if _, twice := r.places[at]; twice {
		return r.wrong(n, at, "The hours of this day are given twice.", "Put all windows of a day into one list.")
	}
	windows, err := r.windows(n, at)
	if err != nil {
		return err
	}
	for _, d := range days {
		r.places[field+"."+dayKeys[d]] = n.offset
		*w.days()[d] = slices.Clone(windows)
	}
	return nil
}

// windows reads the windows of a day in one of the forms in which people write them.
func (r *reader) windows(n *node, field string) ([]string, error) {
	r.places[field] = n.offset
	switch v := n.value.(type) {
	case nil:
		return nil, nil
	case bool:
		if v {
			return []string{wholeDay}, nil
		}
		return nil, nil
	case string:
		return splitWindows(v), nil
	case []member:
		return r.windowObject(v, n, field)
	case []*node:
		return r.windowList(v, field)
	}
	return nil, r.kindWrong(n, field, `a list of windows such as ["08:00-18:00"]`)
}

const wholeDay = "00:00-24:00"

// splitWindows reads "08:00-12:00, 13:00-18:00", "closed" and "24h".
func splitWindows(s string) []string {
	switch folded(strings.TrimSpace(s)) {
	case "", "closed", "none", "off":
		return nil
	case "24h", "247", "24x7", "allday", "open", "24hours":
		return []string{wholeDay}
	}
	var out []string
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(s, " and ", ","), func(c rune) bool { return c == ',' || c == ';' || c == '&' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (r *reader) windowList(list []*node, field string) ([]string, error) {
	// ["08:00", "18:00"] is one window, not two.
	if len(list) == 2 {
		from, ok1 := list[0].value.(string)
		to, ok2 := list[1].value.(string)
		_, t1 := parseMinute(from)
		_, t2 := parseMinute(to)
		if ok1 && ok2 && t1 && t2 {
			return []string{from + "-" + to}, nil
		}
	}
	var out []string
	for i, n := range list {
		ws, err := r.windows(n, fmt.Sprintf("%s[%d]", field, i))
		if err != nil {
			return nil, err
		}
		for range ws {
			r.places[fmt.Sprintf("%s[%d]", field, len(out))] = n.offset
			out = append(out, ws[0])
			ws = ws[1:]
		}
	}
	return out, nil
}

// windowObject reads {"from": "08:00", "to": "18:00"}, {"closed": true} and
// {"windows": [...]}.
func (r *reader) windowObject(members []member, n *node, field string) ([]string, error) {
	var from, to string
	var out []string
	var err error
	for _, m := range members {
		switch folded(m.key) {
		case "from", "open", "opens", "start", "begin":
			from, err = r.text(m.value, field+".from")
		case "to", "close", "closes", "end", "until":
			to, err = r.text(m.value, field+".to")
		case "windows", "hours":
			out, err = r.windows(m.value, field)
		case "closed":
			_, err = r.truth(m.value, field+".closed")
		default:
			err = r.unknown(m, field)
		}
		if err != nil {
			return nil, err
		}
	}
	switch {
	case from != "" && to != "":
		return append(out, from+"-"+to), nil
	case from != "" || to != "":
		return nil, r.wrong(n, field, "A window needs a start and an end.", `Use {"from": "08:00", "to": "18:00"} or "08:00-18:00".`)
	}
	return out, nil
}
