package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"earlyhelp/shared/account"
	"earlyhelp/shared/period"
)

// A MessageKind says what a message asks for.
type MessageKind string

// The kinds of message.
const (
	NotSent      MessageKind = "not-sent"      // to the officer: the return has not come, or could not be accepted
	NotExplained MessageKind = "not-explained" // to the officer: figures wait to be explained
	NotApproved  MessageKind = "not-approved"  // to a partner: the return waits for their approval
)

// A Message is a reminder to one role of one area about one period. It is
// created once, under a key made of all that makes it this message and no
// other, so that whoever finds it due at the same time makes it once.
type Message struct {
	Period  string      `json:"period"`
	Area    string      `json:"area"`
	Day     period.Date `json:"day"`             // when it was due, in London
	Round   int         `json:"round,omitempty"` // the Round that asked for it; 0 of one that the schedule asked for
	To      string      `json:"to"`              // one of ContactRoles
	Kind    MessageKind `json:"kind"`
	Address string      `json:"address,omitempty"` // the mailbox of To when it was written
	// Kept says why the message goes into no mailbox and is only kept to be
	// read here; "" means that it is to be sent.
	Kept    string         `json:"kept,omitempty"`
	Subject string         `json:"subject"`
	Text    string         `json:"text"`
	By      account.Person `json:"by"`
	At      time.Time      `json:"at"`
}

// Name is what tells a message from all others of its area and period:
// 2026-10-29-officer, or 2026-10-29-r0001-health in the first round.
func (m Message) Name() string {
	name := m.Day.String() + "-"
	if m.Round > 0 {
		name += fmt.Sprintf("r%04d-", m.Round)
	}
	return name + strings.ReplaceAll(m.To, " ", "-")
}

// An Attempt says that a message was handed, or about to be handed, to the
// mail service. It comes before the handing over: a message whose attempt has
// neither been confirmed nor failed may have gone, and does not go again.
type Attempt struct {
	Number int       `json:"number"`
	At     time.Time `json:"at"`
}

// An AttemptEnd says how an attempt ended: Reference is the mail service's
// name for a message that it took, Problem why it did not.
type AttemptEnd struct {
	Number    int       `json:"number"`
	Reference string    `json:"reference,omitempty"`
	Problem   string    `json:"problem,omitempty"`
	At        time.Time `json:"at"`
}

// A Posted is a message and how far it has come.
type Posted struct {
	Message
	Key      string
	Attempts int        // begun
	Failed   []int      // numbers of the attempts that the mail service turned down
	Sent     bool       // the mail service took it
	End      AttemptEnd // of the last attempt that ended; the zero value while none has
}

// Doubtful reports whether an attempt was begun of which nobody knows how it
// ended: a process ended, or the mail service did not answer.
func (p Posted) Doubtful() bool { return !p.Sent && p.Attempts > len(p.Failed) }

// A Round is a decision to remind, at once, every area that is behind.
type Round struct {
	Period string         `json:"period"`
	Number int            `json:"number"`
	Areas  []string       `json:"areas"` // DfE numbers of those to remind, in order
	By     account.Person `json:"by"`
	At     time.Time      `json:"at"`
}

// Messages and Rounds are what the keys of messages and rounds begin with.
const (
	Messages = "ledger/messages/"
	Rounds   = "ledger/rounds/"
)

// MessageKey is where a Message is kept.
func MessageKey(p period.Period, dfe, name string) string {
	return messageKey(p, dfe, name, "message.json")
}

func messageKey(p period.Period, dfe, name, file string) string {
	return Messages + p.String() + "/" + dfe + "/" + name + "/" + file
}

// AttemptKey is where the n-th Attempt to send a message is kept.
func AttemptKey(p period.Period, dfe, name string, n int) string {
	return messageKey(p, dfe, name, fmt.Sprintf("attempt-%04d.json", n))
}

// SentMessageKey is where the AttemptEnd is kept that succeeded.
func SentMessageKey(p period.Period, dfe, name string) string {
	return messageKey(p, dfe, name, "sent.json")
}

