import { dateOf, dayOf, labelOf, definedOnly } from '../kit/rows.js';
import type { Session } from '../database/session.js';
import type { CaseKey } from '../../app/ports/cases/ports-case.js';
import type {
  JudgedImport,
  JudgedList,
  QualityCount,
  QualityFilter,
  QualityPage,
  QualityPeriod,
  QualityResultRecord,
  QualityResults,
} from '../../app/ports/cases/ports-quality.js';
import { must } from '../../engine/kit/assert.js';
import { QUALITY_DIMENSIONS, QUALITY_LEVELS } from '../../engine/plan/quality.js';
import type { Prisma, QualityResult } from '../../generated/prisma/client.js';

/** Results of quality control behind the port. */
export function qualityResults(session: Session): QualityResults {
  return {
    record: (regionCode, judged) => record(session, regionCode, judged),
    closeVoided: (regionCode, keys, on) => closeVoided(session, regionCode, keys, on),
    list: (regionCode, filter, page) => list(session, regionCode, filter, page),
    summary: (regionCode, period) => summary(session, regionCode, period),
  };
}

/** Closes what was not found again, then adds what is new: an open finding stands once. */
async function record(session: Session, regionCode: string, { importId, submittedOn, lists }: JudgedImport): Promise<void> {
  if (lists.length === 0) return;
  const found = lists.flatMap((list) => list.findings.map((finding) => ({ list, finding })));
  const column = <T>(read: (row: (typeof found)[number]) => T): T[] => found.map(read);
  const keys = [column(({ list }) => list.institutionCode), column(({ list }) => list.caseNo), column(({ finding }) => finding.rule)];
  const how = [column(({ finding }) => finding.level), column(({ finding }) => finding.returned)];
  const ofLists = (read: (list: JudgedList) => string): string[] => lists.map(read);
  await session.run(
    `UPDATE quality_result q SET closed_by_import_id = $2::uuid, closed_on = $3::date
     FROM (SELECT DISTINCT * FROM unnest($4::text[], $5::text[]) AS l (institution_code, case_no)) l
     WHERE q.region_code = $1 AND q.institution_code = l.institution_code AND q.case_no = l.case_no AND q.closed_on IS NULL
       AND (q.institution_code, q.case_no, q.rule, q.level, q.returned) NOT IN
         (SELECT * FROM unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::boolean[]))`,
    [regionCode, importId, submittedOn, ofLists((list) => list.institutionCode), ofLists((list) => list.caseNo), ...keys, ...how],
  );
  if (found.length === 0) return;
  await session.run(
    `INSERT INTO quality_result (region_code, import_id, submitted_on, institution_code, case_no, rule, level, returned,
       discharge_date, ruleset_version, label, dimension, field)
     SELECT $1, $2::uuid, $3::date, * FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[],
       $9::date[], $10::text[], $11::jsonb[], $12::text[], $13::text[])
     ON CONFLICT (region_code, institution_code, case_no, rule) WHERE closed_on IS NULL DO NOTHING`,
    [
      ...[regionCode, importId, submittedOn, ...keys, ...how],
      column(({ list }) => list.dischargeDate),
      column(({ list }) => list.rulesetVersion),
      column(({ finding }) => JSON.stringify(finding.label)),
      column(({ finding }) => finding.dimension),
      column(({ finding }) => finding.field),
    ],
  );
}

/** Closes what stands open of cases that were voided; no import is named. */
async function closeVoided(session: Session, regionCode: string, keys: readonly CaseKey[], on: string): Promise<void> {
  await session.run(
    `UPDATE quality_result q SET closed_on = $2::date FROM unnest($3::text[], $4::text[]) AS l (institution_code, case_no)
     WHERE q.region_code = $1 AND q.institution_code = l.institution_code AND q.case_no = l.case_no AND q.closed_on IS NULL`,
    [regionCode, on, keys.map(({ institutionCode }) => institutionCode), keys.map(({ caseNo }) => caseNo)],
  );
}

