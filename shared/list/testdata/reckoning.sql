-- The counts of many lists at once, in SQL and by other methods than the
-- program's: months are compared and not subtracted, working days are looked up
-- in a calendar, and each child's row is ranked. Imported before: r (rows of
-- Records), a (of CaseAudit), p (list, first, last, months) and h (bank holidays).

CREATE TABLE day AS
  WITH RECURSIVE d(d) AS (SELECT '2021-01-01' UNION ALL SELECT date(d, '+1 day') FROM d WHERE d < '2028-12-31')
  SELECT d, sum(strftime('%w', d) NOT IN ('0', '6') AND d NOT IN (SELECT date FROM h)) OVER (ORDER BY d) AS worked FROM d;
CREATE UNIQUE INDEX day_d ON day(d);

-- e: one row an event, with what is used more than once.
CREATE TABLE e AS
  SELECT r.rowid AS id, r.*, p.first, p.last,
    start_date BETWEEN first AND last AS started,
    end_date != '' AND end_date BETWEEN first AND last AS closed,
    start_date <= last AND (end_date = '' OR end_date >= first) AS open,
    start_date <= last AND (end_date = '' OR end_date > last) AS open_end,
    CASE WHEN end_date = '' OR end_date > last THEN last ELSE end_date END AS until,
    source_agency IN ('local authority', 'health', 'police', 'school', 'early years', 'voluntary', 'other') AS professional,
    CASE
      WHEN ethnic_group IN ('WBRI', 'WIRI', 'WIRT', 'WROM', 'WOTH') THEN 'white'
      WHEN ethnic_group IN ('MWBC', 'MWBA', 'MWAS', 'MOTH') THEN 'mixed'
      WHEN ethnic_group IN ('AIND', 'APKN', 'ABAN', 'AOTH', 'CHNE') THEN 'asian'
      WHEN ethnic_group IN ('BCRB', 'BAFR', 'BOTH') THEN 'black'
      WHEN ethnic_group = 'OOTH' THEN 'other' ELSE 'not recorded' END AS five,
    CAST(substr(start_date, 1, 4) AS INT) - CAST(birth_year AS INT) AS age,
    12 * substr(start_date, 1, 4) + substr(start_date, 6, 2) AS month,
    CAST(substr(start_date, 9) AS INT) AS dom,
    start_date = date(start_date, 'start of month', '+1 month', '-1 day') AS ends_month
  FROM r JOIN p USING (list);
CREATE UNIQUE INDEX e_id ON e(id);
CREATE INDEX e_child ON e(list, child_key, event_type, start_date);

-- The row of each child, and of each child stepped down.
CREATE TABLE child AS SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY list, child_key ORDER BY start_date DESC, event_ref DESC) AS place
  FROM e WHERE event_type = 'early_help' AND open) WHERE place = 1;
CREATE TABLE down AS SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY list, child_key ORDER BY start_date DESC, event_ref DESC) AS place
  FROM e WHERE event_type = 'early_help' AND started AND stepped_down_from != '') WHERE place = 1;
-- Referrals, those of one child on one day once.
CREATE TABLE ref AS SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY list, child_key, start_date ORDER BY event_ref) AS place
  FROM e WHERE event_type = 'referral') WHERE place = 1;
CREATE TABLE help AS SELECT * FROM e WHERE event_type = 'early_help';

-- again: referrals with another of the same child on an earlier day, and how
-- many months lie between: k, or a little more where late is 1. An earlier
-- referral is within m months when fewer months lie between, or just as many
-- and its day of the month is no earlier; a month that is too short for the
-- later day counts to its own last day.
CREATE TABLE again AS
  SELECT x.id, min(x.month - y.month + (y.dom < x.dom AND NOT y.ends_month)) AS k
  FROM ref x JOIN e y ON y.list = x.list AND y.child_key = x.child_key AND y.event_type = 'referral' AND y.start_date < x.start_date
  GROUP BY x.id;

CREATE VIEW took AS SELECT e.id,
  (SELECT worked FROM day WHERE d = first_help_date) - s.worked AS first_help,
  (SELECT worked FROM day WHERE d = plan_date) - s.worked AS plan,
  (SELECT worked FROM day WHERE d = outcome_told_date) - s.worked AS told
  FROM e JOIN day s ON s.d = e.start_date;

