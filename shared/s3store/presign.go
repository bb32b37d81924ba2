package s3store

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A Post is what a form needs to send one file straight to storage: the
// address to post to, and hidden fields to send before the field "file".
type Post struct {
	URL    string            `json:"url"`
	Fields map[string]string `json:"fields"`
}

// PresignPost allows one upload to exactly key of at most maxBytes, until
// expires has passed. Afterwards the browser is sent to redirect, with bucket,
// key and etag added to its query; "" answers 204 instead. No request is made.
func (s *Store) PresignPost(ctx context.Context, key string, maxBytes int64, expires time.Duration, redirect string) (Post, error) {
	field, value := "success_action_status", "204"
	if redirect != "" {
		field, value = "success_action_redirect", redirect
	}
	out, err := s.presign.PresignPostObject(ctx, &s3.PutObjectInput{Bucket: &s.bucket, Key: &key},
		func(o *s3.PresignPostOptions) {
			o.Expires = expires
			o.Conditions = []any{
				[]any{"content-length-range", 0, maxBytes},
				map[string]string{field: value},
			}
		})
	if err != nil {
		return Post{}, fail("presign", key, err, contextError(err))
	}
	fields := map[string]string{"key": key, field: value}
	for name, v := range out.Values {
		fields[name] = v
	}
	return Post{URL: out.URL, Fields: fields}, nil
}

// PresignGet returns an address at which anyone may fetch key until expires
// has passed. A browser saves it as fileName. No request is made.
func (s *Store) PresignGet(ctx context.Context, key string, expires time.Duration, fileName string) (string, error) {
	disposition := fmt.Sprintf("attachment; filename=%q", fileName)
	out, err := s.presign.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: &key, ResponseContentDisposition: &disposition},
		s3.WithPresignExpires(expires))
	if err != nil {
		return "", fail("presign", key, err, contextError(err))
	}
	return out.URL, nil
}
