// Package explain says what heed makes of messages, one JSON line for each, without a
// desk: the signals, the private data, the length on every network, and what a response
// protocol decides.
//
// What it promises: a line out for every line in that can be read, in the same order,
// written before the next line is read; a line that cannot be read is told with its
// number and passed over. Memory does not grow with the input. docs/explain.md lists
// the fields.
package explain

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/protocol"
	"heed/internal/text"
)

// MaxLine is the most bytes that a line may have.
const MaxLine = 1 << 20

// Options say how messages are read.
type Options struct {
	Read     func(*desk.Message) desk.Signals   // signal.Reader.Read
	Acts     func(text, lang string) []desk.Act // signal.Reader.Acts
	Private  func(text, region string) []desk.Finding
	Protocol *protocol.Protocol // nil: no decision
	Lengths  map[desk.Network]channel.Length
	Now      func() time.Time
	// Bad is told of every line that cannot be read: its number, from 1, and what is
	// wrong with it. The error is a desk.Error.
	Bad func(line int, err error)
}

// Summary counts lines.
type Summary struct{ Read, Bad int }

// Run reads messages until the input ends. The error is one of the input or output
// itself; lines that cannot be read are counted.
func Run(in io.Reader, out io.Writer, opts Options) (Summary, error) {
	var sum Summary
	r := bufio.NewReaderSize(in, 64<<10)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for number := 1; ; number++ {
		line, long, err := readLine(r)
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff")) // a mark that Windows writes before a file
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return sum, &desk.Error{Kind: desk.Unavailable, Message: "The input can't be read.", Err: err}
		}
		ended := err != nil
		if ended && len(line) == 0 && !long {
			return sum, nil
		}
		if !long && len(bytes.TrimSpace(line)) == 0 {
			if ended {
				return sum, nil
			}
			continue
		}
		sum.Read++
		m, bad := parse(line, long)
		if bad != nil {
			sum.Bad++
			opts.Bad(number, opts.hidden(bad))
		} else if err := enc.Encode(opts.explain(m)); err != nil {
			return sum, &desk.Error{Kind: desk.Unavailable, Message: "The output can't be written.", Err: err}
		}
		if ended {
			return sum, nil
		}
	}
}

// readLine reads to the next line feed. Of a line that is too long it keeps the head
// and skips the rest.
func readLine(r *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if room := MaxLine + 1 - len(line); len(part) > room {
			part, long = part[:room], true
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			long = long || len(bytes.TrimRight(line, "\r\n")) > MaxLine
			return line, long, err
		}
	}
}

// input is a line as people write it.
type input struct {
	ID        json.RawMessage `json:"id"`
	Text      *string         `json:"text"`
	Lang      string          `json:"lang"`
	Region    string          `json:"region"`
	Network   string          `json:"network"`
	Author    author          `json:"author"`
	Time      string          `json:"time"`
	Direction string          `json:"direction"`
}

// author is a handle, or an object with a name.
type author string

func (a *author) UnmarshalJSON(b []byte) error {
	var whole struct {
		Name string `json:"name"`
	}
	if len(b) > 0 && b[0] == '{' {
		err := json.Unmarshal(b, &whole)
		*a = author(whole.Name)
		return err
	}
	return json.Unmarshal(b, (*string)(a))
}

// message is what a line says.
type message struct {
	id     json.RawMessage // as written: a string, a number or null
	region string          // ISO 3166-1 of the author's country; "" unknown
	desk.Message
}

func invalid(field, message, mend string) *desk.Error {
	return &desk.Error{Kind: desk.Invalid, Field: field, Message: message, Mend: mend}
}

