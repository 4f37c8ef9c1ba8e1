package admin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"runtime/debug"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"heed/internal/desk"
)

// NewToken makes a random token of 256 bits and the hash under which it is kept.
func NewToken() (token string, hash []byte) {
	b := make([]byte, 32)
	rand.Read(b) // never fails: crypto/rand crashes the program instead
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, HashToken(token)
}

// HashToken is the hash under which a token is kept. A token is random, so that a fast hash
// is safe.
func HashToken(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

const (
	minPassword = 10
	maxPassword = 1024
)

// argon are the costs of a password's hash: RFC 9106's second choice, for machines with
// little memory.
var argon = &argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 2, SaltLength: 16, KeyLength: 32} // read only

// HashPassword refuses what is too short to be a password and hashes the rest with
// argon2id.
func HashPassword(password string) (string, error) {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return "", &desk.Error{Kind: desk.Invalid, Field: "password", Message: "The password is too short.",
			Mend: "Use at least 10 characters. A short sentence works best."}
	case len(password) > maxPassword:
		return "", &desk.Error{Kind: desk.Invalid, Field: "password", Message: "The password is too long."}
	}
	defer FreeHash()
	return argon2id.CreateHash(password, argon)
}

// FreeHash gives the 64 MB that a hash took back to the machine at once. Left alone they
// would stay for minutes after the last sign-in. It costs a tenth of the hash.
func FreeHash() { debug.FreeOSMemory() }
