package encrypted

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Files are a certificate and its key in two files. Safe for concurrent use.
type Files struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	seen   [2]look // of the files, when they were read last
	inUse  *tls.Certificate
	warned bool // that what was seen cannot be used
}

// A look is how one tells that a file has changed.
type look struct {
	at   time.Time
	size int64
}

// OpenFiles reads both files, in PEM, the certificate with its chain.
func OpenFiles(cert, key string, log *slog.Logger) (*Files, error) {
	f := &Files{cert: cert, key: key, log: log}
	seen, err := f.look()
	if err != nil {
		return nil, err
	}
	return f, f.read(seen)
}

// look tells how the files are now.
func (f *Files) look() (seen [2]look, err error) {
	for i, path := range []string{f.cert, f.key} {
		info, err := os.Stat(path)
		if err != nil {
			return seen, err
		}
		seen[i] = look{info.ModTime(), info.Size()}
	}
	return seen, nil
}

// read takes what the files hold, which were seen before.
func (f *Files) read(seen [2]look) error {
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return fmt.Errorf("certificate %q with key %q: %w", f.cert, f.key, err)
	}
	f.seen, f.inUse = seen, &pair
	return nil
}

// Certificate is what a client is shown, for tls.Config.GetCertificate.
func (f *Files) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen, err := f.look()
	if err == nil && seen != f.seen {
		if err = f.read(seen); err == nil {
			f.log.Info("the certificate has changed", "file", f.cert, "until", f.inUse.Leaf.NotAfter)
		}
	}
	if err != nil && !f.warned {
		f.log.Warn("the certificate before stays in use", "err", err)
	}
	f.warned = err != nil
	return f.inUse, nil
}