CREATE TABLE m(list, measure, id);
INSERT INTO m SELECT list, 'children_open', id FROM child
  UNION ALL SELECT list, 'children_with_need_dasm', id FROM child WHERE
    'domestic abuse' IN (need_1, need_2, need_3) OR 'parental mental ill health' IN (need_1, need_2, need_3) OR 'parental substance misuse' IN (need_1, need_2, need_3)
  UNION ALL SELECT list, 'young_carers', id FROM child WHERE young_carer = 'yes'
  UNION ALL SELECT list, 'black_mixed_boys_10_17', id FROM child WHERE sex = 'male' AND age BETWEEN 10 AND 17 AND five IN ('black', 'mixed')
  UNION ALL SELECT list, 'ethnicity_recorded', id FROM child WHERE ethnic_group NOT IN ('declined', 'not recorded')
  UNION ALL SELECT list, 'language_culture_religion_recorded', id FROM child WHERE language_english IN ('yes', 'no') AND culture_recorded = 'yes' AND religion_recorded = 'yes'
  UNION ALL SELECT list, 'episodes_started', id FROM help WHERE started
  UNION ALL SELECT list, 'first_help_20wd', id FROM help JOIN took USING (id) WHERE started AND first_help <= 20
  UNION ALL SELECT list, 'offers_declined_or_lost', id FROM help WHERE closed AND end_reason IN ('declined', 'lost_contact')
  UNION ALL SELECT list, 'declined_followed_up', id FROM help WHERE closed AND end_reason IN ('declined', 'lost_contact') AND follow_up = 'yes'
  UNION ALL SELECT list, 'episodes_open_end', id FROM help WHERE open_end
  UNION ALL SELECT list, 'reviews_due', id FROM help WHERE open AND julianday(until) - julianday(start_date) >= 84
  UNION ALL SELECT list, 'reviewed_12w', id FROM help WHERE open AND julianday(until) - julianday(start_date) >= 84
    AND last_review_date != '' AND julianday(until) - julianday(last_review_date) BETWEEN 0 AND 84
  UNION ALL SELECT list, 'episodes_closed', id FROM help WHERE closed
  UNION ALL SELECT list, 'closed_needs_met', id FROM help WHERE closed AND end_reason = 'needs_met'
  UNION ALL SELECT list, 'closed_stepped_up', id FROM help WHERE closed AND end_reason = 'stepped_up'
  UNION ALL SELECT list, 'scores_both', id FROM help WHERE closed AND score_start != '' AND score_end != ''
  UNION ALL SELECT list, 'lead_professional_named', id FROM help WHERE open_end AND lead_professional_agency != ''
  UNION ALL SELECT list, 'referrals', id FROM ref WHERE started
  UNION ALL SELECT list, 'referrals_professional', id FROM ref WHERE started AND professional
  UNION ALL SELECT list, 'referrals_nfa', id FROM ref WHERE started AND referral_outcome LIKE 'nfa%'
  UNION ALL SELECT list, 'rereferrals_3m', id FROM ref JOIN again USING (id) WHERE started AND k <= 3
  UNION ALL SELECT list, 'rereferrals_12m', id FROM ref JOIN again USING (id) WHERE started AND k <= 12
  UNION ALL SELECT list, 'referrals_with_eha', id FROM ref WHERE started AND professional AND eha_attached = 'yes'
  UNION ALL SELECT list, 'threshold_cited', id FROM ref WHERE started AND professional AND threshold_cited = 'yes'
  UNION ALL SELECT list, 'outcome_told_5wd', id FROM ref JOIN took USING (id) WHERE started AND professional AND told <= 5
  UNION ALL SELECT list, 'below_threshold_with_needs', id FROM ref WHERE started AND referral_outcome NOT IN ('nfa_no_needs', 'assessment', 'strategy_discussion')
  UNION ALL SELECT list, 'below_threshold_offered_help', id FROM ref WHERE started AND referral_outcome LIKE 'early_help%'
  UNION ALL SELECT list, 'assessments_no_statutory_need', id FROM ref WHERE referral_outcome = 'assessment' AND closed AND end_reason != 'stepped_up'
  UNION ALL SELECT list, 'support_secured', id FROM ref WHERE referral_outcome = 'assessment' AND closed AND end_reason != 'stepped_up' AND EXISTS (
    SELECT 1 FROM help WHERE help.list = ref.list AND help.child_key = ref.child_key AND help.stepped_down_from = 'assessment' AND help.lead_professional_agency != ''
      AND help.start_date BETWEEN ref.start_date AND date(ref.end_date, '+31 days'))
  UNION ALL SELECT list, 'stepped_down', id FROM down
  UNION ALL SELECT list, 'stepped_down_plan_10wd', id FROM down JOIN took USING (id) WHERE plan <= 10 AND lead_professional_agency != '';

