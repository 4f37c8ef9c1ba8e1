package postgres

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"heed/internal/store"
)

// cut are the rows of a statement whose connection was lost before it was answered: nothing
// is known of their columns.
type cut struct{ pgx.Rows }

var errCut = errors.New("the connection was lost")

func (cut) FieldDescriptions() []pgconn.FieldDescription {
	var none *pgconn.ResultReader
	return none.FieldDescriptions() // as the driver does
}

func (cut) Next() bool { return false }
func (cut) Err() error { return errCut }
func (cut) Close()     {}

// A reader who goes away in the middle of a turn is told so.
func TestReadCut(t *testing.T) {
	t.Parallel()
	if err := read(cut{}, func(store.Row) error { return nil }); !errors.Is(err, errCut) {
		t.Errorf("read: %v, want %v", err, errCut)
	}
}
