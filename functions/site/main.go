// Site serves the web pages and the API: one Lambda behind the HTTP API.
package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"earlyhelp/functions/site/pages"
	"earlyhelp/shared/config"
	"earlyhelp/shared/lambdahttp"
	"earlyhelp/shared/s3store"
)

type settings struct {
	Bucket       string        `env:"BUCKET"`
	BaseURL      string        `env:"BASE_URL"`
	Issuer       string        `env:"OIDC_ISSUER"`
	ClientID     string        `env:"OIDC_CLIENT_ID"`
	ClientSecret config.Secret `env:"OIDC_CLIENT_SECRET"`
	CookieKey    config.Key    `env:"COOKIE_KEY"`
}

func main() {
	log := lambdacontext.NewLogger()
	h, err := newHandler(context.Background(), log)
	if err != nil {
		log.Error("site: start", "err", err)
		os.Exit(1)
	}
	lambda.Start(lambdahttp.Adapt(h, log))
}

func newHandler(ctx context.Context, log *slog.Logger) (*pages.Handler, error) {
	cfg, err := config.Load[settings](os.LookupEnv)
	if err != nil {
		return nil, err
	}
	st, err := s3store.Open(ctx, s3store.Config{Bucket: cfg.Bucket})
	if err != nil {
		return nil, err
	}
	return pages.New(pages.Options{Objects: st, Presign: st, Files: st, Log: log, CookieKey: cfg.CookieKey.Reveal(),
		Issuer: cfg.Issuer, ClientID: cfg.ClientID, ClientSecret: cfg.ClientSecret.Reveal(), BaseURL: cfg.BaseURL,
		Browser: os.DirFS(filepath.Join(os.Getenv("LAMBDA_TASK_ROOT"), "browser"))}) // beside bootstrap in its zip
}
