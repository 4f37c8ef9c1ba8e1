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
	more := pack(fit(searches(n+20_000, false, c)[n:]))
	matchFor(s, c, nil)                           // to be warm
	runtime.GC()                                  // of what was made ready
	as := time.Duration(b.N) * time.Second / pace // pauses are seldom: the same time for each
	took := make([]time.Duration, b.N)
	change := func(i int) {
		before := time.Now()
		if i%3 == 2 {
			s.Remove(desk.SearchID(2_000_000 + (i/3)%moreIDs))
		} else {
			s.Read(Written{ID: desk.SearchID(2_000_000 + i%moreIDs), Text: more.at(i)})
		}
		took[i%b.N] = time.Since(before)
	}
	calm := watch(after(as), matching(s, c))
	b.ResetTimer()
	start := time.Now()
	var busy watched
	beside(func(done *atomic.Bool) { busy = watch(done, matching(s, c)) }, b.N, change)
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
	b.ReportMetric(micros(busy.own), "own-pause-us")
	b.ReportMetric(micros(calm.own), "calm-own-pause-us")
	b.ReportMetric(float64(busy.faults), "page-faults")

	report := func(name string, free stood) {
		b.ReportMetric(micros(free.still), name+"stood-still-us")
		b.ReportMetric(float64(free.times), name+"still-over-1ms")
		b.ReportMetric(micros(free.clock), name+"clock-pause-us")
	}
	report("calm-", watchFree(after(as), matching(s, c)))
	var free stood
	beside(func(done *atomic.Bool) { free = watchFree(done, counting) }, b.N, func(int) { spin(1000) })
	report("machine-", free)
	var best stood
	for round := range stillRounds {
		beside(func(done *atomic.Bool) { free = watchFree(done, matching(s, c)) }, b.N, func(i int) { change((round+1)*b.N + i) })
		if round == 0 || free.still < best.still {
			best = free
		}
	}
	report("", best)
}

// stillRounds are made, and the best counts: what changes cause comes in each, since new bases are built in each.
const stillRounds = 3

// after becomes true after some time.
func after(d time.Duration) *atomic.Bool {
	var over atomic.Bool
	time.AfterFunc(d, func() { over.Store(true) })
	return &over
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

// matching matches one post.
func matching(s *Set, c *corpus) func(n int) *base {
	m, post := s.Matcher(), blankPost()
	var found []desk.SearchID
	return func(n int) *base {
		found = m.Match(c.post(n%calmPosts, post), found[:0])
		return m.st.base
	}
}

// counting counts in registers: where it stands still, the machine stood, or Go's scheduler had others go first.
func counting(int) *base {
	spin(300)
	return nil
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

// watched is what a thread saw that matched one group of posts after the other, in its own processor time, of which the
// machine below may have taken some.
type watched struct {
	each    time.Duration // of a post
	own     time.Duration // the longest that groups took beyond the usual
	swapped time.Duration // likewise, where a new base came
	swaps   int
	faults  int64 // times that memory was not there
}

// watch does work on one thread until it is done.
func watch(done *atomic.Bool, work func(n int) *base) (w watched) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	last, n, groups := work(0), 1, 0
	first, faults := cpuTime(), pageFaults()
	clock, before := time.Now(), first
	for !done.Load() {
		now := last
		for range groupPosts {
			now = work(n)
			n++
		}
		groups++
		was := clock
		clock = time.Now()
		if groups < groupsRead && clock.Sub(was) < pauseFrom && now == last {
			continue
		}
		cpu := cpuTime()
		usual := (cpu - first) / time.Duration(n) * groupPosts
		own := cpu - before - usual*time.Duration(groups)
		w.own = max(w.own, own)
		if now != last {
			last = now
			w.swapped, w.swaps = max(w.swapped, own), w.swaps+1
		}
		before, groups = cpu, 0
	}
	w.each, w.faults = (cpuTime()-first)/time.Duration(n), pageFaults()-faults
	return w
}

// pageFaults are those of this thread.
func pageFaults() int64 {
	const ofThread = 1 // RUSAGE_THREAD
	var usage syscall.Rusage
	if err := syscall.Getrusage(ofThread, &usage); err != nil {
		panic(err)
	}
	return usage.Minflt + usage.Majflt
}

// stood is by the clock.
type stood struct {
	still time.Duration // the longest without work while no other program had the processor
	times int           // of over a millisecond
	clock time.Duration // the longest, whoever had the processor
}

// watchFree does work until it is done, on a goroutine that is free to go from thread to thread, as the desk's are. One that
// is locked to its thread waits for the system to wake that thread whenever another goroutine had its turn, for
// milliseconds on a machine of two virtual processors, also where nothing else is to do.
func watchFree(done *atomic.Bool, work func(n int) *base) (w stood) {
	var threads delays
	defer threads.close()
	n, groups := 0, 0
	begin := time.Now()
	clock, thread, delay := begin, 0, time.Duration(0)
	for !done.Load() {
		for range groupPosts {
			work(n)
			n++
		}
		groups++
		now := time.Now()
		took := now.Sub(clock)
		if clock = now; groups < groupsRead && took < pauseFrom {
			continue
		}
		if took -= now.Sub(begin) / time.Duration(n) * groupPosts; took > w.clock {
			w.clock = took
		}
		on, delayed := threads.read()
		if on == thread {
			took -= delayed - delay
		}
		w.still = max(w.still, took)
		if took > time.Millisecond {
			w.times++
		}
		thread, delay, groups = on, delayed, 0
	}
	return w
}

// delays are how long threads were ready to run and another program had the processor.
type delays struct {
	files map[int]*os.File
	text  [64]byte
}

// read tells which thread this is.
func (d *delays) read() (thread int, delay time.Duration) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	thread = syscall.Gettid()
	if d.files[thread] == nil {
		f, err := os.Open("/proc/thread-self/schedstat")
		if err != nil {
			panic(err)
		}
		if d.files == nil {
			d.files = map[int]*os.File{}
		}
		d.files[thread] = f
	}
	n, err := syscall.Pread(int(d.files[thread].Fd()), d.text[:], 0)
	if err != nil {
		panic(err)
	}
	_, rest, _ := bytes.Cut(d.text[:n], []byte(" "))
	text, _, _ := bytes.Cut(rest, []byte(" "))
	waited, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		panic(err)
	}
	return thread, time.Duration(waited)
}

func (d *delays) close() {
	for _, f := range d.files {
		f.Close()
	}
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
				found = m.Match(c.post(i+w*c.texts.len()/2, post), found[:0])
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