// parse reads a line. The error is a *desk.Error.
func parse(line []byte, long bool) (*message, error) {
	switch {
	case long:
		return nil, invalid("", fmt.Sprintf("The line is longer than %d KiB.", MaxLine>>10), "Put one message on each line.")
	case !utf8.Valid(line):
		return nil, invalid("", "The line isn't valid UTF-8.", "Save the file as UTF-8.")
	}
	var in input
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, plain(err)
	}
	if in.Text == nil {
		return nil, invalid("text", `The field "text" is missing.`, `Write {"text": "…"}.`)
	}
	m := &message{id: in.ID}
	if len(m.id) == 0 {
		m.id = json.RawMessage("null")
	}
	if c := m.id[0]; c == '{' || c == '[' || c == 't' || c == 'f' {
		return nil, invalid("id", `The field "id" is neither text nor a number.`, "")
	}
	m.Text, m.Lang, m.Network = *in.Text, in.Lang, desk.Network(strings.ToLower(in.Network))
	m.Author = desk.HandleRef{Name: strings.TrimPrefix(string(in.Author), "@"), Followers: -1}
	m.region = or(in.Region, regionOf(in.Lang))
	m.Form = desk.Post
	switch in.Direction {
	case "", "in", "inbound", "incoming":
		m.Direction = desk.In
	case "out", "outbound", "outgoing":
		m.Direction = desk.Out
	default:
		return nil, invalid("direction", fmt.Sprintf(`The field "direction" is %q.`, in.Direction), `Write "in" for what a customer says and "out" for what the company says.`)
	}
	if in.Time != "" {
		at, err := time.Parse(time.RFC3339, in.Time)
		if err != nil {
			return nil, invalid("time", fmt.Sprintf(`The field "time" is %q.`, in.Time), "Use RFC 3339: 2024-05-01T12:30:00Z.")
		}
		m.PostedAt = at
	}
	return m, nil
}

// regionOf is the region of a language tag: "AT" of "de-AT"; "" for none.
func regionOf(tag string) string {
	for i, part := range strings.FieldsFunc(tag, func(r rune) bool { return r == '-' || r == '_' }) {
		if i > 0 && len(part) == 2 {
			return strings.ToUpper(part)
		}
	}
	return ""
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// plain puts what the decoder says into plain words.
func plain(err error) error {
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrong) && wrong.Field == "":
		return invalid("", "The line holds "+article(wrong.Value)+", not an object.", `Write {"text": "…"}.`)
	case errors.As(err, &wrong):
		return invalid(wrong.Field, fmt.Sprintf("The field %q holds %s.", wrong.Field, article(wrong.Value)), "It must be text.")
	case errors.As(err, &syntax):
		return invalid("", fmt.Sprintf("The line is not JSON, at byte %d: %s.", syntax.Offset, strings.TrimPrefix(syntax.Error(), "json: ")), "Put one JSON object on each line.")
	}
	return invalid("", "The line can't be read: "+err.Error()+".", "Put one JSON object on each line.")
}

func article(kind string) string {
	if kind == "array" || kind == "object" {
		return "an " + kind
	}
	return "a " + kind
}

// hidden is an error without what is private in it: it quotes what stands in the wrong field.
func (o *Options) hidden(err error) error {
	var e *desk.Error
	if !errors.As(err, &e) {
		return err
	}
	told, at := "", 0
	for _, f := range o.Private(e.Message, "") {
		told += e.Message[at:f.Span.Start] + "••••"
		at = f.Span.End
	}
	out := *e
	out.Message = told + e.Message[at:]
	return &out
}

func (o *Options) explain(m *message) Line {
	s := o.Read(&m.Message)
	s.Private = o.Private(m.Text, m.region)
	line := Line{
		ID: m.id, Language: s.Language.Label,
		Sentiment: Sentiment{s.Sentiment.Label, s.Score},
		Intent:    Intent{or(s.Intent.Label, desk.Other), s.Intent.Confidence},
		Complaint: s.Complaint.Confidence, Urgency: or(s.Urgency.Label, "normal"),
		TriedElsewhere: []string{}, Private: private(m.Text, s.Private), ReplyActs: []string{},
		Lengths: map[desk.Network]Length{},
	}
	if m.Direction == desk.Out && o.Acts != nil {
		line.ReplyActs = names(o.Acts(m.Text, or(m.Lang, s.Language.Label)))
	}
	for _, t := range s.Tried {
		line.TriedElsewhere = append(line.TriedElsewhere, t.Label)
	}
	for network, rule := range o.Lengths {
		used := text.Count(m.Text, rule.Unit, rule.LinkAs)
		line.Lengths[network] = Length{Used: used, Limit: rule.Max, Fits: used <= rule.Max && (rule.Bytes == 0 || len(m.Text) <= rule.Bytes)}
	}
	if o.Protocol != nil && m.Direction == desk.In {
		m.Signals = s
		now := o.Now()
		if !m.PostedAt.IsZero() {
			now = m.PostedAt
		}
		line.Decision = decision(o.Protocol.Decide(protocol.FactsOf(&m.Message, nil, nil, true, now)))
	}
	return line
}
