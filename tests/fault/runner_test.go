package fault

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"earlyhelp/shared/area"
	"earlyhelp/shared/period"
	"earlyhelp/shared/returns"
)

var binary string // the local runner, built once

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "fault")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "local")
	if out, err := exec.Command("go", "build", "-o", binary, "earlyhelp/infra/local").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the runner: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// A process is a running local runner.
type process struct {
	cmd    *exec.Cmd
	url    string
	output *bytes.Buffer // standard error
}

// freeAddress is one that a runner can have again after a kill.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs an empty platform and waits for its one line.
func start(t *testing.T, data, addr string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(binary, "-empty", "-data", data, "-addr", addr), output: &bytes.Buffer{}}
	p.cmd.Stderr = p.output
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	found := regexp.MustCompile(`^Early help is ready at (http://\S+)\n$`).FindStringSubmatch(line)
	if err != nil || found == nil {
		p.kill()
		t.Fatalf("the runner printed %q, %v; and on standard error:\n%s", line, err, p.output)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("starting took %v, want 5 s at most", took)
	}
	p.url = found[1]
	return p
}

// kill ends the process without any warning to it.
func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// signIn returns a client signed in as a persona.
func (p *process) signIn(t *testing.T, persona string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, Timeout: 10 * time.Second}
	res, err := c.Get(p.url + "/sign-in?to=/returns")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"persona": {persona}}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(string(page), -1) {
		form.Set(m[1], htmlText(m[2]))
	}
	res, err = c.PostForm(res.Request.URL.Scheme+"://"+res.Request.URL.Host+res.Request.URL.Path, form)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Request.URL.Path != "/returns" {
		t.Fatalf("signing in as %s ended at %s with status %d", persona, res.Request.URL, res.StatusCode)
	}
	return c
}

func htmlText(s string) string {
	return strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#34;", `"`, "&#39;", "'").Replace(s)
}

// post sends JSON and reads JSON.
func post(c *http.Client, address string, body, into any) (status int, err error) {
	data, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	res, err := c.Post(address, "application/json", bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, json.NewDecoder(res.Body).Decode(into)
}

// get reads JSON.
func get(c *http.Client, address string, into any) (status int, err error) {
	res, err := c.Get(address)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, json.NewDecoder(res.Body).Decode(into)
}

// A started is what the API answers to someone who wants to send a return.
type started struct {
	ID     string
	Upload struct {
		URL    string
		Fields map[string]string
	}
}

// send uploads a file as a browser does. It reports whether storage said that
// it has it.
func (s started) send(c *http.Client, file []byte) (acknowledged bool, err error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for name, value := range s.Upload.Fields {
		if err := w.WriteField(name, value); err != nil {
			return false, err
		}
	}
	part, err := w.CreateFormFile("file", "return.xlsx")
	if err != nil {
		return false, err
	}
	part.Write(file)
	if err := w.Close(); err != nil {
		return false, err
	}
	noRedirect := *c
	noRedirect.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := noRedirect.Post(s.Upload.URL, w.FormDataContentType(), &form)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	if res.StatusCode >= 400 {
		text, _ := io.ReadAll(res.Body)
		return false, fmt.Errorf("storage answered %d: %s", res.StatusCode, text)
	}
	return true, nil
}

// aReturn is a whole return of an area in which nothing happened.
func aReturn(t *testing.T, dfe string, p period.Period) []byte {
	t.Helper()
	a, ok := area.England().Find(dfe)
	if !ok {
		t.Fatalf("no area %s", dfe)
	}
	r := &returns.Return{Area: dfe, Period: p, TemplateVersion: returns.TemplateVersion, PreparedByRole: "data officer", Demonstration: true}
	for _, m := range returns.Measures("") {
		if m.Sheet != returns.Workforce {
			r.Counts = append(r.Counts, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: returns.Total, Category: returns.All})
		}
		for _, name := range m.Breakdowns {
			b, _ := returns.FindBreakdown(name)
			categories := b.Categories
			if m.Sheet == returns.Workforce {
				categories = returns.Agencies()
			}
			for _, c := range categories {
				r.Counts = append(r.Counts, returns.Count{Sheet: m.Sheet, Measure: m.Name, Breakdown: name, Category: c})
			}
		}
	}
	for _, f := range returns.Facts() {
		r.Facts = append(r.Facts, returns.Fact{Name: f.Name, Answer: returns.No})
	}
	var book bytes.Buffer
	if err := returns.WriteTemplate(&book, returns.TemplateOptions{Area: a, Period: p, Prefill: r}); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}
