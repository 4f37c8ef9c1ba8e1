package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

// told is a post or a refusal, kept.
type told struct {
	Post Post
	Bad  string
}

func bulked(t *testing.T, paths []string, stdin io.Reader) ([]told, Stats, error) {
	t.Helper()
	var out []told
	stats, err := Bulk(context.Background(), paths, Options{Stdin: stdin}, func(b *Batch) []told {
		var list []told
		b.Each(func(p *Post, bad *RowError) {
			if bad != nil {
				list = append(list, told{Bad: bad.Error()})
				return
			}
			list = append(list, told{Post: cloned(*p)})
		})
		return list
	}, func(list []told) error { out = append(out, list...); return nil })
	return out, stats, err
}

func cloned(p Post) Post {
	for _, s := range []*string{&p.ID, &p.Author, &p.Name, &p.Parent, &p.Text, &p.Lang, &p.Company, &p.Handle} {
		*s = strings.Clone(*s)
	}
	return p
}

// streamed is the same by the careful way.
func streamed(t *testing.T, paths []string, stdin io.Reader) ([]told, error) {
	t.Helper()
	r, err := Open(paths, Options{Stdin: stdin})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []told
	for {
		row, err := r.Next()
		var bad *RowError
		switch {
		case errors.As(err, &bad):
			out = append(out, told{Bad: bad.Error()})
			continue
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return out, err
		}
		m := row.Message
		p := Post{Line: row.Line, ID: string(m.NetworkID), Author: first(m.Author.NetworkID, m.Author.Name), Name: m.Author.Name, Parent: string(m.Parent),
			Out: m.Direction == desk.Out, Private: m.Private, Text: m.Text, Lang: m.Lang, Network: m.Network, Followers: m.Author.Followers}
		if !m.PostedAt.IsZero() {
			p.Micros = m.PostedAt.UnixMicro()
		}
		out = append(out, told{Post: p})
	}
}

// same holds the two ways against each other. What Bulk does not work out is left away.
func same(t *testing.T, paths []string, content string) {
	t.Helper()
	got, stats, gotErr := bulked(t, paths, strings.NewReader(content))
	want, wantErr := streamed(t, paths, strings.NewReader(content))
	if (gotErr == nil) != (wantErr == nil) {
		t.Fatalf("in bulk: %v, row by row: %v", gotErr, wantErr)
	}
	if gotErr != nil {
		return
	}
	posts := int64(0)
	for i := range got {
		got[i].Post.Company, got[i].Post.Handle, got[i].Post.Mentions, got[i].Post.Undirected = "", "", nil, false
		if got[i].Bad == "" {
			posts++
		}
	}
	if stats.Rows != posts || stats.Refused != int64(len(got))-posts {
		t.Fatalf("%+v of %d posts in %d rows", stats, posts, len(got))
	}
	if reflect.DeepEqual(want, got) {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("row by row (-) and in bulk (+):\n%s", diff)
	}
}

func TestBulkIsTheSame(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", plainBytes+7)
	huge := strings.Repeat("y", maxRecord+9)
	row := func(text string) string { return "7,9,True,2017-10-31T22:10:47Z," + text + ",,3.0\n" }
	for name, rows := range map[string]string{
		"plain":        row("hi") + "8,Acme,False,Tue Oct 31 22:10:47 +0000 2017,@9 &lt;b&gt; &amp; so,,7\n",
		"quoted":       row(`"a, ""b"" c"`) + row("\"two\r\nlines\n\"") + row(`"x"`),
		"blank lines":  "\n  \r\n" + row("hi") + "\n\n" + row("ho"),
		"windows":      strings.ReplaceAll(row("hi")+row(`"a"`), "\n", "\r\n"),
		"no last line": row("hi") + strings.TrimSuffix(row("ho"), "\n"),
		"cr at end":    row("hi") + "7,9,True,2017-10-31T22:10:47Z,ho,,\"3\"\r",
		"stray quotes": row(`a "b" c`) + row(`"a" b`) + row("ok") + row(`"open`) + row("after") + row(`x"`),
		"few columns":  row("hi") + "1,2\n" + row("ho"),
		"more columns": row("hi") + strings.TrimSuffix(row("a"), "\n") + ",,,,\n" + strings.TrimSuffix(row("b"), "\n") + ",x" + strings.Repeat(",", 40) + "\n",
		"bad values":   row("") + row("   ") + row("\xff\x00b") + "x1,9,True,2017-10-31T22:10:47Z,id,,\n,9,True,2017-10-31T22:10:47Z,id,,\n7,,True,2017-10-31T22:10:47Z,author,,\n7,9,yes,2017-10-31T22:10:47Z,in,,\n7,9,True,2017-02-30T22:10:47Z,day,,\n7,9,TRUE,1509487847,fine,,\n7,@A b,False,Tue Oct 31 22:10:47 +0100 2017,fine,,q\n",
		"long":         row("hi") + row(long) + row(`"`+strings.Repeat("z\n", plainBytes)+`"`) + row("ho"),
		"huge":         row("hi") + huge + "\n" + row("ho") + row(`"`+huge+huge+huge+huge+huge+"\n\"") + row("end"),
		"open quote":   row(`"open`) + strings.Repeat(row("after"), 300),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, []string{"-"}, twcsHeader+rows)
		})
	}
	for name, content := range map[string]string{
		"json":        `{"id":1,"text":"a","time":1500000000.5}` + "\n\n[]\n" + `{"id":"b","text":"c","direction":"out","author":{"id":"did:x","name":"@b","followers":3},"reply_to":1}`,
		"long json":   `{"text":"` + huge + huge + huge + huge + huge + `"}` + "\n" + `{"text":"b"}`,
		"table":       "text;id;time\na;1;2017-01-01\n\"b;c\";2;x\n",
		"airline":     "tweet_id,airline,text,tweet_created\n1,A,@a_b hi,2015-02-24 11:35:52 -0800\n",
		"empty":       "",
		"header only": twcsHeader,
		"unknown":     "a,b\n1,2\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, []string{"-"}, content)
		})
	}
}

