package bucketevent

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
)

func TestKeys(t *testing.T) {
	created := func(name, key string) string {
		return `{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-2","eventName":"` + name +
			`","s3":{"s3SchemaVersion":"1.0","bucket":{"name":"b"},"object":{"key":"` + key + `","size":1,"eTag":"d41d8cd98f00b204e9800998ecf8427e"}}}`
	}
	tests := []struct {
		name, body string
		want       []string
		unknown    bool
	}{
		{"one object", `{"Records":[` + created("ObjectCreated:Put", "incoming/returns/A.xlsx") + `]}`, []string{"incoming/returns/A.xlsx"}, false},
		{"an encoded key", `{"Records":[` + created("ObjectCreated:Post", "incoming/a+b%2Bc%C3%A9.xlsx") + `]}`, []string{"incoming/a b+cé.xlsx"}, false},
		{"a key that is not encoded", `{"Records":[` + created("ObjectCreated:Put", "100%.xlsx") + `]}`, []string{"100%.xlsx"}, false},
		{"the embedded server's names", `{"Records":[` + created("s3:ObjectCreated:CompleteMultipartUpload", "k") + `]}`, []string{"k"}, false},
		{"a browser upload there has no key", `{"Records":[` + created("s3:ObjectCreated:Post", "") + `]}`, nil, true},
		{"several, one without a key", `{"Records":[` + created("ObjectCreated:Put", "a") + "," + created("s3:ObjectCreated:Post", "") + "," + created("ObjectCreated:Copy", "b") + `]}`, []string{"a", "b"}, true},
		{"a deletion is no arrival", `{"Records":[` + created("ObjectRemoved:Delete", "a") + `]}`, nil, false},
		{"the test event", `{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-22T00:00:00.000Z","Bucket":"b","RequestId":"r","HostId":"h"}`, nil, false},
		{"no event", `{}`, nil, true},
		{"not JSON", `hello`, nil, true},
		{"empty", ``, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, unknown := Keys(events.SQSMessage{Body: tt.body})
			if d := cmp.Diff(tt.want, got); d != "" || unknown != tt.unknown {
				t.Errorf("Keys = %q, %v, want %q, %v", got, unknown, tt.want, tt.unknown)
			}
		})
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("incoming/returns/A.xlsx", `{"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"a"}}}]}`)
	f.Add("a b+c%", `{"Records":null}`)
	f.Fuzz(func(t *testing.T, key, body string) {
		for _, k := range first(Keys(events.SQSMessage{Body: body})) {
			if k == "" {
				t.Error("an empty key")
			}
		}
		if !utf8.ValidString(key) || strings.TrimSpace(key) == "" {
			return
		}
		got, unknown := Keys(Message("1", key))
		if unknown || len(got) != 1 || got[0] != key {
			t.Errorf("Keys(Message(%q)) = %q, %v", key, got, unknown)
		}
	})
}

func first(keys []string, _ bool) []string { return keys }
