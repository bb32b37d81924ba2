package s3store

import (
	"context"
	"iter"
	"maps"
	"slices"

	"earlyhelp/shared/ledger"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

var _ ledger.VersionedSource = (*Store)(nil)

// Versions implements ledger.VersionedSource: every key with the prefix, each
// with how many versions and delete markers the bucket keeps of it, in byte
// order. It reads the whole list before it yields.
func (s *Store) Versions(ctx context.Context, prefix string) iter.Seq2[ledger.Rewritten, error] {
	return func(yield func(ledger.Rewritten, error) bool) {
		count := map[string]int{}
		in := &s3.ListObjectVersionsInput{Bucket: &s.bucket, Prefix: &prefix}
		for {
			var page *s3.ListObjectVersionsOutput
			err := s.try(ctx, func(ctx context.Context, _ bool) (err error) {
				page, err = s.client.ListObjectVersions(ctx, in)
				return err
			})
			if err != nil {
				yield(ledger.Rewritten{}, fail("list versions", prefix, err, contextError(err)))
				return
			}
			for _, v := range page.Versions {
				count[aws.ToString(v.Key)]++
			}
			for _, m := range page.DeleteMarkers {
				count[aws.ToString(m.Key)]++
			}
			if !aws.ToBool(page.IsTruncated) {
				break
			}
			in.KeyMarker, in.VersionIdMarker = page.NextKeyMarker, page.NextVersionIdMarker
		}
		for _, key := range slices.Sorted(maps.Keys(count)) {
			if !yield(ledger.Rewritten{Key: key, Versions: count[key]}, nil) {
				return
			}
		}
	}
}
