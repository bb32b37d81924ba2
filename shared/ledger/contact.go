package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"earlyhelp/shared/account"
)

// ContactsPrefix is what the keys of all Contacts begin with.
const ContactsPrefix = "ledger/contacts/"

// Contacts are the mailboxes of roles in one area, to which reminders go. The
// highest number is in force, whole.
type Contacts struct {
	Area      string         `json:"area"`
	Number    int            `json:"number"`
	Mailboxes []Mailbox      `json:"mailboxes"` // in the order of ContactRoles; those without an address are left out
	By        account.Person `json:"by"`
	At        time.Time      `json:"at"`
}

// A Mailbox is where messages for a role of an area go. It belongs to the role
// and not to a person.
type Mailbox struct {
	For     string `json:"for"` // one of ContactRoles
	Address string `json:"address"`
}

// ContactRoles returns who in an area has a mailbox: its data officer, and the
// lead of each partner.
func ContactRoles() []string { return append([]string{string(account.Officer)}, account.Partners()...) }

// Address returns the mailbox of a role, "" where none is known.
func (c Contacts) Address(role string) string {
	for _, m := range c.Mailboxes {
		if m.For == role {
			return m.Address
		}
	}
	return ""
}

// ContactsKey is where the n-th Contacts of an area are kept.
func ContactsKey(dfe string, n int) string {
	return fmt.Sprintf("%s%s/%04d.json", ContactsPrefix, dfe, n)
}

// ParseContactsKey reads a ContactsKey back.
func ParseContactsKey(key string) (dfe string, n int, ok bool) {
	rest, _ := strings.CutPrefix(key, ContactsPrefix)
	dfe, number, _ := strings.Cut(rest, "/")
	n, err := strconv.Atoi(strings.TrimSuffix(number, ".json"))
	if err != nil || n < 1 || !validDFE(dfe) || ContactsKey(dfe, n) != key {
		return "", 0, false
	}
	return dfe, n, true
}

// SetContacts puts contacts in force. Their Number is that of those in force
// plus 1, as whoever sets them saw it; 0 takes the next. It returns ErrExists
// when somebody else's took the number.
func (l *Ledger) SetContacts(ctx context.Context, c Contacts) error {
	if !validDFE(c.Area) {
		return fmt.Errorf("set contacts of area %q: malformed", c.Area)
	}
	roles := ContactRoles()
	for _, m := range c.Mailboxes {
		if !slices.Contains(roles, m.For) || m.Address == "" {
			return fmt.Errorf("set contacts of %s: malformed mailbox for %q", c.Area, m.For)
		}
	}
	before, err := l.contactKeys(ctx, ContactsPrefix+c.Area+"/")
	if err != nil {
		return fmt.Errorf("set contacts of %s: %w", c.Area, err)
	}
	if c.Number == 0 {
		c.Number = len(before) + 1
	}
	if c.Number < 1 || c.Number > len(before)+1 {
		return fmt.Errorf("set contacts of %s: number %d does not follow %d", c.Area, c.Number, len(before))
	}
	err = l.create(ctx, ContactsKey(c.Area, c.Number), c)
	if errors.Is(err, ErrExists) {
		return fmt.Errorf("set contacts of %s, number %d: %w", c.Area, c.Number, ErrExists)
	}
	return err
}

// Contacts returns the contacts of an area that are in force; without a Number
// where none were ever set.
func (l *Ledger) Contacts(ctx context.Context, dfe string) (Contacts, error) {
	keys, err := l.contactKeys(ctx, ContactsPrefix+dfe+"/")
	if err != nil || len(keys) == 0 {
		return Contacts{Area: dfe}, err
	}
	last, err := getAll[Contacts](ctx, l, keys[len(keys)-1:])
	if err != nil {
		return Contacts{}, err
	}
	return last[0], nil
}

// ContactsOf returns the contacts in force of several areas, by area.
func (l *Ledger) ContactsOf(ctx context.Context, areas []string) (map[string]Contacts, error) {
	all := make([]Contacts, len(areas))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(readAhead)
	for i, dfe := range areas {
		g.Go(func() (err error) {
			all[i], err = l.Contacts(ctx, dfe)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	by := make(map[string]Contacts, len(all))
	for _, c := range all {
		by[c.Area] = c
	}
	return by, nil
}

func (l *Ledger) contactKeys(ctx context.Context, prefix string) ([]string, error) {
	return l.keys(ctx, prefix, func(key string) bool {
		_, _, ok := ParseContactsKey(key)
		return ok
	})
}
