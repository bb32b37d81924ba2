package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"
	"golang.org/x/sync/errgroup"

	"earlyhelp/infra/local/demo/reviews"
	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/ledger"
	"earlyhelp/shared/period"
	"earlyhelp/shared/published"
	"earlyhelp/shared/returns"
	"earlyhelp/shared/s3store"
)

// The demonstration's periods: the financial year whose referral counts are
// published, then eight quarters.
var (
	firstYear    = period.NewFinancialYear(2024)
	firstQuarter = period.NewQuarter(2024, 4)
)

const quarters = 8

// Presigner makes addresses for uploads; s3store.Store does.
type Presigner interface {
	PresignPost(ctx context.Context, key string, maxBytes int64, expires time.Duration, redirect string) (s3store.Post, error)
}

// Deps is what Seed works with. All fields but Progress, Arrived and
// FirstYear are required.
type Deps struct {
	Ledger    *ledger.Ledger
	Presign   Presigner
	Register  *area.Register
	Published *published.Table
	Now       func() time.Time
	Log       *slog.Logger

	// Progress is called now and then with what has been done of how much.
	Progress func(done, of int)
	// Arrived is called after an upload, in case its event is lost.
	Arrived func(key string)
	// FirstYear is called once the first year is signed by every area.
	FirstYear func()
	// Areas limits the areas that send returns, for tests; 0 is all.
	Areas int
	// Quarters limits the quarters after the year, for tests; below 0 is
	// none, 0 all eight.
	Quarters int
}

