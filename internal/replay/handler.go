package replay

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"heed/internal/access"
	"heed/internal/dataset"
	"heed/internal/desk"
)

// Guard finds who calls, by the token of the request.
type Guard func(r *http.Request, token string) (desk.Agent, error)

const (
	maxBody = 64 << 20
	maxRows = 10_000
)

// Handler takes replays over HTTP into the desks that open gives. Callers need the right to
// connect accounts: a replay brings accounts with it.
func Handler(open func(onlyMatched bool) Desk, guard Guard) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, f func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			out, err := guarded(r, guard, f)
			if err != nil {
				refuse(w, err)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(out) // the caller is gone: it asks again
		})
	}
	handle("POST "+takePath, func(r *http.Request) (any, error) {
		rows, err := readRows(r.Body)
		if err != nil {
			return nil, err
		}
		q := r.URL.Query()
		return open(q.Get("keep") == "matched").Take(r.Context(), rows, placeKey(q.Get("name")), q.Get("place"))
	})
	handle("POST "+joinedPath, func(r *http.Request) (any, error) {
		var links []Link
		if err := json.NewDecoder(r.Body).Decode(&links); err != nil || len(links) > maxRows {
			return nil, desk.Errorf(desk.Invalid, "the links cannot be read")
		}
		return open(false).Joined(r.Context(), links)
	})
	handle("GET "+placePath, func(r *http.Request) (any, error) {
		return open(false).Place(r.Context(), placeKey(r.URL.Query().Get("name")))
	})
	return mux
}

// placeKey keeps a caller from reading or writing other settings of the desk.
func placeKey(name string) string {
	if !strings.HasPrefix(name, "replay:") || len(name) > 64 {
		return ""
	}
	return name
}

func guarded(r *http.Request, guard Guard, f func(*http.Request) (any, error)) (any, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, &desk.Error{Kind: desk.Unauthorized, Message: "A token is missing."}
	}
	by, err := guard(r, token)
	if err != nil {
		return nil, err
	}
	if err := access.Check(by, access.EditAccounts); err != nil {
		return nil, err
	}
	return f(r)
}

func readRows(body io.Reader) ([]dataset.Row, error) {
	r, err := dataset.Open([]string{"-"}, dataset.Options{Stdin: body})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var rows []dataset.Row
	for len(rows) < maxRows {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, &desk.Error{Kind: desk.Invalid, Message: err.Error(), Err: err}
		}
		rows = append(rows, row)
	}
	return nil, desk.Errorf(desk.Invalid, "more than %d posts in one request", maxRows)
}

func refuse(w http.ResponseWriter, err error) {
	status := map[desk.Kind]int{desk.Invalid: http.StatusBadRequest, desk.Unauthorized: http.StatusUnauthorized, desk.Denied: http.StatusForbidden}[desk.KindOf(err)]
	if status == 0 {
		status = http.StatusInternalServerError
	}
	http.Error(w, err.Error(), status)
}
