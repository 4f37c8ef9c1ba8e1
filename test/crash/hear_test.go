package crash

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"heed/internal/bus/natsbus"
	"heed/internal/channel"
	"heed/internal/channel/all"
	"heed/internal/desk"
)

// streamEnv tells a process of this test to be a public stream.
const streamEnv = "HEED_CRASH_STREAM"

// beStream sends events as fast as they are taken, of which half are posts, as the network's own
// servers make them. It ends by being killed.
func beStream() error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(ln.Addr())
	const n = 10_000
	var events [n][]byte
	address := func(i int) string {
		return fmt.Sprintf(`{"cid":"bafyreihqfbacqnhb4yk7mlqkuwpbwdzhrk7y3mdu4zhvkj4vtkyrq%04d","uri":"at://did:plc:z72i7hdynmk6r22z27h6%04d/app.bsky.feed.post/3kb3fge5l%04d"}`, i%n, i%n, i%n)
	}
	for i := range events {
		head := fmt.Sprintf(`{"did":"did:plc:z72i7hdynmk6r22z27h6%04d","time_us":%d,"kind":"commit","commit":{"rev":"3kb3fge5l%04d","operation":"create","collection":"app.bsky.feed.`, i, time.Now().UnixMicro(), i)
		if i%2 == 0 {
			events[i] = fmt.Appendf(nil, `%srepost","rkey":"3kb3fge5l%04d","record":{"$type":"app.bsky.feed.repost","createdAt":"2026-01-02T03:04:05Z","subject":%s},"cid":"bafyrei"}}`, head, i, address(i*7))
			continue
		}
		reply := ""
		if i%5 < 2 {
			reply = fmt.Sprintf(`"reply":{"parent":%s,"root":%s},`, address(i*3), address(i*11))
		}
		events[i] = fmt.Appendf(nil, `%spost","rkey":"3kb3fge5l%04d","record":{"$type":"app.bsky.feed.post","createdAt":"2026-01-02T03:04:05Z","langs":["en"],%s"text":"The tram number %d is late again, and nobody at the stop knows whether it will come at all today"},"cid":"bafyrei"}}`, head, i, reply, i)
	}
	return http.Serve(ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		for i := 0; err == nil; i++ {
			err = c.Write(r.Context(), websocket.MessageText, events[i%n])
		}
	}))
}

// BenchmarkHearing is an event's cost to the process that hears and hands over to those that
// match: from the socket until a NATS server has it. Stream and server are other processes.
func BenchmarkHearing(b *testing.B) {
	source := exec.Command(os.Args[0], "-test.run=^$")
	source.Env = append(os.Environ(), streamEnv+"=1")
	dieWithParent(source)
	out, err := source.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := source.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = source.Process.Kill()
		_ = source.Wait()
	})
	said := bufio.NewScanner(out)
	said.Scan()
	log := slog.New(slog.DiscardHandler)
	for name, handOn := range map[string]bool{"read here": false, "handed on": true} {
		b.Run(name, func(b *testing.B) {
			nc, err := natsbus.Dial(b.Context(), nodes(b, 1)[0].url, "hearing", log)
			if err != nil {
				b.Fatal(err)
			}
			defer nc.Close()
			a := desk.Account{ID: 1, Network: bluesky, Settings: map[string]string{"jetstream": "ws://" + said.Text() + "/subscribe", "reach": "loopback"}}
			conn, err := all.Kinds()[bluesky].Open(a, nil, channel.Deps{HandOn: handOn, Log: log})
			if err != nil {
				b.Fatal(err)
			}
			defer conn.Close()
			cursor, events, start, used := desk.Cursor(""), 0, time.Now(), cpu(b)
			for events < b.N {
				batch, err := conn.Pull(b.Context(), cursor)
				if err != nil {
					b.Fatal(err)
				}
				if err := nc.Publish(b.Context(), natsbus.Piece{Account: 1, Network: bluesky, Heard: batch.Heard, Unread: batch.Unread}); err != nil {
					b.Fatal(err)
				}
				cursor = batch.Cursor
				events += len(batch.Heard) + len(batch.Unread)
			}
			b.ReportMetric(float64((cpu(b)-used).Nanoseconds())/float64(events), "cpu-ns/event")
			b.ReportMetric(float64(events)/time.Since(start).Seconds(), "events/s")
		})
	}
}

// cpu is the processor time that this process has used.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Skip("the system does not tell what a process used: " + strconv.Quote(err.Error()))
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
