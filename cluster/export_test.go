package cluster

import "context"

// EraseNow erases from the stream what is marked.
func (l *Log) EraseNow(ctx context.Context) error { return l.eraseAll(ctx) }
