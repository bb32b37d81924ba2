// Package lambdahttp lets a plain http.Handler answer API Gateway's HTTP API:
// events of payload format 2.0 in, buffered answers out. (AWS, "Create AWS
// Lambda proxy integrations for HTTP APIs in API Gateway".)
package lambdahttp

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/aws/aws-lambda-go/events"
)

// A Function is what lambda.Start takes.
type Function func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// Adapt returns a Function that answers with h. A panic in h is logged with
// its stack and answered with status 500; an event that is no HTTP request
// with status 400; an answer too large for Lambda with status 413.
func Adapt(h http.Handler, log *slog.Logger) Function {
	return func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		r, err := request(withRequestID(ctx, e.RequestContext.RequestID), e)
		if err != nil {
			log.WarnContext(ctx, "lambdahttp: event is no request", "err", err)
			return plain(http.StatusBadRequest, "This request cannot be read."), nil
		}
		w := &writer{header: http.Header{}}
		if !serve(h, w, r, log) {
			return plain(http.StatusInternalServerError, "Sorry, there is a problem with the service. Try again later."), nil
		}
		answer := w.response(r.Method)
		if n := size(answer); n > maxAnswer {
			log.ErrorContext(ctx, "lambdahttp: answer too large", "path", r.URL.Path, "bytes", n)
			return plain(http.StatusRequestEntityTooLarge, "This answer is too large to send in one piece. Ask for less at once, for example one period."), nil
		}
		return answer, nil
	}
}

// maxAnswer is Lambda's limit for a buffered answer, 6 MB, less room for the
// envelope around body and headers. (AWS, "Lambda quotas", invocation payload.)
const maxAnswer = 6<<20 - 16<<10

func serve(h http.Handler, w http.ResponseWriter, r *http.Request, log *slog.Logger) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			log.ErrorContext(r.Context(), "lambdahttp: panic", "path", r.URL.Path, "err", fmt.Sprint(p), "stack", string(debug.Stack()))
			ok = false
		}
	}()
	h.ServeHTTP(w, r)
	return true
}

func plain(status int, text string) events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{
		StatusCode: status,
		Headers:    map[string]string{"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"},
		Body:       text + "\n",
	}
}

type requestIDKey struct{}

func withRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID returns API Gateway's ID of the request that ctx belongs to, ""
// where there is none.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}
