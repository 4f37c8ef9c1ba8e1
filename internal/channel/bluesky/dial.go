package bluesky

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/klauspost/compress/zstd"

	"heed/internal/desk"
)

const (
	// rewind is how far before the last event a stream is taken up again: hosts differ by
	// seconds, and so does what they have written down when one of them dies.
	rewind     = 5 * time.Second
	rewindFar  = 30 * time.Second // on another host
	handshake  = 10 * time.Second
	maxDictLen = 4 << 20
)

// dial opens a connection to the host in use, and reads it.
func (s *stream) dial(ctx context.Context) error {
	at := s.cfg.streams[s.host]
	if s.cfg.compress == "zstd" && s.zstd == nil {
		var err error
		if s.zstd, err = newDecoder(s.cfg.dictionary); err != nil {
			return err
		}
	}
	dialing, cancel := context.WithTimeout(ctx, handshake)
	defer cancel()
	mode := websocket.CompressionDisabled
	if s.cfg.compress == "deflate" {
		mode = websocket.CompressionContextTakeover
	}
	conn, resp, err := websocket.Dial(dialing, s.address(at), &websocket.DialOptions{
		HTTPClient: s.http, CompressionMode: mode,
		HTTPHeader: http.Header{"User-Agent": {"heed"}},
	})
	if err != nil {
		return dialProblem(at, resp, err, s.now())
	}
	conn.SetReadLimit(-1) // bounded in read: an event that is too big must not come again for ever
	s.patient()
	from := s.after
	if s.after == 0 {
		s.after = s.now().UnixMicro()
	}
	reading, stop := context.WithCancel(context.Background())
	l := &link{events: make(chan item, s.waiting()), opened: time.Now()}
	var wait sync.WaitGroup
	wait.Go(func() {
		l.err = s.read(reading, conn, l.events, from)
		close(l.events)
	})
	l.stop = func() {
		stop()
		conn.CloseNow()
		wait.Wait()
	}
	s.link, s.from = l, from
	s.answered()
	if s.talked.IsZero() {
		s.talked = time.Now()
	}
	return nil
}

// waiting is how many items are read ahead of Pull.
func (s *stream) waiting() int {
	if s.handOn {
		return maxBundles
	}
	return maxWaiting
}

func dialProblem(at string, resp *http.Response, err error, now time.Time) error {
	host := at
	if u, perr := url.Parse(at); perr == nil {
		host = u.Host
	}
	e := desk.Errorf(desk.Later, "The public stream on %s couldn't be opened: %w", host, err)
	if resp != nil {
		e.After = resets(resp.Header, now)
	}
	return e
}

// address is the stream's URL with what is wanted and from when.
func (s *stream) address(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return at // cannot be: it was checked with the settings
	}
	q := u.Query()
	q["wantedCollections"] = []string{postCollection, repostCollection}
	q.Set("maxMessageSizeBytes", strconv.Itoa(maxEvent))
	if s.cfg.compress == "zstd" {
		q.Set("compress", "true")
	}
	if s.after > 0 {
		back := rewind
		if s.failures > 0 || s.host > 0 {
			back = rewindFar
		}
		q.Set("cursor", strconv.FormatInt(max(1, s.after-back.Microseconds()), 10))
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// newDecoder makes a zstd decoder. The public hosts compress with a dictionary of their
// own that is not part of the format; a host that compresses without one needs no file.
func newDecoder(dictionary string) (*zstd.Decoder, error) {
	opts := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(16 << 20)}
	if dictionary != "" {
		f, err := os.Open(dictionary)
		if err != nil {
			return nil, desk.Errorf(desk.Later, "The zstd dictionary of the stream cannot be read: %w", err)
		}
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, maxDictLen))
		if err != nil {
			return nil, desk.Errorf(desk.Later, "The zstd dictionary of the stream cannot be read: %w", err)
		}
		opts = append(opts, zstd.WithDecoderDicts(b))
	}
	d, err := zstd.NewReader(nil, opts...)
	if err != nil {
		return nil, desk.Errorf(desk.Later, "The zstd dictionary of the stream cannot be used: %w", err)
	}
	return d, nil
}
