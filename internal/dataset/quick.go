package dataset

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
	"unsafe"
)

// field gives the bytes of a field, without doubled quotes.
func (r *rowReader) field(p *piece, i int) []byte {
	if p.start < 0 {
		return []byte(r.batch.apart[-1-p.start][i])
	}
	f := &r.batch.fields[p.first+i]
	v := r.batch.buf[f.start:f.end]
	if !f.quoted {
		return v
	}
	from := len(r.spare)
	for len(v) > 0 {
		i := bytes.IndexAny(v, "\"\r")
		if i < 0 || i+1 == len(v) {
			break
		}
		r.spare = append(r.spare, v[:i]...)
		if v[i] == '\r' && v[i+1] == '\n' {
			v = v[i+1:]
			continue
		}
		r.spare = append(r.spare, v[i])
		if v[i] == '"' {
			i++
		}
		v = v[i+1:]
	}
	r.spare = append(r.spare, v...)
	return r.spare[from:]
}

// quick reads a row of the Customer Support on Twitter set that is as it should be; what
// is not takes the slow way. What both give is the same, and a test holds them to it.
func (r *rowReader) quick(p *piece) bool {
	b, at := r.batch, r.batch.form.twcs
	if p.start < 0 || p.count != len(b.form.header) {
		return false
	}
	r.spare = r.spare[:0]
	fields := b.fields[p.first : p.first+p.count]
	plain := func(i int) []byte { // most fields
		if f := &fields[i]; !f.quoted {
			return b.buf[f.start:f.end]
		}
		return r.field(p, i)
	}
	id, author, parent := number(plain(at[0])), plain(at[1]), plain(at[5])
	if len(parent) > 0 {
		if parent = number(parent); parent == nil {
			return false
		}
	}
	micros, ok := b.clock.parse(plain(at[3]))
	text := plain(at[4])
	if !ok || id == nil || !handle(author) || len(text) == 0 || text[0] <= ' ' {
		return false
	}
	said := &fields[at[4]]
	odd := within(b.marks.odd, int(said.start), int(said.end))
	if odd && (!utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0) {
		return false
	}
	out := false
	switch in := plain(at[2]); {
	case string(in) == "True":
	case string(in) == "False":
		out = true
	default:
		return false
	}
	post := &r.post
	*post = Post{} // and filled where it stands: a copy of it would wait for what was just written
	post.Line, post.ID, post.Parent, post.Micros = p.line, view(id), view(parent), micros
	post.Author, post.Name = view(author), view(author)
	post.Out, post.Text, post.Network, post.Followers = out, view(text), b.network, -1
	if odd {
		post.Text = unescape(post.Text)
	}
	return true
}

// view is a string over bytes that do not change while it is used.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// number is an id of digits, without the .0 that table tools add; nil for anything else.
func number(b []byte) []byte {
	if n := len(b); n > 2 && b[n-1] == '0' && b[n-2] == '.' {
		b = b[:n-2]
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return nil
		}
	}
	if len(b) == 0 || len(b) > 32 {
		return nil
	}
	return b
}

// handle tells whether a name is plain: letters, digits, _ . and -.
func handle(b []byte) bool {
	for _, c := range b {
		if !plainly[c] {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 64
}

// plainly are the bytes of plain names.
var plainly = func() (is [256]bool) {
	for c := range is {
		is[c] = c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-'
	}
	return is
}() // read only

// clock reads the two forms of time of the set. It knows the days that it met lately: the posts of
// a file are of a few months.
type clock [128]struct {
	as   [3]uint64 // how the day is written in the long form, all but the time of day
	days int64     // since 1970
}

// parse reads 2017-10-31T22:10:47Z and Tue Oct 31 22:10:47 +0000 2017.
func (c *clock) parse(b []byte) (micros int64, ok bool) {
	switch {
	case len(b) == 30:
		as := [3]uint64{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[19:]),
			uint64(b[8]) | uint64(b[9])<<8 | uint64(b[10])<<16 | uint64(binary.LittleEndian.Uint32(b[26:]))<<32}
		lately := &c[(as[0]^as[2])*0x9e3779b97f4a7c15>>57]
		if lately.as != as || as[0] == 0 {
			plain := b[3] == ' ' && b[7] == ' ' && b[10] == ' ' && b[19] == ' ' && string(b[20:26]) == "+0000 " && weekday(b)
			days, ok := day(two(b[26:])*100+two(b[28:]), monthOf(b[4:7]), two(b[8:]))
			if !plain || !ok {
				return 0, false
			}
			lately.as, lately.days = as, days
		}
		return timeOf(lately.days, b[11:19])
	case len(b) == 20 && b[19] == 'Z' && b[10] == 'T' && b[4] == '-' && b[7] == '-':
		if days, ok := day(two(b[0:])*100+two(b[2:]), two(b[5:]), two(b[8:])); ok {
			return timeOf(days, b[11:19])
		}
	}
	return 0, false
}

// day gives the days from 1970 to a day that there is.
func day(year, month, day int) (days int64, ok bool) {
	if uint(month-1) > 11 || day < 1 || year < 1971 || year > 2199 {
		return 0, false
	}
	n := daysOf(year, month, day)
	return int64(n), day <= 28 || n < daysOf(year+month/12, month%12+1, 1)
}

// daysOf counts the days from 1970 to a day of the Gregorian calendar, by way of the number that
// astronomers give it: the year begins in March, so that the odd day comes last.
func daysOf(year, month, day int) int {
	early := (14 - month) / 12
	year, month = year+4800-early, month+12*early-3
	return day + (153*month+2)/5 + 365*year + year/4 - year/100 + year/400 - 32045 - 2440588
}

// timeOf is a time of a day.
func timeOf(days int64, hms []byte) (micros int64, ok bool) {
	h, m, s := two(hms), two(hms[3:]), two(hms[6:])
	if hms[2] != ':' || hms[5] != ':' || uint(h) > 23 || uint(m) > 59 || uint(s) > 59 {
		return 0, false
	}
	return ((days*24+int64(h))*60+int64(m))*60e6 + int64(s)*1e6, true
}

// two reads two digits; something far below 0 where they are none.
func two(b []byte) int {
	x, y := int(b[0])-'0', int(b[1])-'0'
	if uint(x) > 9 || uint(y) > 9 {
		return -1 << 20
	}
	return 10*x + y
}

func weekday(b []byte) bool {
	switch string(b[:3]) {
	case "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun":
		return true
	}
	return false
}

func monthOf(b []byte) int {
	switch string(b) {
	case "Jan":
		return 1
	case "Feb":
		return 2
	case "Mar":
		return 3
	case "Apr":
		return 4
	case "May":
		return 5
	case "Jun":
		return 6
	case "Jul":
		return 7
	case "Aug":
		return 8
	case "Sep":
		return 9
	case "Oct":
		return 10
	case "Nov":
		return 11
	case "Dec":
		return 12
	}
	return 0
}