async function list(session: Session, regionCode: string, filter: QualityFilter, page: QualityPage): Promise<QualityResultRecord[]> {
  const { institutionCode, from, to, dimension, level, returned, open } = filter;
  const seq = definedOnly({ lt: page.after, gt: page.before });
  const dischargeDate = definedOnly({ gte: from === undefined ? undefined : dateOf(from), lte: to === undefined ? undefined : dateOf(to) });
  const where: Prisma.QualityResultWhereInput = {
    ...{ regionCode, seq, dischargeDate },
    ...definedOnly({ institutionCode, dimension, level, returned }),
    ...(open === undefined ? {} : { closedOn: open ? null : { not: null } }),
  };
  const orderBy = { seq: page.begin === 'NEWEST' ? 'desc' : 'asc' } as const;
  return (await session.tx.qualityResult.findMany({ where, orderBy, take: page.limit })).map(recordOf);
}

/** A stored word as the one of a closed list that it is. */
function oneOf<T extends string>(words: readonly T[], word: string): T {
  return must(
    words.find((known) => known === word),
    word,
  );
}

function recordOf({
  regionCode: _,
  label,
  dimension,
  level,
  dischargeDate,
  submittedOn,
  closedOn,
  ...row
}: QualityResult): QualityResultRecord {
  return {
    ...row,
    label: labelOf(label),
    dimension: oneOf(QUALITY_DIMENSIONS, dimension),
    level: oneOf(QUALITY_LEVELS, level),
    dischargeDate: dayOf(dischargeDate),
    submittedOn: dayOf(submittedOn),
    closedOn: closedOn === null ? null : dayOf(closedOn),
  };
}

type CountRow = Record<'institutionCode' | 'dimension' | 'submitted' | 'faulty' | 'errors' | 'warnings' | 'returned', string>;

/** Lists are current cases, and those that were returned and are no case yet. */
async function summary(session: Session, regionCode: string, { institutionCode, from, to }: QualityPeriod): Promise<QualityCount[]> {
  const rows = await session.rows<CountRow>(
    `WITH current_case AS (
       SELECT institution_code, case_no FROM inpatient_case c
       WHERE region_code = $1 AND NOT voided AND ($2::text IS NULL OR institution_code = $2) AND discharge_date BETWEEN $3::date AND $4::date
         AND NOT EXISTS (SELECT FROM case_supersession s WHERE s.region_code = $1 AND s.seq = c.seq)
     ), finding AS (
       SELECT * FROM quality_result
       WHERE region_code = $1 AND closed_on IS NULL AND ($2::text IS NULL OR institution_code = $2)
         AND discharge_date BETWEEN $3::date AND $4::date
     ), sent_back AS (
       SELECT DISTINCT institution_code, case_no FROM finding f WHERE returned
         AND NOT EXISTS (SELECT FROM current_case c WHERE c.institution_code = f.institution_code AND c.case_no = f.case_no)
     ), submitted AS (
       SELECT institution_code, count(*) AS n FROM (
         SELECT institution_code FROM current_case UNION ALL SELECT institution_code FROM sent_back) l GROUP BY institution_code
     ), counted AS (
       SELECT institution_code, dimension, count(DISTINCT case_no) AS faulty, count(*) FILTER (WHERE level = 'ERROR') AS errors,
         count(*) FILTER (WHERE level = 'WARNING') AS warnings, count(DISTINCT case_no) FILTER (WHERE returned) AS returned
       FROM finding GROUP BY institution_code, dimension
     )
     SELECT s.institution_code AS "institutionCode", d.dimension, s.n::text AS submitted, coalesce(k.faulty, 0)::text AS faulty,
       coalesce(k.errors, 0)::text AS errors, coalesce(k.warnings, 0)::text AS warnings, coalesce(k.returned, 0)::text AS returned
     FROM submitted s CROSS JOIN unnest($5::text[]) WITH ORDINALITY AS d (dimension, place)
     LEFT JOIN counted k ON k.institution_code = s.institution_code AND k.dimension = d.dimension
     ORDER BY s.institution_code COLLATE "C", d.place`,
    [regionCode, institutionCode ?? null, from ?? '1900-01-01', to ?? '2199-12-31', [...QUALITY_DIMENSIONS]],
  );
  return rows.map(({ institutionCode: code, dimension, submitted, faulty, errors, warnings, returned }) => ({
    institutionCode: code,
    dimension: oneOf(QUALITY_DIMENSIONS, dimension),
    submitted: BigInt(submitted),
    faulty: BigInt(faulty),
    errors: BigInt(errors),
    warnings: BigInt(warnings),
    returned: BigInt(returned),
  }));
}
