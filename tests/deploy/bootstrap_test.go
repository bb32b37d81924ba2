package deploy

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"earlyhelp/infra/local/gateway/gatewaytest"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/s3store"
)

const leeds, submission = "383", "01K0EXAMPMEARRVAMFRETVRN00"

// emptyReturn is a return of noughts, which is a valid one.
func emptyReturn(t *testing.T, p period.Period) []byte {
	t.Helper()
	a, _ := area.England().Find(leeds)
	filled := &returns.Return{KnownIssues: "None."}
	for _, m := range returns.Measures("") {
		if m.Sheet != returns.Workforce {
			filled.Counts = append(filled.Counts, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: returns.Total, Category: returns.All})
		}
		for _, name := range m.Breakdowns {
			b, _ := returns.FindBreakdown(name)
			for _, c := range b.Categories {
				if m.Sheet == returns.Workforce && c == returns.NotRecorded {
					continue
				}
				filled.Counts = append(filled.Counts, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: name, Category: c})
			}
		}
	}
	for _, f := range returns.Facts() {
		filled.Facts = append(filled.Facts, returns.Fact{Name: f.Name, Answer: returns.No})
	}
	var out bytes.Buffer
	if err := returns.WriteTemplate(&out, returns.TemplateOptions{Area: a, Period: p, Prefill: filled}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// recorded is an event of testdata with some words replaced. It is read
// before the S3 server starts, which changes the working directory.
func recorded(t *testing.T, name string, replace ...string) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(strings.NewReplacer(replace...).Replace(string(body)))
}

// environment is what Lambda and template.yaml give a function.
func environment(c s3store.Config) map[string]string {
	return map[string]string{
		"BUCKET": c.Bucket, "AWS_REGION": c.Region, "AWS_ENDPOINT_URL_S3": c.Endpoint,
		"AWS_ACCESS_KEY_ID": c.AccessKey, "AWS_SECRET_ACCESS_KEY": c.SecretKey,
	}
}

func TestIntakeBootstrapDealsWithAnS3EventThroughSQS(t *testing.T) {
	bootstrap := build(t, "intake")
	p := period.NewQuarter(2026, 2)
	key := ledger.IncomingReturnKey(submission)
	arrived := recorded(t, "s3-through-sqs.json", "KEY", key, "BUCKET", "test-bucket")
	cfg := gatewaytest.Start(t)
	store, err := s3store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	book := ledger.New(store)
	at := time.Date(2026, 7, 20, 9, 0, 0, 0, time.UTC)
	officer := account.Person{Subject: "officer", Name: "An officer", Role: account.Officer, Area: leeds}
	must(t, book.ChangePeriod(t.Context(), ledger.PeriodChange{Period: p.String(), Number: 1, Open: true, At: at}))
	must(t, book.AddSubmission(t.Context(), ledger.Submission{ID: submission, Area: leeds, Period: p.String(), FileName: "r.xlsx", By: officer, At: at}))
	must(t, store.Create(t.Context(), key, emptyReturn(t, p), "application/octet-stream"))

	api := newRuntimeAPI(t)
	api.start(t, bootstrap, "intake", environment(cfg))
	for range 3 { // an event may come more than once
		var got events.SQSEventResponse
		if err := json.Unmarshal(api.invoke(t, arrived), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.BatchItemFailures) > 0 {
			t.Errorf("failed items = %v, want none", got.BatchItemFailures)
		}
	}
	outcome, err := book.Outcome(t.Context(), submission)
	if err != nil {
		t.Fatal(err)
	}
	if outcome.Verdict != returns.Accepted {
		t.Errorf("verdict = %s %v %v, want accepted", outcome.Verdict, outcome.Problems, outcome.Privacy)
	}
	if _, _, err := store.Get(t.Context(), key); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("the upload is still there: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSiteBootstrapAnswersAnHTTPEvent(t *testing.T) {
	bootstrap := build(t, "site")
	start := recorded(t, "http-v2.json", "PATH", "/", "QUERY", "")
	figures := recorded(t, "http-v2.json", "PATH", "/api/v1/benchmarks/E06", "QUERY", "period=2024-25&areas=383")
	areas := recorded(t, "http-v2.json", "PATH", "/api/v1/areas", "QUERY", "perPage=200")
	cfg := gatewaytest.Start(t)
	env := environment(cfg)
	env["BASE_URL"] = "https://early-help.example"
	env["OIDC_ISSUER"] = "https://issuer.example"
	env["OIDC_CLIENT_ID"] = "site"
	env["OIDC_CLIENT_SECRET"] = "not a real secret"
	env["COOKIE_KEY"] = strings.Repeat("0123456789abcdef", 4)

	api := newRuntimeAPI(t)
	api.start(t, bootstrap, "site", env)
	for _, tt := range []struct {
		name   string
		event  []byte
		status int
		words  string
	}{
		{"start page before anything is published", start, 200, "<h1"},
		{"reference list", areas, 200, `"E08000035"`},
		{"figures before anything is published", figures, 404, "problem"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got events.APIGatewayV2HTTPResponse
			if err := json.Unmarshal(api.invoke(t, tt.event), &got); err != nil {
				t.Fatal(err)
			}
			body := got.Body
			if got.IsBase64Encoded {
				plain, err := base64.StdEncoding.DecodeString(body)
				if err != nil {
					t.Fatal(err)
				}
				body = string(plain)
			}
			if got.StatusCode != tt.status || !strings.Contains(body, tt.words) {
				t.Errorf("status %d, want %d; body %.300s, want %q in it", got.StatusCode, tt.status, body, tt.words)
			}
		})
	}
}
