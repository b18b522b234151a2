package sshui

import (
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"talktalktalk/sshui/client"
)

// TestRefusals: what is not for talking is refused at once, with a word of ours
// where the protocol has one, and the program that wanted it ends with an
// error (B47).
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := build(t, testConfig{timing: timing{login: never, stall: never, keepalive: never, goodbye: never}})
	sam := h.member("sam")
	const host = "sam@127.0.0.1"
	file, there := filepath.Join(sam.dir, "key.pub"), host+":file"
	for _, c := range []struct {
		program   string
		args      []string
		complaint string
	}{
		{"sftp", []string{host}, "subsystem request failed"},
		{"scp", []string{file, there}, "subsystem request failed"},
		{"scp", []string{there, file + "2"}, "subsystem request failed"},
		{"scp", []string{"-O", file, there}, "no such command"},
		{"scp", []string{"-O", there, file + "2"}, "no such command"},
		{"ssh", []string{"-s", host, "netconf"}, "subsystem request failed"},
		{"ssh", []string{host, "sh"}, "no such command"},
		{"ssh", []string{host, "/bin/sh -i"}, "no such command"},
		{"ssh", []string{"-W", "127.0.0.1:22", host}, "administratively prohibited: " + nothingElse},
		{"ssh", []string{"-N", "-R", "1:127.0.0.1:1", "-o", "ExitOnForwardFailure=yes", host}, "remote port forwarding failed"},
		{"ssh", []string{"-N", "-R", "0", "-o", "ExitOnForwardFailure=yes", host}, "remote port forwarding failed"},
		{"ssh", []string{"-N", "-R", sam.dir + "/there:127.0.0.1:1", "-o", "ExitOnForwardFailure=yes", host}, "remote port forwarding failed"},
	} {
		port := "-P"
		if c.program == "ssh" {
			port = "-p"
		}
		args := append(sam.options(port), c.args...)
		got := finish(t, exec.CommandContext(t.Context(), c.program, args...), "")
		if got.code == client.ExitDone || !strings.Contains(got.err, c.complaint) {
			t.Errorf("%s %q: %+v, want %q", c.program, c.args, got, c.complaint)
		}
	}
	for _, c := range []struct {
		option, complaint string
	}{
		{"-A", ""},
		{"-Y", "X11 forwarding request failed on channel 0"},
		{"-R 0:127.0.0.1:1", "remote port forwarding failed"},
	} {
		cmd := sam.ssh(strings.Fields(c.option), "version")
		cmd.Env = append(cmd.Env, "DISPLAY=:0")
		if got := finish(t, cmd, ""); got.code != client.ExitDone || !strings.Contains(got.err, c.complaint) {
			t.Errorf("ssh %s host version: %+v, want exit code %d and %q", c.option, got, client.ExitDone, c.complaint)
		}
	}
}

// TestNoForwarding: nothing is connected to by way of the door, and who tries
// keeps the session.
func TestNoForwarding(t *testing.T) {
	target, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	h := build(t, testConfig{})
	sam := h.member("sam")
	here := filepath.Join(sam.dir, "here")
	cmd := sam.ssh([]string{"-T", "-L", here + ":" + target.Addr().String()}, "tail")
	complaints := &lines{}
	cmd.Stderr = complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 2 * refusalsMost {
		var c net.Conn
		eventually(t, "the client listens", func() bool {
			c, err = net.Dial("unix", here)
			return err == nil
		})
		if b, err := io.ReadAll(c); len(b) > 0 || err != nil {
			t.Errorf("by way of the door comes %q, %v", b, err)
		}
		c.Close()
	}
	h.say("ann", "still here")
	if _, err := io.ReadFull(out, make([]byte, len("2026-01-01 00:00 ann: still here\n"))); err != nil {
		t.Error(err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	if got := complaints.String(); !strings.Contains(got, "administratively prohibited: "+nothingElse) {
		t.Errorf("the client says %q", got)
	}
	target.(*net.TCPListener).SetDeadline(h.door.Now())
	if c, err := target.Accept(); err == nil {
		c.Close()
		t.Error("the target was connected to")
	}
}
