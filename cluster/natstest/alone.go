package natstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nkeys"
)

// Alone starts one server by itself, with what is configured beside what it needs. It ends
// with the test.
func Alone(t testing.TB, configured string) *Node {
	t.Helper()
	port := FreePort(t)
	n := &Node{Name: "alone", URL: fmt.Sprintf("nats://127.0.0.1:%d", port), dir: t.TempDir()}
	n.Configure(t, configured)
	n.Run(t)
	t.Cleanup(n.Kill)
	n.await(t, func() bool {
		conn, err := net.Dial("tcp", n.address())
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return n
}

func (n *Node) address() string { return strings.TrimPrefix(n.URL, "nats://") }

// Configure configures a server that is Alone, for the next Run.
func (n *Node) Configure(t testing.TB, configured string) {
	t.Helper()
	config := fmt.Sprintf("server_name: %s\nlisten: %q\njetstream { store_dir: %q }\n%s\n", n.Name, n.address(), filepath.Join(n.dir, "store"), configured)
	if err := os.WriteFile(n.config(), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TurnsAway waits until the server has turned somebody away so many times.
func (n *Node) TurnsAway(t testing.TB, times int) {
	t.Helper()
	n.await(t, func() bool { return strings.Count(n.log(), "authentication error") >= times })
}

func (n *Node) log() string {
	said, _ := os.ReadFile(filepath.Join(n.dir, "log")) // there is none yet
	return string(said)
}

func (n *Node) await(t testing.TB, is func() bool) {
	t.Helper()
	for begun := time.Now(); !is(); <-time.After(lookAgain) {
		if time.Since(begun) > readyMost {
			t.Fatalf("waited in vain for a NATS server, which says:\n%s", n.log())
		}
	}
}

// A claim is what a token says of who is named in it.
type claim struct {
	ID      string         `json:"jti"`
	Issued  int64          `json:"iat"`
	Issuer  string         `json:"iss"`
	Name    string         `json:"name"`
	Subject string         `json:"sub"`
	NATS    map[string]any `json:"nats"`
}

// signed is a token of NATS's for key, by another one.
func signed(t testing.TB, by, key nkeys.KeyPair, kind string, says map[string]any) string {
	t.Helper()
	issuer, err1 := by.PublicKey()
	subject, err2 := key.PublicKey()
	says["type"], says["version"] = kind, 2
	body, err3 := json.Marshal(claim{ID: kind, Issued: time.Now().Unix(), Issuer: issuer, Name: kind, Subject: subject, NATS: says})
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT","alg":"ed25519-nkey"}`)) + "." + base64.RawURLEncoding.EncodeToString(body)
	signature, err4 := by.Sign([]byte(text))
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// Operated is a configuration in which an operator vouches for accounts, and those for their
// users; a file with the credentials of a user; and the secret in it.
func Operated(t testing.TB) (configured, creds, secret string) {
	t.Helper()
	var keys [4]nkeys.KeyPair
	for i, make := range []func() (nkeys.KeyPair, error){nkeys.CreateOperator, nkeys.CreateAccount, nkeys.CreateAccount, nkeys.CreateUser} {
		key, err := make()
		if err != nil {
			t.Fatal(err)
		}
		keys[i] = key
	}
	operator, system, account, user := keys[0], keys[1], keys[2], keys[3]
	limits := func() map[string]any {
		l := map[string]any{"wildcards": true}
		for _, what := range []string{"subs", "data", "payload", "imports", "exports", "conn", "leaf", "mem_storage", "disk_storage", "streams", "consumer"} {
			l[what] = -1
		}
		return map[string]any{"limits": l}
	}
	public := func(key nkeys.KeyPair) string {
		name, err := key.PublicKey()
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	unstored := limits()
	for _, what := range []string{"mem_storage", "disk_storage", "streams", "consumer"} {
		delete(unstored["limits"].(map[string]any), what) // the system's account has no JetStream
	}
	configured = fmt.Sprintf("operator: %s\nsystem_account: %s\nresolver: MEMORY\nresolver_preload: {\n%s: %s\n%s: %s\n}",
		signed(t, operator, operator, "operator", map[string]any{}), public(system),
		public(system), signed(t, operator, system, "account", unstored), public(account), signed(t, operator, account, "account", limits()))
	seed, err := user.Seed()
	if err != nil {
		t.Fatal(err)
	}
	says := map[string]any{"subs": -1, "data": -1, "payload": -1, "pub": map[string]any{}, "sub": map[string]any{}}
	creds = filepath.Join(t.TempDir(), "user.creds")
	text := fmt.Sprintf("-----BEGIN NATS USER JWT-----\n%s\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n%s\n------END USER NKEY SEED------\n",
		signed(t, account, user, "user", says), seed)
	if err := os.WriteFile(creds, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return configured, creds, string(seed)
}

// Encrypted is a configuration with a certificate for localhost, and the file of the authority
// that vouches for it.
func Encrypted(t testing.TB) (configured, authority string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	cert, err1 := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	secret, err2 := x509.MarshalPKCS8PrivateKey(key)
	dir := t.TempDir()
	authority, file := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	err3 := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o600)
	err4 := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600)
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprintf("tls { cert_file: %q, key_file: %q }", authority, file), authority
}
