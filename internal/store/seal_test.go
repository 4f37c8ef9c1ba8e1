package store

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

func TestParseKey(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{0xfb, 7}, KeySize/2)
	for _, text := range []string{hex.EncodeToString(key), " " + hex.EncodeToString(key) + "\n", base64.StdEncoding.EncodeToString(key),
		base64.RawURLEncoding.EncodeToString(key)} {
		if got, err := ParseKey(text); err != nil || !bytes.Equal(got, key) {
			t.Errorf("ParseKey(%q): %x, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "secret", hex.EncodeToString(key[:16]), hex.EncodeToString(key) + "00"} {
		if _, err := ParseKey(text); !desk.Is(err, desk.Invalid) {
			t.Errorf("ParseKey(%q): %v, want it refused", text, err)
		}
	}
}

func TestSealer(t *testing.T) {
	t.Parallel()
	key := make([]byte, KeySize)
	s, err := NewSealer(key)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"token": "t0p"}
	sealed, err := s.seal("account:1", want)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]string
	if err := s.open("account:1", sealed, &got); err != nil || !cmp.Equal(want, got) {
		t.Fatalf("opened %v, %v", got, err)
	}
	if bytes.Contains(sealed, []byte("t0p")) {
		t.Error("the sealed value can be read")
	}
	again, _ := s.seal("account:1", want)
	if bytes.Equal(sealed, again) {
		t.Error("the same value sealed twice looks the same")
	}
	other, _ := NewSealer(bytes.Repeat([]byte{1}, KeySize))
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if err := s.open("account:1", bad, &got); !desk.Is(err, desk.Unavailable) {
			t.Errorf("with byte %d changed: %v", i, err)
		}
		if err := s.open("account:1", sealed[:i], &got); !desk.Is(err, desk.Unavailable) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
	if err := s.open("account:11", sealed, &got); !desk.Is(err, desk.Unavailable) {
		t.Errorf("moved to another account: %v", err)
	}
	if err := other.open("account:1", sealed, &got); !desk.Is(err, desk.Unavailable) {
		t.Errorf("with another key: %v", err)
	}
	if _, err := NewSealer(key[:16]); !desk.Is(err, desk.Invalid) {
		t.Errorf("a short key: %v", err)
	}
}

func TestKeyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secret.key")
	keys := make([][]byte, 8)
	var group sync.WaitGroup
	for i := range keys {
		group.Go(func() {
			var err error
			if keys[i], err = KeyFile(path); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, key := range keys {
		if !bytes.Equal(key, keys[0]) || len(key) != KeySize {
			t.Errorf("two programs have the keys %x and %x", keys[0], key)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v, %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("files were left behind: %v", entries)
	}
	if err := os.WriteFile(path, []byte("not a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := KeyFile(path); !desk.Is(err, desk.Invalid) {
		t.Errorf("a damaged key file: %v", err)
	}
}
