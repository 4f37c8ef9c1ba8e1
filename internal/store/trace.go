package store

import "context"

// Statement is one that ran, in the words of the database.
type Statement struct {
	Text string
	Args []any
}

type tracing struct{}

// Trace has f hear of every statement that runs under the context, before it runs: storetest
// looks at its plan. f must not keep Args after it returns.
func Trace(ctx context.Context, f func(Statement)) context.Context {
	return context.WithValue(ctx, tracing{}, f)
}

// trace is looked up once a transaction.
func traceOf(ctx context.Context) func(Statement) {
	f, _ := ctx.Value(tracing{}).(func(Statement))
	return f
}
