//go:build !linux

package crash

import (
	"errors"
	"os/exec"
)

func dieWithParent(*exec.Cmd) {}

// freeze cannot be asked of every system.
func freeze(*exec.Cmd) error { return errors.ErrUnsupported }
