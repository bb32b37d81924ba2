package deploy

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A runtimeAPI is the part of Lambda that a bootstrap talks to: it hands out
// events and takes their answers (AWS, "Using the Lambda runtime API").
type runtimeAPI struct {
	server *httptest.Server
	events chan event
	failed chan string // what the bootstrap reported when it could not start
	n      atomic.Int64
}

type event struct {
	id     string
	body   []byte
	answer chan answer
}

type answer struct {
	body  []byte
	isErr bool
}

func newRuntimeAPI(t *testing.T) *runtimeAPI {
	t.Helper()
	api := &runtimeAPI{events: make(chan event), failed: make(chan string, 1)}
	waiting := make(chan map[string]event, 1)
	waiting <- map[string]event{}
	mux := http.NewServeMux()
	const base = "/2018-06-01/runtime"
	mux.HandleFunc("GET "+base+"/invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case e := <-api.events:
			all := <-waiting
			all[e.id] = e
			waiting <- all
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", e.id)
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
			w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-2:000000000000:function:test")
			w.Write(e.body)
		case <-r.Context().Done():
		}
	})
	take := func(isErr bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			all := <-waiting
			e, ok := all[r.PathValue("id")]
			delete(all, r.PathValue("id"))
			waiting <- all
			if ok {
				e.answer <- answer{body, isErr}
			}
			w.WriteHeader(http.StatusAccepted)
		}
	}
	mux.HandleFunc("POST "+base+"/invocation/{id}/response", take(false))
	mux.HandleFunc("POST "+base+"/invocation/{id}/error", take(true))
	mux.HandleFunc("POST "+base+"/init/error", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		api.failed <- string(body)
		w.WriteHeader(http.StatusAccepted)
	})
	api.server = httptest.NewServer(mux)
	t.Cleanup(api.server.CloseClientConnections)
	t.Cleanup(api.server.Close)
	return api
}

// invoke hands the bootstrap one event and returns its answer.
func (api *runtimeAPI) invoke(t *testing.T, body []byte) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	e := event{fmt.Sprintf("request-%d", api.n.Add(1)), body, make(chan answer, 1)}
	select {
	case api.events <- e:
	case why := <-api.failed:
		t.Fatalf("the bootstrap did not start: %s", why)
	case <-ctx.Done():
		t.Fatal("the bootstrap asked for no event within a minute")
	}
	select {
	case a := <-e.answer:
		if a.isErr {
			t.Fatalf("the bootstrap answered with an error: %s", a.body)
		}
		return a.body
	case <-ctx.Done():
		t.Fatal("no answer within a minute")
	}
	return nil
}

// start runs a bootstrap against the Runtime API with the given environment
// and nothing else of ours, as Lambda does.
func (api *runtimeAPI) start(t *testing.T, bootstrap, name string, env map[string]string) {
	t.Helper()
	cmd := exec.Command(bootstrap)
	cmd.Env = []string{
		"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(api.server.URL, "http://"),
		"AWS_LAMBDA_FUNCTION_NAME=" + name, "AWS_LAMBDA_FUNCTION_VERSION=$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=1024",
		"_HANDLER=bootstrap", "TMPDIR=" + t.TempDir(), "PATH=" + os.Getenv("PATH"),
	}
	for k, v := range env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("%s wrote:\n%s", name, log.String())
		}
	})
}

// build compiles the bootstrap of a function for this machine, as release
// does for Lambda's.
func build(t *testing.T, name string) string {
	t.Helper()
	out := t.TempDir() + "/bootstrap"
	cmd := exec.Command("go", "build", "-tags", "lambda.norpc", "-ldflags=-s -w", "-o", out, "../../functions/"+name)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", name, err, text)
	}
	return out
}
