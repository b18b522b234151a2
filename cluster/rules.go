package cluster

import (
	"time"

	"talktalktalk/room"
	"talktalktalk/room/replica"
)

// A placed entry has its place in the stream.
type placed struct {
	*entry
	form replica.Form // the messages that it stands in; its number is the last one's
	time time.Time    // the stream's
}

// copied is what the rules ask of the copy, as it is with all that was applied.
type copied interface {
	keyed(key string) (room.Seq, time.Time, bool, error)
	version(of room.Seq) (v replica.Version, there bool, err error)
}

// rules decide what entries do, one after the other. They see the entries and the
// copy only, so that they decide alike on every server; and what was erased from the
// stream because of what stands behind it makes no difference once that is read.
//
// What they decided and the copy does not have yet they keep: pending.
type rules struct {
	copy   copied
	tail   room.Seq  // the last record
	time   time.Time // its time
	lowest room.Seq  // what is below was removed
	draft  *placed   // the last entry, if it was one

	pending // decided since the last settle
}

// pending is what the copy does not have yet.
type pending struct {
	keys     map[string]place
	versions map[room.Seq]replica.Version
}

type place struct {
	seq  room.Seq
	time time.Time
}

// A verdict is what became of an entry: the place that Append tells, or why not.
type verdict struct {
	place
	n   int // bodies that were replaced
	err error
}

// settle is called when the copy has all that was decided.
func (r *rules) settle() { r.pending = pending{} }

// decide says what e does.
func (r *rules) decide(e placed) (step replica.Step, v verdict, err error) {
	draft := r.draft
	r.draft = nil
	if draft != nil && (e.Kind != kindAmend || draft.form.To+1 != e.form.From) {
		// Its amendment was refused, and is erased already.
		lone := double(*draft)
		defer func() { step.Marks = append(step.Marks, lone) }()
		draft = nil
	}
	switch e.Kind {
	case kindRecord:
		return r.record(e)
	case kindDraft:
		r.draft = &e
	case kindAmend:
		return r.amend(e, draft)
	case kindErase:
		return r.erase(e)
	case kindTrim:
		return r.trim(e), verdict{}, nil
	case kindFounded:
		return r.founded(e)
	case kindGap:
		return r.gap(e)
	case kindKeys:
		return replica.Step{Keys: e.Keys}, verdict{}, nil
	case kindChanges:
		return replica.Step{Changes: e.Changes}, verdict{}, nil
	}
	return step, v, nil
}

// known tells where e's key is, if it is known. What the proposer had trimmed already has no
// keys, also where the trim itself was trimmed before it could be read.
func (r *rules) known(e placed) (verdict, bool, error) {
	if p, ok := r.keys[e.Key]; ok {
		return verdict{place: p}, p.seq >= e.Lowest, nil
	}
	seq, t, ok, err := r.copy.keyed(e.Key)
	return verdict{place: place{seq, t}}, ok && seq >= e.Lowest, err
}

// next adds the record of e, at its place. Time never runs backward.
func (r *rules) next(e placed) (*room.Record, verdict) {
	t := e.time.UTC().Truncate(time.Millisecond)
	if t.Before(r.time) {
		t = r.time
	}
	r.tail, r.time = e.form.To, t
	r.note(e.Key, place{e.form.To, t})
	return &room.Record{Seq: e.form.To, Time: t, Body: e.Body}, verdict{place: place{e.form.To, t}}
}

func (r *rules) note(key string, p place) {
	if key == "" {
		return
	}
	if r.keys == nil {
		r.keys = map[string]place{}
	}
	r.keys[key] = p
}

// record stores e, unless its key is known.
func (r *rules) record(e placed) (step replica.Step, v verdict, err error) {
	v, known, err := r.known(e)
	if known || err != nil {
		return replica.Step{Marks: []replica.Mark{double(e)}}, v, err
	}
	step.Key = e.Key
	step.Record, v = r.next(e)
	step.Form = r.long(e)
	return step, v, nil
}

// long is where a record stands that is too long for one message, else nil.
func (r *rules) long(e placed) *replica.Form {
	if e.form.From == e.form.To {
		return nil
	}
	r.noteVersion(e.form.To, replica.Version{Form: e.form})
	return &e.form
}

func double(e placed) replica.Mark { return replica.Mark{What: replica.MarkDouble, Form: e.form} }

// held is the version that a record has, and whether it is there.
func (r *rules) held(of room.Seq) (replica.Version, bool, error) {
	if v, ok := r.versions[of]; ok {
		return v, true, nil
	}
	return r.copy.version(of)
}

