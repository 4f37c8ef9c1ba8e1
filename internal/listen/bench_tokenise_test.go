package listen

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"heed/internal/text"
	tokens "heed/internal/text/token"
)

// benchPosts are real posts of two networks' files in turn, spread over each file.
func benchPosts(b *testing.B, n int) []string {
	b.Helper()
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	tweets, lines := csvTexts(filepath.Join(dir, "twcs", "posts.csv")), gzLines(filepath.Join(dir, "stream", "trec-2011", "b.toks.gz"))
	if len(tweets) < n/2 || len(lines) == 0 {
		b.Skip("skipped: the evaluation data is not here; set HEED_DATA")
	}
	out := make([]string, 0, n)
	for i := range n / 2 {
		out = append(out, tweets[i*(len(tweets)/(n/2))], lines[i%len(lines)])
	}
	return out
}

func csvTexts(name string) (out []string) {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	rows := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
	rows.ReuseRecord = true
	for {
		row, err := rows.Read()
		if err != nil {
			return out
		}
		out = append(out, strings.Clone(row[4]))
	}
}

func gzLines(name string) (out []string) {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil
	}
	for lines := bufio.NewScanner(z); lines.Scan(); {
		out = append(out, lines.Text())
	}
	return out
}

// threadTime is the processor time of this thread, to be had after LockOSThread.
func threadTime() time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thread, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkTokenise reads one real post an operation. cpu-ns/op is the thread's own
// time, which others on the machine disturb less.
func BenchmarkTokenise(b *testing.B) {
	posts := benchPosts(b, 50_000)
	read := func(tk *tokens.Tokeniser, posts []string) func(b *testing.B) {
		return func(b *testing.B) {
			size, terms := 0, 0
			for _, s := range posts {
				size += len(s)
				terms += tk.Read(s).Len()
			}
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			b.ReportAllocs()
			k := 0
			b.ResetTimer()
			began := threadTime()
			for b.Loop() {
				tk.Read(posts[k])
				if k++; k == len(posts) {
					k = 0
				}
			}
			b.ReportMetric(float64(threadTime()-began)/float64(b.N), "cpu-ns/op")
			b.ReportMetric(float64(size)/float64(len(posts)), "bytes/post")
			b.ReportMetric(float64(terms)/float64(len(posts)), "terms/post")
		}
	}
	var ascii, mixed []string
	for _, s := range posts {
		if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
			ascii = append(ascii, s)
		} else {
			mixed = append(mixed, s)
		}
	}
	key := tokens.NewKey(1)
	b.Run("real", read(tokens.New(key), posts))
	b.Run("ascii", read(tokens.New(key), ascii))
	b.Run("mixed", read(tokens.New(key), mixed))
	b.Run("portable", read(tokens.Portable(key), posts))
	b.Run("long", read(tokens.New(key), []string{strings.Join(posts[:260], " ")[:25_000]}))
	b.Run("text.Scan", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			text.Scan(posts[i%len(posts)])
		}
	})
}
