/** The SQL of `catalogue-build-store.ts`. Everything is whole numbers (fen, days, counts) and exact NUMERIC: nothing is rounded here. */

/** The working tables of a build; they end with the transaction. Diagnoses are numbers of their keys, operation lists rows of a table. */
export const WORKING_TABLES: Readonly<Record<string, string>> = {
  history_pair: 'principal_diagnosis text NOT NULL, procedures text[] NOT NULL',
  history_diagnosis: 'code text NOT NULL, key_id int NOT NULL',
  history_operation: 'code text NOT NULL, reads text NOT NULL, kind smallint NOT NULL',
  history_operations: 'id int NOT NULL, procedures text[] NOT NULL, operations text[] NOT NULL, main text, kind smallint NOT NULL',
  history_case: `year smallint NOT NULL, key_id int NOT NULL, operations_id int NOT NULL, level text, cost bigint NOT NULL, days int NOT NULL,
    drug bigint, consumable bigint`,
  history_cell: 'key_id int NOT NULL, operations_id int NOT NULL, year smallint NOT NULL, cases bigint NOT NULL, cost numeric NOT NULL',
  history_combination: `key_id int NOT NULL, operations text[] NOT NULL, main text, counted bigint NOT NULL, cases bigint NOT NULL,
    year_cases bigint[] NOT NULL, year_costs numeric[] NOT NULL`,
  history_assignment: 'key_id int NOT NULL, operations text[] NOT NULL, group_id int NOT NULL',
  history_category: 'key_id int NOT NULL, category_id int NOT NULL',
  history_target: 'key_id int NOT NULL, operations_id int NOT NULL, group_id int NOT NULL',
};

/** Current cases of the snapshot in one of the years: $1 region, $2 snapshot, $3 and $4 first and last days, $5 flags left out, $6 patients insured elsewhere left out. */
function selected(day: 'discharge_date' | 'settlement_date'): string {
  return `inpatient_case c
    JOIN unnest($3::date[], $4::date[]) WITH ORDINALITY AS y(first_day, last_day, ordinal) ON c.${day} BETWEEN y.first_day AND y.last_day
    WHERE c.region_code = $1 AND c.import_seq <= $2::bigint AND NOT c.voided AND NOT c.case_flags && $5::text[]
      AND (NOT $6::boolean OR coalesce(c.insured_region_code, $1) = $1)
      AND NOT EXISTS (SELECT FROM case_supersession s WHERE s.region_code = c.region_code AND s.seq = c.seq AND s.import_seq <= $2::bigint)`;
}

/** Column of the date that decides which year a case is in. */
export const DAY_COLUMNS = { DISCHARGE: 'discharge_date', SETTLEMENT: 'settlement_date' } as const;

/** Fills `history_pair`. */
export function pairsSql(day: 'discharge_date' | 'settlement_date'): string {
  return `INSERT INTO history_pair SELECT DISTINCT c.principal_diagnosis, c.procedures FROM ${selected(day)}`;
}

/** The distinct principal diagnoses. */
export const DIAGNOSES_SQL = 'SELECT DISTINCT principal_diagnosis COLLATE "C" AS code FROM history_pair ORDER BY 1';
/** The distinct operations. */
export const OPERATIONS_SQL = 'SELECT DISTINCT code COLLATE "C" AS code FROM history_pair, unnest(procedures) AS code ORDER BY 1';
/** $1 codes, $2 numbers of their keys. */
export const FILL_DIAGNOSES_SQL = 'INSERT INTO history_diagnosis SELECT * FROM unnest($1::text[], $2::int[])';
/** $1 codes, $2 what they are read as, $3 ranks of their kinds. */
export const FILL_OPERATION_KINDS_SQL = 'INSERT INTO history_operation SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[])';

/** Each list of operations once: the set of those that count, the first of them, and the highest kind ($1: the rank of none). */
export const FILL_OPERATIONS_SQL = `
  INSERT INTO history_operations
  SELECT row_number() OVER (), p.procedures, coalesce(s.operations, '{}'), s.main, coalesce(s.kind, $1::smallint)
  FROM (SELECT DISTINCT procedures FROM history_pair) p
  CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT o.reads COLLATE "C" ORDER BY o.reads COLLATE "C") AS operations,
      (array_agg(o.reads ORDER BY u.place))[1] AS main, min(o.kind) AS kind
    FROM unnest(p.procedures) WITH ORDINALITY AS u(code, place) JOIN history_operation o ON o.code = u.code) s`;

