package observe

import (
	"net/http"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what a desk does. All methods are safe for concurrent use. Label
// values must come from small sets (networks, lists, routes), never from what people
// write.
type Metrics struct {
	// Registry is the desk's own, so that several desks in one process do not meet.
	Registry *prometheus.Registry

	heard, matched, kept, repeats *prometheus.CounterVec
	intake                        *prometheus.HistogramVec
	sends                         *prometheus.CounterVec
	queue                         *prometheus.GaugeVec
	requests                      *prometheus.HistogramVec
	size                          *prometheus.GaugeVec
	window, alarms, beats, purse  *prometheus.GaugeVec
}

// NewMetrics makes the metrics of one desk, with those of the process and of the Go
// runtime beside them.
func NewMetrics() *Metrics {
	r := prometheus.NewRegistry()
	m := &Metrics{
		Registry: r,
		heard:    counter(r, "heed_posts_heard_total", "Posts read from a network.", "network"),
		matched:  counter(r, "heed_posts_matched_total", "Posts that a saved search, a mention or a reply brought.", "network"),
		kept:     counter(r, "heed_posts_kept_total", "Posts written to the store.", "network"),
		repeats:  counter(r, "heed_posts_repeated_total", "Posts that were already there and were dropped.", "network"),
		intake: histogram(r, "heed_intake_seconds", "From a post's arrival to the commit of its case.",
			[]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60}, "network"),
		sends: counter(r, "heed_sends_total", "Tries to send an answer, by what came of them.", "result"),
		queue: gauge(r, "heed_queue_cases", "Cases in a list of the desk, counted up to 10,000; answers that are owed or failed.", "list"),
		requests: histogram(r, "heed_http_request_seconds", "Time to serve a request.",
			[]float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}, "route", "method", "status"),
		size:   gauge(r, "heed_store_bytes", "Room that the database takes."),
		window: gauge(r, "heed_window", "Heard public posts kept to try searches on.", "unit"),
		alarms: gauge(r, "heed_alarms", "What is wrong with hearing, by kind.", "kind"),
		beats:  gauge(r, "heed_source_beat_seconds", "Since the last sign of life of a source.", "source"),
		purse:  gauge(r, "heed_purse_spent", "Spent for reading this month, in units of money.", "network"),
	}
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge(r, "heed_build_info", "1, with the version that runs.", "version", "go").WithLabelValues(version()).Set(1)
	return m
}

// Took counts one batch that came in from a network: posts read, those that something
// on the desk wanted, those kept, and those that were already there.
func (m *Metrics) Took(network string, read, matched, kept, repeats int) {
	m.heard.WithLabelValues(network).Add(float64(read))
	m.matched.WithLabelValues(network).Add(float64(matched))
	m.kept.WithLabelValues(network).Add(float64(kept))
	m.repeats.WithLabelValues(network).Add(float64(repeats))
}

// TookIn notes how long a post took from its arrival to the commit of its case.
func (m *Metrics) TookIn(network string, d time.Duration) {
	m.intake.WithLabelValues(network).Observe(d.Seconds())
}

// Sent counts a try to send, by its result: sent, later, unknown, failed.
func (m *Metrics) Sent(result string) { m.sends.WithLabelValues(result).Inc() }

// Queue tells how many cases lie in a list.
func (m *Metrics) Queue(list string, cases int) { m.queue.WithLabelValues(list).Set(float64(cases)) }

// Size tells how much room the database takes.
func (m *Metrics) Size(bytes int64) { m.size.WithLabelValues().Set(float64(bytes)) }

// Window tells how big the window of heard posts is.
func (m *Metrics) Window(bytes, posts int64) {
	m.window.WithLabelValues("bytes").Set(float64(bytes))
	m.window.WithLabelValues("posts").Set(float64(posts))
}

// Hearing tells what is wrong with hearing by kind, and how long ago each source gave a
// sign of life. What was told before and is not any more is gone.
func (m *Metrics) Hearing(alarms map[string]int, silent map[string]time.Duration) {
	m.alarms.Reset()
	m.beats.Reset()
	for kind, n := range alarms {
		m.alarms.WithLabelValues(kind).Set(float64(n))
	}
	for source, d := range silent {
		m.beats.WithLabelValues(source).Set(d.Seconds())
	}
}

// Spent tells what reading a network cost this month.
func (m *Metrics) Spent(network string, micros int64) {
	m.purse.WithLabelValues(network).Set(float64(micros) / 1e6)
}

// Handler serves /metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.Registry, promhttp.HandlerOpts{Registry: m.Registry, EnableOpenMetrics: true})
}

func counter(r *prometheus.Registry, name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	r.MustRegister(c)
	return c
}

func gauge(r *prometheus.Registry, name, help string, labels ...string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
	r.MustRegister(g)
	return g
}

func histogram(r *prometheus.Registry, name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
	r.MustRegister(h)
	return h
}

func version() (own, of string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown", "unknown"
	}
	return info.Main.Version, info.GoVersion
}
