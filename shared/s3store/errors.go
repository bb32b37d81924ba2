package s3store

import (
	"errors"
	"fmt"
	"net/http"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// An opError says what was being done to which key when storage failed. It
// keeps the SDK's wording, but not its type: callers cannot depend on it.
type opError struct {
	op, key, text string
	is            error // what callers branch on; may be nil
}

// Error describes the call and what storage answered.
func (e *opError) Error() string { return fmt.Sprintf("%s %s: %s", e.op, e.key, e.text) }

// Unwrap returns the ledger's or context's error that this one stands for.
func (e *opError) Unwrap() error { return e.is }

// fail describes err, which stands for is where that is not nil.
func fail(op, key string, err, is error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if is != nil {
		text = is.Error()
	}
	return &opError{op: op, key: key, text: text, is: is}
}

// status returns the HTTP status that storage answered with, 0 when it gave
// none.
func status(err error) int {
	if e, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		return e.HTTPStatusCode()
	}
	return 0
}

// isAbsent reports the answer that there is no such object. That there is no
// such bucket is another thing: it comes of a wrong setting.
func isAbsent(err error) bool {
	coded, ok := errors.AsType[interface {
		error
		ErrorCode() string
	}](err)
	return status(err) == http.StatusNotFound && !(ok && coded.ErrorCode() == "NoSuchBucket")
}

// isConflict reports the answer 409 ConditionalRequestConflict: another
// conditional write was in flight, nothing was written, ask again.
func isConflict(err error) bool { return status(err) == http.StatusConflict }

// A tornError reports bytes that were cut short or do not fit their checksum
// or ETag. Reading again helps.
type tornError struct{ err error }

func (e *tornError) Error() string { return e.err.Error() }
func (e *tornError) Unwrap() error { return e.err }

func isTorn(err error) bool {
	_, torn := errors.AsType[*tornError](err)
	return torn
}
