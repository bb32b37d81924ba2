// Mine reads case reviews that have been uploaded: one Lambda behind the
// queue of the bucket's events under incoming/reviews/.
package main

import (
	"context"
	"log/slog"
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
	h, err := newHandler(context.Background(), log)
	if err != nil {
		log.Error("mine: start", "err", err)
		os.Exit(1)
	}
	lambda.Start(h.Handle)
}

func newHandler(ctx context.Context, log *slog.Logger) (*mining.Handler, error) {
	cfg, err := config.Load[settings](os.LookupEnv)
	if err != nil {
		return nil, err
	}
	store, err := s3store.Open(ctx, s3store.Config{Bucket: cfg.Bucket})
	if err != nil {
		return nil, err
	}
	return mining.New(store, log, nil), nil
}
