package config

import (
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
)

// redacted is what secrets print as, however they are printed.
const redacted = "[redacted]"

// A Secret is text that must not be printed. Reveal gives the text.
type Secret struct{ text string }

// NewSecret returns text as a Secret.
func NewSecret(text string) Secret { return Secret{text} }

// Reveal returns the secret text.
func (s Secret) Reveal() string { return s.text }

// UnmarshalText takes any text.
func (s *Secret) UnmarshalText(b []byte) error {
	s.text = string(b)
	return nil
}

// Format prints [redacted] for every verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, redacted) }

// MarshalText writes [redacted], so that JSON does too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue logs [redacted].
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// A Key is a secret of 32 bytes, set as 64 hexadecimal digits: an AES-256 or
// HMAC-SHA-256 key. It prints as [redacted].
type Key struct{ bytes [32]byte }

// Reveal returns the key's 32 bytes.
func (k Key) Reveal() []byte { return k.bytes[:] }

// UnmarshalText reads 64 hexadecimal digits.
func (k *Key) UnmarshalText(b []byte) error {
	if hex.DecodedLen(len(b)) != len(k.bytes) || len(b)%2 != 0 {
		return errors.New("is not 64 hexadecimal digits")
	}
	if _, err := hex.Decode(k.bytes[:], b); err != nil {
		return errors.New("is not 64 hexadecimal digits")
	}
	return nil
}

// Format prints [redacted] for every verb.
func (k Key) Format(f fmt.State, _ rune) { fmt.Fprint(f, redacted) }

// MarshalText writes [redacted].
func (k Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue logs [redacted].
func (k Key) LogValue() slog.Value { return slog.StringValue(redacted) }
