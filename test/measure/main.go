// Command measure prints what heed makes of the evaluation data, beside what is to be
// reached: sentiment, complaints, what corrections teach, behaviour under small changes,
// private data, lengths. The data is not part of the repository; what is absent is
// skipped with a line that says so.
//
//	go run ./test/measure [--data DIR] [--details]
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A row of the table.
type row struct {
	what   string
	figure float64
	of     string  // of what it is a figure: texts, cases
	goal   float64 // to be reached
	most   bool    // the goal is the most that may be, not the least
	detail []string
}

// A measure gives some rows. data is the folder of the evaluation data.
type measure func(data string) ([]row, error)

func measures() []measure {
	return []measure{airlines, corrections, complaints, complaintsLearnt, behaviour}
}

func main() {
	data := flag.String("data", defaultData(), "folder of the evaluation data")
	details := flag.Bool("details", false, "say more of each figure")
	flag.Parse()
	missed := 0
	for _, m := range measures() {
		rows, err := m(*data)
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Println("skipped:", err)
			continue
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "measure:", err)
			os.Exit(1)
		}
		for _, r := range rows {
			missed += show(r, *details)
		}
	}
	if missed > 0 {
		fmt.Printf("%d figures miss their goal\n", missed)
	}
}

func defaultData() string {
	if dir := os.Getenv("HEED_DATA"); dir != "" {
		return dir
	}
	return filepath.Join("..", "shared", "data")
}

func show(r row, details bool) (missed int) {
	verdict := "reached"
	if r.most && r.figure > r.goal || !r.most && r.figure < r.goal {
		verdict, missed = "MISSED", 1
	}
	sign := "at least"
	if r.most {
		sign = "at most"
	}
	fmt.Printf("%-72s %8.3f  %-8s %6.3f  %-7s  %s\n", r.what, r.figure, sign, r.goal, verdict, r.of)
	if details {
		for _, d := range r.detail {
			fmt.Println("    " + d)
		}
	}
	return missed
}
