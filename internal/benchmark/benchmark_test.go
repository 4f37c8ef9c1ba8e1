package benchmark

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/dataset"
	"heed/internal/desk"
)

const header = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"

// story is a small file in our own words: four customers, two companies.
const story = header + `1,501,True,2017-11-06T10:00:00Z,"@AcmeHelp my kettle is broken, what can I do?",2,
2,AcmeHelp,False,2017-11-06T10:07:00Z,@501 Sorry to hear that! Please send us a DM with your order number. ^AB,3,1
3,501,True,2017-11-06T10:30:00Z,@AcmeHelp I did that an hour ago. What now?,4,2
4,AcmeHelp,False,2017-11-06T11:00:00Z,@501 We have sent a new kettle to you. ^CD,5,3
5,501,True,2017-11-06T12:00:00Z,"@AcmeHelp it works now, thank you so much!",,4
6,502,True,2017-11-06T10:00:00Z,@acmehelp why is your website down again? This is terrible.,,
7,503,True,2017-11-06T10:00:00Z,@BoltBank my card was stolen! I am leaving you for another bank.,8,
8,BoltBank,False,2017-11-06T14:00:00Z,@503 Please call us on 555 0100.,,7
9,503,True,2017-11-10T09:00:00Z,@BoltBank my new card does not work. Can you help?,10,8
10,BoltBank,False,2017-11-10T09:00:30Z,@503 Sorry to hear that!,,9
11,504,True,2017-11-06T10:00:00Z,I like the rain today,,
12,505,True,2017-11-07T10:00:00Z,@AcmeHelp any news on this parcel?,,999
13,AcmeHelp,False,2017-11-07T10:20:00Z,@505 Which parcel is it?,,12
bad,"row
`

