// Command listen runs the benchmarks of listening and prints what they measured beside
// what was demanded: a table in Markdown with the machine, the date and the version of Go.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A demand is one line of the table: a benchmark, its metric, and the bound it must keep.
type demand struct {
	what, bench, unit string
	least             bool // the bound is a lower one
	bound             float64
	scale             float64 // of what was measured, to be in the bound's unit
	as                string  // the bound's unit
}

func demands() []demand {
	return []demand{
		{"read a real post", "BenchmarkTokenise/real", "cpu-ns/op", false, 300, 1, "ns"},
		{"100,000 selective searches, of reading alone", "BenchmarkMatch/selective-100k", "x-tokenise", false, 1.5, 1, "x"},
		{"100,000 selective searches, on one core", "BenchmarkMatch/selective-100k", "cpu-ns/post", false, 400, 1, "ns a post"},
		{"100,000 with everyday words, of reading alone", "BenchmarkMatch/hot-100k", "x-tokenise", false, 3.2, 1, "x"},
		{"1,000,000 selective searches, of reading alone", "BenchmarkMatch/selective-1M", "x-tokenise", false, 2, 1, "x"},
		{"memory of one of 1,000,000", "BenchmarkMatch/selective-1M", "B/search", false, 128, 1, "B"},
		{"1,000,000 built from text", "BenchmarkMatch/selective-1M", "build-s", false, 5, 1, "s"},
		{"memory taken a post", "BenchmarkMatch/selective-100k", "allocs/op", false, 0, 1, "allocations"},
		{"two cores, of one", "BenchmarkTwoCores", "x-one-core", true, 1.7, 1, "x"},
		{"changes while matching", "BenchmarkChange/100k", "changes/s", true, 49_500, 1, "a second"},
		{"a change is seen, 99 of 100", "BenchmarkChange/100k", "p99-visible-us", false, 1000, 1, "us"},
		{"matching meanwhile", "BenchmarkChange/100k", "%-slower", false, 20, 1, "% slower"},
		{"longest pause meanwhile, 100,000 searches, processor time", "BenchmarkChange/100k", "own-pause-us", false, 1000, 1, "us"},
		{"longest time without work by the clock that no other program took, the best of three runs", "BenchmarkChange/100k", "stood-still-us", false, 1000, 1, "us"},
		{"longest pause meanwhile, 1,000,000 searches, processor time", "BenchmarkChange/1M", "own-pause-us", false, 1000, 1, "us"},
		{"longest time without work by the clock that no other program took, the best of three runs", "BenchmarkChange/1M", "stood-still-us", false, 1000, 1, "us"},
		{"a post of 25,000 characters", "BenchmarkHostile/post/25k-letters-selective", "cpu-us/post", false, 50, 1, "us"},
		{"Lucene's monitor in batches of 1,000 (195,700 ns on another machine), of ours", "BenchmarkMatch/selective-100k", "cpu-ns/post", true, 400, -195_700, "x"},
		{"Jetstream JSON to matches, all that the network tells", "BenchmarkStream/selective-100k-everything", "cpu-ns/event", false, 667, 1, "ns an event"},
		{"Jetstream JSON to matches, posts and reposts alone", "BenchmarkStream/selective-100k-subscribed", "cpu-ns/event", false, 667, 1, "ns an event"},
		{"Jetstream JSON to matches, new posts alone", "BenchmarkStream/selective-100k", "cpu-ns/event", false, 667, 1, "ns an event"},
		{"Jetstream JSON to matches, new posts alone as clients write them", "BenchmarkStreamClients", "cpu-ns/event", false, 667, 1, "ns an event"},
	}
}

// legend says what the rows mean.
const legend = `Times are of the processor, for one thread, not by the clock. "Of reading alone" is the time of reading a post and
matching it, divided by that of reading it. "Selective" searches are as companies save them; of those with everyday words
2 in 100 ask for words that many posts hold. A worst case is a post or a set made to cost much: its bound is 2 ns for each
byte of the post, 50 ns for each match and 15 ns for each search tried in vain, and "by the weight of its searches" is a
part of what Query.Cost allows. Without the evaluation data (HEED_DATA) posts are made up. docs/listening.md has the figures
of a quiet machine and says which goals are not met.`

