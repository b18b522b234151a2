package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"talktalktalk/room"
)

// How we know that a NATS server is gone, and how long one has to answer.
const (
	dialMost      = 2 * time.Second
	dialPause     = 250 * time.Millisecond
	pingEvery     = time.Second
	pingsUnheard  = 2
	answerMost    = 3 * time.Second // to a question
	publishMost   = 5 * time.Second // to what is published
	replicasUsual = 3
)

// streamName is that of the stream with the log. Its subject has the generation,
// so that what is meant for one stream is never stored in another.
const streamName = "talktalktalk"

func logSubject(generation string) string  { return streamName + ".log." + generation }
func newsSubject(generation string) string { return streamName + ".news." + generation }

// What the stream tells of itself.
const (
	aboutFormat     = "format"
	aboutEpoch      = "epoch"
	aboutGeneration = "generation"
	aboutFormer     = "former"
	aboutHead       = "head"
	aboutFounded    = "founded"
	aboutDiffers    = "differs"
)

// streamFormat is the version of what is in the stream.
const streamFormat = "1"

// errNoStream is why nothing is known of the stream.
var errNoStream = errors.New("NATS has no stream of this room")

// about is what the stream tells of itself.
type about struct {
	epoch      string
	generation string
	former     string   // the generation that it was restored from
	head       room.Seq // how far that was followed
	founded    bool     // it has all of the history that it was made of
	differs    string   // among which numbers servers have different records
	first      room.Seq
	last       room.Seq // also of what was erased since
	replicas   int
	leader     string
}

// A bus is the connection to NATS.
type bus struct {
	conn *nats.Conn
	js   jetstream.JetStream
}

// connect begins to connect, and goes on with it for ever. changed is called when
// the connection comes or goes.
func connect(opts Options, logger *slog.Logger, changed func()) (*bus, error) {
	away := &turnedAway{logger: logger}
	there := func(*nats.Conn) { away.forget(); changed() }
	all := []nats.Option{
		nats.Name("talktalktalk"), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.IgnoreAuthErrorAbort(),
		nats.ReconnectWait(dialPause), nats.Timeout(dialMost), nats.ReconnectBufSize(-1),
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(pingsUnheard),
		nats.ConnectHandler(there), nats.ReconnectHandler(there), nats.ReconnectErrHandler(away.tell),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { changed() }),
		nats.ErrorHandler(func(c *nats.Conn, _ *nats.Subscription, err error) { away.tell(c, err) }),
	}
	if opts.Credentials != "" {
		if err := checkCredentials(opts.Credentials); err != nil {
			return nil, err
		}
		all = append(all, nats.UserCredentials(opts.Credentials))
	}
	conn, err := nats.Connect(opts.Servers, all...)
	if err != nil {
		return nil, fmt.Errorf("connect to NATS: %w", err)
	}
	js, err := jetstream.New(conn)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("connect to NATS: %w", err)
	}
	return &bus{conn, js}, nil
}

// messageMost is how many bytes of an entry go into one message.
func (b *bus) messageMost() int {
	if most := int(b.conn.MaxPayload()); most > 2*headers {
		return min(partMost, most-headers)
	}
	return partMost
}

func (b *bus) close() { b.conn.Close() }

// describe asks what the stream is like.
func (b *bus) describe(ctx context.Context) (about, error) {
	ctx, cancel := context.WithTimeout(ctx, answerMost)
	defer cancel()
	s, err := b.js.Stream(ctx, streamName)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return about{}, errNoStream
	}
	if err != nil {
		return about{}, fmt.Errorf("ask NATS for the stream: %w", err)
	}
	return aboutOf(s.CachedInfo()), nil
}

func aboutOf(info *jetstream.StreamInfo) about {
	m := info.Config.Metadata
	head, _ := strconv.ParseUint(m[aboutHead], 10, 64)
	a := about{
		epoch: m[aboutEpoch], generation: m[aboutGeneration], former: m[aboutFormer], head: room.Seq(head),
		founded: m[aboutFounded] != "", differs: m[aboutDiffers], first: room.Seq(info.State.FirstSeq), last: room.Seq(info.State.LastSeq),
		replicas: info.Config.Replicas,
	}
	if info.Cluster != nil {
		a.leader = info.Cluster.Leader
	}
	if m[aboutFormat] != streamFormat {
		a.epoch, a.generation = "", "" // nobody's whom we know
	}
	return a
}

