package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"heed/internal/dataset"
	"heed/internal/desk"
	"heed/internal/intake"
)

// The paths of a desk that takes replays over HTTP.
const (
	takePath   = "/api/replay/posts"
	joinedPath = "/api/replay/joined"
	placePath  = "/api/replay/place"
)

// Remote is a running desk elsewhere.
type Remote struct {
	base    *url.URL
	token   string
	matched bool
	http    *http.Client
}

// NewRemote makes the desk at an address a place to play into. The token is one that
// `heed link --token` made there.
func NewRemote(address, token string, onlyMatched bool) (*Remote, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "to", Message: "--to needs the address of a desk, such as http://localhost:8420."}
	}
	if token == "" {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "token", Message: "The desk at " + address + " wants a token.",
			Mend: "Create one there with `heed link EMAIL --token` and pass its file with --token-file."}
	}
	return &Remote{base: u, token: token, matched: onlyMatched, http: &http.Client{Timeout: 2 * time.Minute}}, nil
}

// Take sends rows as JSON Lines. Sent twice they are kept once.
func (r *Remote) Take(ctx context.Context, rows []dataset.Row, name, place string) (intake.Result, error) {
	var body []byte
	var err error
	for i := range rows {
		if body, err = dataset.Append(body, &rows[i]); err != nil {
			return intake.Result{}, err
		}
	}
	query := url.Values{"name": {name}, "place": {place}}
	if r.matched {
		query.Set("keep", "matched")
	}
	var res intake.Result
	return res, r.call(ctx, http.MethodPost, takePath, query, "application/x-ndjson", body, &res)
}

// Joined counts the links whose two ends lie in one thread there.
func (r *Remote) Joined(ctx context.Context, links []Link) (int, error) {
	body, err := json.Marshal(links)
	if err != nil {
		return 0, err
	}
	var n int
	err = r.call(ctx, http.MethodPost, joinedPath, nil, "application/json", body, &n)
	return n, err
}

// Place is what was kept there under a name.
func (r *Remote) Place(ctx context.Context, name string) (string, error) {
	var place string
	err := r.call(ctx, http.MethodGet, placePath, url.Values{"name": {name}}, "", nil, &place)
	return place, err
}

func (r *Remote) call(ctx context.Context, method, path string, query url.Values, contentType string, body []byte, out any) error {
	u := r.base.JoinPath(path)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return &desk.Error{Kind: desk.Unavailable, Message: "The desk at " + r.base.Host + " isn't responding.", Mend: "Run the same command again to continue.", Err: err}
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return refusal(resp.StatusCode, answer)
	}
	return json.Unmarshal(answer, out)
}

func refusal(status int, answer []byte) error {
	kinds := map[int]desk.Kind{http.StatusUnauthorized: desk.Unauthorized, http.StatusForbidden: desk.Denied, http.StatusBadRequest: desk.Invalid}
	kind := kinds[status]
	if kind == "" {
		kind = desk.Unavailable
	}
	return &desk.Error{Kind: kind, Message: fmt.Sprintf("The desk refused (%d): %s", status, strings.TrimSpace(string(answer)))}
}
