package dataset

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		twcsHeader + "1,9,True,2017-01-01T00:00:00Z,\"a\r\n\"\"b\"\"\",,\n2,9",
		twcsHeader + "1,9,True,Tue Oct 31 22:10:47 +0000 2017,\"open,,\n2,9,True,2017-01-01T00:00:00Z,hi,,1.0\n",
		"tweet_id,airline,text,tweet_created\n1,A,@a_b hi,2015-02-24 11:35:52 -0800\n",
		"\xef\xbb\xbftext;followers\nx\"y;3\n\x00;\xff\n",
		"text\tid\na\tb",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		check(t, content)
		sameAsStandard(t, content)
	})
}

func FuzzJSONL(f *testing.F) {
	for _, s := range []string{
		`{"id":1,"text":"a","author":{"name":"@b"},"time":1500000000.5,"media":["https://a.example",{"url":"https://b.example"}]}`,
		`{"id":null,"text":"\ud800 \u0000","tags":["#a"],"mentions":["@b"],"followers":-3,"time":"2017-01-01"}` + "\n{\n[]\n\n{}",
		`{"text":"a","author":7,"reply_to":1e400}`,
	} {
		f.Add(s)
	}
	f.Fuzz(check)
}

// check reads a content in both ways and holds the reader to its promises.
func check(t *testing.T, content string) {
	r, err := Open([]string{"-"}, Options{Stdin: strings.NewReader(content)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	streamed, line := map[string]int{}, 0
	for {
		row, err := r.Next()
		var bad *RowError
		switch {
		case errors.As(err, &bad):
			row.Line = bad.Line
		case err != nil:
			if !errors.Is(err, io.EOF) && !desk.Is(err, desk.Invalid) {
				t.Fatal(err)
			}
			sameInOrder(t, content, streamed, r.stats, err)
			return
		default:
			promises(t, row)
			if !row.Message.PostedAt.IsZero() {
				streamed[row.Key]++
			}
		}
		if row.Line <= line {
			t.Fatalf("line %d after %d", row.Line, line)
		}
		line = row.Line
	}
}

func promises(t *testing.T, row Row) {
	m := row.Message
	for _, s := range []string{m.Text, string(m.NetworkID), m.Author.Name, m.Author.Display, m.Place, string(m.Parent), row.Company} {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Fatalf("%q is not clean", s)
		}
	}
	if m.NetworkID == "" || m.Author.Name == "" || m.Network == "" || row.Key == "" || m.Direction == "" || m.Form == "" {
		t.Fatalf("unfinished: %+v", row)
	}
	out, err := Append(nil, &row)
	if err != nil {
		t.Fatal(err)
	}
	if p, refused := decode(out); refused != nil || string(p.ID) != string(m.NetworkID) || p.Text != m.Text {
		t.Fatalf("%s is read as %+v %v", out, p, refused)
	}
}

func sameInOrder(t *testing.T, content string, want map[string]int, stats Stats, end error) {
	r, err := TimeOrder(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(content), TempDir: t.TempDir()})
	if err != nil {
		if errors.Is(end, io.EOF) {
			t.Fatal(err)
		}
		return
	}
	rows, refused := drain(t, r)
	got := map[string]int{}
	for i, row := range rows {
		got[row.Key]++
		if i > 0 && row.Message.PostedAt.Before(rows[i-1].Message.PostedAt) {
			t.Fatal("out of order")
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	if sum := int64(len(rows) + len(refused)); sum != stats.Rows+stats.Refused {
		t.Fatalf("%d rows in time order, %d streamed", sum, stats.Rows+stats.Refused)
	}
}

// sameAsStandard compares the fields with encoding/csv's, where that reads the file.
func sameAsStandard(t *testing.T, content string) {
	std := csv.NewReader(strings.NewReader(content))
	std.FieldsPerRecord = -1
	want, err := std.ReadAll()
	if err != nil || strings.Contains(content, "\r") || len(content) > maxField {
		return
	}
	ours := &csvRecords{lines: newLines(strings.NewReader(content), 0, 1, 4096), comma: ',', most: 1 << 20}
	var got [][]string
	for {
		rec, err := ours.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("refused what the standard reads: %v", err)
		}
		got = append(got, rec.fields)
	}
	// A line of blanks is a row there and nothing here.
	blank := func(row []string) bool { return len(row) == 1 && strings.TrimSpace(row[0]) == "" }
	kept := slices.DeleteFunc(want, blank)
	got = slices.DeleteFunc(got, blank)
	if len(kept) == len(got) && len(got) > 0 {
		if d := cmp.Diff(kept, got); d != "" {
			t.Fatal(d)
		}
	}
}
