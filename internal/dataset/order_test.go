package dataset

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

func ids(rows []Row) (out []string) {
	for _, r := range rows {
		out = append(out, string(r.Message.NetworkID))
	}
	return out
}

func TestTimeOrder(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	a := twcsHeader + "3,9,True,2017-01-01T00:00:03Z,\"three\nlines\nlong\",,\n1,Acme,False,2017-01-01T00:00:01Z,one,,\nx,y\n5,8,True,2017-01-01T00:00:05Z,@Other @acme five,,\n"
	b := `{"id":2,"text":"two","time":"2017-01-01T00:00:02Z"}` + "\n" + `{"id":9,"text":"when?"}` + "\n" + `{"id":33,"text":"also three","time":"2017-01-01T00:00:03Z"}` + "\n"
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	fmt.Fprint(w, b)
	w.Close()
	first, second := file(t, "a.csv", a), file(t, "b", gz.String())
	var told []Progress
	r, err := TimeOrder(t.Context(), []string{first, second}, Options{TempDir: temp, Progress: func(p Progress) { told = append(told, p) }})
	if err != nil {
		t.Fatal(err)
	}
	rows, refused := drain(t, r)
	if d := cmp.Diff([]string{"1", "2", "3", "33", "5"}, ids(rows)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{first + ":6: the row has 2 of 7 columns", second + ":2: time: the row has no time"}, refused); d != "" {
		t.Error(d)
	}
	if rows[4].Company != "Acme" || rows[4].Line != 7 || rows[2].Line != 2 || rows[3].Line != 3 {
		t.Errorf("%+v", rows)
	}
	if d := cmp.Diff(Stats{Rows: 5, Refused: 2}, r.stats); d != "" {
		t.Error(d)
	}
	if last := told[len(told)-1]; last.Indexing || last.Bytes != last.Size || last.Rows != 7 {
		t.Errorf("progress ends with %+v", last)
	}
	if left, _ := os.ReadDir(temp); len(left) != 0 {
		t.Error("left behind:", left)
	}
}

func TestTimeOrderOfMany(t *testing.T) {
	t.Parallel()
	const n = 3*chunkRows/2 + 7
	rnd := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for _, i := range rnd.Perm(n) {
		fmt.Fprintf(&b, "{\"id\":%d,\"text\":\"a\",\"time\":%d}\n", i, 1_500_000_000+i)
	}
	r, err := TimeOrder(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(b.String()), TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	rows, refused := drain(t, r)
	if refused != nil || len(rows) != n {
		t.Fatal(refused, len(rows))
	}
	for i, row := range rows {
		if string(row.Message.NetworkID) != fmt.Sprint(i) {
			t.Fatalf("place %d has %s", i, row.Message.NetworkID)
		}
	}
}

func TestIndexIsSmall(t *testing.T) {
	t.Parallel()
	if size := unsafe.Sizeof(entry{}); size != 24 {
		t.Errorf("a row takes %d bytes of the index; the package doc and docs/files.md say 24", size)
	}
}

func TestTimeOrderLimits(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	_, err := TimeOrder(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(strings.Repeat("{\"text\":\"a\"}\n", 20_000)), TempDir: temp, SpoolLimit: 1 << 17})
	if !desk.Is(err, desk.Unavailable) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = TimeOrder(ctx, []string{"-"}, Options{Stdin: strings.NewReader(strings.Repeat("{}\n", 5000)), TempDir: temp}); err != context.Canceled {
		t.Error(err)
	}
	if left, _ := os.ReadDir(temp); len(left) != 0 {
		t.Error("left behind:", left)
	}
}

func TestFileChangesMeanwhile(t *testing.T) {
	t.Parallel()
	path := file(t, "a.jsonl", `{"id":1,"text":"a","time":1500000000}`+"\n"+`{"id":2,"text":"b","time":1500000001}`+"\n")
	r, err := TimeOrder(t.Context(), []string{path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(`{"id":1,"text":"a","time":1500000009}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, refused := drain(t, r)
	if len(rows) != 0 || len(refused) != 2 || !strings.Contains(refused[0], "changed") {
		t.Error(rows, refused)
	}
}

func TestCloseAtAnyTime(t *testing.T) {
	t.Parallel()
	path := file(t, "a.csv", twcsHeader+"1,9,True,2017-01-01T00:00:00Z,hi,,\n")
	for _, mk := range []func() (*Reader, error){
		func() (*Reader, error) { return Open([]string{path}, Options{}) },
		func() (*Reader, error) { return TimeOrder(t.Context(), []string{path}, Options{}) },
	} {
		r, err := mk()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
		r.Close()
		r.Close()
		if _, err := r.Next(); err == nil || err == io.EOF {
			t.Error("a closed reader goes on:", err)
		}
	}
}

func dataDir(t testing.TB, parts ...string) string {
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
