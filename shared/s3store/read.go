package s3store

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"

	"earlyhelp/shared/ledger"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Get implements ledger.Objects.
func (s *Store) Get(ctx context.Context, key string) (body []byte, etag string, err error) {
	err = s.try(ctx, func(ctx context.Context, _ bool) error {
		for n := 0; ; n++ {
			body, etag, err = s.read(ctx, key)
			if !s.md5 || n == rereads || !isTorn(err) {
				return err
			}
			time.Sleep(time.Millisecond)
		}
	})
	switch {
	case isAbsent(err):
		return nil, "", fail("get", key, err, ledger.ErrNotFound)
	case err != nil:
		return nil, "", fail("get", key, err, contextError(err))
	case len(body) > maxObject:
		return nil, "", fail("get", key, fmt.Errorf("larger than %d bytes", maxObject), nil)
	}
	return body, etag, nil
}

// rereads is how often a torn object is read again at once: a replacement
// takes the embedded server about 1 ms.
const rereads = 50

func (s *Store) read(ctx context.Context, key string) (body []byte, etag string, err error) {
	out, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: &key})
	if err != nil {
		return nil, "", err
	}
	defer out.Body.Close()
	body, err = io.ReadAll(io.LimitReader(out.Body, maxObject+1))
	if err != nil {
		return nil, "", &tornError{err}
	}
	etag = aws.ToString(out.ETag)
	if sum := md5.Sum(body); s.md5 && strings.Trim(etag, `"`) != hex.EncodeToString(sum[:]) {
		return nil, "", &tornError{fmt.Errorf("ETag %s does not fit the %d bytes", etag, len(body))}
	}
	return body, etag, nil
}

// pageSize is the most that S3 lists at once.
const pageSize = 1000

// List implements ledger.Objects. It asks for the next page of 1,000 keys
// when the caller gets there.
func (s *Store) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		in := &s3.ListObjectsV2Input{Bucket: &s.bucket, Prefix: &prefix, MaxKeys: aws.Int32(pageSize)}
		if after != "" {
			in.StartAfter = &after
		}
		for {
			var page *s3.ListObjectsV2Output
			err := s.try(ctx, func(ctx context.Context, _ bool) (err error) {
				page, err = s.client.ListObjectsV2(ctx, in)
				return err
			})
			if err != nil {
				yield("", fail("list", prefix, err, contextError(err)))
				return
			}
			for _, o := range page.Contents {
				if !yield(aws.ToString(o.Key), nil) {
					return
				}
			}
			if !aws.ToBool(page.IsTruncated) {
				return
			}
			in.ContinuationToken = page.NextContinuationToken
		}
	}
}

// versions calls f with every version and delete marker of key.
func (s *Store) versions(ctx context.Context, key string, f func(version string) error) error {
	in := &s3.ListObjectVersionsInput{Bucket: &s.bucket, Prefix: &key}
	for {
		page, err := s.client.ListObjectVersions(ctx, in)
		if err != nil {
			return err
		}
		for _, v := range page.Versions {
			if aws.ToString(v.Key) != key {
				continue
			}
			if err := f(aws.ToString(v.VersionId)); err != nil {
				return err
			}
		}
		for _, m := range page.DeleteMarkers {
			if aws.ToString(m.Key) != key {
				continue
			}
			if err := f(aws.ToString(m.VersionId)); err != nil {
				return err
			}
		}
		if !aws.ToBool(page.IsTruncated) {
			return nil
		}
		in.KeyMarker, in.VersionIdMarker = page.NextKeyMarker, page.NextVersionIdMarker
	}
}

// mark returns the mark that key was last written with, and whether the
// object is there.
func (s *Store) mark(ctx context.Context, key string) (mark string, found bool, err error) {
	var out *s3.HeadObjectOutput
	err = s.try(ctx, func(ctx context.Context, _ bool) (err error) {
		out, err = s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.bucket, Key: &key})
		return err
	})
	if _, absent := errors.AsType[*types.NotFound](err); absent || status(err) == http.StatusNotFound {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	return out.Metadata[markName], true, nil
}

// contextError returns the context's own error that err stands for, or nil.
func contextError(err error) error {
	for _, is := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, is) {
			return is
		}
	}
	return nil
}
