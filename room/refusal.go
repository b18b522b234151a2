package room

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Code names a reason of a Refusal, in the words of INTERFACE's "error".
type Code string

// The codes.
const (
	CodeFlood          Code = "flood"
	CodeTooLong        Code = "too_long"
	CodeTooManyLines   Code = "too_many_lines"
	CodeEmpty          Code = "empty"
	CodeBadRequest     Code = "bad_request"
	CodeForbidden      Code = "forbidden"
	CodeUnknownCommand Code = "unknown_command"
	CodeNotFound       Code = "not_found"
	CodeNameReserved   Code = "name_reserved"
	CodeTooLate        Code = "too_late"
	CodeSecret         Code = "secret"
	CodeMuted          Code = "muted"
	CodeBanned         Code = "banned"
	CodeSlow           Code = "slow"
	CodeLocked         Code = "locked"
	CodeUnavailable    Code = "unavailable"
	CodeInternal       Code = "internal"
)

// A Refusal is an error that the visitor may read: nothing was done, and the
// words are still theirs. Every other error is logged, and the visitor reads
// only that something went wrong.
type Refusal struct {
	Code Code
	Text string        // a sentence for the visitor
	Wait time.Duration // after which the same may work; 0 if waiting does not help
	Why  string        // what of Text stays true while the wait gets shorter; "" for nothing
}

func (r *Refusal) Error() string { return r.Text }

// AsRefusal is the refusal in err, or, if there is none, one that says that
// something went wrong; then the second result is false and err is to be logged.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	if errors.As(err, &r) {
		return r, true
	}
	if errors.Is(err, ErrUnavailable) {
		return unavailable(err)
	}
	return &Refusal{Code: CodeInternal, Text: "Something went wrong on the server. Your text is kept; try again."}, false
}

func refuse(code Code, format string, a ...any) *Refusal {
	return &Refusal{Code: code, Text: fmt.Sprintf(format, a...)}
}

func tooFast(wait time.Duration) *Refusal {
	return &Refusal{Code: CodeFlood, Text: fmt.Sprintf("Too fast: try again in %d s", int(math.Ceil(wait.Seconds()))), Wait: wait}
}
