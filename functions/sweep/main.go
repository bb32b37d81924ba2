// Sweep does what is left to do, and what is due: one Lambda on a schedule.
package main

import (
	"context"
	"errors"
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
	"earlyhelp/shared/sesmail"
)

type settings struct {
	Bucket     string `env:"BUCKET"`
	BaseURL    string `env:"BASE_URL"`
	MailSender string `env:"MAIL_SENDER" default:""` // empty: reminders are kept, not sent
}

func main() {
	review.RunChild() // a PDF is read in a child process, which is this program again
	ctx, log := context.Background(), lambdacontext.NewLogger()
	cfg, err := config.Load[settings](os.LookupEnv)
	st, err2 := s3store.Open(ctx, s3store.Config{Bucket: cfg.Bucket})
	sender, err3 := sesmail.Open(ctx, sesmail.Config{From: cfg.MailSender})
	if err := errors.Join(err, err2, err3); err != nil {
		log.Error("sweep: start", "err", err)
		os.Exit(1)
	}
	lambda.Start(sweeping.New(st, sweeping.Drivers{
		Return: arrival.New(st, log, nil).Process, Review: mining.New(st, log, nil).Process,
		Publish: publication.New(st, log, nil).Rebuild, Catalogue: cataloguing.New(st, log, nil).Rebuild,
	}, log, &sweeping.Options{Mail: sender, BaseURL: cfg.BaseURL}).Handle)
}
