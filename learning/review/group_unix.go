//go:build unix

package review

import (
	"os/exec"
	"syscall"
)

// separate puts the child in a process group of its own, so that all of it
// can be ended at once.
func separate(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func killGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
