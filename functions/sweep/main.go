// Sweep finds what an event should have driven and did not, and drives it with
// the functions' own handlers: one Lambda on a schedule.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"earlyhelp/functions/catalogue/cataloguing"
	"earlyhelp/functions/intake/arrival"
	"earlyhelp/functions/mine/mining"
	"earlyhelp/functions/publish/publication"
	"earlyhelp/functions/sweep/sweeping"
	"earlyhelp/learning/review"
	"earlyhelp/shared/config"
	"earlyhelp/shared/s3store"
)

type settings struct {
	Bucket string `env:"BUCKET"`
}

func main() {
	review.RunChild() // a PDF is read in a child process, which is this program again
	log := lambdacontext.NewLogger()
	h, err := newHandler(context.Background(), log)
	if err != nil {
		log.Error("sweep: start", "err", err)
		os.Exit(1)
	}
	lambda.Start(h.Handle)
}

func newHandler(ctx context.Context, log *slog.Logger) (*sweeping.Handler, error) {
	cfg, err := config.Load[settings](os.LookupEnv)
	if err != nil {
		return nil, err
	}
	store, err := s3store.Open(ctx, s3store.Config{Bucket: cfg.Bucket})
	if err != nil {
		return nil, err
	}
	return sweeping.New(store, sweeping.Drivers{
		Return:    arrival.New(store, log, nil).Process,
		Review:    mining.New(store, log, nil).Process,
		Publish:   publication.New(store, log, nil).Rebuild,
		Catalogue: cataloguing.New(store, log, nil).Rebuild,
	}, log, nil), nil
}
