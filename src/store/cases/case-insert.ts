import { CASE_COLUMN_LIST, CASE_COLUMNS, CASE_STAGE } from './case-columns.js';
import { stayRejects } from './stay-parts.js';
import { copyText } from '../copy/copy.js';
import { textArray } from '../copy/copy-arrays.js';
import { nextImportSeq } from './open-import-store.js';
import type { Session } from '../database/session.js';
import {
  CASE_CHUNK,
  caseKeyText,
  type CaseInsert,
  type CaseInsertResult,
  type CaseKey,
  type CaseRejectCode,
  type PersonChange,
} from '../../app/ports/cases/ports-case.js';
import { assert, must } from '../../engine/kit/assert.js';
import { COST_CATEGORIES, type InpatientCase, type InsuranceScheme, type Sex } from '../../engine/plan/inpatient-case.js';
import { pow10, printScaled, type Fraction } from '../../engine/number/quantity.js';

const STAGE = 'stage_inpatient_case';
const YUAN_SCALE = 2;
const DAYS_SCALE = 4;

/** Stores a chunk of cases: stage, insert what is new, then look closely at what was there already. */
export async function insertCases(session: Session, chunk: CaseInsert): Promise<CaseInsertResult> {
  const { regionCode, rows } = chunk;
  assert(rows.length <= CASE_CHUNK, `a chunk holds at most ${CASE_CHUNK} cases`);
  const importSeq = await nextImportSeq(session, regionCode);
  if (rows.length === 0) return { importSeq, inserted: 0, revised: 0, rejects: [], personChanges: [] };
  const rejects = await rejectsBefore(session, chunk);
  for (const [index, code] of await stayRejects(session, chunk, new Set(rejects.keys()))) rejects.set(index, code);
  await session.stage(STAGE, CASE_STAGE, rows.map(copyRow).join(''));
  const inserted = await insertFresh(session, { regionCode, importSeq, leftOut: [...rejects.keys()] });
  const revisions: Present[] = [];
  if (inserted + rejects.size < rows.length)
    for (const row of await findPresent(session, { regionCode, importSeq })) {
      if (rejects.has(row.idx)) continue;
      const code = rejectCode(chunk, row);
      if (code !== undefined) rejects.set(row.idx, code);
      else revisions.push(row);
    }
  await insertRevisions(session, { regionCode, importSeq, revisions });
  const sorted = [...rejects].map(([index, code]) => ({ index, code })).sort((a, b) => a.index - b.index);
  assert(inserted + revisions.length + sorted.length === rows.length, 'read = inserted + revised + rejected');
  return { importSeq, inserted, revised: revisions.length, rejects: sorted, personChanges: personChanges(chunk, revisions) };
}

/** What revised rows say otherwise about the patient than the revision before. What was not known before is no change. */
function personChanges({ rows }: CaseInsert, revisions: readonly Present[]): readonly PersonChange[] {
  return [...revisions]
    .sort((a, b) => a.idx - b.idx)
    .flatMap(({ idx, sex, ageYears, ageDays, insurance }) => {
      const row = must(rows[idx], 'revised row');
      const text = (value: number | null): string | null => (value === null ? null : String(value));
      const pairs = [
        ['sex', sex === 'UNKNOWN' ? null : sex, row.sex],
        ['ageYears', text(ageYears), text(row.ageYears)],
        ['ageDays', text(ageDays), text(row.ageDays)],
        ['insurance', insurance, row.insurance],
      ] as const;
      return pairs.flatMap(([field, before, after]) => (before === null || before === after ? [] : [{ index: idx, field, before, after }]));
    });
}

/** Rows that are out before anything is stored: another institution's under an institution's key, unknown ones, a case number twice. */
async function rejectsBefore(session: Session, { regionCode, rows }: CaseInsert): Promise<Map<number, CaseRejectCode>> {
  const codes = [...new Set(rows.map((row) => row.institutionCode))];
  const known = await session.rows<{ code: string }>('SELECT code FROM institution WHERE region_code = $1 AND code = ANY ($2::text[])', [
    regionCode,
    codes,
  ]);
  const institutions = new Set(known.map((row) => row.code));
  const own = session.access.institutionCode;
  const seen = new Set<string>();
  const rejects = new Map<number, CaseRejectCode>();
  rows.forEach((row, index) => {
    if (own !== null && row.institutionCode !== own) rejects.set(index, 'OTHER_INSTITUTION');
    else if (!institutions.has(row.institutionCode)) rejects.set(index, 'UNKNOWN_INSTITUTION');
    else if (seen.has(caseKeyText(row))) rejects.set(index, 'DUPLICATE_IN_BATCH');
    seen.add(caseKeyText(row));
  });
  return rejects;
}

