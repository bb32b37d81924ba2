package browser

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"earlyhelp/infra/local/runner"
	"earlyhelp/infra/release/module"
	"earlyhelp/learning/review"
)

var (
	site     string          // address of the platform
	chromium context.Context // the running browser; nil where there is none
	work     string          // a directory for files to upload
	source   string          // this directory; the storage server goes to one of its own
)

func TestMain(m *testing.M) {
	review.RunChild() // PDFs are read in a child process, which is this program again
	os.Exit(run(m))
}

func run(m *testing.M) int {
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, "browser:", err)
		return 1
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			return fail(fmt.Errorf("%w: install Debian's package chromium", err))
		}
		return m.Run() // every test skips itself
	}
	if work, err = os.MkdirTemp("", "browser"); err != nil {
		return fail(err)
	}
	defer os.RemoveAll(work)
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	defer cancel()
	if source, err = os.Getwd(); err != nil {
		return fail(err)
	}
	built := filepath.Join(work, "module")
	if err := module.Build(ctx, source, built); err != nil {
		return fail(err)
	}
	r, err := runner.Start(ctx, runner.Options{Addr: "127.0.0.1:0", Data: filepath.Join(work, "data"), Browser: os.DirFS(built),
		// The first twelve areas by name take in Bolton, which has a persona.
		Demo: func(o *runner.DemoOptions) { o.Areas, o.Quarters = 12, 2 }})
	if err != nil {
		return fail(err)
	}
	defer func() {
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		r.Close()
	}()
	if err := r.Ready(ctx); err != nil {
		return fail(err)
	}
	site = r.URL
	alloc, stop := chromedp.NewExecAllocator(ctx, flags(path, "profile")...)
	defer stop()
	var quit context.CancelFunc
	if chromium, quit = chromedp.NewContext(alloc); chromium == nil {
		return fail(context.Canceled)
	}
	defer quit()
	if err := chromedp.Do(chromium); err != nil { // starts it
		return fail(err)
	}
	return m.Run()
}

// flags start a Chromium with a profile of its own.
func flags(path, profile string, more ...chromedp.ExecAllocatorOption) []chromedp.ExecAllocatorOption {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(filepath.Join(work, profile)))
	return append(options, more...)
}