-- c: the categories that each event is in.
CREATE VIEW c AS
  SELECT id, 'total' AS breakdown, 'all' AS category FROM e
  UNION ALL SELECT id, 'sex', sex FROM e
  UNION ALL SELECT id, 'age_band', CASE WHEN age < 5 THEN '0-4' WHEN age < 10 THEN '5-9' WHEN age < 16 THEN '10-15' ELSE '16-17' END FROM e
  UNION ALL SELECT id, 'ethnic_group', five FROM e
  UNION ALL SELECT id, 'disability', CASE disability WHEN '' THEN 'not recorded' ELSE disability END FROM e
  UNION ALL SELECT id, 'sen', CASE sen WHEN '' THEN 'not recorded' ELSE sen END FROM e
  UNION ALL SELECT id, 'agency', CASE WHEN source_agency IN ('', 'not recorded') THEN 'not recorded' WHEN professional THEN source_agency ELSE 'other' END FROM e
  UNION ALL SELECT id, 'locality', locality FROM e WHERE locality != ''
  UNION ALL SELECT id, 'need', need_1 FROM e UNION ALL SELECT id, 'need', need_2 FROM e UNION ALL SELECT id, 'need', need_3 FROM e;

-- Audited cases, drawn at random.
CREATE TABLE audit AS SELECT rowid AS id, * FROM a WHERE sample_method = 'random';
CREATE TABLE am(list, measure, id);
INSERT INTO am SELECT list, 'cases_audited', id FROM audit
  UNION ALL SELECT list, 'audits_done', id FROM audit
  UNION ALL SELECT list, 'episodes_audited', id FROM audit
  UNION ALL SELECT list, 'missed_opportunity', id FROM audit WHERE missed_opportunity = 'yes'
  UNION ALL SELECT list, 'assessment_good', id FROM audit WHERE assessment_good = 'yes'
  UNION ALL SELECT list, 'voice_expected', id FROM audit WHERE voice_expected = 'yes'
  UNION ALL SELECT list, 'voice_absent', id FROM audit WHERE voice_expected = 'yes' AND voice_present = 'no'
  UNION ALL SELECT list, 'child_spoken_to', id FROM audit WHERE child_spoken_to = 'yes'
  UNION ALL SELECT list, 'both_parents_expected', id FROM audit WHERE both_parents_included IN ('yes', 'no')
  UNION ALL SELECT list, 'both_parents_included', id FROM audit WHERE both_parents_included = 'yes'
  UNION ALL SELECT list, 'not_both_parents', id FROM audit WHERE both_parents_included = 'no'
  UNION ALL SELECT list, 'father_left_out_no_reason', id FROM audit WHERE both_parents_included = 'no' AND father_left_out_no_reason = 'yes'
  UNION ALL SELECT list, 'siblings_present', id FROM audit WHERE siblings_present = 'yes'
  UNION ALL SELECT list, 'siblings_missed', id FROM audit WHERE siblings_present = 'yes' AND siblings_missed = 'yes'
  UNION ALL SELECT list, 'history_used', id FROM audit WHERE history_used = 'yes'
  UNION ALL SELECT list, 'plans_audited', id FROM audit WHERE plan_written = 'yes'
  UNION ALL SELECT list, 'no_plan', id FROM audit WHERE plan_written = 'no'
  UNION ALL SELECT list, 'plan_effective', id FROM audit WHERE plan_written = 'yes' AND plan_effective = 'yes'
  UNION ALL SELECT list, 'plan_deficient', id FROM audit WHERE plan_written = 'yes' AND plan_deficient = 'yes'
  UNION ALL SELECT list, 'plan_parent_focused', id FROM audit WHERE plan_written = 'yes' AND plan_deficient = 'yes' AND plan_parent_focused = 'yes'
  UNION ALL SELECT list, 'reviews_audited', id FROM audit WHERE review_against_outcome IN ('yes', 'no')
  UNION ALL SELECT list, 'review_against_outcome', id FROM audit WHERE review_against_outcome = 'yes'
  UNION ALL SELECT list, 'oversight_written', id FROM audit WHERE oversight_written = 'yes'
  UNION ALL SELECT list, 'oversight_considers_plan', id FROM audit WHERE oversight_written = 'yes' AND oversight_considers_plan = 'yes'
  UNION ALL SELECT list, 'manager_overseeing', id FROM audit WHERE 'yes' IN (oversight_written, oversight_separate)
  UNION ALL SELECT list, 'oversight_separate', id FROM audit WHERE oversight_separate = 'yes'
  UNION ALL SELECT list, 'audits_outcome_focused', id FROM audit WHERE audit_outcome_focused = 'yes'
  UNION ALL SELECT list, 'closed_referrals_audited', id FROM audit WHERE referral_closed_wrongly IN ('yes', 'no')
  UNION ALL SELECT list, 'closed_wrongly', id FROM audit WHERE referral_closed_wrongly = 'yes'
  UNION ALL SELECT list, 'stepped_up_audited', id FROM audit WHERE step_up_late IN ('yes', 'no')
  UNION ALL SELECT list, 'step_up_late', id FROM audit WHERE step_up_late = 'yes';
