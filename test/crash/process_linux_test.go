package crash

import (
	"os/exec"
	"syscall"
)

// dieWithParent keeps a desk from outliving a test that was cut off.
func dieWithParent(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// freeze lets a process stand still, as one does that waits for its disk.
func freeze(c *exec.Cmd) error { return c.Process.Signal(syscall.SIGSTOP) }
