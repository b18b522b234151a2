package room

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"talktalktalk/room/texts"
)

// maxID is how many characters a sender's own id has at most (INTERFACE, "say").
const maxID = 64

// Enter takes a line as it was typed: words, or a /command (B23). It returns
// when the message is synced to disk (B2). id is the sender's own name for
// the message, at most 64 characters, or "": the same id of the same person
// again gives the first answer and stores nothing (B1). A *Refusal is for the
// visitor, who still has the text; any other error is to be logged. Messages
// are stored in the order in which Enter is called by one goroutine.
func (s *Session) Enter(ctx context.Context, id, line string) (Receipt, error) {
	return s.do(ctx, id, s.typed(id, line))
}

// An Answer waits for what comes of a line, and returns what Enter does.
type Answer func(ctx context.Context) (Receipt, error)

// Begin is the first half of Enter: it takes the line and does not wait for
// the disk, so that one goroutine can have many lines under way. They are
// stored in the order of the calls. If later is not nil it is the answer, and
// must be called, once; else the other results are. Where r.Call is not nil then, later
// carries out that command, and what is to happen after it must wait for it.
func (s *Session) Begin(ctx context.Context, id, line string) (r Receipt, later Answer, err error) {
	return s.once(ctx, id, s.typed(id, line))
}

func (s *Session) typed(id, line string) request {
	return func(ctx context.Context) (Receipt, Answer, error) { return s.take(ctx, id, line) }
}

// A request begins to do something, as Begin does.
type request func(ctx context.Context) (r Receipt, later Answer, err error)

// do is once, and waits for the answer.
func (s *Session) do(ctx context.Context, id string, what request) (Receipt, error) {
	receipt, later, err := s.once(ctx, id, what)
	if later != nil {
		return later(ctx)
	}
	return receipt, err
}

// once is onlyOnce, and tells the meter of what is refused.
func (s *Session) once(ctx context.Context, id string, what request) (Receipt, Answer, error) {
	r, later, err := s.onlyOnce(ctx, id, what)
	s.room.tellRefused(err)
	if later == nil || s.room.opts.Meter == nil {
		return r, later, err
	}
	return r, func(ctx context.Context) (Receipt, error) {
		r, err := later(ctx)
		s.room.tellRefused(err)
		return r, err
	}, err
}

// onlyOnce begins what is asked for under id. If that was done before, or is on its
// way, the answer is that to the first (B1).
func (s *Session) onlyOnce(ctx context.Context, id string, what request) (r Receipt, later Answer, err error) {
	if err := s.gone(); err != nil {
		return r, nil, err
	}
	if id == "" {
		return what(ctx)
	}
	if utf8.RuneCountInString(id) > maxID {
		return r, nil, refuse(CodeBadRequest, "The id of a message has at most %d characters.", maxID)
	}
	first, own := s.room.entering.join(s.logKey(id))
	if own {
		return first.run(func() (Receipt, Answer, error) { return s.unlessKnown(ctx, id, what) })
	}
	return r, func(ctx context.Context) (Receipt, error) {
		receipt, err := first.wait(ctx)
		if errors.Is(err, errGivenUp) {
			return s.do(ctx, id, what)
		}
		return receipt, err
	}, nil
}

// logKey names in the log what the person calls id at this device, "" for what
// has no id. Another device of the person has ids of its own.
func (s *Session) logKey(id string) string {
	if id == "" {
		return ""
	}
	return s.cred.Cred + "/" + id
}

// unlessKnown gives the first answer if the id is known, before any limit is asked.
func (s *Session) unlessKnown(ctx context.Context, id string, what request) (Receipt, Answer, error) {
	seq, at, known, err := s.room.log.Find(ctx, s.logKey(id))
	if err != nil {
		return Receipt{}, nil, err
	}
	if !known {
		return what(ctx)
	}
	rec, err := s.room.record(ctx, seq)
	if err == nil && s.room.now().wasLate(rec) {
		return Receipt{}, nil, s.late()
	}
	if e := decode(rec.Body); e.isChange() {
		seq = e.Of
	}
	return Receipt{Seq: seq, Time: at}, nil, err
}

