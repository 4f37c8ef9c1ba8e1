// Command benchmark makes a file of posts with the shape of the public "Customer Support on
// Twitter" set and measures heed benchmark on it, beside DuckDB doing only the read and the
// join of answers to posts. See run.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	out := flag.String("out", "", "file to write")
	posts := flag.Int("posts", 3_000_000, "how many posts")
	seed := flag.Uint64("seed", 1, "the same seed writes the same bytes")
	flag.Parse()
	if *out == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := generate(*out, *posts, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "benchmark:", err)
		os.Exit(1)
	}
}
