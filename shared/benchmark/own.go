package benchmark

// Own answers a query for an area's own people: the area's figures are exact,
// from full, and England, the regions, the peers and the limits are as the
// public sees them, from public. Comparisons, classes, ranks and sentences are
// worked out from just what the answer shows, so that it is never a mix: exact
// totals less public figures would give other areas away. The answer has the
// one area and says Own.
//
// It returns a *QueryError as Answer does.
func Own(public, full *Snapshot, q Query, area string) (Answer, error) {
	q.Areas = []string{area}
	return public.answer(q, full)
}

// OwnTrend is TrendOf for an area's own people: its points are exact, and
// England's beside them as the public sees them.
func OwnTrend(public, full *Snapshot, q TrendQuery) (Trend, error) {
	return public.trend(q, full)
}