/** A staged row whose case was there already, with the last revision. */
interface Present {
  readonly idx: number;
  readonly seq: string;
  readonly revision: number;
  readonly voided: boolean;
  readonly importSeq: string;
  readonly sex: Sex;
  readonly ageYears: number | null;
  readonly ageDays: number | null;
  readonly insurance: InsuranceScheme;
}

/** Statistics of a table that is being filled are never right: the plan must be index look-ups all the same. */
async function findPresent(session: Session, { regionCode, importSeq }: Insertion): Promise<readonly Present[]> {
  await session.rows("SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)");
  const rows = await session.rows<Present>(
    `SELECT DISTINCT ON (s.idx) s.idx, c.seq::text, c.revision, c.voided, c.import_seq::text AS "importSeq", c.sex::text AS sex,
       c.age_years AS "ageYears", c.age_days AS "ageDays", c.insurance::text AS insurance
     FROM pg_temp.${STAGE} s JOIN inpatient_case c
       ON c.region_code = $1 AND c.case_no = s.case_no AND c.institution_code = s.institution_code
     ORDER BY s.idx, c.revision DESC`,
    [regionCode],
  );
  await session.rows("SELECT set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)");
  return rows.filter((row) => row.revision !== 1 || row.importSeq !== importSeq.toString());
}

function rejectCode(chunk: CaseInsert, row: Present): CaseRejectCode | undefined {
  if (row.voided) return undefined; // a voided case may come again
  const sameFile = chunk.sinceImportSeq !== undefined && BigInt(row.importSeq) >= chunk.sinceImportSeq;
  if (sameFile) return 'DUPLICATE_IN_BATCH';
  return chunk.onDuplicate === 'REJECT' ? 'DUPLICATE_CASE' : undefined;
}

interface Insertion {
  readonly regionCode: string;
  readonly importSeq: bigint;
}

/** Every case has a revision 1: a case that is there already is skipped. */
async function insertFresh(
  session: Session,
  { regionCode, importSeq, leftOut }: Insertion & { readonly leftOut: readonly number[] },
): Promise<number> {
  return session.run(
    `INSERT INTO inpatient_case (region_code, import_seq, ${CASE_COLUMN_LIST})
     SELECT $1, $2::bigint, ${CASE_COLUMN_LIST} FROM pg_temp.${STAGE} WHERE NOT (idx = ANY ($3::int[])) ORDER BY idx
     ON CONFLICT (region_code, case_no, institution_code, revision) DO NOTHING`,
    [regionCode, importSeq.toString(), leftOut],
  );
}

async function insertRevisions(
  session: Session,
  { regionCode, importSeq, revisions }: Insertion & { readonly revisions: readonly Present[] },
): Promise<void> {
  if (revisions.length === 0) return;
  await session.run(
    `WITH old AS (SELECT * FROM unnest($3::int[], $4::bigint[], $5::int[]) AS old (idx, seq, revision)),
     inserted AS (
       INSERT INTO inpatient_case (region_code, import_seq, revision, ${CASE_COLUMN_LIST})
       SELECT $1, $2::bigint, old.revision + 1, ${CASE_COLUMN_LIST} FROM pg_temp.${STAGE} JOIN old USING (idx) ORDER BY idx
       RETURNING seq, case_no, institution_code)
     INSERT INTO case_supersession (region_code, seq, by_seq, import_seq)
     SELECT $1, old.seq, inserted.seq, $2::bigint FROM inserted
     JOIN pg_temp.${STAGE} s ON s.case_no = inserted.case_no AND s.institution_code = inserted.institution_code JOIN old ON old.idx = s.idx`,
    [
      regionCode,
      importSeq.toString(),
      revisions.map((row) => row.idx),
      revisions.map((row) => row.seq),
      revisions.map((row) => row.revision),
    ],
  );
}

