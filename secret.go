package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"talktalktalk/room"
	"talktalktalk/storage"
)

// An adminSecret is the admin secret of a data folder (B38): given by the
// owner, or made here, and then only its hash is kept.
type adminSecret struct {
	given room.Secret
	from  string // where the owner gave it, "" if it is made here
}

// errOwners is why a secret that the owner gave is not replaced.
type errOwners struct{ from string }

func (e errOwners) Error() string {
	return fmt.Sprintf("the admin secret is your own (%s): change it there and start the server again", e.from)
}

// first returns the secret that a server begins with. If there is none yet it
// is made, and printed on stderr: the only time that anybody sees it.
func (a adminSecret) first(stderr io.Writer) (room.Secret, error) {
	if a.from != "" {
		return a.given, nil
	}
	hash, err := os.ReadFile(secretFile)
	if errors.Is(err, fs.ErrNotExist) {
		plain, secret, err := newSecret()
		if err == nil {
			fmt.Fprintf(stderr, "admin secret, shown only now: %s\nType it where a name is typed to become admin. `talktalktalk secret` makes a new one.\n", plain)
		}
		return secret, err
	}
	if err != nil {
		return room.Secret{}, fmt.Errorf("read the admin secret's hash: %w", err)
	}
	secret, err := room.StoredSecret(string(hash))
	if err != nil {
		return room.Secret{}, fmt.Errorf("%s in the data folder: %w; `talktalktalk secret` makes a new one", secretFile, err)
	}
	return secret, nil
}

// newSecret makes a secret and stores its hash.
func newSecret() (string, room.Secret, error) {
	plain, secret := room.NewSecret()
	if err := writeFile(secretFile, secret.Hash()+"\n"); err != nil {
		return "", room.Secret{}, fmt.Errorf("store the admin secret's hash: %w", err)
	}
	return plain, secret, nil
}

type secretCommand struct{}

// Run makes a new admin secret, through the server if one runs.
func (secretCommand) Run(s *settings, out output) error {
	secret, err := s.givenSecret()
	if err != nil {
		return err
	}
	if secret.from != "" {
		return errOwners{secret.from}
	}
	if err := enterFolder(s.Data); err != nil {
		return err
	}
	plain, err := askServer("POST", "/secret")
	if errors.Is(err, errNoServer) {
		err = s.alone(func(*storage.Log) (err error) {
			plain, _, err = newSecret()
			return err
		})
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out.stdout, plain)
	return err
}
