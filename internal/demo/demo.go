// Package demo is a living desk in seconds: an invented company with two brands, its
// agents, hours, protocol, searches and weeks of history, on a simulated network where
// invented customers post now and react to answers.
//
// Everything goes the way that it goes in a real desk: history through intake, answers
// through the outbox to the network over HTTP. Only the passing of time in the history is
// made up.
//
// Begin with [Start].
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/channel/echo/crowd"
	"heed/internal/config"
	"heed/internal/server"
)

// Options are the demo's own.
type Options struct {
	Log  *slog.Logger
	Tell func(string) // what is being done, line by line
	Days int          // of history; 0: 21
	Seed uint64
	Rate float64 // scenes a minute; 0: 6
}

// Town is a running demo.
type Town struct {
	DeskURL    string
	SignInURL  string // works once
	NetworkURL string

	desk    *server.Desk
	server  *server.Server
	network *echo.Network
	people  *crowd.Crowd
	http    *http.Server
	quit    context.CancelFunc
	over    sync.WaitGroup
}

// networkAddr is where the simulated network is served, if it is free.
const networkAddr = "localhost:8421"

// Start makes the desk and the network and lets the customers speak.
func Start(ctx context.Context, cfg *config.Config, o Options) (*Town, error) {
	if o.Days == 0 {
		o.Days = 21
	}
	if o.Tell == nil {
		o.Tell = func(string) {}
	}
	if err := server.Free(cfg); err != nil {
		return nil, err // before seconds of history are made up for nothing
	}
	t := &Town{network: echo.New(time.Now)}
	if err := t.serveNetwork(); err != nil {
		return nil, err
	}
	var err error
	if t.desk, err = server.Open(ctx, cfg, server.Options{Log: o.Log}); err != nil {
		return nil, errors.Join(err, t.http.Close())
	}
	if err := t.begin(ctx, cfg, o); err != nil {
		return nil, errors.Join(err, t.Stop())
	}
	return t, nil
}

func (t *Town) serveNetwork() error {
	ln, err := net.Listen("tcp", networkAddr)
	if err != nil {
		if ln, err = net.Listen("tcp", "localhost:0"); err != nil {
			return err
		}
	}
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		return err
	}
	t.NetworkURL = "http://localhost:" + port
	t.http = &http.Server{Handler: t.network, ReadHeaderTimeout: 10 * time.Second}
	go t.http.Serve(ln)
	return nil
}

func (t *Town) begin(ctx context.Context, cfg *config.Config, o Options) error {
	var err error
	t.people, err = crowd.New(t.network, crowd.Options{Seed: o.Seed, URL: t.NetworkURL, Rate: o.Rate})
	if err != nil {
		return err
	}
	o.Tell("Making up a company and its people …")
	town, err := t.settle(ctx)
	if err != nil {
		return err
	}
	if err := t.desk.Hear(); err != nil {
		return err
	}
	o.Tell(fmt.Sprintf("Living through %d days of history …", o.Days))
	began := time.Now()
	kept, cases, err := t.remember(ctx, town, o.Days)
	if err != nil {
		return err
	}
	o.Tell(fmt.Sprintf("%d messages in %d cases, in %.1f s.", kept, cases, time.Since(began).Seconds()))
	if t.server, err = server.New(t.desk, cfg); err != nil {
		return err
	}
	if err := t.server.Start(ctx); err != nil {
		return err
	}
	t.DeskURL = t.server.URL()
	token, err := t.desk.SignInLink(ctx, boss)
	if err != nil {
		return err
	}
	t.SignInURL = server.LinkURL(t.DeskURL, token)
	run, quit := context.WithCancel(context.WithoutCancel(ctx))
	t.quit = quit
	t.over.Go(func() {
		if err := t.people.Run(run); err != nil && run.Err() == nil {
			t.desk.Log.Error("the customers fell silent", "error", err)
		}
	})
	return nil
}

// Stop ends the customers, the desk and the network, in this order.
func (t *Town) Stop() error {
	if t.quit != nil {
		t.quit()
		t.over.Wait()
	}
	var err error
	if t.server != nil {
		err = t.server.Stop()
	} else if t.desk != nil {
		err = t.desk.Close()
	}
	return errors.Join(err, t.http.Close())
}
