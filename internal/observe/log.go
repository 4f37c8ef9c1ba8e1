// Package observe lets operators see what heed does: a log whose lines say to which
// request they belong, and metrics in Prometheus's form.
//
// Nothing in it is global: the logger and the [Metrics] are made once, by whoever
// starts the program, and handed on. The id travels in the context, so that a line
// logged deep below a request names the request without every function passing it.
//
// Begin with [NewLogger] and [NewMetrics].
package observe

import (
	"context"
	"io"
	"log/slog"
	"slices"
)

// NewLogger makes a logger that writes lines of text, or of JSON when format is
// "json", and adds what [With] put into the context.
func NewLogger(w io.Writer, level slog.Leveler, format string) *slog.Logger {
	opts := &slog.HandlerOptions{Level: level}
	var h slog.Handler = slog.NewTextHandler(w, opts)
	if format == "json" {
		h = slog.NewJSONHandler(w, opts)
	}
	return slog.New(handler{h})
}

// handler adds the context's attributes to each record.
type handler struct{ slog.Handler }

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if attrs := from(ctx); len(attrs) > 0 {
		r = r.Clone()
		r.AddAttrs(attrs...)
	}
	return h.Handler.Handle(ctx, r)
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs)}
}

func (h handler) WithGroup(name string) slog.Handler { return handler{h.Handler.WithGroup(name)} }

type attrsKey struct{}

func from(ctx context.Context) []slog.Attr {
	attrs, _ := ctx.Value(attrsKey{}).([]slog.Attr)
	return attrs
}

// With adds attributes to everything that is logged with the context it returns. One
// with a name that is already there takes its place.
func With(ctx context.Context, attrs ...slog.Attr) context.Context {
	all := slices.Clone(from(ctx))
	for _, a := range attrs {
		all = slices.DeleteFunc(all, func(old slog.Attr) bool { return old.Key == a.Key })
		all = append(all, a)
	}
	return context.WithValue(ctx, attrsKey{}, all)
}

// WithRequest names the request in all that is logged with the context.
func WithRequest(ctx context.Context, id string) context.Context {
	return With(ctx, slog.String("request", id))
}