/** Fills `history_case`; the level is that of the institution's profile on the day of discharge. */
export function casesSql(day: 'discharge_date' | 'settlement_date'): string {
  return `
  WITH profile AS (
    SELECT institution_code, level, effective_from, lead(effective_from) OVER (PARTITION BY institution_code ORDER BY effective_from) AS until
    FROM (SELECT DISTINCT ON (institution_code, effective_from) institution_code, effective_from, level FROM institution_profile
      WHERE region_code = $1 ORDER BY institution_code, effective_from, seq DESC) latest),
  chosen AS (
    SELECT (y.ordinal - 1)::smallint AS year, c.principal_diagnosis, c.procedures, c.institution_code, c.discharge_date, c.total_cost,
      c.discharge_date - c.admission_date AS days, c.drug_cost, c.consumable_cost FROM ${selected(day)})
  INSERT INTO history_case
  SELECT c.year, d.key_id, o.id, p.level, (c.total_cost * 100)::bigint, c.days, (c.drug_cost * 100)::bigint, (c.consumable_cost * 100)::bigint
  FROM chosen c JOIN history_diagnosis d ON d.code = c.principal_diagnosis JOIN history_operations o ON o.procedures = c.procedures
  LEFT JOIN profile p ON p.institution_code = c.institution_code AND c.discharge_date >= p.effective_from
    AND (p.until IS NULL OR c.discharge_date < p.until)`;
}

/** Cases and cost by diagnosis key, list of operations and year. */
export const FILL_CELLS_SQL = `
  INSERT INTO history_cell SELECT key_id, operations_id, year, count(*), sum(cost) FROM history_case GROUP BY 1, 2, 3`;

/** `counted` is the count that the threshold is compared with, times the number of years, so that it stays whole. */
const COUNTED = {
  YEARLY_AVERAGE: '(SELECT sum(n) FROM unnest(year_cases) AS n)',
  EACH_YEAR: '(SELECT min(n) FROM unnest(year_cases) AS n) * cardinality(year_cases)',
  LAST_YEAR: 'year_cases[cardinality(year_cases)] * cardinality(year_cases)',
} as const;

/**
 * Fills `history_combination`: sums by year ($1 the number of years), and as main operation the one that most cases name first, the first by
 * code of several.
 */
export function combinationsSql(counting: keyof typeof COUNTED): string {
  return `
  WITH cell AS (
    SELECT c.key_id, o.operations, o.main, c.year, c.cases, c.cost FROM history_cell c JOIN history_operations o ON o.id = c.operations_id),
  main AS (
    SELECT DISTINCT ON (key_id, operations) key_id, operations, main FROM cell
    GROUP BY key_id, operations, main ORDER BY key_id, operations, sum(cases) DESC, main COLLATE "C"),
  by_year AS (SELECT key_id, operations, year, sum(cases) AS cases, sum(cost) AS cost FROM cell GROUP BY 1, 2, 3),
  summed AS (
    SELECT k.key_id, k.operations, array_agg(coalesce(b.cases, 0)::bigint ORDER BY y.year) AS year_cases,
      array_agg(coalesce(b.cost, 0) ORDER BY y.year) AS year_costs
    FROM main k CROSS JOIN generate_series(0, $1::int - 1) AS y(year)
    LEFT JOIN by_year b ON b.key_id = k.key_id AND b.operations = k.operations AND b.year = y.year
    GROUP BY k.key_id, k.operations)
  INSERT INTO history_combination
  SELECT s.key_id, s.operations, m.main, ${COUNTED[counting]}, (SELECT sum(n) FROM unnest(s.year_cases) AS n), s.year_cases, s.year_costs
  FROM summed s JOIN main m ON m.key_id = s.key_id AND m.operations = s.operations`;
}

/** How many cases stand behind each count of a combination. */
export const COUNTS_SQL = `
  SELECT counted::text, sum(cases)::text AS cases FROM history_combination GROUP BY history_combination.counted
  ORDER BY history_combination.counted DESC`;

