package client

import (
	"strings"
	"testing"
)

func TestEnumerate(t *testing.T) {
	if got, want := enumerate([]string{"ann"}), "ann"; got != want {
		t.Errorf("enumerate() = %q, want %q", got, want)
	}
	many := strings.Split("abcdefghijkl", "")
	if got, want := enumerate(many), "a, b, c, d, e, f, g, h and 4 more"; got != want {
		t.Errorf("enumerate() = %q, want %q", got, want)
	}
}