func main() {
	quick := flag.Bool("quick", false, "leave out the million searches (some minutes less)")
	worst := flag.Bool("worst", false, "the worst cases alone")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "Measures what listening costs, beside what was demanded, and prints a table in Markdown.\n\n%s\n\nFlags:\n", legend)
		flag.PrintDefaults()
	}
	flag.Parse()
	fmt.Printf("Measured on %s, %s, %s/%s, %s.\n\n", time.Now().UTC().Format("2 January 2006"), machine(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	fmt.Printf("%s\n\n| what | demanded | measured | measured / demanded |\n|---|---:|---:|---:|\n", legend)
	got := map[string]map[string]float64{}
	runs := [][2]string{{"Tokenise/real|Match/.*100k|TwoCores|Stream", "2000000x"}, {"Change/100k", "200000x"}, {"Hostile/(post|searches)", "200x"}, {"Hostile/kinds", "20x"}, {"Match/selective-1M", "2000000x"}, {"Change/1M", "600000x"}}
	switch {
	case *worst:
		runs = runs[2:4]
	case *quick:
		runs = runs[:4]
	}
	for _, r := range runs {
		if err := run(r[0], r[1], got); err != nil {
			fmt.Fprintln(os.Stderr, "listen:", err)
			os.Exit(1)
		}
	}
	for _, d := range demands() {
		if _, measured := got[d.bench]; measured || !*worst {
			fmt.Println(d.line(got))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if what, ok := strings.CutPrefix(name, "BenchmarkHostile/"); ok {
			m := got[name]
			weighed := ""
			if of, ok := m["of-weight"]; ok {
				weighed = fmt.Sprintf("; by the weight of its searches %s x", number(of))
			}
			fmt.Printf("| worst case, %s: time of the bound | at most 1 x | %s x (%s us a post, %s ns a byte, %s matches, %s tries%s) | %.2f |\n", what,
				number(m["of-bound"]), number(m["cpu-us/post"]), number(m["ns/byte"]), number(m["matches"]), number(m["tries"]), weighed, m["of-bound"])
		}
	}
}

// line is the row of a demand.
func (d demand) line(got map[string]map[string]float64) string {
	sign := "at most"
	if d.least {
		sign = "at least"
	}
	bound := fmt.Sprintf("%s %s %s", sign, number(d.bound), d.as)
	v, ok := got[d.bench][d.unit]
	if !ok {
		return fmt.Sprintf("| %s | %s | not measured | |", d.what, bound)
	}
	if d.scale < 0 {
		v = -d.scale / v
	} else {
		v *= d.scale
	}
	share := ""
	if d.bound != 0 {
		share = fmt.Sprintf("%.2f", v/d.bound)
	}
	return fmt.Sprintf("| %s | %s | %s %s | %s |", d.what, bound, number(v), d.as, share)
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// run runs benchmarks and adds their metrics.
func run(pattern, times string, into map[string]map[string]float64) error {
	cmd := exec.Command("go", "test", "-run", "^$", "-bench", pattern, "-benchtime", times, "-benchmem", "-timeout", "30m", "./internal/listen")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := fields[0]
		if i := strings.LastIndexByte(name, '-'); i > 0 {
			if _, err := strconv.Atoi(name[i+1:]); err == nil {
				name = name[:i]
			}
		}
		into[name] = map[string]float64{}
		for i := 2; i+1 < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
				into[name][fields[i+1]] = v
			}
		}
	}
	return cmd.Wait()
}

// machine is the processor and how many there are.
func machine() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	name := "an unknown processor"
	if err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.Join(strings.Fields(value), " ")
				break
			}
		}
	}
	return fmt.Sprintf("%d × %s", runtime.NumCPU(), name)
}
