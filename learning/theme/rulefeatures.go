package theme

// rules adds what the rules found: kinds of patterns by theme, the patterns
// themselves (some are surer than others, which is for the data to say), and
// what the rules made of it.
func (e *extraction) rules() {
	r := e.r
	for _, h := range r.hits {
		if h.theme < 0 {
			if h.cue == recommendation && r.hindsight(h.from) {
				e.add("r:hindsight", h.from, h.to-1)
			}
			e.add("r:cue "+h.cue, h.from, h.to-1)
			e.add("R:"+h.text, h.from, h.to-1)
			continue
		}
		id, blind := r.themes[h.theme].ID, r.blinded(h)
		state := ""
		switch {
		case blind:
			state = " blind"
		case r.denied[h.from] || r.negatedAt(h.from) >= 0:
			state = " denied"
		}
		e.add("r:"+id+" "+string(h.kind)+state, h.from, h.to-1)
		if !blind {
			e.add("R:"+id+" "+h.text+state, h.from, h.to-1)
		}
	}
	for i, t := range r.themes {
		if k := r.coded[i]; k != "" {
			e.add("r:"+t.ID+" coded "+string(k), -1, -1)
		}
	}
	for _, i := range e.l.coded {
		id := r.themes[i].ID
		e.add("r:"+id+" label", -1, -1)
		e.add("r:"+id+" label "+string(e.l.polarity), -1, -1)
	}
	for _, f := range []struct {
		name string
		is   bool
	}{{"praised", len(r.praised) > 0}, {"lack", len(r.lack) > 0}, {"advice", r.advice}, {"offered", r.offered}, {"process", r.process}, {"no", r.no}} {
		if f.is {
			e.add("r:"+f.name, -1, -1)
		}
	}
	e.add("r:polarity "+string(e.l.polarity), -1, -1)
}
