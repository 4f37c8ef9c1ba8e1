package crash

import (
	"os/exec"
	"syscall"
)

// dieWithParent keeps a desk from outliving a test that was cut off.
func dieWithParent(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
