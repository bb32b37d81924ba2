package bucketevent

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
)

func TestConsumer(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name     string
		messages []events.SQSMessage
		listing  error
		done     []string // in this order
		failed   []string // messages
	}{
		{"nothing", nil, nil, nil, nil},
		{"each key of each message", []events.SQSMessage{Message("1", "in/a", "in/b"), Message("2", "in/c")}, nil, []string{"in/a", "in/b", "in/c"}, nil},
		{"keys of another prefix", []events.SQSMessage{Message("1", "out/a", "in/b")}, nil, []string{"in/b"}, nil},
		{"one that fails does not stop the others", []events.SQSMessage{Message("1", "in/bad", "in/b"), Message("2", "in/c")}, nil, []string{"in/bad", "in/b", "in/c"}, []string{"1"}},
		{"a message without a key is everything that waits", []events.SQSMessage{Message("1")}, nil, []string{"in/x", "in/y"}, nil},
		{"a listing that fails", []events.SQSMessage{Message("1"), Message("2", "in/a")}, broken, []string{"in/a"}, []string{"1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var done []string
			c := Consumer{Name: "test", Prefix: "in/", Log: slog.New(slog.DiscardHandler),
				List: func(_ context.Context, prefix, _ string) iter.Seq2[string, error] {
					return func(yield func(string, error) bool) {
						if tt.listing != nil {
							yield("", tt.listing)
							return
						}
						_ = yield(prefix+"x", nil) && yield(prefix+"y", nil)
					}
				},
				Do: func(_ context.Context, key string) error {
					done = append(done, key)
					if key == "in/bad" {
						return broken
					}
					return nil
				}}
			out, err := c.Handle(t.Context(), events.SQSEvent{Records: tt.messages})
			var failed []string
			for _, f := range out.BatchItemFailures {
				failed = append(failed, f.ItemIdentifier)
			}
			if d := cmp.Diff(tt.done, done); d != "" || err != nil {
				t.Errorf("done, %v (-want +got):\n%s", err, d)
			}
			if d := cmp.Diff(tt.failed, failed); d != "" {
				t.Errorf("failed (-want +got):\n%s", d)
			}
		})
	}
}
