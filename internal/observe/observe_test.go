package observe

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestIdsFromContext(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewLogger(&out, slog.LevelInfo, "json").With("role", "web")
	ctx := With(WithRequest(context.Background(), "r1"), slog.Int("message", 9), slog.Int("case", 7))
	log.InfoContext(With(ctx, slog.Int("case", 8)), "kept", "n", 3)
	log.InfoContext(ctx, "elsewhere")
	log.DebugContext(ctx, "hidden")
	var got []map[string]any
	for line := range strings.Lines(out.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		delete(m, "time")
		got = append(got, m)
	}
	want := []map[string]any{
		{"level": "INFO", "msg": "kept", "role": "web", "n": 3.0, "request": "r1", "case": 8.0, "message": 9.0},
		{"level": "INFO", "msg": "elsewhere", "role": "web", "request": "r1", "case": 7.0, "message": 9.0},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestTextAndLevel(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewLogger(&out, slog.LevelDebug, "text")
	log.WithGroup("g").DebugContext(WithRequest(context.Background(), "r1"), "x", "a", 1)
	if s := out.String(); !strings.Contains(s, "level=DEBUG msg=x g.a=1") || !strings.Contains(s, "request=r1") {
		t.Error(s)
	}
}

// scrape is what /metrics serves of heed's own, without the buckets.
func scrape(t *testing.T, m *Metrics) (own []string, all string) {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		if strings.HasPrefix(line, "heed_") && !strings.Contains(line, "_bucket{") && !strings.Contains(line, "_sum{") && !strings.HasPrefix(line, "heed_build") {
			own = append(own, strings.TrimSpace(line))
		}
	}
	return own, w.Body.String()
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	m := NewMetrics()
	_ = NewMetrics() // a second desk in the same process
	m.Took("echo", 10, 4, 3, 1)
	m.Took("echo", 5, 0, 0, 0)
	m.TookIn("echo", 3*time.Millisecond)
	m.Sent("sent")
	m.Sent("later")
	m.Sent("sent")
	m.Queue("reply", 12)
	m.Size(1 << 20)
	own, all := scrape(t, m)
	want := []string{
		`heed_intake_seconds_count{network="echo"} 1`,
		`heed_posts_heard_total{network="echo"} 15`,
		`heed_posts_kept_total{network="echo"} 3`,
		`heed_posts_matched_total{network="echo"} 4`,
		`heed_posts_repeated_total{network="echo"} 1`,
		`heed_queue_cases{list="reply"} 12`,
		`heed_sends_total{result="later"} 1`,
		`heed_sends_total{result="sent"} 2`,
		`heed_store_bytes 1.048576e+06`,
	}
	if d := cmp.Diff(want, own); d != "" {
		t.Error(d)
	}
	for _, part := range []string{"go_goroutines", "process_resident_memory_bytes", "heed_build_info{", `heed_intake_seconds_bucket{network="echo",le="0.005"} 1`} {
		if !strings.Contains(all, part) {
			t.Errorf("no %s", part)
		}
	}
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	m := NewMetrics()
	mux := http.NewServeMux()
	log := NewLogger(&out, slog.LevelDebug, "text")
	mux.HandleFunc("GET /cases/{id}", func(w http.ResponseWriter, r *http.Request) {
		log.InfoContext(r.Context(), "inside")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		w.(http.Flusher).Flush()
	})
	mux.HandleFunc("POST /send", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(409) })
	mux.HandleFunc("GET /broken", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	h := m.HTTP(log, mux)
	serve := func(method, path string) string {
		defer func() { _ = recover() }()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		return w.Header().Get("X-Request-Id")
	}
	id := serve("GET", "/cases/7")
	other := serve("GET", "/cases/8")
	serve("POST", "/send")
	serve("GET", "/broken")
	serve("GET", "/nowhere")
	serve("BREW", "/nowhere")
	own, _ := scrape(t, m)
	want := []string{
		`heed_http_request_seconds_count{method="GET",route="/broken",status="5xx"} 1`,
		`heed_http_request_seconds_count{method="GET",route="/cases/{id}",status="2xx"} 2`,
		`heed_http_request_seconds_count{method="GET",route="other",status="4xx"} 1`,
		`heed_http_request_seconds_count{method="POST",route="/send",status="4xx"} 1`,
		`heed_http_request_seconds_count{method="other",route="other",status="4xx"} 1`,
	}
	if d := cmp.Diff(want, own); d != "" {
		t.Error(d)
	}
	if id == "" || id == other || !strings.Contains(out.String(), "msg=inside request="+id) || !strings.Contains(out.String(), "level=WARN msg=request method=GET route=/broken status=500") {
		t.Error(id, out.String())
	}
}
