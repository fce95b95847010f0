import { CASE_COLUMN_LIST, CASE_STAGE } from './case-columns.js';
import { copyText } from './copy.js';
import { textArray } from './copy-arrays.js';
import type { Session } from './session.js';
import { CASE_CHUNK, type CaseInsert, type CaseInsertResult, type CaseRejectCode } from '../app/ports-case.js';
import { assert } from '../engine/assert.js';
import { COST_CATEGORIES, type InpatientCase } from '../engine/inpatient-case.js';
import { pow10, printScaled, type Fraction } from '../engine/quantity.js';

const STAGE = 'stage_inpatient_case';
const YUAN_SCALE = 2;
const DAYS_SCALE = 4;

/** Stores a chunk of cases: stage, insert what is new, then look closely at what was there already. */
export async function insertCases(session: Session, chunk: CaseInsert): Promise<CaseInsertResult> {
  const { regionCode, rows } = chunk;
  assert(rows.length <= CASE_CHUNK, `a chunk holds at most ${CASE_CHUNK} cases`);
  const importSeq = await session.next(regionCode, 'IMPORT');
  if (rows.length === 0) return { importSeq, inserted: 0, revised: 0, rejects: [] };
  const rejects = await rejectsBefore(session, chunk);
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
  return { importSeq, inserted, revised: revisions.length, rejects: sorted };
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
    else if (seen.has(row.caseNo)) rejects.set(index, 'DUPLICATE_IN_BATCH');
    seen.add(row.caseNo);
  });
  return rejects;
}

/** A staged row whose case number was there already, with the last revision (nulls: one that the access may not see). */
interface Present {
  readonly idx: number;
  readonly seq: string | null;
  readonly revision: number | null;
  readonly voided: boolean | null;
  readonly importSeq: string | null;
}

/** Statistics of a table that is being filled are never right: the plan must be index look-ups all the same. */
async function findPresent(session: Session, { regionCode, importSeq }: Insertion): Promise<readonly Present[]> {
  await session.rows("SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)");
  const rows = await session.rows<Present & { readonly idx: number }>(
    `SELECT DISTINCT ON (s.idx) s.idx, c.seq::text, c.revision, c.voided, c.import_seq::text AS "importSeq"
     FROM pg_temp.${STAGE} s LEFT JOIN inpatient_case c ON c.region_code = $1 AND c.case_no = s.case_no
     ORDER BY s.idx, c.revision DESC`,
    [regionCode],
  );
  await session.rows("SELECT set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)");
  return rows.filter((row) => row.revision !== 1 || row.importSeq !== importSeq.toString());
}

function rejectCode(chunk: CaseInsert, row: Present): CaseRejectCode | undefined {
  if (row.seq === null) return 'DUPLICATE_CASE';
  if (row.voided === true) return undefined; // a voided case may come again
  const sameFile = chunk.sinceImportSeq !== undefined && row.importSeq !== null && BigInt(row.importSeq) >= chunk.sinceImportSeq;
  if (sameFile) return 'DUPLICATE_IN_BATCH';
  return chunk.onDuplicate === 'REJECT' ? 'DUPLICATE_CASE' : undefined;
}

interface Insertion {
  readonly regionCode: string;
  readonly importSeq: bigint;
}

/** Every case has a revision 1: a case number that is there already is skipped. */
async function insertFresh(
  session: Session,
  { regionCode, importSeq, leftOut }: Insertion & { readonly leftOut: readonly number[] },
): Promise<number> {
  return session.run(
    `INSERT INTO inpatient_case (region_code, import_seq, ${CASE_COLUMN_LIST})
     SELECT $1, $2::bigint, ${CASE_COLUMN_LIST} FROM pg_temp.${STAGE} WHERE NOT (idx = ANY ($3::int[])) ORDER BY idx
     ON CONFLICT (region_code, case_no, revision) DO NOTHING`,
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
       RETURNING seq, case_no)
     INSERT INTO case_supersession (region_code, seq, by_seq, import_seq)
     SELECT $1, old.seq, inserted.seq, $2::bigint FROM inserted
     JOIN pg_temp.${STAGE} s ON s.case_no = inserted.case_no JOIN old ON old.idx = s.idx`,
    [
      regionCode,
      importSeq.toString(),
      revisions.map((row) => row.idx),
      revisions.map((row) => row.seq),
      revisions.map((row) => row.revision),
    ],
  );
}

/** Voids the current revisions of cases: a new row that counts for nothing takes their place. Returns the numbers that could not be voided. */
export async function voidCases(session: Session, regionCode: string, caseNos: readonly string[]): Promise<readonly string[]> {
  const importSeq = await session.next(regionCode, 'IMPORT');
  const voided = await session.rows<{ case_no: string }>(
    `WITH old AS (
       SELECT DISTINCT ON (case_no) * FROM inpatient_case WHERE region_code = $1 AND case_no = ANY ($3::text[])
       ORDER BY case_no, revision DESC),
     inserted AS (
       INSERT INTO inpatient_case (region_code, import_seq, revision, voided, ${CASE_COLUMN_LIST})
       SELECT $1, $2::bigint, revision + 1, true, ${CASE_COLUMN_LIST} FROM old WHERE NOT voided RETURNING seq, case_no),
     replaced AS (
       INSERT INTO case_supersession (region_code, seq, by_seq, import_seq)
       SELECT $1, old.seq, inserted.seq, $2::bigint FROM inserted JOIN old USING (case_no) RETURNING 1)
     SELECT case_no FROM inserted`,
    [regionCode, importSeq.toString(), caseNos],
  );
  const done = new Set(voided.map((row) => row.case_no));
  return caseNos.filter((caseNo) => !done.has(caseNo));
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
  );
  return `${fields.join('\t')}\n`;
}
