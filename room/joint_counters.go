package room

import "time"

// messageCounter counts a person's messages, and takes the steps for who floods.
type messageCounter struct {
	floods *floodPenalties
	*window
}

func (c messageCounter) take(person string) (time.Time, error) {
	if wait := c.floods.wait(person); wait > 0 {
		return time.Time{}, tooFast(wait)
	}
	at, wait := c.window.take(person)
	if wait > 0 {
		return at, c.floods.strike(person, wait)
	}
	return at, nil
}

// addressCounter counts the messages of an address.
type addressCounter struct{ *window }

func (c addressCounter) take(address string) (time.Time, error) {
	at, wait := c.window.take(address)
	if wait > 0 {
		return at, tooFast(wait)
	}
	return at, nil
}

// guessCounter counts wrong guesses: those that happened.
type guessCounter struct{ *budget }

func (c guessCounter) take(key string) (time.Time, error) {
	if wait := c.budget.wait(key); wait > 0 {
		return time.Time{}, tooFast(wait)
	}
	return time.Now(), nil
}

func (c guessCounter) settle(key string, _ time.Time, wrong bool) {
	if wrong {
		c.note(key)
	}
}

func (c guessCounter) note(key string) { c.budget.take(key) }

// paceCounter counts the turns in the slow mode, which stay taken.
type paceCounter struct {
	pace *pace
	span func() time.Duration // of the slow mode now; 0 for none
}

func (c paceCounter) take(person string) (time.Time, error) {
	return time.Now(), c.pace.take(person, c.span())
}

func (c paceCounter) settle(string, time.Time, bool) {}

func (c paceCounter) note(person string) {
	if span := c.span(); span > 0 {
		c.pace.of(span).take(person)
	}
}
