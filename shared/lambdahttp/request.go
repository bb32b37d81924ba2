package lambdahttp

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// request builds the request that an event describes. Header values that came
// several times are joined by commas in the event, cookies are apart.
func request(ctx context.Context, e events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			return nil, fmt.Errorf("read body: %w", err)
		}
	}
	h := e.RequestContext.HTTP
	r, err := http.NewRequestWithContext(ctx, h.Method, "http://host/", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	if err := setURL(r, e); err != nil {
		return nil, err
	}
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	r.Host = r.Header.Get("Host")
	if r.Host == "" {
		r.Host = e.RequestContext.DomainName
	}
	r.Header.Del("Host") // as a server does
	r.RemoteAddr = net.JoinHostPort(h.SourceIP, "0")
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.1", 1, 1
	return r, nil
}

// setURL sets the path and query as they were sent. A stage that is not
// $default is part of the event's path, and no part of ours.
func setURL(r *http.Request, e events.APIGatewayV2HTTPRequest) error {
	path := e.RawPath
	if stage := e.RequestContext.Stage; stage != "" && stage != "$default" {
		if rest, ok := strings.CutPrefix(path, "/"+stage); ok && (rest == "" || rest[0] == '/') {
			path = rest
		}
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	u := &url.URL{RawQuery: e.RawQueryString}
	decoded, err := url.PathUnescape(path)
	if err != nil {
		return fmt.Errorf("read path: %w", err)
	}
	u.Path, u.RawPath = decoded, path
	if u.EscapedPath() != path {
		u.RawPath = "" // was not spelt as a path is; the decoded one says it all
	}
	r.URL = u
	r.RequestURI = u.RequestURI()
	return nil
}
