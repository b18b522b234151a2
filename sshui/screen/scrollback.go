package screen

import (
	"slices"

	"talktalktalk/room"
	"talktalktalk/sshui/cells"
	"talktalktalk/sshui/client"
)

// How much of the history a roll holds. It is a window: what is beyond it is
// read again when somebody goes there.
const (
	itemsMost = 600 // items; those at the far end go first
	itemsKept = 200 // items that are left where nobody looks at older ones
)

// A scrollback is the window of the history that a screen looks at, and where it
// looks. It follows what comes as long as it looks at the end.
type scrollback struct {
	cells.Layout
	ignores func(who string) bool
	items   []*item
	older   bool     // there are messages before the first item
	newer   bool     // and behind the last one, so that what comes is not added
	head    room.Seq // of the newest message there is, here or not

	top  *item   // at the upper edge of the screen; nil to look at the end
	row  int     // of top's rows, the one at the edge
	seen []*item // those whose rows are kept
}

// atEnd tells whether the newest message is in view.
func (r *scrollback) atEnd() bool { return r.top == nil && !r.newer }

// isEmpty tells whether there is nothing to look at.
func (r *scrollback) isEmpty() bool { return len(r.items) == 0 && !r.older && !r.newer }

// addMessage takes in a new message. Where somebody looks at older ones and the roll
// is full, or does not reach that far, it is read from the history by who goes
// there.
func (r *scrollback) addMessage(e *room.Event) {
	r.head = max(r.head, e.Seq)
	r.newer = r.newer || r.top != nil && len(r.items) >= itemsMost
	if !r.newer && e.Seq > r.lastSeq() { // it may have come with a page of history
		r.add(&item{event: e})
	}
}

// addPresence takes in who came and went. It is added to what stands at the end, if
// that is of the same kind.
func (r *scrollback) addPresence(g *room.PresenceChanges) {
	if r.newer {
		return
	}
	if n := len(r.items); n > 0 && r.items[n-1].gathering != nil {
		last := r.items[n-1]
		last.gathering, last.rows = client.MergePresence(last.gathering, g), nil
		return
	}
	if client.PresenceText(g, r.Self) != "" {
		r.add(&item{gathering: g})
	}
}

// add adds an item at the end of the window.
func (r *scrollback) add(it *item) {
	r.regroup(it, r.lastEvent())
	r.items = append(r.items, it)
	if r.top == nil && len(r.items) > itemsKept+room.PageMost {
		r.items, r.older = slices.Delete(r.items, 0, len(r.items)-itemsKept), true
	}
}

// lastEvent is the last message, or nil.
func (r *scrollback) lastEvent() *room.Event {
	for _, it := range slices.Backward(r.items) {
		if it.event != nil && !r.ignores(it.event.Owner) {
			return it.event
		}
	}
	return nil
}

// firstSeq and lastSeq are the numbers of the messages at the window's ends, 0
// if there is none.
func (r *scrollback) firstSeq() room.Seq {
	for _, it := range r.items {
		if it.event != nil {
			return it.event.Seq
		}
	}
	return 0
}

func (r *scrollback) lastSeq() room.Seq {
	for _, it := range slices.Backward(r.items) {
		if it.event != nil {
			return it.event.Seq
		}
	}
	return 0
}

// regroup notes how an item follows on the message before.
func (r *scrollback) regroup(it *item, before *room.Event) {
	if it.event == nil {
		return
	}
	how := r.Group(it.event, before)
	if before == nil && r.older {
		how.Day = false // perhaps it is not its day's first: scrolling is to count no row that goes again
	}
	if it.first {
		how.Continues, how.Minute = false, true
	}
	if how != it.group {
		it.group, it.rows = how, nil
	}
}

// reset has all items be set anew: for another width, say.
func (r *scrollback) reset() {
	for _, it := range r.items {
		it.rows = nil
	}
	r.regroupAll()
}

