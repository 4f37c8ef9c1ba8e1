package desk_test

import (
	"errors"
	"fmt"
	"testing"

	"heed/internal/desk"
)

func TestClosed(t *testing.T) {
	t.Parallel()
	for stage, want := range map[desk.Stage]bool{desk.New: false, desk.Acknowledged: false, desk.InProgress: false, desk.Waiting: false, desk.Resolved: true, desk.Confirmed: true, desk.Ignored: true} {
		if stage.Closed() != want {
			t.Errorf("%s is closed: %v", stage, !want)
		}
	}
}

func TestIs(t *testing.T) {
	t.Parallel()
	denied := desk.Errorf(desk.Denied, "No.")
	for _, c := range []struct {
		err  error
		want bool
	}{
		{denied, true},
		{fmt.Errorf("while saving: %w", denied), true},
		{desk.Errorf(desk.Invalid, "No."), false},
		{errors.New("broken"), false},
		{nil, false},
	} {
		if desk.Is(c.err, desk.Denied) != c.want {
			t.Errorf("%v is denied: %v", c.err, !c.want)
		}
	}
}
