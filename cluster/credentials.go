package cluster

import (
	"fmt"
	"log/slog"
	"os"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"
)

// checkCredentials looks whether a file has what NATS asks for: a user's token, signed
// by its account, and the seed of the user's key. It is read anew for each connection.
func checkCredentials(file string) error {
	contents, err := os.ReadFile(file)
	if err == nil {
		_, err = nkeys.ParseDecoratedJWT(contents)
	}
	if err == nil {
		_, err = nkeys.ParseDecoratedUserNKey(contents)
	}
	if err != nil {
		return fmt.Errorf("credentials for NATS: %w", err)
	}
	return nil
}

// A turnedAway logs why no NATS server lets this one in, each reason once. Its methods
// are called by one goroutine.
type turnedAway struct {
	logger *slog.Logger
	told   map[string]bool // as long as there is no connection
}

// reasonsMost is how many reasons are told.
const reasonsMost = 32

func (a *turnedAway) tell(_ *nats.Conn, err error) {
	if err == nil || a.told[err.Error()] || len(a.told) >= reasonsMost {
		return
	}
	if a.told == nil {
		a.told = map[string]bool{}
	}
	a.told[err.Error()] = true
	a.logger.Warn("trouble with the connection to NATS", "why", err)
}

func (a *turnedAway) forget() { a.told = nil }

// explain adds to err why there is no connection, if there is none.
func (b *bus) explain(err error) error {
	if why := b.conn.LastError(); why != nil && !b.conn.IsConnected() {
		return fmt.Errorf("%w (%w)", err, why)
	}
	return err
}
