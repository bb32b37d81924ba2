//go:build !unix

package review

import "os/exec"

func separate(*exec.Cmd) {}

func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }
