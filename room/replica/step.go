package replica

import (
	"time"

	"talktalktalk/room"
)

// A Step is what one entry of the shared log does to a copy.
type Step struct {
	Record *room.Record // is added behind all others; nil for none
	Key    string       // that it was appended with
	Form   *Form        // where its body stands; nil for the entry of its number alone
	Mends  []Mend
	Gone   room.Seq  // a record that no other copy has, which goes; 0 for none
	Tells  bool      // Record tells of the one mend, so that Changes has it
	Trim   room.Seq  // the records below go; 0 for none
	Least  time.Time // with Trim: no record that stays is from before it
	Marks  []Mark    // what is to be erased from the shared log

	Keys    []Keyed       // of records that were there before the log was shared
	Changes []room.Change // likewise
}

// A Mend puts another body in the place of a record's.
type Mend struct {
	Of      room.Seq
	Body    []byte
	Version Version
	Missing *Missing // nil unless the record is not there
}

// Missing is what is known of a record whose entry was erased before it was read here.
type Missing struct {
	Time time.Time
	Key  string
}

// A Version tells which body a record has now: the number of the entry that gave it,
// 0 for the record's own, and where in the shared log that body stands.
type Version struct {
	By   room.Seq
	Form Form
}

// A Form is the entries that hold one body, both inclusive; zero for none.
type Form struct{ From, To room.Seq }

// Keyed is the key that a record was appended with.
type Keyed struct {
	Seq room.Seq
	Key string
}

// A Sum is what is compared of the records of two copies. Bodies are not in it, but which entries
// gave them to the records.
type Sum struct {
	N      int
	Hash   uint64   // sum of hashes of numbers and the keys that they were appended with
	Bodies uint64   // sum of hashes of numbers and the entries that amended them last
	Last   room.Seq // the last entry that made one of them, or amended it
}

// A Note is what room.Memory keeps of a person.
type Note struct {
	Person string
	Note   []byte
	Until  time.Time // it is kept; zero for a note that is not there
}

// A Position is how far a copy has followed a shared log. The zero value is that
// of a log that never did.
type Position struct {
	Generation string   // of the shared log: a new one was made if it is another
	Seq        room.Seq // the last entry that is applied
	Lowest     room.Seq // what is below was removed from the log
}

// What a Mark marks, in the order in which it must be erased: as long as a second
// entry with a key is there, the first one must be.
const (
	MarkDouble  = 'd' // an entry that was refused
	MarkFormer  = 'f' // a body that has been replaced
	MarkTrimmed = 't' // everything below From
)

// A Mark says that entries of the shared log are to be erased.
type Mark struct {
	What byte
	Form
}