func configOf(a about) jetstream.StreamConfig {
	c := jetstream.StreamConfig{
		Name:               streamName,
		Subjects:           []string{logSubject(a.generation)},
		Replicas:           a.replicas,
		FirstSeq:           uint64(max(a.first, 1)),
		AllowDirect:        true,
		AllowAtomicPublish: true,
		RePublish:          &jetstream.RePublish{Source: logSubject(a.generation), Destination: newsSubject(a.generation)},
		Metadata: map[string]string{
			aboutFormat: streamFormat, aboutEpoch: a.epoch, aboutGeneration: a.generation,
			aboutFormer: a.former, aboutHead: strconv.FormatUint(uint64(a.head), 10),
		},
	}
	if a.founded {
		c.Metadata[aboutFounded] = "yes"
	}
	return c
}

// notClustered is JetStream's code for a NATS server that is alone.
const notClustered = 10074

// create makes the stream; it fails if there is one.
func (b *bus) create(ctx context.Context, a about) error {
	ctx, cancel := context.WithTimeout(ctx, publishMost)
	defer cancel()
	a.replicas = replicasUsual
	_, err := b.js.CreateStream(ctx, configOf(a))
	var refused *jetstream.APIError
	if errors.As(err, &refused) && refused.ErrorCode == notClustered {
		a.replicas = 1
		_, err = b.js.CreateStream(ctx, configOf(a))
	}
	if err != nil {
		return fmt.Errorf("make the stream: %w", err)
	}
	return nil
}

// update changes what the stream tells of itself.
func (b *bus) update(ctx context.Context, a about) error {
	ctx, cancel := context.WithTimeout(ctx, publishMost)
	defer cancel()
	if _, err := b.js.UpdateStream(ctx, configOf(a)); err != nil {
		return fmt.Errorf("finish the stream: %w", err)
	}
	return nil
}

// flag writes into a stream that servers have different records.
func (b *bus) flag(ctx context.Context, generation, differs string) error {
	ctx, cancel := context.WithTimeout(ctx, publishMost)
	defer cancel()
	s, err := b.js.Stream(ctx, streamName)
	if err != nil {
		return err
	}
	c := s.CachedInfo().Config
	if c.Metadata[aboutGeneration] != generation {
		return errForeign
	}
	c.Metadata[aboutDiffers] = differs
	_, err = b.js.UpdateStream(ctx, c)
	return err
}

// ask sends a question to JetStream's API and reads the answer into it.
func (b *bus) ask(ctx context.Context, question string, body, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, answerMost)
	defer cancel()
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	msg, err := b.conn.RequestWithContext(ctx, "$JS.API."+question, data)
	if err != nil {
		return err
	}
	return json.Unmarshal(msg.Data, answer)
}

// A refusal is how JetStream says no.
type refusal struct {
	Code        int    `json:"err_code"`
	Description string `json:"description"`
}

func (r *refusal) Error() string { return "NATS: " + r.Description }

// JetStream's codes of refusals that we expect.
const (
	codeNoMessage    = 10037
	codeNoSequence   = 10043
	codeDeleteFailed = 10057 // with the words of any error
)

// noMessage are the words of a deletion that failed since another one came first.
const noMessage = "no message found"

func isRefused(err error, code int) bool {
	var r *refusal
	return errors.As(err, &r) && r.Code == code
}

// last is the number of the last message that is there, as the stream's leader
// knows it; 0 if there is none.
func (b *bus) last(ctx context.Context, generation string) (room.Seq, error) {
	var answer struct {
		Error   *refusal `json:"error"`
		Message struct {
			Seq room.Seq `json:"seq"`
		} `json:"message"`
	}
	question := map[string]string{"last_by_subj": logSubject(generation)}
	err := b.ask(ctx, "STREAM.MSG.GET."+streamName, question, &answer)
	if err == nil && answer.Error != nil {
		err = answer.Error
	}
	if isRefused(err, codeNoMessage) {
		return 0, nil
	}
	return answer.Message.Seq, err
}

// erase takes a message out of the stream, and what it held out of its files.
// Afterwards it is gone, whoever did it.
func (b *bus) erase(ctx context.Context, seq room.Seq) error {
	var answer struct {
		Error *refusal `json:"error"`
	}
	err := b.ask(ctx, "STREAM.MSG.DELETE."+streamName, map[string]any{"seq": seq}, &answer)
	if err == nil && answer.Error != nil && !isGone(answer.Error) {
		err = answer.Error
	}
	return err
}

// isGone tells whether a message was not there to be erased.
func isGone(r *refusal) bool {
	return r.Code == codeNoMessage || r.Code == codeNoSequence || r.Code == codeDeleteFailed && r.Description == noMessage
}

// purge removes what is below seq.
func (b *bus) purge(ctx context.Context, seq room.Seq) error {
	var answer struct {
		Error *refusal `json:"error"`
	}
	err := b.ask(ctx, "STREAM.PURGE."+streamName, map[string]any{"seq": seq}, &answer)
	if err == nil && answer.Error != nil {
		err = answer.Error
	}
	return err
}
