package sshui

import (
	"regexp"
	"strings"
	"testing"
)

// TestLink: "link" prints a code alone, "link CODE" joins another key, and what is
// no code is a bad argument (INTERFACE).
func TestLink(t *testing.T) {
	h := build(t, testConfig{})
	desk, laptop := newSigner(t), newSigner(t)
	code, exit := h.open(h.dial("sam", desk), looks{command: "link"}).rest()
	if !regexp.MustCompile(`^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\n$`).MatchString(code) || exit != 0 {
		t.Fatalf("link prints %q and exits %d", code, exit)
	}
	typed := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(code), "-", ""))
	if out, exit := h.open(h.dial("max", laptop), looks{command: "link " + typed}).rest(); exit != 0 || !strings.Contains(out, "you are sam") {
		t.Errorf("link CODE prints %q and exits %d", out, exit)
	}
	if out, exit := h.open(h.dial("eve", newSigner(t)), looks{command: "link " + typed}).rest(); exit != 64 {
		t.Errorf("a used code prints %q and exits %d, want 64", out, exit)
	}
	if one, other := visitorOf(h, h.dial("sam", desk)), visitorOf(h, h.dial("max", laptop)); one != other {
		t.Errorf("the keys are %s and %s, want one person", one, other)
	}
}
