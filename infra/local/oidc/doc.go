// Package oidc is the identity provider of the local runner: OpenID Connect's
// authorisation code flow with PKCE, and a page on which one chooses who to
// be. It knows no passwords, so it lives under infra/local, where no Lambda
// can import it.
//
//	GET  <issuer>/.well-known/openid-configuration   discovery
//	GET  <issuer>/keys                                the public key (ES256)
//	GET  <issuer>/authorize                           the page listing personas
//	POST <issuer>/authorize                           one was chosen: back with a code
//	POST <issuer>/token                               the code for an ID token
//	GET  <issuer>/end-session                         signed out
//
// It is as strict as a real one, so that the site is tested against rules and
// not against kindness: redirect addresses are compared whole, PKCE with S256
// and a nonce are required, a code works once, for a minute, for the client
// it was given to.
//
// The claims of an ID token are those the site reads: sub, name, role, area
// (DfE number, of officers and leads) and partner (of leads).
package oidc