// Seed makes what is missing of the demonstration and returns when all of it
// has been sent and signed. Started again after a crash it goes on where it
// was: every upload has an ID that depends only on what it is.
func Seed(ctx context.Context, d Deps) error {
	if err := d.seedReviews(ctx); err != nil {
		return fmt.Errorf("seed reviews: %w", err)
	}
	periods := []period.Period{firstYear}
	n := d.Quarters
	if n == 0 {
		n = quarters
	}
	for q := firstQuarter; n > 0; q, n = q.Next(), n-1 {
		periods = append(periods, q)
	}
	areas := d.Register.On(firstYear.End())
	if d.Areas > 0 {
		areas = areas[:min(d.Areas, len(areas))]
	}
	var done atomic.Int64
	for _, p := range periods {
		if err := d.openPeriod(ctx, p); err != nil {
			return fmt.Errorf("seed %s: %w", p, err)
		}
		group, gctx := errgroup.WithContext(ctx)
		group.SetLimit(12) // keeps two intake workers busy while others are made, found done and approved
		for _, a := range areas {
			group.Go(func() error {
				if err := d.seedReturn(gctx, a, p); err != nil {
					return fmt.Errorf("seed %s %s: %w", a.DFE, p, err)
				}
				if d.Progress != nil {
					d.Progress(int(done.Add(1)), len(areas)*len(periods))
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		if p == firstYear && d.FirstYear != nil {
			d.FirstYear()
		}
	}
	return nil
}

// openPeriod opens a collection period that was never opened or closed, on the
// day after its end and with the deadline that it then has.
func (d Deps) openPeriod(ctx context.Context, p period.Period) error {
	opens := p.End().AddDays(1)
	deadline, _ := ledger.DefaultDeadline(p, opens)
	err := d.Ledger.ChangePeriod(ctx, ledger.PeriodChange{
		Period: p.String(), Number: 1, Open: true, Opens: opens, Deadline: deadline, By: national, At: d.moments().past(opens.Time()),
	})
	if errors.Is(err, ledger.ErrExists) {
		return nil
	}
	return err
}

func (d Deps) moments() moments { return moments{d.Now().UTC()} }

// The people of the demonstration. None exists.
var (
	national  = account.Person{Subject: "demo-national", Name: "Demonstration national team", Role: account.National}
	librarian = account.Person{Subject: "demo-librarian", Name: "Demonstration librarian", Role: account.Librarian}
)

func person(role account.Role, a area.Area) account.Person {
	return account.Person{
		Subject: "demo-" + string(role) + "-" + a.DFE, Name: "Demonstration " + string(role) + ", " + a.Name, Role: role, Area: a.DFE,
	}
}

// seedReturn sends an area's return and has it explained and approved, as far
// as that has not been done.
func (d Deps) seedReturn(ctx context.Context, a area.Area, p period.Period) error {
	if missing.is(a, p) {
		return nil
	}
	versions := 1
	if revised.is(a, p) {
		versions = 2
	}
	signed, err := d.Ledger.SignOffsFor(ctx, a.DFE, p)
	if err != nil {
		return err
	}
	for version := len(signed) + 1; version <= versions; version++ {
		if err := d.seedVersion(ctx, a, p, version); err != nil {
			return err
		}
	}
	return nil
}

// seedVersion sends one version of a return, explains what has to be explained
// and lets the partners approve it.
func (d Deps) seedVersion(ctx context.Context, a area.Area, p period.Period, version int) error {
	id := identityOf(a, p, version)
	sent := d.moments().sent(a, p, version)
	outcome, err := d.Ledger.Outcome(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		if err := d.sendReturn(ctx, id, a, p, version, sent); err != nil {
			return err
		}
		outcome, err = d.awaitOutcome(ctx, id)
	}
	if err != nil {
		return err
	}
	if outcome.Verdict != returns.Accepted {
		return fmt.Errorf("return %s was %s: %v %v", id, outcome.Verdict, outcome.Problems, outcome.Privacy)
	}
	answered, err := d.answer(ctx, a, p, outcome, d.moments().after(sent, 1))
	if err != nil {
		return err
	}
	partners := account.Partners()
	if waiting.is(a, p) {
		partners = partners[:len(partners)-1]
	}
	var approvals []ledger.Approval
	for _, partner := range partners {
		by := person(account.Lead, a)
		by.Subject, by.Name, by.Partner = by.Subject+"-"+strings.ReplaceAll(partner, " ", "-"), by.Name+", for "+partner, partner
		approvals = append(approvals, ledger.Approval{
			Number: version, Area: a.DFE, Period: p.String(), Submission: id, SHA256: outcome.SHA256, Explained: answered, Partner: partner, By: by, At: d.moments().after(sent, 2),
		})
	}
	_, err = d.Ledger.Approve(ctx, approvals...)
	return err
}

// answer explains what has to be explained about a return, and returns the
// number of the explanations; 0 where there is nothing.
func (d Deps) answer(ctx context.Context, a area.Area, p period.Period, outcome ledger.Outcome, at time.Time) (int, error) {
	e := explain(a, p, outcome.ID, outcome.Problems, person(account.Officer, a), at)
	if len(e.Answers) == 0 {
		return 0, nil
	}
	before, err := d.Ledger.Explanations(ctx, a.DFE, p, outcome.ID)
	if err != nil || len(before.Unexplained(outcome.Problems)) == 0 {
		return before.Number, err
	}
	e.Number = before.Number + 1
	return e.Number, d.Ledger.AddExplanations(ctx, a.DFE, p, e)
}

func (d Deps) sendReturn(ctx context.Context, id string, a area.Area, p period.Period, version int, at time.Time) error {
	book, err := d.workbook(a, p, version)
	if err != nil {
		return err
	}
	s := ledger.Submission{
		ID: id, Area: a.DFE, Period: p.String(), FileName: fmt.Sprintf("early-help-%s-%s.xlsx", a.DFE, p),
		By: person(account.Officer, a), At: at,
	}
	if version > 1 {
		s.Reason = revisedReason
	}
	if late.is(a, p) {
		s.LateReason = lateReason
	}
	err = d.Ledger.AddSubmission(ctx, s)
	if err != nil && !errors.Is(err, ledger.ErrExists) {
		return err
	}
	return d.upload(ctx, ledger.IncomingReturnKey(id), book)
}

// workbook fills in the area's return for the period, in the lean form that a
// program would send: read and screened in half the time of the template, with
// the same cells.
func (d Deps) workbook(a area.Area, p period.Period, version int) ([]byte, error) {
	filled, err := d.filled(a, p, version)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := returns.WriteClean(&out, filled); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// filled makes up the area's return for the period.
func (d Deps) filled(a area.Area, p period.Period, version int) (*returns.Return, error) {
	year, ok := d.Published.Area(a.DFE, firstYear)
	if !ok {
		return nil, fmt.Errorf("no published referrals")
	}
	pop, ok := d.Register.Population(a.DFE, p)
	if !ok {
		return nil, fmt.Errorf("no population")
	}
	note := "Made up for demonstration."
	if p == firstYear {
		note = "Made up for demonstration, but for the totals of referrals, re-referrals within 12 months and no further action, which are those published by the Department for Education for 2024-25 (a suppressed count is made up)."
	}
	t := totals(a.DFE, p, year, pop.N)
	tell(a, p, version, t)
	return &returns.Return{
		Area: a.DFE, Period: p, TemplateVersion: returns.TemplateVersion, PreparedByRole: "data officer",
		KnownIssues: note, Demonstration: true, Counts: counts(a.DFE, p, t), Facts: facts(a.DFE, p),
	}, nil
}

// awaitOutcome waits until intake has dealt with an upload.
func (d Deps) awaitOutcome(ctx context.Context, id string) (ledger.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for asked, wait := 1, 20*time.Millisecond; ; asked, wait = asked+1, min(2*wait, 200*time.Millisecond) {
		o, err := d.Ledger.Outcome(ctx, id)
		if !errors.Is(err, ledger.ErrNotFound) {
			return o, err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return o, fmt.Errorf("wait for the outcome of %s: %w", id, ctx.Err())
		}
		if asked%10 == 0 && d.Arrived != nil { // after a second and a half, and every two
			d.Arrived(ledger.IncomingReturnKey(id))
		}
	}
}

func (d Deps) seedReviews(ctx context.Context) error {
	all, err := reviews.All()
	if err != nil {
		return err
	}
	for _, r := range all {
		id := identity("review", r.Name)
		if _, err := d.Ledger.Mined(ctx, id); !errors.Is(err, ledger.ErrNotFound) {
			if err != nil {
				return err
			}
			continue
		}
		pdf, err := r.PDF()
		if err != nil {
			return err
		}
		err = d.Ledger.AddReview(ctx, ledger.ReviewMeta{
			ID: id, FileName: r.Name + ".pdf", Title: r.Title, Year: r.Year, Kind: r.Kind, Publisher: r.Publisher,
			Demonstration: true, By: librarian, At: d.Now().UTC(),
		})
		if err != nil && !errors.Is(err, ledger.ErrExists) {
			return err
		}
		if err := d.upload(ctx, ledger.IncomingReviewKey(id, "pdf"), pdf); err != nil {
			return err
		}
	}
	return nil
}

// upload sends a file as a browser does: by a presigned POST.
func (d Deps) upload(ctx context.Context, key string, body []byte) error {
	post, err := d.Presign.PresignPost(ctx, key, int64(len(body)), 5*time.Minute, "")
	if err != nil {
		return err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for k, v := range post.Fields {
		if err := w.WriteField(k, v); err != nil {
			return err
		}
	}
	file, err := w.CreateFormFile("file", "upload")
	if err != nil {
		return err
	}
	if _, err := file.Write(body); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	for wait := 100 * time.Millisecond; ; wait *= 3 {
		err = send(ctx, post.URL, w.FormDataContentType(), form.Bytes())
		if err == nil || ctx.Err() != nil || wait > 5*time.Second {
			break
		}
		time.Sleep(wait) // as a person would press again
	}
	if err != nil {
		return fmt.Errorf("upload %s: %w", key, err)
	}
	if d.Arrived != nil {
		d.Arrived(key)
	}
	return nil
}

func send(ctx context.Context, url, contentType string, form []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(form))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", contentType)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 500))
		return fmt.Errorf("status %d: %s", res.StatusCode, text)
	}
	return nil
}

// identity returns the ULID of a thing of the demonstration: the same for the
// same words, on every machine.
func identity(words ...string) string {
	r := newRand(words...)
	var id ulid.ULID
	day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	if len(words) >= 3 {
		if p, err := period.Parse(words[2]); err == nil {
			day = p.End().Time()
		}
	}
	if err := id.SetTime(ulid.Timestamp(day)); err != nil {
		panic(err) // the years of the demonstration are within range
	}
	var tail [10]byte
	for i := range tail {
		tail[i] = byte(r.IntN(256))
	}
	if err := id.SetEntropy(tail[:]); err != nil {
		panic(err) // ten bytes are what it takes
	}
	return id.String()
}
