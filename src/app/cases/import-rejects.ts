import type { FieldProblem } from '../base/errors.js';
import type { ImportRejectRecord, RejectPlace } from '../ports/cases/ports-import.js';
import type { Unit } from '../ports/ports.js';

const PAGE = 5_000;

/** Before the first reject. */
export const FIRST_REJECT: RejectPlace = { rowNo: 0n, item: 0 };

/** One page of the rejects of an import in order of row, and after which the next begins; `undefined` after the last. */
export async function rejectPage(
  { imports }: Unit,
  regionCode: string,
  id: string,
  after: RejectPlace,
): Promise<{ readonly rejects: readonly ImportRejectRecord[]; readonly next: RejectPlace | undefined }> {
  const rejects = await imports.rejectPage(regionCode, id, { after, limit: PAGE, begin: 'FIRST' });
  const last = rejects.at(-1);
  const next = last === undefined || rejects.length < PAGE ? undefined : { rowNo: last.rowNo, item: last.item };
  return { rejects, next };
}

/** What stands for the reasons of one row; the place in a record becomes text. */
export function rejectsOf(
  row: Pick<ImportRejectRecord, 'rowNo' | 'caseNo' | 'institutionCode'>,
  problems: readonly FieldProblem[],
): readonly ImportRejectRecord[] {
  return problems.map(({ path, code, messages }, item) => ({ ...row, item, code, path: path.join('.'), messages }));
}

/** The reasons of stored rejects by row number, as they were found. */
export async function problemsByRow(unit: Unit, regionCode: string, id: string): Promise<ReadonlyMap<number, readonly FieldProblem[]>> {
  const problems = new Map<number, FieldProblem[]>();
  for (let cursor: RejectPlace | undefined = FIRST_REJECT; cursor !== undefined;) {
    const page: Awaited<ReturnType<typeof rejectPage>> = await rejectPage(unit, regionCode, id, cursor);
    for (const { rowNo, path, code, messages } of page.rejects) {
      const own = problems.get(Number(rowNo)) ?? [];
      own.push({ path: path === '' ? [] : path.split('.'), code, messages });
      problems.set(Number(rowNo), own);
    }
    cursor = page.next;
  }
  return problems;
}
