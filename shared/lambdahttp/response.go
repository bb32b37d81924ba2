package lambdahttp

import (
	"bytes"
	"encoding/base64"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// A writer collects an answer.
type writer struct {
	header http.Header
	sent   http.Header // as it was when the status was written
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (w *writer) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter. Statuses below 200 are only
// announcements and are left out.
func (w *writer) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status, w.sent = status, w.header.Clone()
	}
}

// Write implements http.ResponseWriter.
func (w *writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// response returns what was written, for a request of the given method. As
// net/http's server does, it works out a content type that was not set, and
// sends no body where there must be none.
func (w *writer) response(method string) events.APIGatewayV2HTTPResponse {
	w.WriteHeader(http.StatusOK)
	body := w.body.Bytes()
	if w.sent.Get("Content-Type") == "" && len(body) > 0 {
		w.sent.Set("Content-Type", http.DetectContentType(body))
	}
	if method == http.MethodHead || w.status == http.StatusNoContent || w.status == http.StatusNotModified {
		body = nil
	}
	out := events.APIGatewayV2HTTPResponse{StatusCode: w.status, Headers: map[string]string{}}
	for name, values := range w.sent {
		switch name {
		case "Set-Cookie":
			out.Cookies = values // must not be joined: a date holds a comma
		case "Content-Length", "Connection", "Transfer-Encoding":
			// API Gateway's business
		default:
			out.Headers[name] = strings.Join(values, ", ")
		}
	}
	if len(body) == 0 || isText(w.sent) && utf8.Valid(body) {
		out.Body = string(body)
	} else {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return out
}

// isText reports whether a body with these headers can go into an event as a
// string.
func isText(h http.Header) bool {
	if h.Get("Content-Encoding") != "" {
		return false
	}
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return false
	}
	switch kind {
	case "application/json", "application/javascript", "application/xml", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+json") || strings.HasSuffix(kind, "+xml")
}

// size estimates the bytes of an answer as an event: text is written as JSON,
// where some characters take more than one byte.
func size(r events.APIGatewayV2HTTPResponse) int {
	n := len(r.Body)
	if !r.IsBase64Encoded {
		for i := range len(r.Body) {
			switch c := r.Body[i]; {
			case c == '"', c == '\\', c == '\n', c == '\r', c == '\t':
				n++
			case c < ' ', c == '<', c == '>', c == '&':
				n += 5 // \u0026
			}
		}
	}
	for name, value := range r.Headers {
		n += len(name) + len(value) + 6
	}
	for _, c := range r.Cookies {
		n += len(c) + 3
	}
	return n
}
