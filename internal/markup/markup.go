// Package markup is what the Go made of templates stands on: it begins and ends a
// component, and writes, in one place rather than in each of some thousands.
//
// A component writes into a buffer that remembers its first failure and writes nothing
// after it; the outermost component flushes it, and gives that failure back.
//
// Begin with [Component] and [Buffer]; only generated Go calls them.
package markup

import (
	"context"
	"io"

	"github.com/a-h/templ"
	"github.com/a-h/templ/runtime"
)

// Context is what components hand to each other. The name spares templates an import.
type Context = context.Context

// Buffer is what a component writes into. Its methods are not copied into their callers,
// which are thousands: that would be more of the program than the calls.
type Buffer struct {
	to     *runtime.Buffer
	failed error
}

// Write writes bytes as they stand.
func (b *Buffer) Write(p []byte) (int, error) {
	if b.failed != nil {
		return 0, b.failed
	}
	return b.to.Write(p)
}

// WriteString writes a string as it stands.
func (b *Buffer) WriteString(s string) (int, error) {
	if b.failed != nil {
		return 0, b.failed
	}
	return b.to.WriteString(s)
}

// Markup writes what stands in a template.
//
//go:noinline
func (b *Buffer) Markup(literal string) { _, _ = b.WriteString(literal) }

// Text writes what stands in a template, and a text after it, escaped.
//
//go:noinline
func (b *Buffer) Text(literal, text string) {
	_, _ = b.WriteString(literal)
	_, _ = b.WriteString(templ.EscapeString(text))
}

// Tried writes a text that may be wrong, escaped.
//
//go:noinline
func (b *Buffer) Tried(text string, err error) {
	if b.failed == nil {
		b.failed = err
	}
	_, _ = b.WriteString(templ.EscapeString(text))
}

// Link writes what stands in a template, and an address after it, escaped.
//
//go:noinline
func (b *Buffer) Link(literal string, address templ.SafeURL) { b.Text(literal, string(address)) }

// Part writes what stands in a template, and a component after it.
//
//go:noinline
func (b *Buffer) Part(literal string, part templ.Component, ctx Context) {
	_, _ = b.WriteString(literal)
	if err := part.Render(ctx, b); b.failed == nil {
		b.failed = err
	}
}

// Styles writes the styles that classes bring along.
//
//go:noinline
func (b *Buffer) Styles(ctx Context, classes []any) {
	if err := templ.RenderCSSItems(ctx, b, classes...); b.failed == nil {
		b.failed = err
	}
}

// Attributes writes attributes that are made while the page is.
//
//go:noinline
func (b *Buffer) Attributes(ctx Context, list templ.Attributer) {
	if err := templ.RenderAttributes(ctx, b, list); b.failed == nil {
		b.failed = err
	}
}

// Component is what f writes. It writes nothing once its reader is gone. What its caller
// puts into it is not shown, nor put into the components that it calls; see [Around].
func Component(f func(Context, *Buffer)) templ.Component {
	return Around(func(ctx Context, b *Buffer, _ templ.Component) { f(ctx, b) })
}

// Around is a [Component] that shows what its caller puts into it, which it is handed.
func Around(f func(Context, *Buffer, templ.Component)) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, nested := w.(*Buffer)
		if !nested {
			b = &Buffer{}
			b.to, _ = runtime.GetBuffer(w)
		}
		ctx = templ.InitializeContext(ctx)
		children := templ.GetChildren(ctx)
		if children == nil {
			children = templ.NopComponent
		}
		f(templ.ClearChildren(ctx), b, children)
		if nested {
			return b.failed
		}
		if err := runtime.ReleaseBuffer(b.to); b.failed == nil {
			b.failed = err
		}
		return b.failed
	})
}
