package s3store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"earlyhelp/shared/ledger"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// markName is the metadata that tells one write from another
// (x-amz-meta-write on the wire).
const markName = "write"

// errOutcomeUnknown reports a swap whose answer was lost and whose object was
// replaced before we could look: it may have taken effect for a moment.
var errOutcomeUnknown = errors.New("the answer was lost and the object has moved on; read it and start again")

// Create implements ledger.Objects.
func (s *Store) Create(ctx context.Context, key string, body []byte, contentType string) error {
	err := s.put(ctx, &s3.PutObjectInput{Key: &key, ContentType: &contentType, IfNoneMatch: aws.String("*")}, body)
	switch {
	case errors.Is(err, errOutcomeUnknown), status(err) == http.StatusPreconditionFailed:
		// What is there is not ours. Objects that are created once are not
		// replaced, so ours never was.
		return fail("create", key, err, ledger.ErrExists)
	}
	return fail("create", key, err, contextError(err))
}

// Swap implements ledger.Objects.
func (s *Store) Swap(ctx context.Context, key string, body []byte, etag string) error {
	in := &s3.PutObjectInput{Key: &key, ContentType: aws.String("application/json")}
	if etag == "" {
		in.IfNoneMatch = aws.String("*")
	} else {
		in.IfMatch = &etag
	}
	err := s.put(ctx, in, body)
	if status(err) == http.StatusPreconditionFailed || isAbsent(err) { // 404: If-Match on nothing
		return fail("swap", key, err, ledger.ErrStale)
	}
	return fail("swap", key, err, contextError(err))
}

// put writes conditionally. Where an object and its ETag are not replaced as
// one, the condition may fail on an object that another writer is about to
// put in place: it is then asked again, until that one can be read.
func (s *Store) put(ctx context.Context, in *s3.PutObjectInput, body []byte) error {
	for n := 0; ; n++ {
		err := s.putOnce(ctx, in, body)
		if !s.md5 || status(err) != http.StatusPreconditionFailed {
			return err
		}
		_, found, lookErr := s.mark(ctx, *in.Key)
		if found || lookErr != nil {
			return cmp.Or(lookErr, err)
		}
		if n == rereads {
			return errors.New("something is said to be there, but cannot be read")
		}
		time.Sleep(time.Millisecond << min(n, 6))
	}
}

// putOnce writes conditionally. When its condition fails after an answer was
// lost, it looks whether what is there is its own doing.
func (s *Store) putOnce(ctx context.Context, in *s3.PutObjectInput, body []byte) error {
	mark := rand.Text()
	in.Bucket, in.Metadata = &s.bucket, map[string]string{markName: mark}
	lost := false
	err := s.try(ctx, func(ctx context.Context, again bool) error {
		lost = again
		in.Body = bytes.NewReader(body)
		_, err := s.client.PutObject(ctx, in)
		return err
	})
	if !lost || status(err) != http.StatusPreconditionFailed && status(err) != http.StatusNotFound {
		return err
	}
	now, found, lookErr := s.mark(ctx, *in.Key)
	switch {
	case lookErr != nil:
		return lookErr
	case !found: // had ours been written, it would still be there
		return err
	case now == mark:
		return nil
	}
	return errOutcomeUnknown
}

// Delete implements ledger.Objects. It removes every version, so that what is
// refused as not anonymous is gone rather than hidden.
func (s *Store) Delete(ctx context.Context, key string) error {
	err := s.try(ctx, func(ctx context.Context, _ bool) error {
		return s.versions(ctx, key, func(version string) error {
			_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.bucket, Key: &key, VersionId: &version})
			if status(err) == http.StatusNotFound {
				return nil
			}
			return err
		})
	})
	return fail("delete", key, err, contextError(err))
}
