// Publish rebuilds the national figures when a return is signed off: one
// Lambda behind the queue of the bucket's events under ledger/signoffs/.
package main

import (
	"context"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"earlyhelp/functions/publish/publication"
	"earlyhelp/shared/config"
	"earlyhelp/shared/s3store"
)

type settings struct {
	Bucket string `env:"BUCKET"`
}

func main() {
	log := lambdacontext.NewLogger()
	store, err := openStore(context.Background())
	if err != nil {
		log.Error("publish: start", "err", err)
		os.Exit(1)
	}
	lambda.Start(publication.New(store, log, nil).Handle)
}

func openStore(ctx context.Context) (*s3store.Store, error) {
	cfg, err := config.Load[settings](os.LookupEnv)
	if err != nil {
		return nil, err
	}
	return s3store.Open(ctx, s3store.Config{Bucket: cfg.Bucket})
}
