package dataset

import (
	"encoding/csv"
	"os"
	"testing"

	"heed/internal/desk"
)

// whatCSV reads a file with the standard library, apart from the code under test.
func whatCSV(t *testing.T, path string) (header map[string]int, rows [][]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header = map[string]int{}
	for i, name := range all[0] {
		header[name] = i
	}
	return header, all[1:]
}

func TestRealTwitterSupport(t *testing.T) {
	t.Parallel()
	path := dataDir(t, "twcs", "posts.csv")
	h, want := whatCSV(t, path)
	known := map[string]bool{}
	for _, w := range want {
		known[w[h["tweet_id"]]] = true
	}
	links := 0
	for _, w := range want {
		if known[w[h["in_response_to_tweet_id"]]] {
			links++
		}
	}

	r, err := Open([]string{path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, refused := drain(t, r)
	if len(refused) != 0 || len(rows) != len(want) {
		t.Fatalf("%d rows, %d refused; the file has %d", len(rows), len(refused), len(want))
	}
	ours := map[desk.NetworkID]bool{}
	for i, row := range rows {
		ours[row.Message.NetworkID] = true
		if string(row.Message.NetworkID) != want[i][h["tweet_id"]] || string(row.Message.Parent) != want[i][h["in_response_to_tweet_id"]] ||
			row.Message.Text != unescape(want[i][h["text"]]) || row.Message.Author.Name != want[i][h["author_id"]] {
			t.Fatalf("row %d differs: %+v, %q", i, row, want[i])
		}
	}
	resolved, companies := 0, map[string]int{}
	for _, row := range rows {
		if ours[row.Message.Parent] {
			resolved++
		}
		companies[row.Company]++
	}
	if resolved != links {
		t.Errorf("%d reply links resolve, want %d", resolved, links)
	}
	t.Logf("%d rows, 0 refused, %d reply links resolve; %d companies, %d rows of none", len(rows), resolved, len(companies)-1, companies[""])

	inOrder, err := TimeOrder(t.Context(), []string{path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	again, refused := drain(t, inOrder)
	if len(again) != len(rows) || len(refused) != 0 {
		t.Fatalf("in time order %d rows, %d refused", len(again), len(refused))
	}
	none := 0
	for i, row := range again {
		if i > 0 && row.Message.PostedAt.Before(again[i-1].Message.PostedAt) {
			t.Fatalf("row %d is older than the one before it", i)
		}
		delete(ours, row.Message.NetworkID)
		if row.Company == "" {
			none++
		}
	}
	if len(ours) != 0 {
		t.Errorf("%d rows are lost in time order", len(ours))
	}
	t.Logf("in time order: %d rows of no company", none)
}

func TestRealAirline(t *testing.T) {
	t.Parallel()
	path := dataDir(t, "airline", "posts.csv")
	_, want := whatCSV(t, path)
	r, err := Open([]string{path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, refused := drain(t, r)
	if len(refused) != 0 || len(rows) != len(want) {
		t.Fatalf("%d rows, %d refused %v; the file has %d", len(rows), len(refused), refused, len(want))
	}
	handles := map[string]int{}
	for _, row := range rows {
		handles[row.Company+" "+fold(row.Handle)]++
	}
	t.Logf("%d rows, 0 refused; %v", len(rows), handles)
}
