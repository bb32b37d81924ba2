// Mine reads case reviews that have been uploaded: one Lambda behind the
// queue of the bucket's events under incoming/reviews/.
package main

import (
	"context"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"earlyhelp/functions/mine/mining"
	"earlyhelp/learning/review"
	"earlyhelp/shared/config"
	"earlyhelp/shared/s3store"
)

type settings struct {
	Bucket string `env:"BUCKET"`
}

func main() {
	review.RunChild()
	log := lambdacontext.NewLogger()
	store, err := openStore(context.Background())
	if err != nil {
		log.Error("mine: start", "err", err)
		os.Exit(1)
	}
	lambda.Start(mining.New(store, log, nil).Handle)
}

func openStore(ctx context.Context) (*s3store.Store, error) {
	cfg, err := config.Load[settings](os.LookupEnv)
	if err != nil {
		return nil, err
	}
	return s3store.Open(ctx, s3store.Config{Bucket: cfg.Bucket})
}
