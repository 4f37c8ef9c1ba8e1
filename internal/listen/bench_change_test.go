package listen

import (
	"bytes"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"heed/internal/desk"
)

// calmPosts are matched again and again, alone and beside changes: the same ones.
const calmPosts = 100_000

// BenchmarkChange adds and removes searches of a set while a post is matched after the other. An
// operation is one change: a search comes as text, as the desk has it. Searches that were read before would be trees
// of many pointers, which the desk does not keep, and at which the collector of garbage would look in each round.
func BenchmarkChange(b *testing.B) {
	b.Run("100k", func(b *testing.B) { benchChange(b, 100_000) })
	b.Run("1M", func(b *testing.B) { benchChange(b, 1_000_000) })
}

func benchChange(b *testing.B, n int) {
	c := theCorpus()
	s, _ := benchSet(b, n, false)
	delete(sets, benchKind{n, false}) // it is not to be used again
	more := slices.Clone(fit(searches(n+20_000, false, c)[n:]))
	matchFor(s, c, nil) // to be warm
	runtime.GC()        // of what was made ready
	var calm, machine, busy watched
	as := time.Duration(b.N) * time.Second / pace // pauses are seldom: the same time for each
	var rested atomic.Bool
	time.AfterFunc(as, func() { rested.Store(true) })
	calm = matchUntil(s, c, &rested)
	beside(func(done *atomic.Bool) { machine = countUntil(done) }, b.N, func(int) { spin(1000) })
	took := make([]time.Duration, b.N)
	b.ResetTimer()
	start := time.Now()
	beside(func(done *atomic.Bool) { busy = matchUntil(s, c, done) }, b.N, func(i int) {
		before := time.Now()
		if i%3 == 2 {
			s.Remove(desk.SearchID(2_000_000 + (i/3)%moreIDs))
		} else {
			s.Read(Written{ID: desk.SearchID(2_000_000 + i%moreIDs), Text: more[i%len(more)]})
		}
		took[i] = time.Since(before)
	})
	rate := float64(b.N) / time.Since(start).Seconds()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(rate, "changes/s")
	b.ReportMetric(micros(took[len(took)*99/100]), "p99-visible-us")
	b.ReportMetric(float64(busy.each-calm.each)/float64(calm.each)*100, "%-slower")
	b.ReportMetric(float64(busy.swaps), "new-bases")
	if busy.swaps > 0 {
		b.ReportMetric(micros(busy.swapped), "at-a-new-base-pause-us")
	}
	for _, w := range []struct {
		name string
		of   watched
	}{{"", busy}, {"calm-", calm}, {"machine-", machine}} {
		b.ReportMetric(micros(w.of.clock), w.name+"clock-pause-us")
		b.ReportMetric(micros(w.of.own), w.name+"own-pause-us")
		b.ReportMetric(micros(w.of.slept), w.name+"slept-pause-us")
		b.ReportMetric(float64(w.of.sleeps), w.name+"sleeps-over-1ms")
		b.ReportMetric(float64(w.of.faults), w.name+"page-faults")
	}
}

const (
	pace    = 50_000 // changes a second
	moreIDs = 100_000
)