/** $1: the least `counted`. */
export const COMBINATIONS_SQL = `
  WITH enough AS (SELECT * FROM history_combination WHERE counted >= $1::bigint),
  wanted AS (
    SELECT key_id, operations FROM enough
    UNION SELECT key_id, ARRAY[main] FROM enough WHERE cardinality(operations) > 1)
  SELECT h.key_id AS "keyId", h.operations, h.main, h.year_cases::text[] AS "yearCases", h.year_costs::text[] AS "yearCosts"
  FROM history_combination h JOIN wanted w ON w.key_id = h.key_id AND w.operations = h.operations ORDER BY h.key_id, h.operations`;

/** Lists of operations travel as JSON: arrays of arrays of different lengths are none in SQL. */
export const FILL_ASSIGNMENTS_SQL = `
  INSERT INTO history_assignment
  SELECT u.key_id, ARRAY(SELECT jsonb_array_elements_text(u.operations::jsonb)), u.group_id
  FROM unnest($1::int[], $2::text[], $3::int[]) AS u(key_id, operations, group_id)`;
/** $1 numbers of diagnosis keys, $2 of their categories. */
export const FILL_CATEGORIES_SQL = 'INSERT INTO history_category SELECT * FROM unnest($1::int[], $2::int[])';

/** Composite groups are numbered below zero: −(1 + category × 4 + kind). $1: small combinations go to the group of their main operation. */
export const FILL_TARGETS_SQL = `
  INSERT INTO history_target
  SELECT x.key_id, x.operations_id, coalesce(own.group_id, main.group_id, -(1 + g.category_id * 4 + o.kind))
  FROM (SELECT DISTINCT key_id, operations_id FROM history_cell) x
  JOIN history_operations o ON o.id = x.operations_id
  JOIN history_combination c ON c.key_id = x.key_id AND c.operations = o.operations
  JOIN history_category g ON g.key_id = x.key_id
  LEFT JOIN history_assignment own ON own.key_id = x.key_id AND own.operations = o.operations
  LEFT JOIN history_assignment main ON $1::boolean AND cardinality(o.operations) > 1 AND main.key_id = x.key_id AND main.operations = ARRAY[c.main]`;

/** Place ⌈q × n⌉ of a group's costs, at least 1, as whole numbers: q = $k ÷ $k+1. */
const place = (k: number): string => `greatest(div($${k}::numeric * n + $${k + 1}::numeric - 1, $${k + 1}::numeric), 1)`;

const BOUNDS = `
  placed AS (
    SELECT t.group_id, h.cost, row_number() OVER (PARTITION BY t.group_id ORDER BY h.cost) AS place,
      count(*) OVER (PARTITION BY t.group_id) AS n
    FROM history_case h JOIN history_target t ON t.key_id = h.key_id AND t.operations_id = h.operations_id),
  bounds AS (
    SELECT group_id, min(cost) FILTER (WHERE place = ${place(2)}) AS lower, min(cost) FILTER (WHERE place = ${place(4)}) AS upper
    FROM placed GROUP BY group_id)`;

/** Sums by group and year ($1: the last, by level there); with `trim`, $2 ÷ $3 and $4 ÷ $5 are the quantiles. */
export function sumsSql(trim: 'TRIMMED' | 'WHOLE'): string {
  const trimmed = trim === 'TRIMMED';
  const kept = trimmed ? 'h.cost BETWEEN b.lower AND b.upper' : 'true';
  const sum = (value: string): string => `coalesce(sum(${value}) FILTER (WHERE ${kept}), 0)::text`;
  const count = (value: string): string => `(count(${value}) FILTER (WHERE ${kept}))::text`;
  return `
  ${trimmed ? `WITH ${BOUNDS}` : ''}
  SELECT t.group_id AS "groupId", h.year::int, CASE WHEN h.year = $1::int THEN h.level END AS level, count(*)::int AS "allCases",
    ${count('*')} AS cases, ${sum('h.cost')} AS cost, ${sum('h.cost::numeric * h.cost')} AS squares, ${sum('h.days')} AS days,
    ${count('h.drug')} AS "drugCases", ${sum('h.drug')} AS drug, ${count('h.consumable')} AS "consumableCases", ${sum('h.consumable')} AS consumable
  FROM history_case h JOIN history_target t ON t.key_id = h.key_id AND t.operations_id = h.operations_id
  ${trimmed ? 'JOIN bounds b ON b.group_id = t.group_id' : ''}
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
}
