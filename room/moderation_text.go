package room

import (
	"fmt"
	"strings"
	"time"
)

// sentence says what the act did, as admins are told and /log lists it.
func (a *act) sentence() string {
	if a.Refused != "" {
		return a.tried()
	}
	switch a.Kind {
	case kindKicked:
		return a.about("%s was sent out by %s")
	case kindMuted:
		return a.about("%s was muted" + a.lasting() + " by %s")
	case kindUnmuted:
		return a.about("%s was allowed to write again by %s")
	case kindBanned:
		return a.about("%s was banned" + a.lasting() + " by %s")
	case kindUnbanned:
		return fmt.Sprintf("the ban %d of %s was ended by %s", a.Of, a.Name, a.By)
	case kindRemoved:
		return fmt.Sprintf("the message %d of %s was deleted by %s", a.Of, a.Name, a.By)
	case kindPurged, kindSwept:
		if a.Span > 0 {
			return fmt.Sprintf("what %s had said in %s was deleted by %s", a.Name, SpanText(a.span()), a.By)
		}
		return fmt.Sprintf("all that %s had said was deleted by %s", a.Name, a.By)
	case kindUndone:
		return fmt.Sprintf("%s took %d back: %s", a.By, a.Of, a.Why)
	}
	return a.general()
}

// general is the sentence of an act that concerns everybody.
func (a *act) general() string {
	switch {
	case a.Kind == kindSlowed && a.Off:
		return "the slow mode was ended by " + a.By
	case a.Kind == kindSlowed:
		return fmt.Sprintf("one message in %s from each: slow mode by %s", SpanText(a.span()), a.By)
	case a.Kind == kindLocked && a.Off:
		return "the room was unlocked by " + a.By
	case a.Kind == kindLocked:
		return "the room was locked" + a.lasting() + " by " + a.By
	case a.Off:
		return "the topic was taken away by " + a.By
	}
	return "the topic was set by " + a.By + ": " + a.Why
}

// about puts whom it concerns and who did it into the form, and the reason behind it.
func (a *act) about(form string) string {
	return because(fmt.Sprintf(form, a.Name, a.By), a.Why)
}

// tried says what somebody tried who might not, or in vain.
func (a *act) tried() string {
	if a.Kind == kindRefused {
		return a.By + " tried " + a.Why + ": refused"
	}
	done := *a
	done.Refused = ""
	return "refused: " + done.sentence()
}

func (a *act) span() time.Duration { return time.Duration(a.Span) * time.Millisecond }

// lasting is how long it lasts.
func (a *act) lasting() string {
	if a.Span == 0 {
		return " for ever"
	}
	return " for " + SpanText(a.span())
}

// because adds a reason, if there is one.
func because(text, why string) string {
	if why == "" {
		return text
	}
	return text + ": " + why
}

// SpanText says how long d is, in the largest unit that goes into it.
func SpanText(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d >= unit.length && d%unit.length == 0 {
			return fmt.Sprintf("%d %s", d/unit.length, unit.name)
		}
	}
	return fmt.Sprintf("%d s", (d+time.Second-1)/time.Second)
}

// LeftText says roughly how long something lasts yet, never too short.
func LeftText(d time.Duration) string {
	unit := time.Second
	switch {
	case d > 48*time.Hour:
		unit = 24 * time.Hour
	case d > 2*time.Hour:
		unit = time.Hour
	case d > 2*time.Minute:
		unit = time.Minute
	}
	return SpanText((d + unit - 1) / unit * unit)
}

// logLine is the act as /log lists it, with its time in the zone of now.
func (a *act) logLine(now time.Time) string {
	line := fmt.Sprintf("%d  %s  %s", a.N, time.UnixMilli(a.At).In(now.Location()).Format("2006-01-02 15:04 MST"), a.sentence())
	if a.Undone > 0 {
		line += fmt.Sprintf(" (taken back by %d)", a.Undone)
	}
	return line + a.back(now)
}

// back tells how to take the act back, if that can be.
func (a *act) back(now time.Time) string {
	if !a.undoable(now) {
		return ""
	}
	return fmt.Sprintf(" · /undo %d", a.N)
}

// line is the ban as /bans lists it.
func (b *ban) line(rest time.Duration) string {
	lasts := "for ever"
	if b.Until > 0 {
		lasts = LeftText(rest) + " more"
	}
	what := []string{b.Name}
	for _, n := range b.Nets {
		if net := netText(n); net != b.Name {
			what = append(what, net)
		}
	}
	return because(fmt.Sprintf("%d  %s  %s, by %s", b.N, strings.Join(what, ", "), lasts, b.By), b.Why) + fmt.Sprintf(" · /unban %d", b.N)
}
