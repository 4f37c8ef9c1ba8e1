package benchmark

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func dataFile(t testing.TB, parts ...string) string {
	t.Helper()
	dir := os.Getenv("HEED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(append([]string{dir}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("evaluation data is absent (%s); set HEED_DATA to its folder", path)
	}
	return path
}

func records(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return named(rows)
}

func named(rows [][]string) (list []map[string]string) {
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		list = append(list, m)
	}
	return list
}

// What is measured of the public response pairs equals the public table to its last digit.
func TestPairsInEqualsThePublicTable(t *testing.T) {
	t.Parallel()
	table := dataFile(t, "twcs", "response_times_by_brand.csv")
	p, err := ReadPairsFile(dataFile(t, "twcs", "response_pairs.csv"), nil, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, c := range p.Companies {
		v := func(name string) float64 { return c.Measures[name].Value }
		got[c.Name] = []string{fmt.Sprint(c.Pairs), short(v("response_time_mean"), 1), short(v("response_time_p50"), 1), short(v("response_time_p75"), 1),
			short(v("response_time_p90"), 1), short(v("within_15_min"), 4), short(v("within_60_min"), 4)}
	}
	want := map[string][]string{}
	for _, row := range records(t, table) {
		list := []string{row["pairs"]}
		for _, col := range []struct {
			name   string
			digits int
		}{{"mean_s", 1}, {"median_s", 1}, {"p75_s", 1}, {"p90_s", 1}, {"share_within_15min", 4}, {"share_within_60min", 4}} {
			x, err := strconv.ParseFloat(row[col.name], 64)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, short(x, col.digits))
		}
		want[row["brand"]] = list
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func short(x float64, digits int) string { return strconv.FormatFloat(x, 'f', digits, 64) }

// Of the public pairs whose two posts both stand in the file (same author, same time: the
// public files are samples in which some ids mean other posts), every one is found, with
// the same seconds.
func TestPairsEqualThePublicPairs(t *testing.T) {
	t.Parallel()
	posts, pairs := dataFile(t, "twcs", "posts.csv"), dataFile(t, "twcs", "response_pairs.csv")
	d, err := Read(context.Background(), Options{Paths: []string{posts}, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := d.WritePairs(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]map[string]string{}
	for _, row := range named(rows) {
		got[row["customer_tweet_id"]+" "+row["reply_tweet_id"]] = row
	}
	author := map[string]string{}
	for _, row := range records(t, posts) {
		author[row["tweet_id"]] = row["author_id"]
	}
	both := 0
	for _, row := range records(t, pairs) {
		if author[row["customer_tweet_id"]] != row["customer_id"] || author[row["reply_tweet_id"]] != row["agent_id"] {
			continue
		}
		both++
		if diff := cmp.Diff(row, got[row["customer_tweet_id"]+" "+row["reply_tweet_id"]]); diff != "" {
			t.Error(diff)
		}
	}
	if both < 1000 {
		t.Errorf("only %d pairs have both posts in the file", both)
	}
	t.Logf("%d pairs found, %d public pairs have both posts here", len(got), both)
}