// amend stores e's record and gives another one its new body, unless e's key is known
// or somebody else came first.
func (r *rules) amend(e placed, draft *placed) (step replica.Step, v verdict, err error) {
	refuse := func(v verdict, err error) (replica.Step, verdict, error) {
		step := replica.Step{Marks: []replica.Mark{double(e)}}
		if draft != nil {
			step.Marks = append(step.Marks, double(*draft))
		}
		return step, v, err
	}
	if v, known, err := r.known(e); known || err != nil {
		return refuse(v, err)
	}
	form := replica.Form{}
	body := e.Mends[0].Body
	if e.Drafted {
		body = nil // until a later one is read, if the draft is gone
		form = replica.Form{From: e.form.From - 1, To: e.form.From - 1}
		if draft != nil {
			form, body = draft.form, draft.Body
		}
	}
	m, former, err := r.mend(e, e.Mends[0], body, form)
	if m == nil || err != nil {
		return refuse(verdict{err: room.ErrAmended}, err)
	}
	// Its own entry is never erased: it has what others need who come later.
	step = replica.Step{Key: e.Key, Form: &replica.Form{}, Mends: []replica.Mend{*m}, Tells: true, Marks: former}
	step.Record, v = r.next(e)
	r.noteVersion(e.form.To, replica.Version{})
	return step, v, nil
}

// mendable tells whether a mend is made of the version that its record has, which then is v. A
// later version than that is one that a trim took out of the stream before it was read
// here. It counts: the others had it, and had they refused the entry, that would have been taken
// out before.
func (r *rules) mendable(e placed, m mend) (v replica.Version, there, ok bool, err error) {
	v, there, err = r.held(m.Of)
	return v, there, r.lowest <= m.Of && m.Of < e.form.From && v.By <= m.Version, err
}

// mend gives a record another body, which stands in form; nil if it may not. What held the
// former one is marked.
func (r *rules) mend(e placed, m mend, body []byte, form replica.Form) (*replica.Mend, []replica.Mark, error) {
	v, there, ok, err := r.mendable(e, m)
	if !ok || err != nil {
		return nil, nil, err
	}
	mended := &replica.Mend{Of: m.Of, Body: body, Version: replica.Version{By: e.form.To, Form: form}}
	if !there {
		t := time.UnixMilli(m.Time).UTC()
		mended.Missing = &replica.Missing{Time: t, Key: m.Key}
		r.note(m.Key, place{m.Of, t})
		if m.Of > r.tail {
			r.tail = m.Of
		}
		if r.time.Before(t) {
			r.time = t
		}
	}
	r.noteVersion(m.Of, mended.Version)
	var marks []replica.Mark
	if v.Form.To > 0 && there {
		marks = append(marks, replica.Mark{What: replica.MarkFormer, Form: v.Form})
	}
	return mended, marks, nil
}

func (r *rules) noteVersion(of room.Seq, v replica.Version) {
	if r.versions == nil {
		r.versions = map[room.Seq]replica.Version{}
	}
	r.versions[of] = v
}

// erase gives records their bodies, all or none: what was refused must not stay in the stream.
func (r *rules) erase(e placed) (step replica.Step, v verdict, err error) {
	for _, m := range e.Mends {
		if _, _, ok, err := r.mendable(e, m); !ok || err != nil {
			return replica.Step{Marks: []replica.Mark{double(e)}}, verdict{err: room.ErrAmended}, err
		}
	}
	for _, m := range e.Mends {
		mended, former, err := r.mend(e, m, m.Body, replica.Form{})
		if err != nil {
			return step, v, err
		}
		if mended != nil { // nil if it is there twice
			step.Mends = append(step.Mends, *mended)
			step.Marks = append(step.Marks, former...)
			v.n++
		}
	}
	return step, v, nil
}

// trim removes what is below a number. Whoever proposed it had a record from there on; here it
// may be one that is brought back later, as may be the last one below, whose time all
// others have at least.
func (r *rules) trim(e placed) (step replica.Step) {
	if e.Trim <= r.lowest || e.Trim >= e.form.From {
		return step
	}
	r.lowest = e.Trim
	least := time.UnixMilli(e.Time).UTC()
	if r.time.Before(least) {
		r.time = least
	}
	// The messages of the record that stays begin somewhere behind the last one that goes.
	mark := replica.Mark{What: replica.MarkTrimmed, Form: replica.Form{From: e.Last + 1, To: e.Last + 1}}
	return replica.Step{Trim: e.Trim, Least: least, Marks: []replica.Mark{mark}}
}

// founded stores a record as it was before the stream was made. Who has it already
// has perhaps another body of it, from a stream that was before this one.
func (r *rules) founded(e placed) (step replica.Step, v verdict, err error) {
	there := false
	if e.form.To <= r.tail { // who has none of it need not look for each
		if _, there, err = r.held(e.form.To); err != nil {
			return step, v, err
		}
	}
	if there {
		step.Mends = []replica.Mend{{Of: e.form.To, Body: e.Body, Version: replica.Version{Form: e.form}}}
		return step, v, nil
	}
	t := time.UnixMilli(e.Time).UTC()
	r.tail, r.time = e.form.To, t
	step.Record = &room.Record{Seq: e.form.To, Time: t, Body: e.Body}
	step.Form = r.long(e)
	return step, v, nil
}

// gap removes the record that has e's number, which is none's where the stream was made: there was
// one here only.
func (r *rules) gap(e placed) (step replica.Step, v verdict, err error) {
	if e.form.To > r.tail {
		return step, v, nil
	}
	if _, there, err := r.held(e.form.To); !there || err != nil {
		return step, v, err
	}
	return replica.Step{Gone: e.form.To}, v, nil
}
