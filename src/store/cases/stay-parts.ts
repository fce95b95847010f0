import type { Session } from '../database/session.js';
import { caseKeyText, type CaseInsert, type CaseRejectCode } from '../../app/ports/cases/ports-case.js';
import { groupBy } from '../../engine/kit/group-by.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import { stayPartProblem, type StayPart } from '../../engine/scoring/stay-parts.js';

interface KnownPart extends StayPart {
  readonly institutionCode: string;
  readonly stayNo: string;
  readonly caseNo: string;
}

const stayKey = ({ institutionCode, stayNo }: Pick<KnownPart, 'institutionCode' | 'stayNo'>): string => `${institutionCode}\t${stayNo}`;

/** Rows that are parts of stays and do not go with the other parts, stored or before them in the chunk. `out`: rows that are rejected already. */
export async function stayRejects(
  session: Session,
  { regionCode, rows }: CaseInsert,
  out: ReadonlySet<number>,
): Promise<readonly (readonly [index: number, code: CaseRejectCode])[]> {
  const parts = rows.flatMap((row, index) => {
    const part = out.has(index) ? undefined : partOf(row);
    return part === undefined ? [] : [{ index, part }];
  });
  if (parts.length === 0) return [];
  const known = await knownParts(
    session,
    regionCode,
    parts.map(({ part }) => part),
  );
  const own = new Set(parts.map(({ part }) => caseKeyText(part)));
  // A part that is revised stands for itself.
  const byStay = groupBy(
    known.filter((part) => !own.has(caseKeyText(part))),
    stayKey,
  );
  return parts.flatMap(({ index, part }) => {
    const others = byStay.get(stayKey(part)) ?? [];
    const code = stayPartProblem(part, others);
    if (code !== undefined) return [[index, code] as const];
    byStay.set(stayKey(part), [...others, part]);
    return [];
  });
}

function partOf({ caseNo, institutionCode, admissionDate, dischargeDate, attributes }: InpatientCase): KnownPart | undefined {
  const stayNo = attributes.get('stayNo');
  if (stayNo === undefined) return undefined;
  const [part, isFinal] = [Number(attributes.get('stayPart')), attributes.get('stayFinal') === 'true'];
  return { institutionCode, stayNo, caseNo, part, isFinal, from: admissionDate, to: dischargeDate };
}

async function knownParts(session: Session, regionCode: string, parts: readonly KnownPart[]): Promise<readonly KnownPart[]> {
  return await session.rows<KnownPart>(
    `SELECT institution_code AS "institutionCode", case_no AS "caseNo", attributes ->> 'stayNo' AS "stayNo", (attributes ->> 'stayPart')::int AS part,
       (attributes ->> 'stayFinal') = 'true' AS "isFinal", admission_date::text AS "from", discharge_date::text AS "to"
     FROM inpatient_case c WHERE region_code = $1 AND institution_code = ANY ($2::text[]) AND (attributes ->> 'stayNo') = ANY ($3::text[]) AND NOT voided
       AND NOT EXISTS (SELECT FROM case_supersession s WHERE s.region_code = c.region_code AND s.seq = c.seq)`,
    [regionCode, [...new Set(parts.map(({ institutionCode }) => institutionCode))], [...new Set(parts.map(({ stayNo }) => stayNo))]],
  );
}