// Many batches: what lies across their ends is found.
func TestBulkAcrossBatches(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(twcsHeader)
	for i := range 30_000 {
		fmt.Fprintf(&b, "%d,%d,True,2017-10-31T22:10:47Z,\"text %s\n\"\"%d\"\"\",,%d\n", i+1, i%977, strings.Repeat("so ", i%23), i, i)
		if i%7000 == 0 {
			b.WriteString("1,\"open,,,,,\n")
		}
	}
	same(t, []string{"-"}, b.String())
}

func TestBulkRealFile(t *testing.T) {
	t.Parallel()
	same(t, []string{dataDir(t, "twcs", "posts.csv")}, "")
}

// endless is a file of one line.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	n := min(len(p), e.left)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range p[:n] {
		p[i] = 'a'
	}
	e.left -= n
	return n, nil
}

// However long a row is, no more of it is held than the longest row that is read.
func TestBulkHoldsNoEndlessRow(t *testing.T) {
	t.Parallel()
	for _, begin := range []string{twcsHeader + "7,9,True,", twcsHeader + `7,9,True,2017-10-31T22:10:47Z,"`, twcsHeader + `7,9,"a",`, `{"text":"a"}` + "\n" + `{"text":"`} {
		var held atomic.Int64
		stats, err := Bulk(context.Background(), []string{"-"}, Options{Stdin: io.MultiReader(strings.NewReader(begin), &endless{left: 4 * window})}, func(b *Batch) int {
			b.Each(func(*Post, *RowError) {})
			held.Store(max(held.Load(), int64(cap(b.buf))))
			return 0
		}, func(int) error { return nil })
		if err != nil || stats.Refused != 1 || held.Load() > 3*window/2 {
			t.Errorf("%q…: held %d MB, %d refused, %v", begin[len(begin)-10:], held.Load()>>20, stats.Refused, err)
		}
	}
}

func TestBulkStops(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	content := twcsHeader + strings.Repeat("7,9,True,2017-10-31T22:10:47Z,hi,,\n", 500_000)
	_, err := Bulk(context.Background(), []string{"-"}, Options{Stdin: strings.NewReader(content)}, func(b *Batch) int { b.Each(func(*Post, *RowError) {}); return 0 }, func(int) error { return enough })
	if !errors.Is(err, enough) {
		t.Fatalf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = Bulk(ctx, []string{"-"}, Options{Stdin: strings.NewReader(content)}, func(b *Batch) int { b.Each(func(*Post, *RowError) {}); return 0 }, func(int) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
}

func FuzzBulk(f *testing.F) {
	for _, s := range []string{
		"7,9,True,2017-10-31T22:10:47Z,\"a\r\n\"\"b\"\"\",,3.0\n8,9",
		"7,9,True,Tue Oct 31 22:10:47 +0000 2017,\"open,,\n2,9,True,2017-01-01T00:00:00Z,hi,,1.0\n",
		"1,2,3\"\"\",\"a\"\r\n\r\n\"\r\"\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) { same(t, []string{"-"}, twcsHeader+content) })
}