// take does what a line says.
func (s *Session) take(ctx context.Context, id, typed string) (Receipt, Answer, error) {
	command, rest, err := s.parse(typed)
	switch {
	case err != nil:
		return Receipt{}, nil, err
	case command != nil:
		return s.obey(ctx, id, command, rest)
	}
	later, err := s.say(ctx, id, texts.Clean(rest), false)
	return Receipt{}, later, err
}

// say stores a message.
func (s *Session) say(ctx context.Context, id, text string, action bool) (Answer, error) {
	if err := s.sayable(text); err != nil {
		return nil, err
	}
	acts := s.room.now().Order.N
	if refused := s.silenced(false); refused != nil {
		return nil, refused
	}
	done, err := s.mayWrite(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.paced(ctx); err != nil {
		done(false)
		return nil, err
	}
	begun := time.Now()
	outcome, err := s.submit(ctx, id, text, action)
	if err != nil {
		done(false)
		return nil, asRefusal(err)
	}
	s.underWay.begin()
	return func(ctx context.Context) (Receipt, error) {
		defer s.underWay.end()
		seq, at, err := outcome(ctx)
		if err == nil {
			err = s.refusedLate(ctx, seq, acts)
		}
		done(err == nil)
		if err == nil {
			s.room.tellStored(s.via, begun)
		}
		raise(&s.room.stored, seq)
		raise(&s.room.progress.told, seq)
		s.Read(seq) // and everything before (B11)
		s.room.touch(ctx, s.self())
		return Receipt{Seq: seq, Time: at}, asRefusal(err)
	}, nil
}

// sayable tells whether a cleaned text may be said now.
func (s *Session) sayable(text string) error {
	if s.room.isClosing() {
		return ErrClosing
	}
	if s.room.secret.Load().in(text) {
		return refuse(CodeSecret, "That holds an admin secret, so it was not sent.")
	}
	return checkText(text)
}

// checkText tells whether a cleaned text may be a message: nil, or a *Refusal
// with CodeEmpty, CodeTooLong or CodeTooManyLines (B21).
func checkText(text string) error {
	if text == "" {
		return refuse(CodeEmpty, "There is nothing to send.")
	}
	if n := utf8.RuneCountInString(text); n > texts.MaxChars {
		return refuse(CodeTooLong, "Too long: %d characters, at most %d.", n, texts.MaxChars)
	}
	if n := 1 + strings.Count(text, "\n"); n > texts.MaxLines {
		return refuse(CodeTooManyLines, "Too long: %d lines, at most %d.", n, texts.MaxLines)
	}
	return nil
}

func (s *Session) submit(ctx context.Context, id, text string, action bool) (Outcome, error) {
	i := s.Identity()
	body, err := entry{
		Kind: kindSaid, ID: id, Owner: s.author(i), Name: i.Name, Via: s.via,
		Text: text, Action: action, Admin: i.Admin, Claim: i.Claimed, Bot: s.bot, Judged: true,
	}.encode()
	if err != nil {
		return nil, err
	}
	return s.room.log.Submit(ctx, s.logKey(id), body)
}

// author is whose a message is: the person's, or of who passes and has nothing
// to prove a person by, its name's. So what a script says line by line is one
// speaker's, and no session's to edit or delete.
func (s *Session) author(i Identity) string {
	if s.scripted() {
		return s.room.key.nameID(i.Name)
	}
	return i.Who
}

// speaker is author as of now.
func (s *Session) speaker() string {
	if s.scripted() {
		return s.room.key.nameID(s.Name())
	}
	return s.Who()
}

// scripted tells whether what the session says is its name's, and no person's.
func (s *Session) scripted() bool { return s.passing && !s.cred.stable && !s.bot }
