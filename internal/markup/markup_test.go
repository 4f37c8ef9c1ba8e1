package markup

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

// around writes one word, and what its caller put into it.
func around(word string) templ.Component {
	return Around(func(ctx Context, b *Buffer, children templ.Component) {
		b.Markup(word)
		b.Part("", children, ctx)
	})
}

func TestChildren(t *testing.T) {
	t.Parallel()
	plain := Component(func(ctx Context, b *Buffer) { b.Part("(plain", around(")"), ctx) })
	outer := Around(func(ctx Context, b *Buffer, children templ.Component) {
		b.Part("", around("(inner)"), ctx) // is handed nothing
		b.Part("", plain, templ.WithChildren(ctx, around("unseen")))
		b.Part("<", children, ctx)
	})
	for _, tt := range []struct {
		children templ.Component
		want     string
	}{{around("child"), "(inner)(plain)<child"}, {nil, "(inner)(plain)<"}} {
		var b strings.Builder
		if err := outer.Render(templ.WithChildren(t.Context(), tt.children), &b); err != nil || b.String() != tt.want {
			t.Errorf("%q, %v; want %q", b.String(), err, tt.want)
		}
	}
}

func TestEscaped(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := Component(func(ctx Context, b *Buffer) {
		b.Text("<b>", "<i>")
		b.Link("</b>", `/a?b=1&c="`)
		b.Tried("<u>", nil)
		b.Styles(ctx, []any{"class"})
		b.Attributes(ctx, templ.Attributes{"id": "<s>"})
	}).Render(t.Context(), &b)
	if want := `<b>&lt;i&gt;</b>/a?b=1&amp;c=&#34;&lt;u&gt; id="&lt;s&gt;"`; err != nil || b.String() != want {
		t.Errorf("%q, %v; want %q", b.String(), err, want)
	}
}

func TestNobodyReads(t *testing.T) {
	t.Parallel()
	ctx, gone := context.WithCancel(t.Context())
	var b strings.Builder
	err := Component(func(_ Context, b *Buffer) {
		b.Markup("before")
		gone()
		b.Part(", ", around("inside"), ctx)
		b.Text("after", "wards")
	}).Render(ctx, &b)
	if !errors.Is(err, context.Canceled) || b.String() != "before, " {
		t.Errorf("%q, %v", b.String(), err)
	}
	b.Reset()
	if err := around("word").Render(ctx, &b); !errors.Is(err, context.Canceled) || b.Len() > 0 {
		t.Errorf("%q, %v", b.String(), err)
	}
}

// TestFailureComesOut: nothing is written after what fails, however deep it lies.
func TestFailureComesOut(t *testing.T) {
	t.Parallel()
	wrong, later := errors.New("wrong"), errors.New("later")
	for name, fails := range map[string]func(Context, *Buffer){
		"a component": func(ctx Context, b *Buffer) {
			b.Part("", templ.ComponentFunc(func(context.Context, io.Writer) error { return wrong }), ctx)
		},
		"a text": func(_ Context, b *Buffer) { b.Tried("", wrong) },
	} {
		var b strings.Builder
		err := Component(func(ctx Context, b *Buffer) {
			b.Part("before", Component(fails), ctx)
			b.Markup("after")
			b.Part("", templ.Raw("after"), ctx)
			b.Tried("after", later)
			b.Attributes(ctx, templ.Attributes{"id": "after"})
		}).Render(t.Context(), &b)
		if !errors.Is(err, wrong) || b.String() != "before" {
			t.Errorf("%s: %q, %v", name, b.String(), err)
		}
	}
}

// full takes no byte.
type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestWriterFails(t *testing.T) {
	t.Parallel()
	wrong := errors.New("wrong")
	if err := around("word").Render(t.Context(), full{wrong}); !errors.Is(err, wrong) {
		t.Error(err)
	}
}
