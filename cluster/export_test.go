package cluster

import "context"

// FetchMost is how many messages of the stream are read at once, and ReadingMost how many a
// consumer is asked for.
const (
	FetchMost   = fetchMost
	ReadingMost = readingMost
)

// EraseNow erases from the stream what is marked.
func (l *Log) EraseNow(ctx context.Context) error { return l.eraseAll(ctx) }

// Compared is how many blocks others told that are the same here.
func (l *Log) Compared() int { return int(l.audit.compared.Load()) }
