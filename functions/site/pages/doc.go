// Package pages is the website: one http.Handler that the Lambda and the
// local runner serve alike. It signs people in, keeps the session, guards
// every request, answers the pages about returns, and mounts its neighbours.
//
// # Who answers what
//
//	/                              pages     start page for the three kinds of people
//	/sign-in, /sign-in/callback    pages     OpenID Connect
//	/sign-out                      pages
//	/returns                       pages     an area's own returns: where each period stands
//	/returns/new...                pages     begin one: the workbook, the list, the reasons it must give
//	/returns/{id}                  pages     one: the file, what was found, how far it has come
//	/returns/{id}/marked, ...csv   pages     what was found, as files
//	/returns/{id}/explain          pages     say why figures are unusual
//	/returns/{id}/sign-off         pages     one of four partners approves
//	/returns/{id}/changes          pages     what it changed of the version before
//	/returns/versions/...          pages     every version of an area and period
//	/about, /accessibility, ...    pages     pages that say how it is
//	/static/<hash>/...             govuk     CSS, JavaScript, icon
//	/benchmarks, /areas            figures   comparison and area pages
//	/library, /reviews, /themes    learning  search, reviews, themes
//	/api/v1/...                    api       JSON and CSV for all of it
//
// # Neighbours
//
// New builds the neighbours once and lets each add its routes to the mux:
//
//	source := national.New(objects, &national.Options{TempDir, Now, Log})   *national.Source
//	figures.New(figures.Options{Site, Source, Log})                         (*figures.Pages, error)
//	learning.New(learning.Options{Site, Source, Log})                       (*learning.Pages, error)
//	api.New(api.Options{Source, Desk, Log, Now, Reference})                 (*api.API, error)
//
//	func (x *T) Routes(mux *http.ServeMux)
//
// A neighbour finds out who asks with account.FromContext(r.Context()) and
// what they may do with account.Allowed, and nothing else. Its page handlers
// are govuk.HandlerFuncs, mounted as mux.Handle("GET /areas",
// site.Handle(p.compare)); a *govuk.Problem they return becomes its page. What
// the pages and the API do to a return is package desk, so that both obey one
// set of rules: the API's POST /returns is desk.Start, GET /returns/{id} is
// desk.See, POST /returns/{id}/sign-off is desk.Approve.
//
// # Sessions
//
// A session is one cookie, sealed with AES-GCM under Options.CookieKey; there
// is nothing about sessions in the bucket. It says who the person is and lasts
// eight hours. It is HttpOnly, SameSite=Lax and, where the site is on https,
// Secure. Requests that change something must come from our own pages:
// http.CrossOriginProtection turns the others away, for the API too.
package pages
