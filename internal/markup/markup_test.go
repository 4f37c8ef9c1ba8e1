package markup

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

// text writes one word, and what its caller put into it.
func text(word string) templ.Component {
	return Component(func(in Input) error {
		children, ctx := Children(in.Context)
		_, _ = in.Buffer.WriteString(word)
		return children.Render(ctx, in.Buffer)
	})
}

func TestChildren(t *testing.T) {
	t.Parallel()
	outer := Component(func(in Input) error {
		children, ctx := Children(in.Context)
		if err := text("(inner)").Render(ctx, in.Buffer); err != nil { // is handed nothing
			return err
		}
		return children.Render(ctx, in.Buffer)
	})
	var b strings.Builder
	if err := outer.Render(templ.WithChildren(t.Context(), text("child")), &b); err != nil || b.String() != "(inner)child" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestNobodyReads(t *testing.T) {
	t.Parallel()
	ctx, gone := context.WithCancel(t.Context())
	gone()
	var b strings.Builder
	if err := text("word").Render(ctx, &b); !errors.Is(err, context.Canceled) || b.Len() > 0 {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestFailureComesOut(t *testing.T) {
	t.Parallel()
	wrong := errors.New("wrong")
	var b strings.Builder
	bad := Component(func(in Input) error {
		_, _ = in.Buffer.WriteString("before")
		return wrong
	})
	if err := bad.Render(t.Context(), &b); !errors.Is(err, wrong) || b.String() != "before" {
		t.Errorf("%q, %v", b.String(), err)
	}
}
