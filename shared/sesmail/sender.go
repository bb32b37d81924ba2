// Package sesmail is the adapter that sends letters by Amazon Simple Email
// Service. No type or error of the SDK escapes it.
package sesmail

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"earlyhelp/shared/mail"
)

// Config says whose letters are sent and by which service. Region, endpoint
// and credentials default to the environment's, as on Lambda.
type Config struct {
	From     string // address of the sender, which SES has verified; empty for none
	Name     string // shown before From; default "Early help returns"
	Region   string
	Endpoint string
	Client   *http.Client
	Keys     aws.CredentialsProvider
}

// A Sender sends letters. It is safe for concurrent use.
type Sender struct {
	client *sesv2.Client
	from   string
}

var _ mail.Sender = (*Sender)(nil)

// Open returns a Sender, or nil where no From is configured. It sends nothing
// and asks nothing of the service.
func Open(ctx context.Context, c Config) (mail.Sender, error) {
	if c.From == "" {
		return nil, nil
	}
	from, err := mail.Address(c.From)
	if err != nil {
		return nil, fmt.Errorf("sender of mail: %w", err)
	}
	if c.Name == "" {
		c.Name = "Early help returns"
	}
	load := []func(*config.LoadOptions) error{
		// A second try after a lost answer could send a letter twice.
		config.WithRetryer(func() aws.Retryer { return aws.NopRetryer{} }),
	}
	if c.Region != "" {
		load = append(load, config.WithRegion(c.Region))
	}
	if c.Keys != nil {
		load = append(load, config.WithCredentialsProvider(c.Keys))
	}
	if c.Client != nil {
		load = append(load, config.WithHTTPClient(c.Client))
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return nil, fmt.Errorf("open mail service: %w", errors.New(err.Error()))
	}
	client := sesv2.NewFromConfig(cfg, func(o *sesv2.Options) {
		if c.Endpoint != "" {
			o.BaseEndpoint = &c.Endpoint
		}
	})
	return &Sender{client: client, from: fmt.Sprintf("%q <%s>", c.Name, from)}, nil
}

// Send implements mail.Sender. The reference is the message ID of SES.
func (s *Sender) Send(ctx context.Context, l mail.Letter) (string, error) {
	utf8 := aws.String("UTF-8")
	out, err := s.client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress: &s.from,
		Destination:      &types.Destination{ToAddresses: []string{l.To}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: &l.Subject, Charset: utf8},
			Body:    &types.Body{Text: &types.Content{Data: &l.Text, Charset: utf8}},
			// RFC 3834: so that no mailbox's absence notice answers.
			Headers: []types.MessageHeader{{Name: aws.String("Auto-Submitted"), Value: aws.String("auto-generated")}},
		}},
	})
	if err != nil {
		return "", translate(err)
	}
	return aws.ToString(out.MessageId), nil
}

// translate makes of an SDK's error one of ours. The service answers with a
// status below 500 when it did not take a letter; whatever else happens, it
// may have. Only the name of what is wrong is kept.
func translate(err error) error {
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) && answer.HTTPStatusCode() >= 400 && answer.HTTPStatusCode() < 500 {
		return fmt.Errorf("%w: %s", mail.ErrRefused, reason(err))
	}
	return fmt.Errorf("send mail: %s", reason(err))
}

// reason is the service's own name for what is wrong, or the status or kind of
// failure where it gives none: its sentences may repeat an address.
func reason(err error) string {
	var named interface{ ErrorCode() string }
	if errors.As(err, &named) && named.ErrorCode() != "" {
		return named.ErrorCode()
	}
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) && answer.HTTPStatusCode() > 0 {
		return fmt.Sprintf("status %d", answer.HTTPStatusCode())
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return "no answer in time"
	}
	return "no answer"
}
