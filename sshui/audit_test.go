package sshui

import (
	"os/exec"
	"strings"
	"testing"
)

// TestAudit: ssh-audit finds no fault with any algorithm that it knows. It warns
// of those that are newer than itself.
func TestAudit(t *testing.T) {
	h := build(t, testConfig{})
	cmd := exec.CommandContext(t.Context(), "ssh-audit", "--batch", "--no-colors", "-p", h.port(), "127.0.0.1")
	out, _ := cmd.Output() // its exit code tells of those warnings, too
	report := string(out)
	for _, known := range []string{"(kex) curve25519-sha256 ", "(key) ssh-ed25519 ", "(enc) aes128-ctr ", "(mac) hmac-sha2-256-etm@openssh.com "} {
		if !strings.Contains(report, known) {
			t.Errorf("ssh-audit says nothing of %s", known)
		}
	}
	for line := range strings.Lines(report) {
		warning := strings.Contains(line, "[warn]") && !strings.HasSuffix(line, "[warn] unknown algorithm\n")
		if warning || strings.Contains(line, "[fail]") {
			t.Errorf("ssh-audit complains: %s", line)
		}
	}
}
