package room

// A Secret recognizes the admin secret without showing it (B38). The zero
// value recognizes nothing.
type Secret struct{}

// NewSecret makes a random secret, "talk-" and 26 characters a-z2-7, and what
// recognizes it.
func NewSecret() (plain string, s Secret) { panic("wip") }

// GivenSecret recognizes a secret of the owner's own, from a file or the
// environment. It has at least 16 characters (code points), else an error.
func GivenSecret(plain string) (Secret, error) { panic("wip") }

// StoredSecret recognizes the secret whose Hash was h; an error if h is no
// such text.
func StoredSecret(h string) (Secret, error) { panic("wip") }

// Hash is a text to store, from which the secret cannot be had.
func (s Secret) Hash() string { panic("wip") }
