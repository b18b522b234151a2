package room_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"talktalktalk/room"
)

func wantPreferences(t *testing.T, s *room.Session, want room.Preferences) {
	t.Helper()
	if got := s.Preferences(); got != want {
		t.Errorf("Preferences() = %+v, want %+v", got, want)
	}
}

// TestPreferences: a choice holds in all sessions of a person, lasts, and is
// nobody else's.
func TestPreferences(t *testing.T) {
	h := newHouse(t, room.Options{})
	key := room.Visitor{Via: room.SSH, Name: "ann", Key: "SHA256:ann"}
	usual := room.Preferences{Bell: room.BellMention, Color: room.ColorAuto}
	chosen := room.Preferences{Bell: room.BellAll, Zone: "Asia/Tokyo", Plain: true, Color: room.Color256}
	ann, other := h.join(key), h.join(key)
	guest := h.join(room.Visitor{Via: room.SSH, Name: "guest"})
	wantPreferences(t, ann, usual)
	for _, s := range []*room.Session{ann, guest} {
		if err := s.Prefer(chosen); err != nil {
			t.Fatal(err)
		}
		wantPreferences(t, s, chosen)
	}
	wantPreferences(t, other, chosen)
	bob := h.join(room.Visitor{Via: room.SSH, Name: "bob", Key: "SHA256:bob"})
	wantPreferences(t, bob, usual)
	for _, s := range []*room.Session{ann, other, guest, bob} {
		s.Leave(room.Lost)
	}
	h.restart()
	wantPreferences(t, h.join(key), chosen)
	wantPreferences(t, h.join(room.Visitor{Via: room.SSH, Name: "guest"}), usual)
}

// TestPreferencesRefused: what is nothing to choose changes nothing.
func TestPreferencesRefused(t *testing.T) {
	h := newHouse(t, room.Options{})
	s := h.join(room.Visitor{Via: room.SSH, Name: "ann", Key: "SHA256:ann"})
	usual := s.Preferences()
	for _, change := range []func(*room.Preferences){
		func(p *room.Preferences) { p.Bell = "" },
		func(p *room.Preferences) { p.Bell = "loud" },
		func(p *room.Preferences) { p.Color = "pink" },
		func(p *room.Preferences) { p.Zone = "Local" },
		func(p *room.Preferences) { p.Zone = "Nowhere/None" },
		func(p *room.Preferences) { p.Zone = "../../etc/passwd" },
		func(p *room.Preferences) { p.Zone = "/etc/localtime" },
		func(p *room.Preferences) { p.Zone = strings.Repeat("A", 65) },
	} {
		p := usual
		change(&p)
		wantCode(t, s.Prefer(p), room.CodeBadRequest)
		wantPreferences(t, s, usual)
	}
}

// TestPreferencesOfANewerProgram: what nobody here knows is as good as nothing.
func TestPreferencesOfANewerProgram(t *testing.T) {
	h := newHouse(t, room.Options{})
	key := room.Visitor{Via: room.SSH, Name: "ann", Key: "SHA256:ann"}
	s := h.join(key)
	note := `{"prefers":{"bell":"chimes","zone":"Asia/Tokyo","color":"infrared","motion":"none"}}`
	who := s.Welcome().Who
	s.Leave(room.Quit)
	h.restart()
	if err := h.opts.Memory.Save(t.Context(), who, []byte(note), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	wantPreferences(t, h.join(key), room.Preferences{Bell: room.BellMention, Zone: "Asia/Tokyo", Color: room.ColorAuto})
}

// TestDoorCommands: a door's own commands are its own to carry out.
func TestDoorCommands(t *testing.T) {
	h := newHouse(t, room.Options{})
	own := []room.Command{
		{Word: "bell", Args: []room.Argument{{Kind: room.ArgChoice, Choices: []string{"off", "all"}}}, Help: "rings"},
		{Word: "beep"},
	}
	ann := h.join(room.Visitor{Via: room.SSH, Name: "ann", Commands: own})
	if r := h.say(ann, "", "/BELL  all  "); r.Call == nil || r.Call.Word != "bell" || !slices.Equal(r.Call.Args, []string{"all"}) || r.Seq != 0 {
		t.Errorf("Enter(/BELL all) = %+v, want the command bell for the door", r)
	}
	if r := h.say(ann, "", "/who"); r.Call != nil || r.Answer == "" {
		t.Errorf("Enter(/who) = %+v, want an answer of the room's", r)
	}
	help := h.say(ann, "", "/help").Answer
	if at := strings.Index(help, "\n/bell off|all: rings\n/quit: "); at < strings.Index(help, "/nick") {
		t.Errorf("/help says %q, want the door's command between the room's", help)
	}
	if strings.Contains(help, "\n\n") {
		t.Errorf("/help says %q, with an empty line", help)
	}
	completer := ann.Completer()
	line, caret, _ := completer.Tab("/be", 3, false)
	if next, _, _ := completer.Tab(line, caret, false); line != "/beep" || next != "/bell" {
		t.Errorf("/be and two Tabs are %q and %q, want /beep and /bell", line, next)
	}
	_, err := h.join(room.Visitor{Name: "bob"}).Enter(t.Context(), "", "/bell all")
	wantCode(t, err, room.CodeUnknownCommand)
}

// TestAdminCommands: who may not use a command is refused it, is not told of it
// by /help and Tab, and gets it with the rank.
func TestAdminCommands(t *testing.T) {
	h := newHouse(t, room.Options{AdminKeys: []string{"SHA256:boss"}})
	own := []room.Command{{Word: "sweep", For: room.Admins, Help: "sweep the room"}}
	ann := h.join(room.Visitor{Via: room.SSH, Name: "ann", Key: "SHA256:ann", Commands: own})
	boss := h.join(room.Visitor{Via: room.SSH, Name: "boss", Key: "SHA256:boss", Commands: own})
	if _, err := ann.Enter(t.Context(), "", "/sweep"); code(err) != room.CodeForbidden {
		t.Errorf("/sweep of no admin: %v, want forbidden", err)
	}
	if r := h.say(boss, "", "/sweep"); r.Call == nil || r.Call.Word != "sweep" {
		t.Errorf("/sweep of an admin = %+v", r)
	}
	for s, want := range map[*room.Session]bool{ann: false, boss: true} {
		if got := strings.Contains(h.say(s, "", "/help").Answer, "/sweep"); got != want {
			t.Errorf("/help of %s tells of /sweep: %v, want %v", s.Name(), got, want)
		}
		if _, _, got := s.Completer().Tab("/sw", 3, false); got != want {
			t.Errorf("Tab of %s completes /sw: %v, want %v", s.Name(), got, want)
		}
	}
}

func wantCode(t *testing.T, err error, want room.Code) {
	t.Helper()
	var r *room.Refusal
	if !errors.As(err, &r) || r.Code != want {
		t.Errorf("the answer is %v, want a refusal with %s", err, want)
	}
}
