package mail

import (
	"context"
	"errors"
	netmail "net/mail"
	"strings"
)

// A Letter is a message on its way to one mailbox. Text is plain, in lines.
type Letter struct{ To, Subject, Text string }

// A Sender hands letters to a mail service.
type Sender interface {
	// Send returns the service's own name for a letter that it took. An error
	// that is ErrRefused says that the letter has not gone; after any other
	// nobody knows, and the letter must not be sent again.
	Send(ctx context.Context, l Letter) (reference string, err error)
}

// ErrRefused reports a letter that the mail service certainly did not take.
var ErrRefused = errors.New("the mail service did not take the message")

// ErrAddress reports text that is not the address of a mailbox.
var ErrAddress = errors.New("an address is like early.help@leeds.gov.uk")

// maxAddress is the longest address: RFC 5321, section 4.5.3.1.3 allows a path
// of 256 with its brackets.
const maxAddress = 254

// Address returns the address of a mailbox as it is kept, without the space
// around it; "" for an empty one. It is ErrAddress for anything but a bare
// address in ASCII at a name with a dot.
func Address(typed string) (string, error) {
	s := strings.TrimSpace(typed)
	if s == "" {
		return "", nil
	}
	a, err := netmail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s || len(s) > maxAddress || strings.ContainsFunc(s, odd) {
		return "", ErrAddress
	}
	at := strings.LastIndex(s, "@")
	domain := s[at+1:]
	if !strings.Contains(domain, ".") || strings.Contains(domain, "..") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") {
		return "", ErrAddress
	}
	return s[:at+1] + strings.ToLower(domain), nil
}

// odd reports runes that no mailbox of a public body has and that could break
// a header or deceive a reader.
func odd(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),:;<>[]\`, r)
}