// beside watches while changes are made at their pace. Between them it sleeps, as who waits for changes does: in a
// loop it would keep a processor from the collector of garbage, and from the thread that takes over another's goroutines.
func beside(watch func(done *atomic.Bool), n int, change func(i int)) {
	var done atomic.Bool
	var wait sync.WaitGroup
	wait.Go(func() { watch(&done) })
	start := time.Now()
	for i := range n {
		if i%50 == 0 {
			runtime.Gosched() // behind its pace as well: changes come from many, and are no one goroutine's turn
			time.Sleep(time.Duration(i)*time.Second/pace - time.Since(start))
		}
		change(i)
	}
	done.Store(true)
	wait.Wait()
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

// matchFor is the processor time of a post, measured over many.
func matchFor(s *Set, c *corpus, m *Matcher) time.Duration {
	if m == nil {
		m = s.Matcher()
	}
	post := blankPost()
	var found []desk.SearchID
	match := func() {
		for i := range calmPosts {
			found = m.Match(c.post(i, post), found[:0])
		}
	}
	match()
	return onThread(match) / calmPosts
}

// watched is what a thread saw that matched one group of posts after the other: the longest pauses, which are what a
// group took beyond the usual.
type watched struct {
	each    time.Duration // processor time of a post
	clock   time.Duration // whoever had the processor
	own     time.Duration // in the thread's processor time, of which the machine below may have taken some
	slept   time.Duration // while the thread let go of the processor: a lock, a stop of the world, another goroutine's turn
	sleeps  int           // of over a millisecond
	swapped time.Duration // in processor time, where a new base came
	swaps   int
	faults  int64 // times that memory was not there
}

// matchUntil matches until it is done.
func matchUntil(s *Set, c *corpus, done *atomic.Bool) watched {
	m, post := s.Matcher(), blankPost()
	var found []desk.SearchID
	return watch(done, func(n int) *base {
		found = m.Match(c.post(n%calmPosts, post), found[:0])
		return m.st.base
	})
}

// countUntil counts in registers until it is done: its pauses are the machine's, which the clock of a thread does not
// tell from its own time, and what letting go of the processor takes where another goroutine works beside it.
func countUntil(done *atomic.Bool) watched {
	return watch(done, func(int) *base {
		spin(300)
		return nil
	})
}

//go:noinline
func spin(n int) (sum uint64) {
	sum = 1
	for range n {
		sum ^= sum << 13
		sum ^= sum >> 7
		sum ^= sum << 17
	}
	return sum
}

const (
	groupPosts = 16                     // between looks at the clock
	groupsRead = 16                     // between looks at what the system knows of the thread, which are dearer
	pauseFrom  = 100 * time.Microsecond // a group that took so long is looked into at once
)

// watch does work until it is done.
func watch(done *atomic.Bool, work func(n int) *base) (w watched) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	system := watchThread()
	defer system.stats.Close()
	last, n, groups := work(0), 1, 0
	begin, first := time.Now(), system.read()
	before := first
	for clock := time.Duration(0); !done.Load(); {
		now := last
		for range groupPosts {
			now = work(n)
			n++
		}
		groups++
		wall := time.Since(begin) - clock
		clock += wall
		if groups < groupsRead && wall < pauseFrom && now == last {
			continue
		}
		after := system.read()
		usual := (after.cpu - first.cpu) / time.Duration(n) * groupPosts
		own := after.cpu - before.cpu - usual*time.Duration(groups)
		w.clock, w.own = max(w.clock, wall-usual), max(w.own, own)
		if after.slept > before.slept {
			slept := wall - usual - max(own, 0) - (after.waited - before.waited)
			w.slept = max(w.slept, slept)
			if slept > time.Millisecond {
				w.sleeps++
			}
		}
		if now != last {
			last = now
			w.swapped, w.swaps = max(w.swapped, own), w.swaps+1
		}
		w.faults += after.faults - before.faults
		before, groups = after, 0
	}
	w.each = (system.read().cpu - first.cpu) / time.Duration(n)
	return w
}

// threadUse is what the system knows of a thread.
type threadUse struct {
	cpu    time.Duration // that it had
	waited time.Duration // for the processor, ready to run
	slept  int64         // times that it let go of it
	faults int64
}

type threadWatch struct {
	stats *os.File
	text  []byte
}

// watchThread watches the thread to which the goroutine is locked.
func watchThread() threadWatch {
	stats, err := os.Open("/proc/thread-self/schedstat")
	if err != nil {
		panic(err)
	}
	return threadWatch{stats, make([]byte, 64)}
}

func (t threadWatch) read() (u threadUse) {
	const ofThread = 1 // RUSAGE_THREAD
	var usage syscall.Rusage
	if err := syscall.Getrusage(ofThread, &usage); err != nil {
		panic(err)
	}
	n, err := syscall.Pread(int(t.stats.Fd()), t.text, 0)
	if err != nil {
		panic(err)
	}
	_, rest, _ := bytes.Cut(t.text[:n], []byte(" "))
	text, _, _ := bytes.Cut(rest, []byte(" "))
	waited, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		panic(err)
	}
	return threadUse{cpu: cpuTime(), waited: time.Duration(waited), slept: usage.Nvcsw, faults: usage.Minflt + usage.Majflt}
}

// BenchmarkTwoCores matches with one goroutine and then with two at once. An operation is
// one post.
func BenchmarkTwoCores(b *testing.B) {
	c := theCorpus()
	s, _ := benchSet(b, 100_000, false)
	matched := func(workers int) float64 {
		start := time.Now()
		inParallel(workers, func(w int) {
			m, post := s.Matcher(), blankPost()
			var found []desk.SearchID
			for i := range b.N {
				found = m.Match(c.post(i+w*len(c.texts)/2, post), found[:0])
			}
		})
		return float64(workers*b.N) / time.Since(start).Seconds()
	}
	one := matched(1)
	b.ResetTimer()
	two := matched(2)
	b.ReportMetric(two, "posts/s")
	b.ReportMetric(two/one, "x-one-core")
}
