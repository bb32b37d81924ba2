// Package repo holds rules about the code itself: which package may import
// which, that exported names are explained, that files are formatted, and that
// template.yaml and the functions agree. It reads source files with go/parser,
// so that the test cache sees every file it depends on.
package repo
