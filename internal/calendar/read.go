package calendar

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"heed/internal/desk"
)

// reader turns JSON as people and other programs write it into a [Document], and
// remembers where each field stood.
type reader struct {
	doc    []byte
	places map[string]int
}

// Parse reads a calendar's JSON document. It takes what docs/calendars.md describes and
// the usual variations of it. Errors are desk.Invalid, name the field and say where in
// the text it stands.
func Parse(doc []byte) (*Calendar, error) {
	if len(doc) > maxDocument {
		return nil, invalid("", fmt.Sprintf("The calendar is longer than %d KiB.", maxDocument>>10), "Remove dates that have passed.")
	}
	root, err := readNodes(doc)
	if err != nil {
		return nil, err
	}
	r := reader{doc, map[string]int{"": root.offset}}
	d, err := r.document(unwrapped(root))
	if err != nil {
		return nil, err
	}
	c, err := New(d)
	if err != nil {
		return nil, r.placed(err)
	}
	return c, nil
}

// unwrapped is the calendar inside what other programs put around one.
func unwrapped(n *node) *node {
	if list, ok := n.value.([]*node); ok && len(list) == 1 {
		return unwrapped(list[0])
	}
	members, _ := n.value.([]member)
	for _, m := range members {
		if k := folded(m.key); (k == "document" || k == "calendar") && m.value.kind() == "an object" {
			return m.value
		}
	}
	return n
}

// placed adds to an error where its field stands in the text. A field that the text does
// not have stands where what holds it stands.
func (r *reader) placed(err error) error {
	e, ok := err.(*desk.Error)
	if !ok {
		return err
	}
	field := e.Field
	for {
		if at, known := r.places[field]; known {
			out := *e
			out.Message = fmt.Sprintf("%s (%s)", e.Message, place(r.doc, at))
			if e.Field != "" {
				out.Message = e.Field + ": " + out.Message
			}
			return &out
		}
		cut := strings.LastIndexAny(field, ".[")
		if cut < 0 {
			field = ""
			continue
		}
		field = field[:cut]
	}
}

func (r *reader) wrong(n *node, field, message, mend string) error {
	r.places[field] = n.offset
	return r.placed(invalid(field, message, mend))
}

func (r *reader) kindWrong(n *node, field, want string) error {
	return r.wrong(n, field, fmt.Sprintf("Found %s where %s is needed.", n.kind(), want), "Compare with the examples in docs/calendars.md.")
}

// folded is a field's name without what people write differently.
func folded(key string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "", "/", "").Replace(strings.ToLower(key))
}

// spare are fields that say nothing about hours.
var spare = []string{"id", "comment", "note", "description", "schema", "$schema", "kind", "type"} // read only

const fieldsOf = "A calendar has name, zone, always, week (mon to sun), exceptions (date, to, name, closed, hours), holidays (region, hours, except) and versions (from, zone, always, week, holidays)."

func (r *reader) unknown(m member, field string) error {
	if slices.Contains(spare, folded(m.key)) || strings.HasPrefix(m.key, "$") || strings.HasPrefix(m.key, "x-") {
		return nil
	}
	where := m.key
	if field != "" {
		where = field + "." + m.key
	}
	r.places[where] = m.offset
	return r.placed(invalid(where, fmt.Sprintf("There is no field %q.", m.key), fieldsOf))
}

func (r *reader) document(n *node) (Document, error) {
	var d Document
	members, ok := n.value.([]member)
	if !ok {
		return d, r.kindWrong(n, "", "an object")
	}
	s := schedule{zone: &d.Zone, always: &d.Always, week: &d.Week, holidays: &d.Holidays}
	for _, m := range members {
		var err error
		switch folded(m.key) {
		case "name", "title":
			d.Name, err = r.text(m.value, "name")
		case "exceptions", "special", "specialdays", "dates", "overrides":
			d.Exceptions, err = r.exceptions(m.value)
		case "versions", "changes":
			d.Versions, err = r.versions(m.value)
		default:
			err = r.scheduled(m, "", s)
		}
		if err != nil {
			return d, err
		}
	}
	return d, nil
}

// schedule is where the fields of a schedule go, of the calendar's first or of a later one.
type schedule struct {
	zone     *string
	always   *bool
	week     *Week
	holidays *[]Holidays
}

func (r *reader) scheduled(m member, field string, s schedule) (err error) {
	at := func(name string) string {
		if field == "" {
			return name
		}
		return field + "." + name
	}
	if days := weekdays(m.key); days != nil {
		return r.day(m.value, at("week"), days, s.week)
	}
	switch folded(m.key) {
	case "zone", "timezone", "tz":
		*s.zone, err = r.text(m.value, at("zone"))
	case "always", "alwaysopen", "247", "24x7":
		*s.always, err = r.truth(m.value, at("always"))
	case "week", "hours", "weekly", "openinghours", "days":
		err = r.week(m.value, at("week"), s.week)
	case "holidays", "publicholidays":
		*s.holidays, err = r.holidays(m.value, at("holidays"))
	default:
		err = r.unknown(m, field)
	}
	return err
}

func (r *reader) text(n *node, field string) (string, error) {
	r.places[field] = n.offset
	switch v := n.value.(type) {
	case string:
		return v, nil
	case nil:
		return "", nil
	case json.Number:
		return v.String(), nil
	}
	return "", r.kindWrong(n, field, "a text")
}

func (r *reader) truth(n *node, field string) (bool, error) {
	r.places[field] = n.offset
	switch v := n.value.(type) {
	case bool:
		return v, nil
	case nil:
		return false, nil
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "true", "yes":
			return true, nil
		case "false", "no", "":
			return false, nil
		}
	}
	return false, r.kindWrong(n, field, "true or false")
}
