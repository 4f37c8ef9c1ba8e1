package bluesky

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"heed/internal/desk"
)

const maxDoc = 256 << 10

// directory finds where an identity's data lies.
type directory struct {
	given *http.Client // for addresses that a person set
	found *http.Client // for addresses that came from the network
	plc   string
	reach reach
}

// didDoc is the part of a DID document that heed reads.
type didDoc struct {
	ID      string   `json:"id"`
	Aliases []string `json:"alsoKnownAs"`
	Service []struct {
		ID       string `json:"id"`
		Type     string `json:"type"`
		Endpoint any    `json:"serviceEndpoint"`
	} `json:"service"`
}

// host is the server that holds the identity's data; "" if the document names none.
func (d *didDoc) host() string {
	for _, s := range d.Service {
		if s.Type == "AtprotoPersonalDataServer" && strings.HasSuffix(s.ID, "#atproto_pds") {
			if u, ok := s.Endpoint.(string); ok {
				return strings.TrimSuffix(u, "/")
			}
		}
	}
	return ""
}

// handle is the handle that the identity claims; "" if none.
func (d *didDoc) handle() string {
	for _, a := range d.Aliases {
		if name, ok := strings.CutPrefix(a, "at://"); ok {
			return handleOf(name)
		}
	}
	return ""
}

// doc fetches an identity's document.
func (d *directory) doc(ctx context.Context, did string) (didDoc, error) {
	var doc didDoc
	client, at := d.found, ""
	switch {
	case !validDID(did):
		return doc, fmt.Errorf("%q is not a DID", did)
	case strings.HasPrefix(did, "did:plc:"):
		client, at = d.given, d.plc+"/"+did
	case strings.HasPrefix(did, "did:web:"):
		host, err := url.PathUnescape(strings.TrimPrefix(did, "did:web:"))
		if err != nil || strings.ContainsAny(host, "/:?#@") && d.reach == reachPublic {
			return doc, fmt.Errorf("%q does not name a host", did)
		}
		at = "https://" + host + "/.well-known/did.json"
		if d.reach != reachPublic && isLocal(host) {
			at = "http://" + host + "/.well-known/did.json"
		}
	default:
		return doc, fmt.Errorf("%q is of a kind that the network does not use", did)
	}
	b, err := fetch(ctx, client, d.reach, at)
	if err != nil {
		return doc, err
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return doc, fmt.Errorf("the document of %s cannot be read: %w", did, err)
	}
	if doc.ID != did {
		return doc, fmt.Errorf("the document of %s is of %q", did, clean(doc.ID, 100))
	}
	return doc, nil
}

func isLocal(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate())
}

// errAbsent says that there is no such document, as opposed to not knowing.
var errAbsent = errors.New("there is none")

func fetch(ctx context.Context, c *http.Client, r reach, at string) ([]byte, error) {
	if err := r.allows(at); err != nil {
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "heed")
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxDoc))
	switch {
	case resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone:
		return nil, fmt.Errorf("%s: %w", at, errAbsent)
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s answered %d", at, resp.StatusCode)
	}
	return b, err
}

// identify finds the DID behind a handle. The AppView is asked first, since it has
// resolved nearly all; then the handle's own domain, as the specification says (a TXT
// record, then a file). What is found must claim the handle in return, or a stranger
// could pass for its owner and be sent the password.
func (d *directory) identify(ctx context.Context, appview *client, id string) (didDoc, error) {
	if validDID(id) {
		return d.doc(ctx, id)
	}
	did, err := d.resolve(ctx, appview, id)
	if err != nil {
		return didDoc{}, err
	}
	doc, err := d.doc(ctx, did)
	if err == nil && doc.handle() != id {
		err = invalid(keyHandle, "“%s” leads to an account that calls itself “%s”.", id, doc.handle())
	}
	return doc, err
}

func (d *directory) resolve(ctx context.Context, appview *client, handle string) (string, error) {
	found, err := lookUp(ctx, appview, []string{handle})
	for _, p := range found {
		if strings.EqualFold(p.Handle, handle) && validDID(p.DID) {
			return p.DID, nil
		}
	}
	if d.reach == reachLoopback { // a world without names
		if err == nil {
			err = errAbsent
		}
	} else if did := d.byDomain(ctx, handle); did != "" {
		return did, nil
	}
	if f := asFailure(err); f != nil && f.status != http.StatusBadRequest {
		return "", reading(err, "find the account")
	}
	return "", invalid(keyHandle, "There is no account “%s” on Bluesky.", handle)
}

func (d *directory) byDomain(ctx context.Context, handle string) string {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	records, _ := net.DefaultResolver.LookupTXT(ctx, "_atproto."+handle)
	for _, r := range records {
		if did, ok := strings.CutPrefix(r, "did="); ok && validDID(did) {
			return did
		}
	}
	b, err := fetch(ctx, d.found, d.reach, "https://"+handle+"/.well-known/atproto-did")
	if did := strings.TrimSpace(string(b)); err == nil && validDID(did) {
		return did
	}
	return ""
}

// notFound turns a directory's failure into what a person can act on.
func notFound(err error) error {
	if desk.KindOf(err) != "" {
		return err
	}
	return desk.Errorf(desk.Later, "The network's directory could not be asked where the account lies: %w", err)
}
