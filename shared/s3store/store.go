// Package s3store keeps objects in one bucket through the S3 API: on AWS, and
// in the server that the local runner embeds. It is the only package that
// knows the SDK; every error that callers branch on is one of the ledger's.
//
// Writing is exact even when answers are lost. Each write carries a random
// mark as metadata, so that a write which was sent again after a lost answer
// recognises its own work, and nobody else's, in what it finds.
package s3store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"earlyhelp/shared/ledger"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A Config says where the bucket is and how to reach it.
type Config struct {
	Bucket   string
	Region   string // "": the environment's, as the SDK finds it
	Endpoint string // "": AWS
	// AccessKey and SecretKey are fixed credentials; both empty means the
	// SDK's default chain, which is a Lambda's own role.
	AccessKey, SecretKey string
	PathStyle            bool // http://host/bucket/key rather than http://bucket.host/key

	// MD5ETags says that the server's ETags are the MD5 of the bytes, and
	// that an ETag may be answered with the bytes before or after its own
	// while an object is replaced. Get then reads until the two fit. The
	// embedded server is such a one; S3 is not.
	MD5ETags bool

	Client         *http.Client  // nil: the SDK's
	AttemptTimeout time.Duration // of one request; 0: 30 seconds
}

// A Store is one bucket. It is safe for concurrent use.
type Store struct {
	client  *s3.Client
	presign *s3.PresignClient
	bucket  string
	timeout time.Duration
	md5     bool
	retries *retry.Standard // tells which errors are worth another attempt
}

var _ ledger.Objects = (*Store)(nil)

// attempts is how often a request is sent before it counts as failed, and
// firstWait what passes before the second at the most; it doubles each time.
// So the last is sent within 1.5 s of the first's failing: short enough for a
// page, and queues try again after that.
const (
	attempts  = 5
	firstWait = 100 * time.Millisecond
)

// maxObject guards memory: the largest object of ours is a search index,
// 35 MB for 3,000 reviews when measured in 2026.
const maxObject = 256 << 20

// Open returns the Store for a bucket. It sends nothing yet.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Bucket == "" {
		return nil, errors.New("open bucket: no name")
	}
	options := s3.Options{Region: c.Region}
	if c.AccessKey != "" {
		// Nothing of the machine's own AWS settings must reach a local server.
		fixed := aws.Credentials{AccessKeyID: c.AccessKey, SecretAccessKey: c.SecretKey, Source: "fixed"}
		options.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return fixed, nil })
	} else {
		cfg, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return nil, fmt.Errorf("open bucket %s: %w", c.Bucket, err)
		}
		options = s3.NewFromConfig(cfg).Options()
		options.Region = cmp.Or(c.Region, options.Region)
	}
	options.UsePathStyle = c.PathStyle
	options.Retryer = aws.NopRetryer{} // Store.try repeats, knowing what a repeat means
	if c.Endpoint != "" {
		options.BaseEndpoint = &c.Endpoint
	}
	if c.Client != nil {
		options.HTTPClient = c.Client
	}
	client := s3.New(options)
	s := &Store{
		client:  client,
		presign: s3.NewPresignClient(client),
		bucket:  c.Bucket,
		timeout: c.AttemptTimeout,
		md5:     c.MD5ETags,
		retries: retry.NewStandard(),
	}
	if s.timeout == 0 {
		s.timeout = 30 * time.Second
	}
	return s, nil
}

// try calls f until it succeeds, fails for good or has been tried often
// enough. F gets a context with the time limit of one attempt, and again:
// whether an earlier attempt may have taken effect without our hearing of it.
func (s *Store) try(ctx context.Context, f func(ctx context.Context, again bool) error) error {
	again := false
	for n := 1; ; n++ {
		attempt, cancel := context.WithTimeout(ctx, s.timeout)
		err := f(attempt, again)
		timedOut := attempt.Err() != nil && ctx.Err() == nil
		cancel()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case n == attempts, !timedOut && !isConflict(err) && !isTorn(err) && !s.retries.IsErrorRetryable(err):
			return err
		}
		again = again || !isConflict(err)
		select {
		case <-time.After(rand.N(firstWait << (n - 1))):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
