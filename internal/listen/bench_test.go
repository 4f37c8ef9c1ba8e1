package listen

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"heed/internal/desk"
	"heed/internal/text/token"
)

// Times are processor time of the thread that works: what else runs on the machine
// changes them little, and ratios of one process less.
func cpuTime() time.Duration {
	const threadClock = 3 // CLOCK_THREAD_CPUTIME_ID: that of getrusage comes in ticks
	var ts syscall.Timespec
	if _, _, err := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, threadClock, uintptr(unsafe.Pointer(&ts)), 0); err != 0 {
		panic(err)
	}
	return time.Duration(ts.Nano())
}

// onThread is the processor time of some work.
func onThread(work func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := cpuTime()
	work()
	return cpuTime() - start
}

var theCorpus = sync.OnceValue(func() *corpus { return loadCorpus(&testing.B{}) })

// parsed reads searches with all processors.
func parsed(b testing.TB, all []string) []Saved {
	out := make([]Saved, len(all))
	workers := runtime.GOMAXPROCS(0)
	inParallel(workers, func(w int) {
		for i := len(all) * w / workers; i < len(all)*(w+1)/workers; i++ {
			q, err := Parse(all[i])
			if err != nil {
				b.Errorf("%s: %v", all[i], err)
				continue
			}
			out[i] = Saved{ID: desk.SearchID(i + 1), Query: q}
		}
	})
	return out
}

// fit leaves out what the language refuses: everyday words that are stop words.
func fit(all []string) []string {
	return slices.DeleteFunc(all, func(s string) bool { _, err := Parse(s); return err != nil })
}

func BenchmarkMatch(b *testing.B) {
	b.Run("selective-100k", func(b *testing.B) { benchMatch(b, 100_000, false) })
	b.Run("hot-100k", func(b *testing.B) { benchMatch(b, 100_000, true) })
	b.Run("selective-1M", func(b *testing.B) { benchMatch(b, 1_000_000, false) })
}

func benchMatch(b *testing.B, n int, hot bool) {
	c := theCorpus()
	s, took := benchSet(b, n, hot)
	m := s.Matcher()
	var found []desk.SearchID
	matched, tried := 0, 0
	post := blankPost()
	for i := range c.texts.len() { // warm, and count
		found = m.Match(c.post(i, post), found[:0])
		matched += len(found)
		if m.filled {
			tried += m.nTries()
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	cpu := onThread(func() {
		for i := range b.N {
			found = m.Match(c.post(i, post), found[:0])
		}
	})
	b.StopTimer()
	b.ReportMetric(float64(cpu.Nanoseconds())/float64(b.N), "cpu-ns/post")
	b.ReportMetric(ratio(s, c), "x-tokenise")
	b.ReportMetric(float64(matched)*100/float64(c.texts.len()), "matches/100")
	b.ReportMetric(float64(tried)*100/float64(c.texts.len()), "tries/100")
	b.ReportMetric(float64(sizeOf(s))/float64(s.Len()), "B/search")
	b.ReportMetric(took.Seconds(), "build-s")
	b.Logf("%s; GOMAXPROCS %d", c.source, runtime.GOMAXPROCS(0))
}

type benchKind struct {
	n   int
	hot bool
}

var sets = map[benchKind]*Set{}
var builds = map[benchKind]time.Duration{}

// benchSet makes a set from the searches as text, and tells how long that took.
func benchSet(b *testing.B, n int, hot bool) (*Set, time.Duration) {
	k := benchKind{n, hot}
	if sets[k] == nil {
		clear(sets) // one at a time, as in life
		all := fit(searches(n, hot, theCorpus()))
		runtime.GC()
		written := make([]Written, len(all))
		for i, text := range all {
			written[i] = Written{desk.SearchID(i + 1), text}
		}
		start := time.Now()
		s := New()
		if refused := s.Read(written...); len(refused) > 0 {
			b.Fatal(refused[0].Err)
		}
		builds[k] = time.Since(start)
		sets[k] = s
	}
	runtime.GC()
	return sets[k], builds[k]
}

// ratio is the time of reading and matching over that of reading alone: the median of
// rounds that alternate.
func ratio(s *Set, c *corpus) float64 {
	const rounds, part = 31, 10_000
	m, t := s.Matcher(), token.New(s.key)
	var found []desk.SearchID
	var ratios []float64
	post := blankPost()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for r := range rounds {
		for range 2 { // the second time counts
			start := cpuTime()
			for i := range part {
				t.Read(c.post(r*part+i, post).Text)
			}
			middle := cpuTime()
			for i := range part {
				found = m.Match(c.post(r*part+i, post), found[:0])
			}
			end := cpuTime()
			ratios = append(ratios, float64(end-middle)/float64(middle-start))
		}
		ratios = slices.Delete(ratios, len(ratios)-2, len(ratios)-1)
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}

// sizeOf is what a set holds for its searches, in bytes.
func sizeOf(s *Set) int {
	b := s.now.Load().base
	n := 4*(cap(b.programs)+cap(b.offsets)+cap(b.searches.begins)+cap(b.words.begins)) + 8*(cap(b.searches.leads)+cap(b.words.leads)) +
		4*(cap(b.sieve)+cap(b.wordSieve)) + 8*cap(b.idle) + 4*cap(b.stems.lengths) + 4*cap(b.stems.heads) + int(unsafe.Sizeof(description{}))*cap(b.described)
	for _, d := range b.described {
		n += len(d.text) + 4*cap(d.letters) + 4*cap(d.subs)
	}
	return n
}

// TestGenerated says what the generated searches are like.
func TestGenerated(t *testing.T) {
	t.Parallel()
	c := &corpus{common: madeWords(500), pairs: madeWords(100)}
	all := fit(searches(5000, true, c))
	letters, leaves, stars := 0, 0, 0
	for _, s := range all {
		q := mustParse(t, s)
		letters += len(s)
		leaves += countLeaves(q.root)
		for _, l := range s {
			if l == '*' {
				stars++
			}
		}
	}
	n := float64(len(all))
	t.Logf("%d searches of %.0f characters and %.1f leaves; %.1f %% have a star", len(all), float64(letters)/n, float64(leaves)/n, 100*float64(stars)/n)
	if len(all) < 4900 || float64(letters)/n < 70 {
		t.Error("that is not what companies save")
	}
}

func countLeaves(n *node) int {
	if len(n.kids) == 0 {
		return 1
	}
	sum := 0
	for _, k := range n.kids {
		sum += countLeaves(k)
	}
	return sum
}

func madeWords(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("%c%cword", 'a'+i%26, 'a'+i/26%26))
	}
	return out
}