// prepend puts a page before the window.
func (r *scrollback) prepend(page room.Page) {
	var before int
	if r.top != nil {
		before = len(r.rowsOf(r.top))
	}
	r.items = append(itemsOf(page.Events), r.items...)
	r.older = page.More
	if over := len(r.items) - itemsMost; over > 0 && r.top != nil {
		r.items, r.newer = r.items[:itemsMost], true
	}
	r.regroupAll()
	if r.top != nil {
		r.row = max(r.row+len(r.rowsOf(r.top))-before, 0) // a day's heading may be gone
	}
}

// append puts a page behind the window.
func (r *scrollback) append(page room.Page) {
	r.items = append(r.items, itemsOf(page.Events)...)
	if over := len(r.items) - itemsMost; over > 0 {
		r.items, r.older = slices.Delete(r.items, 0, over), true
	}
	r.newer = page.More || r.lastSeq() < r.head
	r.regroupAll()
}

// replace puts other messages into the window. It looks at their end.
func (r *scrollback) replace(events []*room.Event, older, newer bool) {
	r.items, r.older, r.top, r.row = itemsOf(events), older, nil, 0
	r.newer = newer || r.lastSeq() < r.head
	r.regroupAll()
}

// change puts what a message is now in the place of what it was.
func (r *scrollback) change(e *room.Event) {
	for _, it := range r.items {
		if it.seq() == e.Seq {
			it.event, it.rows = e, nil
		}
	}
}

// own makes what m.From said m.To's (/link).
func (r *scrollback) own(m room.Merge) {
	for _, it := range r.items {
		if it.event != nil {
			it.event, it.rows = it.event.OwnedBy(m), nil
		}
	}
	r.regroupAll()
}

// purge takes the texts of a purge away.
func (r *scrollback) purge(p room.Purge) {
	for _, it := range r.items {
		if it.event != nil {
			if now := it.event.PurgedBy(p); now != it.event {
				it.event, it.rows = now, nil
			}
		}
	}
}

// regroupAll relates all items, of which some are in another place now.
func (r *scrollback) regroupAll() {
	var before *room.Event
	for _, it := range r.items {
		r.regroup(it, before)
		if it.event != nil && !r.ignores(it.event.Owner) {
			before = it.event
		}
	}
}

func itemsOf(events []*room.Event) []*item {
	items := make([]*item, len(events))
	for i, e := range events {
		items[i] = &item{event: e}
	}
	return items
}

// find returns the first item numbered seq or higher, or nil.
func (r *scrollback) find(seq room.Seq) *item {
	for _, it := range r.items {
		if it.seq() >= seq {
			return it
		}
	}
	return nil
}

// highlight marks the message that was asked for by its number, with nil none (B16).
func (r *scrollback) highlight(called *item) {
	for _, it := range r.items {
		if is := it == called; it.highlighted != is {
			it.highlighted, it.rows = is, nil
		}
	}
}

// rowsOf are the rows of an item.
func (r *scrollback) rowsOf(it *item) []string {
	if it.rows == nil {
		it.rows = it.layOut(&r.Layout, r.ignores)
	}
	return it.rows
}

// setDivider moves the line "new" to before an item, or with nil away.
func (r *scrollback) setDivider(first *item) {
	for _, it := range r.items {
		if is := it == first; it.first != is {
			it.first, it.since, it.rows = is, "", nil
		}
	}
	r.regroupAll()
}

// overflows tells whether it takes more than a screen to show all from an item on.
func (r *scrollback) overflows(it *item, height int) bool {
	return spot{slices.Index(r.items, it), 0}.before(r.end(height))
}

// topSeq is the number of the first message in sight.
func (r *scrollback) topSeq() room.Seq {
	i := max(slices.Index(r.items, r.top), 0)
	for _, it := range r.items[min(i, len(r.items)):] {
		if it.event != nil {
			return it.event.Seq
		}
	}
	return 0
}
