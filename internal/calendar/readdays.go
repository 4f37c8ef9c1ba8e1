package calendar

import (
	"fmt"
	"strings"
)

// exceptions reads the days that differ from the week.
func (r *reader) exceptions(n *node) ([]Exception, error) {
	const field = "exceptions"
	r.places[field] = n.offset
	var out []Exception
	switch v := n.value.(type) {
	case nil:
		return nil, nil
	case []*node:
		for i, e := range v {
			x, err := r.exception(e, fmt.Sprintf("%s[%d]", field, i), "")
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
		return out, nil
	case []member: // {"2026-12-25": "closed"}
		for i, m := range v {
			at := fmt.Sprintf("%s[%d]", field, i)
			r.places[at+".date"] = m.offset
			x, err := r.exception(m.value, at, m.key)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
		return out, nil
	}
	return nil, r.kindWrong(n, field, "a list of dates")
}

// exception reads one; date is known where it was the key.
func (r *reader) exception(n *node, field, date string) (Exception, error) {
	r.places[field] = n.offset
	x := Exception{Date: date}
	members, ok := n.value.([]member)
	if !ok {
		return r.shortException(n, field, x)
	}
	var err error
	for _, m := range members {
		switch folded(m.key) {
		case "date", "day", "from", "on":
			x.Date, err = r.text(m.value, field+".date")
		case "to", "until", "last", "end":
			x.To, err = r.text(m.value, field+".to")
		case "name", "title", "reason", "label", "why":
			x.Name, err = r.text(m.value, field+".name")
		case "closed":
			x.Closed, err = r.truth(m.value, field+".closed")
		case "hours", "windows", "open":
			x.Hours, err = r.windows(m.value, field+".hours")
			x.Closed = x.Closed || len(x.Hours) == 0
		default:
			err = r.unknown(m, field)
		}
		if err != nil {
			return x, err
		}
	}
	return x, nil
}

// shortException reads "2026-12-25" and, where the date is the key, its hours.
func (r *reader) shortException(n *node, field string, x Exception) (Exception, error) {
	if x.Date != "" {
		var err error
		x.Hours, err = r.windows(n, field+".hours")
		x.Closed = len(x.Hours) == 0
		return x, err
	}
	s, ok := n.value.(string)
	if !ok {
		return x, r.kindWrong(n, field, "an object with a date")
	}
	x.Closed = true
	var isRange bool
	if x.Date, x.To, isRange = strings.Cut(s, ".."); !isRange {
		x.Date = s
	}
	return x, nil
}

func (r *reader) holidays(n *node, field string) ([]Holidays, error) {
	r.places[field] = n.offset
	list, ok := n.value.([]*node)
	switch {
	case n.value == nil, n.value == false:
		return []Holidays{}, nil
	case !ok:
		list = []*node{n}
	}
	out := []Holidays{}
	for i, e := range list {
		h, err := r.holiday(e, fmt.Sprintf("%s[%d]", field, i))
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

func (r *reader) holiday(n *node, field string) (h Holidays, err error) {
	r.places[field] = n.offset
	members, ok := n.value.([]member)
	if !ok {
		h.Region, err = r.text(n, field+".region")
		return h, err
	}
	for _, m := range members {
		switch folded(m.key) {
		case "region", "country", "of":
			h.Region, err = r.text(m.value, field+".region")
		case "hours", "windows":
			h.Hours, err = r.windows(m.value, field+".hours")
		case "except", "without", "open":
			h.Except, err = r.texts(m.value, field+".except")
		default:
			err = r.unknown(m, field)
		}
		if err != nil {
			return h, err
		}
	}
	return h, nil
}

func (r *reader) texts(n *node, field string) ([]string, error) {
	r.places[field] = n.offset
	list, ok := n.value.([]*node)
	if !ok {
		list = []*node{n}
	}
	var out []string
	for i, e := range list {
		s, err := r.text(e, fmt.Sprintf("%s[%d]", field, i))
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (r *reader) versions(n *node) ([]Version, error) {
	r.places["versions"] = n.offset
	list, ok := n.value.([]*node)
	if !ok {
		if n.value == nil {
			return nil, nil
		}
		return nil, r.kindWrong(n, "versions", "a list of schedules")
	}
	var out []Version
	for i, e := range list {
		v, err := r.version(e, fmt.Sprintf("versions[%d]", i))
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (r *reader) version(n *node, field string) (v Version, err error) {
	r.places[field] = n.offset
	members, ok := n.value.([]member)
	if !ok {
		return v, r.kindWrong(n, field, "an object with from and week")
	}
	s := schedule{zone: &v.Zone, always: &v.Always, week: &v.Week, holidays: &v.Holidays}
	for _, m := range members {
		switch folded(m.key) {
		case "from", "validfrom", "since", "date":
			v.From, err = r.text(m.value, field+".from")
		default:
			err = r.scheduled(m, field, s)
		}
		if err != nil {
			return v, err
		}
	}
	return v, nil
}