func read(t *testing.T, content string, change func(*Options)) *Data {
	t.Helper()
	opts := Options{Paths: []string{"-"}, Stdin: strings.NewReader(content)}
	if change != nil {
		change(&opts)
	}
	d, err := Read(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func measured(t *testing.T, d *Data) document {
	t.Helper()
	l, err := d.League()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := l.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var out document
	if err := json.Unmarshal(b.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// values are the named measures of each company, as "value/n", "-" for null.
func values(d document, names ...string) map[string][]string {
	out := map[string][]string{}
	for _, c := range d.Companies {
		for _, n := range names {
			v := c.Measures[n]
			s := "-"
			if v.Value != nil {
				s = fmt.Sprintf("%.4g", *v.Value)
			}
			out[c.Name] = append(out[c.Name], fmt.Sprintf("%s/%d", s, v.N))
		}
	}
	return out
}

func TestStory(t *testing.T) {
	t.Parallel()
	var refused []string
	d := read(t, story, func(o *Options) {
		o.Refused = func(e *dataset.RowError) { refused = append(refused, e.Error()) }
	})
	got := measured(t, d)
	want := map[string][]string{
		//          demand, in 1 h,  in 24 h, at all,  first p50, next p50, resolved, deflected, private, closed,  lip,      told, hand-offs, windows lost
		"AcmeHelp": {"3/3", "0.6667/3", "0.6667/3", "0.6667/3", "1200/3", "1800/1", "0.3333/3", "0/2", "0.5/2", "1/1", "0/3", "1/3", "1/1", "-/0"},
		"BoltBank": {"2/2", "0.5/2", "1/2", "1/2", "7215/2", "-/0", "0/2", "0.5/2", "0/2", "-/0", "0.5/2", "1/2", "-/0", "1/1"},
	}
	if diff := cmp.Diff(want, values(got, "demand", "response_rate_1h", "response_rate_24h", "response_rate_any", "first_response_time_p50", "next_response_time_p50",
		"resolution_rate", "deflection_rate", "private_move_rate", "public_closure_rate", "lip_service", "times_told", "hand_offs", "windows_lost")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Source{Posts: 13, Refused: 1, Cases: 5, Oldest: time.Date(2017, 11, 6, 10, 0, 0, 0, time.UTC), Newest: time.Date(2017, 11, 10, 9, 0, 30, 0, time.UTC)}, *got.Source); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"stdin:15: author_id: a quoted field is not closed"}, refused); diff != "" {
		t.Error(diff)
	}
}

// A customer who begins anew after three days of silence has a new case; a late answer
// belongs to the one that it answers.
func TestSilence(t *testing.T) {
	t.Parallel()
	content := header +
		"1,501,True,2017-11-01T00:00:00Z,@AcmeHelp where is my parcel?,,\n" +
		"2,AcmeHelp,False,2017-11-06T00:00:00Z,@501 It will come on Friday.,,1\n" +
		"3,501,True,2017-11-08T23:00:00Z,@AcmeHelp where is it?,,2\n" +
		"4,501,True,2017-11-13T00:00:00Z,@AcmeHelp where is my refund?,,3\n"
	got := values(measured(t, read(t, content, nil)), "demand", "response_rate_any", "first_response_time_p50")
	if diff := cmp.Diff(map[string][]string{"AcmeHelp": {"2/2", "0.5/2", "4.32e+05/2"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := read(t, story, func(o *Options) { o.Companies = []string{"boltbank"} }).WritePairs(&b); err != nil {
		t.Fatal(err)
	}
	want := `customer_tweet_id,customer_id,created_at_customer,reply_tweet_id,agent_id,created_at_reply,response_time_seconds
7,503,2017-11-06 10:00:00+00:00,8,BoltBank,2017-11-06 14:00:00+00:00,14400.0
9,503,2017-11-10 09:00:00+00:00,10,BoltBank,2017-11-10 09:00:30+00:00,30.0
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	p, err := ReadPairs(&b, "pairs", true, nil)
	if err != nil || len(p.Companies) != 1 || p.Companies[0].Measures["response_time_mean"].Value != 7215 {
		t.Errorf("read again: %+v, %v", p, err)
	}
}

// The same posts in another form, order and packing say the same.
func TestFormsAgree(t *testing.T) {
	t.Parallel()
	names := []string{"demand", "response_rate_1h", "first_response_time_p50", "resolution_rate", "lip_service", "mood_change"}
	want := values(measured(t, read(t, story, nil)), names...)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimSuffix(story, "bad,\"row\n"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range named(rows) {
		direction := "in"
		if r["inbound"] == "False" {
			direction = "out"
		}
		line, err := json.Marshal(map[string]string{"id": "post-" + r["tweet_id"], "author": r["author_id"], "direction": direction,
			"time": r["created_at"], "text": r["text"], "reply_to": strings.TrimSuffix("post-"+r["in_response_to_tweet_id"], "post-")})
		if err != nil {
			t.Fatal(err)
		}
		lines = append([]string{string(line)}, lines...)
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write([]byte(strings.Join(lines, "\n"))); err != nil {
		t.Fatal(err)
	}
	z.Close()
	if diff := cmp.Diff(want, values(measured(t, read(t, zipped.String(), nil)), names...)); diff != "" {
		t.Error(diff)
	}
}

// A file that does not say who speaks for a company: who answers whom.
func TestInfer(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 8 {
		fmt.Fprintf(&b, `{"id":"q%d","author":"fan%d","time":"2026-01-02T0%d:00:00Z","text":"@shop.example where is my order?"}`+"\n", i, i, i)
		if i < 6 {
			fmt.Fprintf(&b, `{"id":"a%d","author":"Shop.example","time":"2026-01-02T0%d:10:00Z","text":"It leaves today.","reply_to":"q%d"}`+"\n", i, i, i)
		}
	}
	b.WriteString(`{"id":"x","author":"fan1","time":"2026-01-02T05:00:00Z","text":"me too","reply_to":"q0"}`)
	for account, want := range map[string][]string{
		"Shop.example": {"8/9", "0.75/8", "600/8"},
		"4711":         {"6/7", "1/6", "600/6"}, // a number, which the two that nobody answered do not name
	} {
		got := values(measured(t, read(t, strings.ReplaceAll(b.String(), "Shop.example", account), nil)), "demand", "response_rate_1h", "first_response_time_p50")
		if diff := cmp.Diff(map[string][]string{account: want}, got); diff != "" {
			t.Error(diff)
		}
	}
}

// A company is called as it writes itself, whatever a customer's row said before.
func TestCalledAsItWrites(t *testing.T) {
	t.Parallel()
	const posts = `{"id":"1","author":"7","direction":"in","company":"acme","time":"2026-01-02T01:00:00Z","text":"@acme where is my order?"}
{"id":"2","author":"Acme","direction":"out","company":"Acme","time":"2026-01-02T01:10:00Z","text":"It leaves today.","reply_to":"1"}`
	want := map[string][]string{"Acme": {"1/1"}}
	if diff := cmp.Diff(want, values(measured(t, read(t, posts, nil)), "demand")); diff != "" {
		t.Error(diff)
	}
}

func TestPeriodAndCompany(t *testing.T) {
	t.Parallel()
	got := values(measured(t, read(t, story, func(o *Options) {
		o.From, o.Companies = time.Date(2017, 11, 7, 0, 0, 0, 0, time.UTC), []string{"@BoltBank"}
	})), "demand")
	if diff := cmp.Diff(map[string][]string{"BoltBank": {"1/1"}}, got); diff != "" {
		t.Error(diff)
	}
	d := read(t, story, func(o *Options) { o.Companies = []string{"bolt"} })
	if _, err := d.League(); !desk.Is(err, desk.NotFound) {
		t.Errorf("an unknown company: %v", err)
	}
}

func TestStrict(t *testing.T) {
	t.Parallel()
	_, err := Read(context.Background(), Options{Paths: []string{"-"}, Stdin: strings.NewReader(story), Strict: true})
	if !desk.Is(err, desk.Invalid) || !strings.Contains(err.Error(), "stdin:15") {
		t.Errorf("%v", err)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	d := read(t, story, nil)
	e, err := d.Explain(context.Background(), "acmehelp", "response_rate_1h", 1)
	if err != nil {
		t.Fatal(err)
	}
	if e.Counted != 3 || len(e.Examples) != 1 || e.Examples[0].Customer != "501" || len(e.Examples[0].Posts) != 5 || e.Examples[0].Part != 1 {
		t.Errorf("%+v", e)
	}
	if _, err := d.Explain(context.Background(), "acmehelp", "nonsense", 1); !desk.Is(err, desk.Invalid) {
		t.Errorf("%v", err)
	}
}

func TestSignature(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"Hello ^AB": "AB", "Hello /jo https://t.co/x": "jo", "Hello *K": "K", "so long - thanks": "", "call 1-800": "",
		"^ABCD": "", "": "", "ends with link https://t.co/x": "", "see you -MH": "MH", "a^QR": "QR", "well-be": ""} {
		if got := signature(text); got != initials(want) {
			t.Errorf("%q is signed %d, want %q", text, got, want)
		}
	}
}

// Rings of replies and posts that answer themselves end.
func TestRings(t *testing.T) {
	t.Parallel()
	content := header + "1,501,True,2017-11-01T00:00:00Z,@Acme a?,,2\n2,Acme,False,2017-11-01T00:01:00Z,@501 b,,3\n3,501,True,2017-11-01T00:02:00Z,@Acme c?,,1\n4,502,True,2017-11-01T00:02:00Z,@Acme d?,,4\n4,502,True,2017-11-01T00:02:00Z,again,,4\n"
	got := measured(t, read(t, content, nil))
	if got.Source.Repeats != 1 || len(got.Companies) != 1 || got.Companies[0].Cases != 2 {
		t.Errorf("%+v", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(story)
	f.Add(`{"id":1,"text":"a","time":1,"author":"b","reply_to":1}`)
	f.Fuzz(func(t *testing.T, content string) {
		d, err := Read(context.Background(), Options{Paths: []string{"-"}, Stdin: strings.NewReader(content)})
		if err != nil {
			if !desk.Is(err, desk.Invalid) {
				t.Fatal(err)
			}
			return
		}
		l, err := d.League()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		for _, write := range []func() error{func() error { return l.WriteJSON(&b) }, func() error { return l.WriteText(&b) }, func() error { return l.WriteCSV(&b) }} {
			if err := write(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// An answer is of the case that it answers, though the customer began anew after a silence meanwhile, and what
// the customer says to it is too.
func TestLateAnswers(t *testing.T) {
	t.Parallel()
	c := measured(t, read(t, header+`1,501,True,2017-11-01T10:00:00Z,@Acme where is my parcel?,,
2,501,True,2017-11-05T10:00:00Z,@Acme my order has not arrived and nobody answers,,1
3,Acme,False,2017-11-05T12:00:00Z,@501 We have sent a new one to you.,,1
4,501,True,2017-11-05T12:30:00Z,"@Acme that worked, thank you",,3
`, nil)).Companies[0]
	got := map[string]float64{}
	for _, name := range []string{"response_rate_24h", "response_rate_any", "resolution_rate", "first_response_time_p50"} {
		got[name] = *c.Measures[name].Value
	}
	want := map[string]float64{"response_rate_24h": 0, "response_rate_any": .5, "resolution_rate": .5, "first_response_time_p50": 98 * 3600}
	if d := cmp.Diff(want, got); c.Cases != 2 || d != "" {
		t.Errorf("%d cases\n%s", c.Cases, d)
	}
}
