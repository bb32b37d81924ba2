package account

import "context"

type personKey struct{}

// NewContext returns a context that carries who makes the request.
func NewContext(ctx context.Context, p Person) context.Context {
	return context.WithValue(ctx, personKey{}, p)
}

// FromContext returns who makes the request: the zero Person, Anyone, when
// nobody has signed in.
func FromContext(ctx context.Context) Person {
	p, _ := ctx.Value(personKey{}).(Person)
	return p
}
