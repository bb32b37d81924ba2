package sesmail_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"earlyhelp/shared/mail"
	"earlyhelp/shared/sesmail"
)

var letter = mail.Letter{To: "early.help@leeds.gov.uk", Subject: "Leeds: early help return", Text: "To the data officer\n\nSend it – soon.\n"}

func open(t *testing.T, answer http.HandlerFunc) mail.Sender {
	t.Helper()
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	s, err := sesmail.Open(t.Context(), sesmail.Config{From: "help@example.org", Region: "eu-west-2", Endpoint: srv.URL,
		Keys: credentials.NewStaticCredentialsProvider("key", "secret", "")})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSend(t *testing.T) {
	var sent struct {
		FromEmailAddress string
		Destination      struct{ ToAddresses []string }
		Content          struct {
			Simple struct {
				Subject struct{ Data string }
				Body    struct{ Text struct{ Data string } }
				Headers []struct{ Name, Value string }
			}
		}
	}
	s := open(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != "POST" || r.URL.Path != "/v2/email/outbound-emails" || !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256") {
			t.Errorf("%s %s, signed %q", r.Method, r.URL.Path, r.Header.Get("Authorization"))
		}
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			t.Error(err)
		}
		io.WriteString(w, `{"MessageId":"0102"}`)
	})
	ref, err := s.Send(t.Context(), letter)
	if err != nil || ref != "0102" {
		t.Fatalf("Send = %q, %v", ref, err)
	}
	m := sent.Content.Simple
	if sent.FromEmailAddress != `"Early help returns" <help@example.org>` || len(sent.Destination.ToAddresses) != 1 || sent.Destination.ToAddresses[0] != letter.To ||
		m.Subject.Data != letter.Subject || m.Body.Text.Data != letter.Text || len(m.Headers) != 1 || m.Headers[0].Name != "Auto-Submitted" {
		t.Errorf("sent %+v", sent)
	}
}

// A letter goes at most once to the service, and only what it turned down
// counts as not sent.
func TestFailures(t *testing.T) {
	for _, tt := range []struct {
		name    string
		status  int
		body    string
		refused bool
		says    string
	}{
		{"the mailbox is on the list of those that bounce", 400, `{"__type":"MessageRejected","message":"early.help@leeds.gov.uk is not verified"}`, true, "MessageRejected"},
		{"too many at once", 429, `{"__type":"TooManyRequestsException"}`, true, "TooManyRequestsException"},
		{"no permission", 403, `{"__type":"AccessDeniedException"}`, true, "AccessDenied"},
		{"a fault of the service", 500, `{"__type":"InternalServiceErrorException"}`, false, "send mail"},
		{"a gateway that gave up", 504, ``, false, "send mail"},
		{"an answer that breaks off", 0, ``, false, "no answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int32
			s := open(t, func(w http.ResponseWriter, _ *http.Request) {
				calls.Add(1)
				if tt.status == 0 {
					panic(http.ErrAbortHandler)
				}
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.body)
			})
			_, err := s.Send(t.Context(), letter)
			if err == nil || errors.Is(err, mail.ErrRefused) != tt.refused || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Send = %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "leeds") {
				t.Errorf("the error repeats the address: %v", err)
			}
			if n := calls.Load(); n != 1 {
				t.Errorf("the letter was handed over %d times", n)
			}
		})
	}
}

func TestOpenWantsASender(t *testing.T) {
	for _, from := range []string{"nobody", "A <a@example.org>", "a@b@example.org"} {
		if _, err := sesmail.Open(context.Background(), sesmail.Config{From: from, Region: "eu-west-2"}); err == nil {
			t.Errorf("Open with %q: no error", from)
		}
	}
	if s, err := sesmail.Open(context.Background(), sesmail.Config{}); s != nil || err != nil {
		t.Errorf("Open of nobody = %v, %v, want nil", s, err)
	}
}