CREATE VIEW ac AS
  SELECT id, 'total' AS breakdown, 'all' AS category FROM audit
  UNION ALL SELECT id, 'agency', agency FROM audit
  UNION ALL SELECT id, 'age_band', CASE child_age_band WHEN '' THEN 'not recorded' ELSE child_age_band END FROM audit;

-- gap: what a list cannot say. part is the breakdown, or '' for all of it.
CREATE TABLE gap(list, measure, part);
INSERT INTO gap
  SELECT p.list, n.measure, '' FROM p, (SELECT DISTINCT measure FROM m UNION SELECT 'episodes_audited') n
    WHERE NOT EXISTS (SELECT 1 FROM e WHERE e.list = p.list AND e.event_type = CASE
      WHEN n.measure IN ('assessments_no_statutory_need', 'support_secured', 'threshold_cited', 'outcome_told_5wd')
        OR n.measure LIKE 'referrals%' OR n.measure LIKE 'rereferrals%' OR n.measure LIKE 'below%' THEN 'referral'
      ELSE 'early_help' END) AND n.measure != 'episodes_audited'
  UNION ALL SELECT list, 'support_secured', '' FROM p WHERE list NOT IN (SELECT list FROM help)
  UNION ALL SELECT p.list, n.measure, '' FROM p, (SELECT DISTINCT measure FROM am) n WHERE p.list NOT IN (SELECT list FROM a)
  UNION ALL SELECT list, 'cases_audited', 'need' FROM p
  UNION ALL SELECT list, 'missed_opportunity', 'need' FROM p
  UNION ALL SELECT list, 'episodes_audited', 'agency' FROM p
  UNION ALL SELECT list, 'episodes_audited', '' FROM p WHERE list IN (SELECT list FROM help)
    AND (SELECT count(*) FROM audit WHERE audit.list = p.list) > (SELECT count(*) FROM help WHERE help.list = p.list AND (closed OR open_end))
  UNION ALL
  SELECT list, 'rereferrals_' || k || 'm', '' FROM (
    SELECT p.list, k.k, p.months,
      (SELECT count(*) FROM e WHERE e.list = p.list AND event_type = 'referral' AND started) AS within,
      (SELECT count(*) FROM e WHERE e.list = p.list AND event_type = 'referral' AND start_date < first AND start_date >= date(first, '-' || k || ' months')) AS near,
      (SELECT min(start_date) FROM e WHERE e.list = p.list AND event_type = 'referral' AND start_date < first) AS earliest,
      (SELECT min(start_date) FROM e WHERE e.list = p.list AND event_type = 'referral' AND started) AS soonest
    FROM p, (SELECT 3 AS k UNION SELECT 12) k)
  WHERE within > 0 AND (earliest IS NULL
    OR 12 * substr(soonest, 1, 4) + substr(soonest, 6, 2) - 12 * substr(earliest, 1, 4) - substr(earliest, 6, 2) < k + (substr(earliest, 9) > substr(soonest, 9))
    OR CAST(near AS REAL) / k < CAST(within AS REAL) / months / 2);

.mode csv
SELECT list, measure, breakdown, category, count(*) FROM m JOIN c USING (id) WHERE category != '' GROUP BY 1, 2, 3, 4
UNION ALL SELECT list, measure, breakdown, category, count(*) FROM am JOIN ac USING (id) GROUP BY 1, 2, 3, 4
UNION ALL SELECT list, measure, part, '', 'x' FROM gap;
