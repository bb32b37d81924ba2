package oidc

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"earlyhelp/shared/account"
	"earlyhelp/shared/area"
	"earlyhelp/shared/govuk"
)

// ChoosePage is what the page that lists the personas shows.
type ChoosePage struct {
	Action  string
	Request []govuk.Link // the request's parameters, kept as hidden fields
	Groups  []PersonaGroup
	Area    govuk.Select
	Partner govuk.Select
}

// A PersonaGroup is the personas of one area, or those of the whole country.
type PersonaGroup struct {
	Of       string
	Personas []PersonaRow
}

// A PersonaRow is one persona to choose.
type PersonaRow struct {
	Key, Name, Role, About string
}

// request is a valid authorisation request.
type request struct {
	client    Client
	redirect  string
	state     string
	nonce     string
	challenge string
	form      url.Values
}

// s256 is what RFC 7636, section 4.2 makes of a verifier: 32 bytes in base64url.
var s256 = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// parse reads an authorisation request. While the client and its redirect
// address are not known to be good, what is wrong is told to the person
// (problem), never sent to the address. After that, it is sent there (code).
func (p *Provider) parse(form url.Values) (req request, code string, problem error) {
	client, ok := p.client(form.Get("client_id"))
	if !ok {
		return req, "", govuk.BadRequest("The application that sent you here is not known to this provider.")
	}
	req = request{client: client, redirect: form.Get("redirect_uri"), state: form.Get("state"),
		nonce: form.Get("nonce"), challenge: form.Get("code_challenge"), form: form}
	if !slices.Contains(client.RedirectURIs, req.redirect) {
		return req, "", govuk.BadRequest("The application that sent you here asked to send you on to an address that is not registered for it.")
	}
	switch {
	case form.Get("response_type") != "code":
		return req, "unsupported_response_type", nil
	case !slices.Contains(strings.Fields(form.Get("scope")), "openid"):
		return req, "invalid_scope", nil
	case req.nonce == "", req.state == "":
		return req, "invalid_request", nil
	case form.Get("code_challenge_method") != "S256" || !s256.MatchString(req.challenge):
		return req, "invalid_request", nil
	}
	return req, "", nil
}

func (p *Provider) client(id string) (Client, bool) {
	i := slices.IndexFunc(p.o.Clients, func(c Client) bool { return c.ID == id })
	if i < 0 {
		return Client{}, false
	}
	return p.o.Clients[i], true
}

// ask shows the personas.
func (p *Provider) ask(w http.ResponseWriter, r *http.Request) error {
	req, code, err := p.parse(r.URL.Query())
	if err != nil {
		return err
	}
	if code != "" {
		p.sendBack(w, r, req, url.Values{"error": {code}})
		return nil
	}
	return p.show(w, r, req, "")
}

func (p *Provider) show(w http.ResponseWriter, r *http.Request, req request, problem string) error {
	page := ChoosePage{Action: p.base + "/authorize"}
	for _, name := range []string{"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method"} {
		page.Request = append(page.Request, govuk.Link{Text: name, Href: req.form.Get(name)})
	}
	for _, persona := range p.personas {
		of := "For the whole country"
		if i := slices.IndexFunc(p.areas, func(a area.Area) bool { return a.DFE == persona.Area }); i >= 0 {
			of = p.areas[i].Name
		}
		if n := len(page.Groups); n == 0 || page.Groups[n-1].Of != of {
			page.Groups = append(page.Groups, PersonaGroup{Of: of})
		}
		g := &page.Groups[len(page.Groups)-1]
		g.Personas = append(g.Personas, PersonaRow{Key: persona.Subject, Name: persona.Name, Role: persona.roleOf(), About: persona.About})
	}
	page.Area = govuk.Select{Name: "area", Label: "Area", Error: problem, Choices: []govuk.Choice{{Text: "Choose an area"}}}
	for _, a := range p.areas {
		page.Area.Choices = append(page.Area.Choices, govuk.Choice{Value: a.DFE, Text: a.Name})
	}
	page.Partner = govuk.Select{Name: "partner", Label: "Partner, for a partnership lead"}
	for _, partner := range account.Partners() {
		page.Partner.Choices = append(page.Partner.Choices, govuk.Choice{Value: partner, Text: partner})
	}
	out := govuk.Page{Title: "Choose who to be", Private: true, Data: page}
	if problem != "" {
		out.Errors = []govuk.FieldError{{Field: "area", Message: problem}}
	}
	return p.site.Render(w, r, p.choose, out)
}

// answer sends the browser back with a code for the persona that was chosen.
func (p *Provider) answer(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	if err := r.ParseForm(); err != nil {
		return govuk.BadRequest("The form could not be read. Go back and try again.")
	}
	req, code, err := p.parse(r.PostForm)
	if err != nil {
		return err
	}
	if code != "" {
		p.sendBack(w, r, req, url.Values{"error": {code}})
		return nil
	}
	person, problem := p.chosen(r.PostForm)
	if problem != "" {
		return p.show(w, r, req, problem)
	}
	now := p.o.Now()
	code, err = p.keep(grant{client: req.client.ID, redirect: req.redirect, challenge: req.challenge,
		nonce: req.nonce, person: person, at: now, expires: now.Add(codeTime)})
	if err != nil {
		return err
	}
	p.sendBack(w, r, req, url.Values{"code": {code}})
	return nil
}

// chosen returns the person chosen: a persona of the list, or an officer or
// lead of any area.
func (p *Provider) chosen(form url.Values) (account.Person, string) {
	key := form.Get("persona")
	for _, persona := range p.personas {
		if persona.Subject == key {
			return persona.Person, ""
		}
	}
	role := account.Role(key)
	if !role.NeedsArea() {
		return account.Person{}, "Choose one of the people listed"
	}
	for _, a := range p.areas {
		if a.DFE != form.Get("area") {
			continue
		}
		person := account.Person{Subject: "demo-" + key + "-" + a.DFE, Name: "Demonstration " + string(role) + " of " + a.Name, Role: role, Area: a.DFE}
		if role == account.Lead {
			person.Partner = account.LocalAuthority
		}
		if partner := form.Get("partner"); role == account.Lead && slices.Contains(account.Partners()[1:], partner) {
			person.Partner = partner
			person.Subject += "-" + partner
			person.Name += " for " + partner
		}
		for _, persona := range p.personas {
			if persona.Role == role && persona.Area == a.DFE && persona.Partner == person.Partner {
				return persona.Person, ""
			}
		}
		return person, ""
	}
	return account.Person{}, "Choose an area"
}

// sendBack redirects to the client with what came of the request, naming the
// issuer (RFC 9207) so that answers of two providers cannot be mixed up.
func (p *Provider) sendBack(w http.ResponseWriter, r *http.Request, req request, values url.Values) {
	values.Set("iss", p.o.Issuer)
	if req.state != "" {
		values.Set("state", req.state)
	}
	to, sep := req.redirect, "?"
	if strings.Contains(to, "?") {
		sep = "&"
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to+sep+values.Encode(), http.StatusSeeOther)
}

// endSession has nothing to end, for there are no sessions here: it sends the
// browser to where the application asked, when that is registered.
func (p *Provider) endSession(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if c, ok := p.client(q.Get("client_id")); ok && slices.Contains(c.AfterSignOut, q.Get("post_logout_redirect_uri")) {
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, q.Get("post_logout_redirect_uri"), http.StatusSeeOther)
		return nil
	}
	return p.site.Render(w, r, p.message, govuk.Page{Title: "You have signed out", Private: true})
}