// FailedKey is where the AttemptEnd of the n-th attempt is kept if it failed.
func FailedKey(p period.Period, dfe, name string, n int) string {
	return messageKey(p, dfe, name, fmt.Sprintf("failed-%04d.json", n))
}

// RoundKey is where the n-th Round of a period is kept.
func RoundKey(p period.Period, n int) string { return fmt.Sprintf("%s%s/%04d.json", Rounds, p, n) }

var (
	messageName = regexp.MustCompile(`^\d{4}-\d\d-\d\d-(r\d{4}-)?(officer|local-authority|health|police|education)$`)
	messageFile = regexp.MustCompile(`^(message|sent|(?:attempt|failed)-(\d{4}))\.json$`)
)

// ParseMessageKey reads a MessageKey, AttemptKey, SentMessageKey or FailedKey
// back. File is message, attempt, sent or failed; n is the number of an
// attempt or failure.
func ParseMessageKey(key string) (p period.Period, dfe, name, file string, n int, ok bool) {
	rest, found := strings.CutPrefix(key, Messages)
	parts := strings.Split(rest, "/")
	if !found || len(parts) != 4 || !validDFE(parts[1]) || !messageName.MatchString(parts[2]) {
		return period.Period{}, "", "", "", 0, false
	}
	p, err := period.Parse(parts[0])
	m := messageFile.FindStringSubmatch(parts[3])
	_, err2 := period.ParseDate(parts[2][:10])
	if err != nil || err2 != nil || m == nil {
		return period.Period{}, "", "", "", 0, false
	}
	file, _, _ = strings.Cut(m[1], "-")
	if m[2] != "" {
		n, _ = strconv.Atoi(m[2])
	}
	return p, parts[1], parts[2], file, n, m[2] == "" || n > 0
}

// ParseRoundKey reads a RoundKey back.
func ParseRoundKey(key string) (p period.Period, n int, ok bool) {
	rest, _ := strings.CutPrefix(key, Rounds)
	code, number, _ := strings.Cut(rest, "/")
	p, err := period.Parse(code)
	n, err2 := strconv.Atoi(strings.TrimSuffix(number, ".json"))
	if err != nil || err2 != nil || n < 1 || RoundKey(p, n) != key {
		return period.Period{}, 0, false
	}
	return p, n, true
}

// AddMessage records a message that is to go out, or is kept. It returns
// ErrExists when it is recorded already: nothing more is to be done then.
func (l *Ledger) AddMessage(ctx context.Context, m Message) error {
	p, err := period.Parse(m.Period)
	if err != nil {
		return fmt.Errorf("add message: %w", err)
	}
	key := MessageKey(p, m.Area, m.Name())
	if _, _, _, _, _, ok := ParseMessageKey(key); !ok {
		return fmt.Errorf("add message %s: malformed", key)
	}
	return l.create(ctx, key, m)
}

// AddAttempt records that the n-th attempt to send a message begins. Only who
// records it may hand the message over: everyone else gets ErrExists.
func (l *Ledger) AddAttempt(ctx context.Context, m Message, a Attempt) error {
	p, err := period.Parse(m.Period)
	if err != nil {
		return fmt.Errorf("add attempt: %w", err)
	}
	return l.create(ctx, AttemptKey(p, m.Area, m.Name(), a.Number), a)
}

// EndAttempt records how an attempt ended. That it is recorded already is no
// error.
func (l *Ledger) EndAttempt(ctx context.Context, m Message, e AttemptEnd) error {
	p, err := period.Parse(m.Period)
	if err != nil {
		return fmt.Errorf("end attempt: %w", err)
	}
	key := SentMessageKey(p, m.Area, m.Name())
	if e.Problem != "" {
		key = FailedKey(p, m.Area, m.Name(), e.Number)
	}
	if err := l.create(ctx, key, e); err != nil && !errors.Is(err, ErrExists) {
		return err
	}
	return nil
}

