package blueskytest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Side is which requests a fault hits.
type Side string

const (
	Writing Side = "writing" // posts, private messages, deletions
	Reading Side = "reading" // notifications, the chat log, and the stream
)

// Trouble is a way to go wrong.
type Trouble string

const (
	CutBefore   Trouble = "cut before"   // nothing was done
	CutAfter    Trouble = "cut after"    // it was done; no answer
	Limited     Trouble = "rate limited" // 429 with headers; not done
	ServerError Trouble = "server error" // 500; not done
	ErrorAfter  Trouble = "error after"  // it was done, then 502
	Hang        Trouble = "hang"         // it was done, then no answer until the client goes away
	Expired     Trouble = "expired"      // the access token is refused once and for all; the refresh token works
	Revoked     Trouble = "revoked"      // from now on nothing of any account is accepted
)

// A Fault hits one request. Faults of one side queue up.
type Fault struct {
	Side    Side
	Trouble Trouble
	After   time.Duration // of Limited
}

// Break makes something go wrong. A fault of Reading also cuts the open streams.
func (s *Server) Break(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Trouble == Revoked {
		for _, a := range s.accounts {
			a.password, a.revoked = "", true
		}
		clear(s.tokens)
		return
	}
	s.faults[f.Side] = append(s.faults[f.Side], f)
	if f.Side == Reading {
		s.cutStreams()
	}
}

// Cut ends every open stream, as a server that restarts does.
func (s *Server) Cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cutStreams()
}

// fault takes the next fault of a side.
func (s *Server) fault(side Side) (Fault, bool) {
	list := s.faults[side]
	if side == "" || len(list) == 0 {
		return Fault{}, false
	}
	s.faults[side] = list[1:]
	return list[0], true
}

// before does the troubles that come before a request is served; false if it is to be
// served.
func (s *Server) before(w http.ResponseWriter, r *http.Request, f Fault, token string) bool {
	switch f.Trouble {
	case CutBefore:
		cut(w)
	case Limited:
		s.limits(w, 0)
		w.Header().Set("Ratelimit-Reset", strconv.FormatInt(s.opt.Now().Add(f.After).Unix(), 10))
		w.Header().Set("Retry-After", strconv.Itoa(int(f.After.Seconds())))
		reply(w, http.StatusTooManyRequests, map[string]any{"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"})
	case ServerError:
		reply(w, http.StatusInternalServerError, map[string]any{"error": "InternalServerError", "message": "Internal Server Error"})
	case Expired:
		s.mu.Lock()
		delete(s.tokens, token)
		s.mu.Unlock()
		if strings.HasPrefix(r.Header.Get("Authorization"), "DPoP ") {
			return false // such a token is refused where its proof is looked at
		}
		reply(w, http.StatusBadRequest, map[string]any{"error": "ExpiredToken", "message": "Token has expired"})
	default:
		return false
	}
	return true
}

// after does the troubles that come once a request was served.
func (s *Server) after(w http.ResponseWriter, r *http.Request, f Fault) bool {
	switch f.Trouble {
	case CutAfter:
		cut(w)
	case ErrorAfter:
		reply(w, http.StatusBadGateway, map[string]any{"error": "UpstreamFailure", "message": "Upstream Failure"})
	case Hang:
		select {
		case <-r.Context().Done():
		case <-s.done:
		}
		cut(w)
	default:
		return false
	}
	return true
}

// cut ends the connection without an answer.
func cut(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if conn, _, err := h.Hijack(); err == nil {
			conn.Close()
			return
		}
	}
	panic(http.ErrAbortHandler)
}
