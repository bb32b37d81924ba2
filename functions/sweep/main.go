// Sweep finds what an event should have driven and did not, and drives it with
// the functions' own handlers: one Lambda on a schedule.
package main

import (
	"context"
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
	store, err := openStore(context.Background())
	if err != nil {
		log.Error("sweep: start", "err", err)
		os.Exit(1)
	}
	lambda.Start(sweeping.New(store, sweeping.Drivers{
		Return:    arrival.New(store, log, nil).Process,
		Review:    mining.New(store, log, nil).Process,
		Publish:   publication.New(store, log, nil).Rebuild,
		Catalogue: cataloguing.New(store, log, nil).Rebuild,
	}, log, nil).Handle)
}

func openStore(ctx context.Context) (*s3store.Store, error) {
	cfg, err := config.Load[settings](os.LookupEnv)
	if err != nil {
		return nil, err
	}
	return s3store.Open(ctx, s3store.Config{Bucket: cfg.Bucket})
}
