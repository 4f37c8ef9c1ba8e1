// Command benchmark makes a file of posts with the shape of the public "Customer Support on
// Twitter" set and measures heed benchmark on it, beside DuckDB doing only the read and the
// join of answers to posts. See run, which prepares both.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"
)

func main() {
	out := flag.String("out", "", "only write the file, here")
	posts := flag.Int("posts", 3_000_000, "how many posts")
	seed := flag.Uint64("seed", 1, "the same seed writes the same bytes")
	rounds := flag.Int("rounds", 3, "how often each is measured")
	flag.Parse()
	err := error(nil)
	if *out != "" {
		err = generate(*out, *posts, *seed)
	} else {
		err = measure(os.Getenv("HEED_BENCHMARK"), *posts, *seed, *rounds)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmark:", err)
		os.Exit(1)
	}
}

// taken is one measurement.
type taken struct {
	seconds float64
	kB      int64
}

// measure runs both turn by turn, so that what else the machine does meets both.
func measure(dir string, posts int, seed uint64, rounds int) error {
	if dir == "" {
		return errors.New("use test/benchmark/run")
	}
	file := filepath.Join(dir, fmt.Sprintf("posts-%d-%d.csv", posts, seed))
	if _, err := os.Stat(file); err != nil {
		if err := generate(file, posts, seed); err != nil {
			return err
		}
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	fmt.Printf("%d posts, %d MB\n\n| round | heed benchmark, every measure | DuckDB, read and join | ratio |\n|---|---|---|---|\n", posts, info.Size()>>20)
	var ours, theirs []taken
	for i := range rounds {
		us, err := heed(dir, file)
		if err != nil {
			return err
		}
		ours = append(ours, us)
		them, err := duck(dir, file)
		if errors.Is(err, errAbsent) {
			fmt.Printf("| %d | %.2f s, %d MB | absent | |\n", i+1, us.seconds, us.kB>>10)
			continue
		}
		if err != nil {
			return err
		}
		theirs = append(theirs, them)
		fmt.Printf("| %d | %.2f s, %d MB | %.2f s, %d MB | %.2f |\n", i+1, us.seconds, us.kB>>10, them.seconds, them.kB>>10, us.seconds/them.seconds)
	}
	if len(theirs) > 0 {
		fmt.Printf("\nmedian %.2f s against %.2f s: ratio %.2f\n", median(ours), median(theirs), median(ours)/median(theirs))
	} else {
		fmt.Printf("\nmedian %.2f s; DuckDB is absent, so there is no ratio\n", median(ours))
	}
	return nil
}

func median(list []taken) float64 {
	s := slices.Clone(list)
	slices.SortFunc(s, func(a, b taken) int { return int(a.seconds*1e6) - int(b.seconds*1e6) })
	return s[len(s)/2].seconds
}

// heed measures the program, and checks that it took every post.
func heed(dir, file string) (taken, error) {
	c := exec.Command(filepath.Join(dir, "heed"), "benchmark", file, "--quiet", "--format", "json")
	c.Stderr = os.Stderr
	began := time.Now()
	out, err := c.Output()
	if err != nil {
		return taken{}, err
	}
	took := time.Since(began).Seconds()
	var d struct {
		Source struct{ Refused, Cases int64 } `json:"source"`
	}
	if err := json.Unmarshal(out, &d); err != nil || d.Source.Refused > 0 || d.Source.Cases == 0 {
		return taken{}, fmt.Errorf("not every post was taken: %+v, %w", d.Source, err)
	}
	return taken{took, c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss}, nil
}

var errAbsent = errors.New("DuckDB is absent")

// duck measures DuckDB on as many threads as this program has processors.
func duck(dir, file string) (taken, error) {
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@duckdb")); err != nil {
		return taken{}, errAbsent
	}
	c := exec.Command("node", "duckdb.mjs", file, strconv.Itoa(runtime.GOMAXPROCS(0)))
	c.Dir, c.Stderr = dir, os.Stderr
	out, err := c.Output()
	if err != nil {
		return taken{}, err
	}
	var d struct {
		Took float64
		KB   int64 `json:"kB"`
	}
	if err := json.Unmarshal(out, &d); err != nil {
		return taken{}, err
	}
	return taken{d.Took, d.KB}, nil
}
