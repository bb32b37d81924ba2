package bucketevent

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// A Consumer is a function that deals with each object that arrives under a
// prefix. All fields are required.
type Consumer struct {
	Name   string // of the function, for the log
	Prefix string // of the keys it deals with; others are passed over
	List   func(ctx context.Context, prefix, after string) iter.Seq2[string, error]
	Do     func(ctx context.Context, key string) error // does nothing for what has been done
	Log    *slog.Logger
}

// Handle deals with every object that a batch of messages tells of, and
// reports the messages whose objects it could not deal with. A message that
// does not say what arrived stands for everything under the prefix.
func (c Consumer) Handle(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
	var out events.SQSEventResponse
	for _, m := range e.Records {
		keys, unknown := Keys(m)
		var errs []error
		if unknown {
			waiting, err := c.waiting(ctx)
			keys, errs = append(keys, waiting...), append(errs, err)
		}
		for _, key := range keys {
			if strings.HasPrefix(key, c.Prefix) {
				errs = append(errs, c.Do(ctx, key))
			}
		}
		if err := errors.Join(errs...); err != nil {
			c.Log.ErrorContext(ctx, c.Name+": failed, will be tried again", "message", m.MessageId, "err", err)
			out.BatchItemFailures = append(out.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
		}
	}
	return out, nil
}

// waiting returns the keys of everything under the prefix.
func (c Consumer) waiting(ctx context.Context) ([]string, error) {
	var keys []string
	for key, err := range c.List(ctx, c.Prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list what waits: %w", err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}
