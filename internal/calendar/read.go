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
		return nil, invalid("", fmt.Sprintf("The calendar is longer than %d KiB.", maxDocument>>10), "Leave out dates that have passed.")
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
	return r.wrong(n, field, fmt.Sprintf("Here stands %s where %s is wanted.", n.kind(), want), "Compare with the examples in docs/calendars.md.")
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
		return nil, r.wrong(n, field, "A window has a begin and an end.", `Write {"from": "08:00", "to": "18:00"} or "08:00-18:00".`)
	}
	return out, nil
}

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
