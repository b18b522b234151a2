package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"

	"talktalktalk/room"
)

// A commandLine is everything that can be typed after the program's name.
type commandLine struct {
	settings

	Serve   serveCommand   `cmd:"" default:"1" help:"Serve the room until SIGINT or SIGTERM (the default)."`
	Import  importCommand  `cmd:"" help:"Take in a history: an export of this program, or the original's talktalktalk.db."`
	Export  exportCommand  `cmd:"" help:"Write the whole history to standard output, oldest first."`
	Backup  backupCommand  `cmd:"" help:"Make a copy of the data folder, also while the server runs; a server starts on it as on any."`
	Cluster clusterCommand `cmd:"" help:"Look after a room that several servers share."`
	Secret  secretCommand  `cmd:"" help:"Make a new admin secret and print it once; the old one ends."`
	Health  healthCommand  `cmd:"" help:"Ask the running server whether it serves; exit 0 if it does."`
	Version versionCommand `cmd:"" help:"Print version, commit and Go version."`
}

// settings are the flags. Each can be given as an environment variable too:
// --web is TALK_WEB.
type settings struct {
	Web             address  `default:":9000" placeholder:"ADDR" help:"Address of the page; \"off\" closes that door. Default: ${default}"`
	SSH             address  `name:"ssh" default:":2222" placeholder:"ADDR" help:"Address of the SSH server; \"off\" closes that door. Default: ${default}"`
	Data            string   `type:"path" default:"./data" placeholder:"DIR" help:"Folder for everything that lasts: history, host key, the admin secret's hash. Default: ${default}"`
	Title           title    `default:"TalkTalkTalk" placeholder:"TEXT" help:"The room's title. Default: ${default}"`
	AdminName       name     `default:"admin" placeholder:"NAME" help:"The reserved name that the admin secret unlocks. Default: ${default}"`
	AdminSecretFile string   `type:"path" placeholder:"FILE" help:"File with an admin secret of your own, at least 16 characters ($$TALK_ADMIN_SECRET holds the secret itself). Default: one is made at the first start"`
	AdminKeys       string   `type:"path" placeholder:"FILE" help:"SSH public keys, one a line as in authorized_keys, whose owners are admin."`
	Public          public   `placeholder:"HOST[:WEB:SSH][/PATH]" help:"Host that the page, links and ssh good-byes name, with both ports where those outside differ (a WEB of 443 is HTTPS), and the path that a proxy strips. Default: what the request says"`
	Flood           flood    `default:"10/5s" placeholder:"N/D" help:"How many messages a person may send in any D; \"off\" lifts every budget. Default: ${default}"`
	Cluster         servers  `placeholder:"URL,…" help:"NATS servers through which several servers serve one room, as in nats://10.0.0.1,nats://10.0.0.2,nats://10.0.0.3. Default: this one is alone"`
	ClusterCreds    string   `type:"path" placeholder:"FILE" help:"Credentials for them, as NATS makes them (.creds); a user and password, or a token, stand in the addresses."`
	Keep            span     `placeholder:"DURATION" help:"Remove messages older than this, as in 90d or 12h. Default: for ever"`
	PerAddress      count    `default:"100" placeholder:"N" help:"How many connections one address may have at each door. Default: ${default}"`
	TrustedProxies  networks `placeholder:"CIDR,…" help:"Proxies whose X-Forwarded-For and X-Forwarded-Host (page) and PROXY protocol (ssh) are believed, as in 127.0.0.1/32. From others they are ignored."`
	Origins         hosts    `placeholder:"HOST,…" help:"Further hosts whose pages may open the WebSocket."`
	TLSCert         string   `name:"tls-cert" type:"path" placeholder:"FILE" help:"Serve the page by HTTPS with this certificate and its chain, in PEM; read anew when it changes."`
	TLSKey          string   `name:"tls-key" type:"path" placeholder:"FILE" help:"The certificate's key."`
	TLSDomain       domain   `name:"tls-domain" placeholder:"NAME" help:"Serve the page by HTTPS with a certificate for this name, fetched by ACME. To use it is to agree to the authority's terms."`
	TLSAuthority    link     `name:"tls-authority" placeholder:"URL" help:"ACME directory of the authority to ask. Default: Let's Encrypt's"`
	HSTS            bool     `name:"hsts" help:"Tell browsers to come by HTTPS only, for a year."`
	PushServices    services `default:"public" placeholder:"WHICH" help:"Push services through which people are told that they were called while their page is closed: \"public\" ones, hosts separated by commas, which may be in a private network, both, or \"off\". Default: ${default}"`
	Metrics         address  `default:"off" placeholder:"ADDR" help:"Address of Prometheus metrics and Go profiles, for no stranger to reach. Default: ${default}"`
	Log             format   `default:"text" placeholder:"FORMAT" help:"Log on standard error as \"text\" or \"json\". Default: ${default}"`
}

// secretVariable holds the admin secret itself. It is no flag, since shells
// and process lists show those.
const secretVariable = "TALK_ADMIN_SECRET"

// givenSecret is the admin secret that the owner gave, if any. What is wrong
// with it is said without showing it.
func (s *settings) givenSecret() (adminSecret, error) {
	plain := os.Getenv(secretVariable)
	from := secretVariable
	if s.AdminSecretFile != "" {
		from = fmt.Sprintf("--admin-secret-file: %q", s.AdminSecretFile)
		if plain != "" {
			return adminSecret{}, usageError{fmt.Errorf("%s beside %s; accepted: one of them", from, secretVariable)}
		}
		text, err := os.ReadFile(s.AdminSecretFile)
		if err != nil {
			return adminSecret{}, usageError{fmt.Errorf("%s cannot be read (%w); accepted: a file with the secret", from, errors.Unwrap(err))}
		}
		plain = strings.TrimSpace(string(text))
	} else if plain == "" {
		return adminSecret{}, nil
	}
	secret, err := room.GivenSecret(plain)
	if err != nil {
		return adminSecret{}, usageError{fmt.Errorf("%s: %w; accepted: a longer one", from, err)}
	}
	return adminSecret{given: secret, from: from}, nil
}

// adminKeys reads the file of --admin-keys. Options before a key are refused:
// dropping a "from=" in silence would let in more than its author meant.
func (s *settings) adminKeys() ([]ssh.PublicKey, error) {
	if s.AdminKeys == "" {
		return nil, nil
	}
	wrong := func(what any) error {
		return usageError{fmt.Errorf("--admin-keys: %q %v; accepted: a file of SSH public keys, one a line, without options", s.AdminKeys, what)}
	}
	text, err := os.ReadFile(s.AdminKeys)
	if err != nil {
		return nil, wrong(fmt.Sprintf("cannot be read (%v)", errors.Unwrap(err)))
	}
	var keys []ssh.PublicKey
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		key, _, options, _, err := ssh.ParseAuthorizedKey(line)
		if err != nil || len(options) > 0 {
			return nil, wrong(fmt.Sprintf("is wrong in line %d", number))
		}
		keys = append(keys, key)
	}
	return keys, nil
}