const WITH_MARKS = CASE_COLUMNS.map((name) => (name === 'attributes' ? 'attributes || marks' : name)).join(', ');

/** A case to be voided, with what its voided revision is marked with among its attributes. */
export interface VoidedKey extends CaseKey {
  readonly marks?: Readonly<Record<string, string>>;
}

/** Voids the current revisions of cases: a new row that counts for nothing takes their place. Returns those that could not be voided. */
export async function insertVoids(session: Session, regionCode: string, keys: readonly VoidedKey[]): Promise<readonly CaseKey[]> {
  const importSeq = await nextImportSeq(session, regionCode);
  const voided = await session.rows<CaseKey>(
    `WITH old AS (
       SELECT DISTINCT ON (case_no, institution_code) c.*, m.marks FROM inpatient_case c
       JOIN unnest($3::text[], $4::text[], $5::jsonb[]) AS m (case_no, institution_code, marks) USING (case_no, institution_code)
       WHERE c.region_code = $1
       ORDER BY case_no, institution_code, revision DESC),
     inserted AS (
       INSERT INTO inpatient_case (region_code, import_seq, revision, voided, ${CASE_COLUMN_LIST})
       SELECT $1, $2::bigint, revision + 1, true, ${WITH_MARKS} FROM old WHERE NOT voided
       RETURNING seq, case_no, institution_code),
     replaced AS (
       INSERT INTO case_supersession (region_code, seq, by_seq, import_seq)
       SELECT $1, old.seq, inserted.seq, $2::bigint FROM inserted JOIN old USING (case_no, institution_code) RETURNING 1)
     SELECT case_no AS "caseNo", institution_code AS "institutionCode" FROM inserted`,
    [
      ...[regionCode, importSeq.toString()],
      keys.map(({ caseNo }) => caseNo),
      keys.map(({ institutionCode }) => institutionCode),
      keys.map(({ marks = {} }) => JSON.stringify(marks)),
    ],
  );
  const done = new Set(voided.map(caseKeyText));
  return keys.filter((key) => !done.has(caseKeyText(key)));
}

/** A decimal that must fit the column exactly: a digit that the database would round away is a bug. */
function fixed(value: Fraction | null | undefined, scale: number): string {
  if (value === null || value === undefined) return '\\N';
  const scaled = value.n * pow10(scale);
  assert(scaled % value.d === 0n, `more than ${scale} places`);
  return printScaled(scaled / value.d, scale);
}

const whole = (value: number | null): string => (value === null ? '\\N' : value.toString());

/** A case as a COPY row, in the order of `CASE_COLUMNS`. */
function copyRow(row: InpatientCase, index: number): string {
  const fields = [
    index.toString(),
    copyText(row.caseNo),
    copyText(row.institutionCode),
    row.insurance,
    row.admissionDate,
    row.dischargeDate,
    row.settlementDate ?? '\\N',
    copyText(row.insuredRegionCode),
    whole(row.ageYears),
    whole(row.ageDays),
    row.sex,
    whole(row.birthWeightGrams),
    copyText(row.principalDiagnosis),
    copyText(textArray(row.otherDiagnoses)),
    copyText(textArray(row.procedures)),
    copyText(row.assignedGroupCode),
    fixed(row.totalCost, YUAN_SCALE),
  ];
  for (const category of COST_CATEGORIES) fields.push(fixed(row.costs.get(category), YUAN_SCALE));
  fields.push(
    fixed(row.selfPaidOutside, YUAN_SCALE),
    fixed(row.fundPaid, YUAN_SCALE),
    fixed(row.icuDays, DAYS_SCALE),
    copyText(row.dischargeWay),
    textArray(row.caseFlags),
    row.attributes.size === 0 ? '{}' : copyText(JSON.stringify(Object.fromEntries(row.attributes))),
    whole(row.admissionWeightGrams),
    whole(row.ventilationHours),
    whole(row.daysSinceLastStay),
    row.codeSystem ?? '\\N',
  );
  return `${fields.join('\t')}\n`;
}
