// Package deploy runs what is deployed: the bootstrap binary of each function,
// against a Runtime API and an S3 server of its own, and holds template.yaml
// to the code.
package deploy
