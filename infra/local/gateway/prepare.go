package gateway

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// prepare waits for the server, makes the bucket and mends torn writes.
func (g *Gateway) prepare(ctx context.Context, o Options) error {
	if err := g.awaitListener(ctx); err != nil {
		return err
	}
	client := g.client()
	_, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &o.Bucket})
	_, owned := errors.AsType[*types.BucketAlreadyOwnedByYou](err)
	_, exists := errors.AsType[*types.BucketAlreadyExists](err)
	if err != nil && !owned && !exists {
		return fmt.Errorf("create bucket %s: %w", o.Bucket, err)
	}
	_, err = client.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
		Bucket:                  &o.Bucket,
		VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	})
	if err != nil {
		return fmt.Errorf("keep versions in bucket %s: %w", o.Bucket, err)
	}
	if err := keepDirectories(o); err != nil {
		return fmt.Errorf("keep directories: %w", err)
	}
	for _, key := range o.Mutable {
		if err := mend(ctx, client, o.Bucket, key); err != nil {
			return fmt.Errorf("mend %s: %w", key, err)
		}
	}
	return nil
}

// keepDirectories puts an empty directory, which is no object and in no
// listing, into those of prefixes whose objects come and go. The server
// removes a directory with its last object, and answers an upload that comes
// between with 409, "Existing Object is a directory"; one that is never empty
// stays.
func keepDirectories(o Options) error {
	for _, prefix := range o.Busy {
		for _, tree := range []string{"objects", "meta"} {
			if err := os.MkdirAll(filepath.Join(o.Dir, tree, o.Bucket, filepath.FromSlash(prefix), ".keep"), 0o700); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *Gateway) client() *s3.Client {
	c := g.Store
	return s3.New(s3.Options{
		Region: c.Region, BaseEndpoint: &c.Endpoint, UsePathStyle: c.PathStyle, HTTPClient: c.Client,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: c.AccessKey, SecretAccessKey: c.SecretKey}, nil
		}),
		// A torn write has a checksum that does not fit.
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
	})
}

func (g *Gateway) awaitListener(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	addr := strings.TrimPrefix(g.Store.Endpoint, "http://")
	for {
		conn, err := net.DialTimeout("tcp", addr, time.Second)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-g.done:
			return fmt.Errorf("the server stopped: %w", g.err)
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// mend puts right an object whose replacement was cut short by a kill. With
// side-car metadata the new ETag is stored before the new bytes are linked in,
// so a kill between the two leaves old bytes under a new ETag and checksum,
// which a client that verifies them cannot read. Storing the old bytes again
// makes the pair fit. S3 itself never tears.
func mend(ctx context.Context, client *s3.Client, bucket, key string) error {
	out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if _, absent := errors.AsType[*types.NoSuchKey](err); absent {
		return nil
	}
	if err != nil {
		return err
	}
	defer out.Body.Close()
	body, err := io.ReadAll(out.Body)
	if err != nil {
		return err
	}
	sum := md5.Sum(body)
	if strings.Trim(aws.ToString(out.ETag), `"`) == hex.EncodeToString(sum[:]) {
		return nil
	}
	_, err = client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &bucket, Key: &key, Body: strings.NewReader(string(body)), ContentType: out.ContentType,
	})
	return err
}
