package dataset

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"heed/internal/desk"
)

const twcsHeader = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"

// seen is what a test compares of a row.
type seen struct {
	Line    int
	ID      string
	Author  string
	Dir     desk.Direction
	Parent  string
	At      string
	Text    string
	Company string
}

func see(r Row) seen {
	return seen{r.Line, string(r.Message.NetworkID), r.Message.Author.Name, r.Message.Direction,
		string(r.Message.Parent), r.Message.PostedAt.Format(time.RFC3339), r.Message.Text, r.Company}
}

// drain reads to the end and fails the test on a fault.
func drain(t testing.TB, r *Reader) (rows []Row, refused []string) {
	t.Helper()
	defer r.Close()
	for {
		row, err := r.Next()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, refused
		case errors.As(err, &bad):
			refused = append(refused, bad.Error())
		case err != nil:
			t.Fatal(err)
		default:
			rows = append(rows, row)
		}
	}
}

func open(t testing.TB, content string) *Reader {
	t.Helper()
	r, err := Open([]string{"-"}, Options{Stdin: strings.NewReader(content)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func file(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTwitterSupport(t *testing.T) {
	t.Parallel()
	rows, refused := drain(t, open(t, twcsHeader+
		`1,900,True,Tue Oct 31 22:10:47 +0000 2017,"@AcmeHelp my kettle
leaks &amp; hisses",2,`+"\n"+
		`2,AcmeHelp,False,2017-10-31T22:14:37Z,@900 which model?,3,1`+"\n"+
		`3,900,True,2017-10-31T23:14:37+01:00,the blue one,,2.0`+"\n"+
		`4,901,True,2017-10-31 22:15:00+00:00,"@900 @acmehelp same ""here""",,1`+"\n"+
		`5,902,True,2017-10-31T22:16:00Z,nobody is named,,`+"\n"))
	if refused != nil {
		t.Fatal(refused)
	}
	want := []seen{
		{2, "1", "900", desk.In, "", "2017-10-31T22:10:47Z", "@AcmeHelp my kettle\nleaks & hisses", "AcmeHelp"},
		{4, "2", "AcmeHelp", desk.Out, "1", "2017-10-31T22:14:37Z", "@900 which model?", "AcmeHelp"},
		{5, "3", "900", desk.In, "2", "2017-10-31T22:14:37Z", "the blue one", "AcmeHelp"},
		{6, "4", "901", desk.In, "1", "2017-10-31T22:15:00Z", `@900 @acmehelp same "here"`, "AcmeHelp"},
		{7, "5", "902", desk.In, "", "2017-10-31T22:16:00Z", "nobody is named", ""},
	}
	var got []seen
	for _, r := range rows {
		got = append(got, see(r))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	m := rows[1].Message
	if d := cmp.Diff([]desk.HandleRef{{NetworkID: "900", Name: "900", Followers: -1}}, m.Mentions); d != "" {
		t.Error("a number is a customer's id:", d)
	}
	if m.Form != desk.Reply || rows[0].Message.Form != desk.Post || rows[0].Key != "file:1" || rows[0].Handle != "AcmeHelp" {
		t.Errorf("form %q, form %q, key %q, handle %q", m.Form, rows[0].Message.Form, rows[0].Key, rows[0].Handle)
	}
}

func TestAirline(t *testing.T) {
	t.Parallel()
	const short = "tweet_id,airline_sentiment,airline,retweet_count,text,tweet_created,user_timezone\n"
	const long = "tweet_id,airline,name,text,tweet_created,tweet_location\n"
	rows, refused := drain(t, open(t, short+"570306133677760513,neutral,Blue Sky,0,@friend and @BlueSkyAir where is my bag?,2015-02-24 11:35:52 -0800,Quito\n"))
	if refused != nil || len(rows) != 1 {
		t.Fatal(refused, len(rows))
	}
	r := rows[0]
	want := seen{2, "570306133677760513", "author-of:570306133677760513", desk.In, "", "2015-02-24T19:35:52Z",
		"@friend and @BlueSkyAir where is my bag?", "Blue Sky"}
	if d := cmp.Diff(want, see(r)); d != "" {
		t.Error(d)
	}
	if r.Handle != "BlueSkyAir" || r.Message.Author.Display != "Unknown author" {
		t.Errorf("handle %q, author %+v", r.Handle, r.Message.Author)
	}
	rows, refused = drain(t, open(t, long+"1,Blue Sky,ana,@BlueSkyAir thanks,2015-02-24 11:35:52 -0800,Vancouver\n"))
	if refused != nil || rows[0].Message.Author.Name != "ana" || rows[0].Message.Place != "Vancouver" {
		t.Errorf("%v %+v", refused, rows)
	}
}

func TestJSONLines(t *testing.T) {
	t.Parallel()
	rows, refused := drain(t, open(t, "\xef\xbb\xbf\r\n"+
		`{"id":7,"text":"hello #Kettle https://example.com/a.","author":"@ana","author_id":"u1","name":"Ana","followers":12,`+
		`"time":"2026-01-02T03:04:05Z","lang":"en-GB","network":"Bluesky","url":"https://example.com/7","unknown":{"deep":[1]}}`+"\r\n\n"+
		`{"id":"8","text":"we are sorry","author":{"id":"u2","name":"acme","display":"Acme"},"time":1767323045,"direction":"out","reply_to":"7","root":7,`+
		`"media":["https://example.com/p.png",{"kind":"video","url":"https://example.com/v.mp4","alt":"a film"}]}`))
	if refused != nil {
		t.Fatal(refused)
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	want := []Row{
		{File: "stdin", Line: 2, Key: "bluesky:7", Message: desk.Message{
			Network: "bluesky", NetworkID: "7", URL: "https://example.com/7", Direction: desk.In, Form: desk.Post,
			Author: desk.HandleRef{NetworkID: "u1", Name: "ana", Display: "Ana", Followers: 12},
			Text:   "hello #Kettle https://example.com/a.", Lang: "en", Links: []string{"https://example.com/a"},
			Tags: []string{"Kettle"}, PostedAt: at}},
		{File: "stdin", Line: 4, Key: "file:8", Company: "Acme", Handle: "acme", Message: desk.Message{
			Network: "file", NetworkID: "8", Direction: desk.Out, Form: desk.Reply, Parent: "7", Root: "7",
			Author: desk.HandleRef{NetworkID: "u2", Name: "acme", Display: "Acme", Followers: -1}, Text: "we are sorry",
			Media: []desk.Media{{Kind: "image", URL: "https://example.com/p.png"},
				{Kind: "video", URL: "https://example.com/v.mp4", Alt: "a film"}}, PostedAt: at}},
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
}

func TestAppendIsReadAgain(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_000, time.UTC)
	row := Row{File: "stdin", Line: 1, Key: "bluesky:at://x/1", Company: "Acme", Handle: "acme.example", Case: "812", Message: desk.Message{
		Network: "bluesky", NetworkID: "at://x/1", URL: "https://example.com/1", Direction: desk.In, Form: desk.Quote,
		Author: desk.HandleRef{NetworkID: "did:1", Name: "ana.example", Display: "Ana", Avatar: "https://example.com/a.png", Followers: 0, Verified: true},
		Text:   "a < b & c\n\"x\"", Lang: "de", Place: "Graz", Links: []string{"https://example.com"}, Tags: []string{"x"},
		Media: []desk.Media{{Kind: "image", URL: "https://example.com/p.png", Alt: "p"}}, Mentions: []desk.HandleRef{{Name: "b.example", Followers: -1}},
		Parent: "at://x/0", ParentBy: desk.HandleRef{Name: "c.example", Followers: -1}, Root: "at://x/0", Subject: "at://x/9", SubjectText: "quoted",
		PostedAt: at, EditedAt: at.Add(time.Second)}}
	line, err := Append(nil, &row)
	if err != nil {
		t.Fatal(err)
	}
	rows, refused := drain(t, open(t, string(line)))
	if refused != nil {
		t.Fatal(refused)
	}
	if d := cmp.Diff([]Row{row}, rows); d != "" {
		t.Error(d)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", maxField+1)
	for name, c := range map[string]struct {
		content string
		rows    int
		want    []string
	}{
		"time": {twcsHeader + "1,9,True,yesterday,hi,,\n2,9,True,2017-01-01T00:00:00Z,hi,,\n", 1,
			[]string{`stdin:2: created_at: it is not a time that heed reads: "yesterday"`}},
		"inbound": {twcsHeader + "1,9,maybe,2017-01-01T00:00:00Z,hi,,\n", 0, []string{"stdin:2: inbound: it must be True or False"}},
		"no id":   {twcsHeader + ",9,True,2017-01-01T00:00:00Z,hi,,\n", 0, []string{"stdin:2: tweet_id: it is empty"}},
		"no text": {twcsHeader + "1,9,True,2017-01-01T00:00:00Z, ,,\n", 0, []string{"stdin:2: text: the post has no text"}},
		"short":   {twcsHeader + "1,9,True\n", 0, []string{"stdin:2: the row has 3 of 7 columns"}},
		"wide":    {twcsHeader + "1,9,True,2017-01-01T00:00:00Z,hi,,,x\n2,9,True,2017-01-01T00:00:00Z,hi,,,,\n", 1, []string{"stdin:2: the row has 8 columns, the header 7"}},
		"bad quote": {twcsHeader + "1,9,True,2017-01-01T00:00:00Z,\"a \"b\" c\",,\n2,9,True,2017-01-01T00:00:00Z,hi,,\n", 1,
			[]string{"stdin:2: text: a quote inside a quoted field is not doubled"}},
		"open quote": {twcsHeader + "1,9,True,2017-01-01T00:00:00Z,\"a,,\n2,9,True,2017-01-01T00:00:00Z,\"hi\",,\n3,9,True,2017-01-01T00:00:00Z,\"a,,\n", 1,
			[]string{"stdin:2: text: a quote inside a quoted field is not doubled", "stdin:4: text: a quoted field is not closed"}},
		"big field": {twcsHeader + "1,9,True,2017-01-01T00:00:00Z,\"a\n" + big + "\",,\n2,9,True,2017-01-01T00:00:00Z,hi,,\n", 1,
			[]string{"stdin:2: text: the field is longer than 1 MB", "stdin:3: tweet_id: the field is longer than 1 MB"}},
		"big line":   {twcsHeader + strings.Repeat(big, 5) + "\n2,9,True,2017-01-01T00:00:00Z,hi,,\n", 1, []string{"stdin:2: the line is longer than 4 MB"}},
		"many lines": {twcsHeader + "1,9,True,2017-01-01T00:00:00Z,\"" + strings.Repeat("\n", maxLines+5), 0, []string{"stdin:2: text: the row runs over more than 10000 lines"}},
		"not JSON":   {"{}x\n{\"text\":\"a\"}\n", 1, []string{"stdin:1: it is not JSON, at byte 3: invalid character 'x' after top-level value"}},
		"a list":     {"{\"text\":[]}\n[1]\n", 0, []string{"stdin:1: text: a array cannot stand here", "stdin:2: the line is not a JSON object"}},
		"id type":    {"{\"id\":{},\"text\":\"a\"}\n", 0, []string{"stdin:1: id: a object cannot stand here"}},
		"big JSON":   {"{\"text\":\"" + big + "\"}\n", 0, []string{"stdin:1: text: the field is longer than 1 MB"}},
		"script":     {"{\"text\":\"a\",\"url\":\"javascript:alert(1)\"}\n", 0, []string{`stdin:1: url: it is not an http or https address: "javascript:alert(1)"`}},
		"network":    {"{\"text\":\"a\",\"network\":\"a b\"}\n", 0, []string{`stdin:1: network: a network's name has only letters, digits, - and _: "a b"`}},
		"direction":  {"{\"text\":\"a\",\"direction\":\"up\"}\n", 0, []string{`stdin:1: direction: it must be in or out, not "up"`}},
		"year":       {"{\"text\":\"a\",\"time\":\"0001-01-01T00:00:00Z\"}\n", 0, []string{`stdin:1: time: it is not a time that heed reads: "0001-01-01T00:00:00Z"`}},
		"table":      {"id;text;followers\n1;hi;many\n2;ho;3\n", 1, []string{`stdin:2: followers: it cannot be read: "many"`}},
		"empty file": {"", 0, nil},
		"header":     {twcsHeader, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, refused := drain(t, open(t, c.content))
			if d := cmp.Diff(c.want, refused); d != "" {
				t.Error(d)
			}
			if len(rows) != c.rows {
				t.Errorf("%d rows, want %d", len(rows), c.rows)
			}
		})
	}
}

func TestCleaned(t *testing.T) {
	t.Parallel()
	r := open(t, "id\ttext\r\n1\tcaf\xe9\r\n2\tnul\x00 here\r\n3\tclean\r\n")
	rows, refused := drain(t, r)
	if refused != nil {
		t.Fatal(refused)
	}
	var got []string
	for _, row := range rows {
		got = append(got, row.Message.Text)
	}
	if d := cmp.Diff([]string{"caf\uFFFD", "nul here", "clean"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(Stats{Rows: 3, Cleaned: 2}, r.stats); d != "" {
		t.Error(d)
	}
}

func TestNotOurs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, want string }{
		"zip":              {"PK\x03\x04rest", "unpack it"},
		"array":            {"[{\"text\":\"a\"}]", "jq"},
		"utf-16":           {"\xff\xfet\x00", "UTF-8"},
		"unmarked utf-16":  {"t\x00e\x00x\x00t\x00,\x00i\x00d\x00\n\x00a\x00,\x001\x00\n\x00", "UTF-8"},
		"carriage returns": {"text,id\ra,1\rb,2\r", "line feeds"},
		"csv":              {"a,b,c\n1,2,3\n", "docs/files.md"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Open([]string{file(t, "x.csv", c.content)}, Options{})
			var e *desk.Error
			if !errors.As(err, &e) || e.Kind != desk.Invalid || !strings.Contains(e.Mend, c.want) {
				t.Errorf("%#v", err)
			}
		})
	}
	if _, err := Open([]string{"absent.csv"}, Options{}); !desk.Is(err, desk.NotFound) {
		t.Error(err)
	}
	for _, paths := range [][]string{nil, {t.TempDir()}, {"-", "-"}} {
		if _, err := Open(paths, Options{}); !desk.Is(err, desk.Invalid) {
			t.Error(paths, err)
		}
	}
}

func TestCompressed(t *testing.T) {
	t.Parallel()
	content := twcsHeader + "1,9,True,2017-01-01T00:00:00Z,hi,,\n"
	var gz, zs bytes.Buffer
	w := gzip.NewWriter(&gz)
	fmt.Fprint(w, content)
	w.Close()
	z, _ := zstd.NewWriter(&zs)
	fmt.Fprint(z, content)
	z.Close()
	plain := file(t, "a", content)
	for name, path := range map[string]string{"plain": plain, "gzip": file(t, "b", gz.String()), "zstd": file(t, "c", zs.String())} {
		r, err := Open([]string{path, plain}, Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		rows, refused := drain(t, r)
		if refused != nil || len(rows) != 2 || rows[0].Line != 2 || rows[0].File != path || rows[1].File != plain {
			t.Errorf("%s: %v %+v", name, refused, rows)
		}
	}
	cut := file(t, "cut.gz", gz.String()[:gz.Len()-12])
	r, err := Open([]string{cut}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for err == nil {
		_, err = r.Next()
	}
	if !desk.Is(err, desk.Invalid) || !strings.Contains(err.Error(), "ends in the middle") {
		t.Error(err)
	}
	if _, again := r.Next(); again != err {
		t.Error("the fault is not final:", again)
	}
}
