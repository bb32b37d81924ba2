// Publish rebuilds the national figures when a return is signed off: one
// Lambda behind the queue of the bucket's events under ledger/signoffs/.
package main

import (
	"context"
	"log/slog"
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
	h, err := newHandler(context.Background(), log)
	if err != nil {
		log.Error("publish: start", "err", err)
		os.Exit(1)
	}
	lambda.Start(h.Handle)
}

func newHandler(ctx context.Context, log *slog.Logger) (*publication.Handler, error) {
	cfg, err := config.Load[settings](os.LookupEnv)
	if err != nil {
		return nil, err
	}
	store, err := s3store.Open(ctx, s3store.Config{Bucket: cfg.Bucket})
	if err != nil {
		return nil, err
	}
	return publication.New(store, log, nil), nil
}
