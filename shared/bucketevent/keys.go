// Package bucketevent reads the messages that tell functions of new objects,
// S3 event notifications carried by SQS, and has each object dealt with. An
// event is a hint that something arrived, never the only way to find it. It
// may come twice, late, out of order, without its key, or not at all.
package bucketevent

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// A notification is the part of an S3 event that matters here. (Amazon S3
// User Guide, "Event message structure", event version 2.x.)
type notification struct {
	Event   string // "s3:TestEvent" in the message that S3 sends when notifications are set up
	Records []record
}

type record struct {
	EventName string `json:"eventName"`
	S3        struct {
		Object struct {
			Key string `json:"key"`
		} `json:"object"`
	} `json:"s3"`
}

// Keys returns the keys of the objects that m says were created, in its
// order. Unknown reports that something arrived of which m does not say what:
// the reader must list what has no outcome yet. That is so for a browser
// upload in the local runner, whose event has an empty key, and for a message
// that is no S3 event at all.
//
// On AWS keys are spelt as in a query string (a space is "+"); a key that is
// not spelt so is taken as it is.
func Keys(m events.SQSMessage) (keys []string, unknown bool) {
	var n notification
	if err := json.Unmarshal([]byte(m.Body), &n); err != nil {
		return nil, true
	}
	if n.Event == "s3:TestEvent" {
		return nil, false
	}
	for _, r := range n.Records {
		// AWS writes ObjectCreated:Put, the embedded server s3:ObjectCreated:Put.
		if !strings.HasPrefix(strings.TrimPrefix(r.EventName, "s3:"), "ObjectCreated:") {
			continue
		}
		key, err := url.QueryUnescape(r.S3.Object.Key)
		if err != nil {
			key = r.S3.Object.Key
		}
		if key == "" {
			unknown = true
			continue
		}
		keys = append(keys, key)
	}
	return keys, unknown || len(n.Records) == 0
}

// Message returns the message that S3 would send through SQS for objects
// created under keys; without keys, one that only says that something
// arrived.
func Message(id string, keys ...string) events.SQSMessage {
	if len(keys) == 0 {
		keys = []string{""}
	}
	n := notification{Records: make([]record, len(keys))}
	for i, key := range keys {
		n.Records[i].EventName = "ObjectCreated:Put"
		n.Records[i].S3.Object.Key = url.QueryEscape(key)
	}
	body, err := json.Marshal(n)
	if err != nil {
		panic(err) // strings alone always marshal
	}
	return events.SQSMessage{MessageId: id, EventSource: "aws:sqs", Body: string(body)}
}
