package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"heed/internal/desk"
)

// KeySize is the length of the key that seals credentials: AES-256.
const KeySize = 32

// keyVersion stands before every sealed value, so that another way can follow this one.
const keyVersion = 1

// A Sealer seals credentials with AES-256-GCM. What a value belongs to is authenticated
// with it, so that it cannot be moved to another account. It is safe for concurrent use.
type Sealer struct {
	aead   cipher.AEAD
	graves []byte // key of tombstones
}

// NewSealer makes a Sealer of a key of [KeySize] bytes.
func NewSealer(key []byte) (*Sealer, error) {
	if len(key) != KeySize {
		return nil, desk.Errorf(desk.Invalid, "The key for credentials has %d bytes and must have %d.", len(key), KeySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &Sealer{aead, graveKey(key)}, nil
}

// ParseKey reads a key as a person gives it: 64 hexadecimal digits or base64.
func ParseKey(s string) ([]byte, error) {
	s = strings.TrimSpace(s)
	if key, err := hex.DecodeString(s); err == nil && len(key) == KeySize {
		return key, nil
	}
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if key, err := e.DecodeString(s); err == nil && len(key) == KeySize {
			return key, nil
		}
	}
	return nil, &desk.Error{Kind: desk.Invalid, Message: "The key for credentials is not 32 bytes in hexadecimal or base64.",
		Mend: "Make one with: openssl rand -hex 32"}
}

// KeyFile reads the key from a file, and makes the file with a new key, readable by its
// owner alone, where there is none. Two programs that start at once get the same key.
func KeyFile(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKeyFile(path); err != nil {
			return nil, fmt.Errorf("make the key file: %w", err)
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	key, err := ParseKey(string(text))
	if err != nil {
		return nil, &desk.Error{Kind: desk.Invalid, Message: "The key file " + path + " is damaged.",
			Mend: "Restore it from a backup. Without it the credentials of the accounts are lost and must be entered again.", Err: err}
	}
	return key, nil
}

// makeKeyFile writes the whole file beside its place and links it there: whoever reads
// sees no half of it, and the first one wins.
func makeKeyFile(path string) (err error) {
	key := make([]byte, KeySize)
	if _, err := rand.Read(key); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (s *Sealer) seal(owner string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 1+s.aead.NonceSize(), 1+s.aead.NonceSize()+len(plain)+s.aead.Overhead())
	out[0] = keyVersion
	nonce := out[1:]
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return s.aead.Seal(out, nonce, plain, []byte(owner)), nil
}

func (s *Sealer) open(owner string, sealed []byte, v any) error {
	n := 1 + s.aead.NonceSize()
	if len(sealed) < n || sealed[0] != keyVersion {
		return wrongKey(nil)
	}
	plain, err := s.aead.Open(nil, sealed[1:n], sealed[n:], []byte(owner))
	if err != nil {
		return wrongKey(err)
	}
	return json.Unmarshal(plain, v)
}

func wrongKey(err error) error {
	return &desk.Error{Kind: desk.Unavailable, Message: "The credentials cannot be opened with this key.",
		Mend: "Start heed with the key that they were sealed with, or enter them again.", Err: err}
}

func (tx *Tx) sealer() (*Sealer, error) {
	if tx.db.seal == nil {
		return nil, &desk.Error{Kind: desk.Unavailable, Message: "There is no key to seal credentials with.",
			Mend: "Set HEED_SECRET_KEY to 32 random bytes in hexadecimal, the same on every machine."}
	}
	return tx.db.seal, nil
}

// sealed seals a value of an owner.
func (tx *Tx) sealed(owner string, v any) ([]byte, error) {
	s, err := tx.sealer()
	if err != nil {
		return nil, err
	}
	return s.seal(owner, v)
}

// unseal opens what sealed made.
func (tx *Tx) unseal(owner string, sealed []byte, v any) error {
	s, err := tx.sealer()
	if err != nil {
		return err
	}
	return s.open(owner, sealed, v)
}

// Secrets opens the credentials of an account; nil if there are none.
func (tx *Tx) Secrets(id desk.AccountID) (_ map[string]string, err error) {
	defer call(&err, "Secrets(%d)", id)
	var sealed []byte
	if err := tx.find("account", int64(id), "SELECT secrets FROM accounts WHERE id = $1", &sealed); err != nil || sealed == nil {
		return nil, err
	}
	s, err := tx.sealer()
	if err != nil {
		return nil, err
	}
	var secrets map[string]string
	return secrets, s.open(desk.AccountScope(id), sealed, &secrets)
}

// SaveSecrets seals the credentials of an account; none takes them away.
func (tx *Tx) SaveSecrets(id desk.AccountID, secrets map[string]string) (err error) {
	defer call(&err, "SaveSecrets(%d)", id)
	var sealed any
	if len(secrets) > 0 {
		s, err := tx.sealer()
		if err != nil {
			return err
		}
		if sealed, err = s.seal(desk.AccountScope(id), secrets); err != nil {
			return err
		}
	}
	return tx.one("account", int64(id), "UPDATE accounts SET secrets = $1 WHERE id = $2", sealed, int64(id))
}
