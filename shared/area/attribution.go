package area

// An Attribution is what a licence asks a product to show.
type Attribution struct {
	Text    string // to be shown as it stands
	Licence string
	Covers  string // which data, in plain words
	URL     string // of the licence; "" when its text is kept with the data
}

const oglURL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

// Attributions returns the notices that the licences of the reference data and
// the published series ask for. A page and the README show them.
func Attributions() []Attribution {
	return []Attribution{
		{
			Text:    "Contains public sector information licensed under the Open Government Licence v3.0.",
			Licence: "Open Government Licence v3.0",
			Covers:  "the areas, their regions and boundary changes, statistical neighbours and the published referral series (Department for Education), the indices of deprivation (Ministry of Housing, Communities and Local Government), and quotations from inspection reports (Ofsted, Care Quality Commission, HMICFRS)",
			URL:     oglURL,
		},
		{
			Text:    "Source: Office for National Statistics licensed under the Open Government Licence v3.0",
			Licence: "Open Government Licence v3.0",
			Covers:  "the codes of areas and the mid-year estimates of children aged 0 to 17",
			URL:     oglURL,
		},
		{
			Text:    "UK Local Authorities (past and current), mySociety, CC BY 4.0",
			Licence: "CC BY 4.0",
			Covers:  "the days on which areas began and ended, which were checked against it",
			URL:     "https://creativecommons.org/licenses/by/4.0/",
		},
		{
			Text:    "Hexagon map: UK upper tier local authorities, copyright (c) 2017- Open Innovations, MIT licence, changed to the areas of 2023.",
			Licence: "MIT",
			Covers:  "the places of areas on the hexagon map",
		},
	}
}

// HexLicence returns the text of the licence of the hexagon map, which goes
// wherever the map's data goes.
func HexLicence() string {
	text, err := embedded.ReadFile("data/hexes-LICENSE.txt")
	if err != nil {
		panic(err) // the name is a constant
	}
	return string(text)
}