// PeriodMessages returns every message about a period that was due on or after
// a day, in order of day, then area. The zero Date means all.
func (l *Ledger) PeriodMessages(ctx context.Context, p period.Period, since period.Date) ([]Posted, error) {
	return l.posted(ctx, Messages+p.String()+"/", since)
}

// AreaMessages returns every message about a period to an area, in order of
// day.
func (l *Ledger) AreaMessages(ctx context.Context, p period.Period, dfe string) ([]Posted, error) {
	return l.posted(ctx, Messages+p.String()+"/"+dfe+"/", period.Date{})
}

func (l *Ledger) posted(ctx context.Context, prefix string, since period.Date) ([]Posted, error) {
	type folder struct{ dfe, name string }
	found := map[folder]*Posted{}
	ends := map[string]*Posted{}
	var messages, ended []string
	for key, err := range l.o.List(ctx, prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", prefix, err)
		}
		_, dfe, name, file, n, ok := ParseMessageKey(key)
		if !ok || name[:10] < since.String() {
			continue
		}
		m := found[folder{dfe, name}]
		if m == nil {
			m = &Posted{}
			found[folder{dfe, name}] = m
		}
		switch file {
		case "message":
			m.Key = key
			messages = append(messages, key)
		case "attempt":
			m.Attempts = max(m.Attempts, n)
		case "failed":
			m.Failed = append(m.Failed, n)
			ended, ends[key] = append(ended, key), m
		case "sent":
			m.Sent = true
			ended, ends[key] = append(ended, key), m
		}
	}
	texts, err := getAll[Message](ctx, l, messages)
	if err != nil {
		return nil, err
	}
	results, err := getAll[AttemptEnd](ctx, l, ended)
	if err != nil {
		return nil, err
	}
	for i, key := range ended {
		if m := ends[key]; results[i].Number >= m.End.Number {
			m.End = results[i]
		}
	}
	all := make([]Posted, 0, len(messages))
	for i, key := range messages {
		_, dfe, name, _, _, _ := ParseMessageKey(key)
		m := found[folder{dfe, name}]
		m.Message = texts[i]
		all = append(all, *m)
	}
	slices.SortStableFunc(all, func(a, b Posted) int { return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Area, b.Area)) })
	return all, nil
}

// AddRound records a decision to remind. Its Number is that of the last round
// of the period plus 1, as whoever decides saw it. It returns ErrExists when
// somebody else's took the number: then they have reminded.
func (l *Ledger) AddRound(ctx context.Context, r Round) error {
	p, err := period.Parse(r.Period)
	if err != nil {
		return fmt.Errorf("add round: %w", err)
	}
	before, err := l.roundKeys(ctx, p)
	if err != nil {
		return fmt.Errorf("add round: %w", err)
	}
	if r.Number < 1 || r.Number > len(before)+1 {
		return fmt.Errorf("add round of %s: number %d does not follow %d", r.Period, r.Number, len(before))
	}
	return l.create(ctx, RoundKey(p, r.Number), r)
}

// PeriodRounds returns the decisions to remind of a period, the first first.
func (l *Ledger) PeriodRounds(ctx context.Context, p period.Period) ([]Round, error) {
	keys, err := l.roundKeys(ctx, p)
	if err != nil {
		return nil, err
	}
	return getAll[Round](ctx, l, keys)
}

func (l *Ledger) roundKeys(ctx context.Context, p period.Period) ([]string, error) {
	return l.keys(ctx, Rounds+p.String()+"/", func(key string) bool {
		_, _, ok := ParseRoundKey(key)
		return ok
	})
}

// Message returns one message by what its key is made of, or ErrNotFound.
func (l *Ledger) Message(ctx context.Context, p period.Period, dfe, name string) (Message, error) {
	key := MessageKey(p, dfe, name)
	if _, _, _, _, _, ok := ParseMessageKey(key); !ok {
		return Message{}, ErrNotFound
	}
	all, err := getAll[Message](ctx, l, []string{key})
	if err != nil {
		return Message{}, err
	}
	return all[0], nil
}
