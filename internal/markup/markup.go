// Package markup is what the Go made of templates stands on: it begins and ends a
// component, in one place rather than in each of some hundreds.
//
// A component writes into a buffer that remembers its first failure and writes nothing
// after it; the outermost component flushes it, and gives that failure back.
package markup

import (
	"context"
	"io"

	"github.com/a-h/templ"
	"github.com/a-h/templ/runtime"
)

// Input is what a component is written with. Its context holds what components hand to each
// other.
type Input struct {
	Context context.Context
	Buffer  *runtime.Buffer
}

// Component is what f writes. It writes nothing once its reader is gone.
func Component(f func(Input) error) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) (err error) {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, nested := runtime.GetBuffer(w)
		if !nested {
			defer func() {
				if failed := runtime.ReleaseBuffer(b); err == nil {
					err = failed
				}
			}()
		}
		return f(Input{templ.InitializeContext(ctx), b})
	})
}

// Children are what the caller of a component puts into it, and ctx without them: they are
// not put into the components that this one calls.
func Children(ctx context.Context) (templ.Component, context.Context) {
	children := templ.GetChildren(ctx)
	if children == nil {
		children = templ.NopComponent
	}
	return children, templ.ClearChildren(ctx)
}
