import { ConflictError, NotFoundError, StateError } from '../base/errors.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import type { PayableOf } from '../ports/clearing/ports-period.js';
import type { Unit } from '../ports/ports.js';
import { someOf } from '../periods/declared/refusals.js';

/** Makes whoever publishes a run, says something of its statements or confirms it wait for the other. */
export async function lockWords(unit: Unit, regionCode: string, runNo: number): Promise<void> {
  await unit.lock(regionCode, `statements/${runNo}`);
}

/** A run by its id, locked. Throws NOT_FOUND. */
export async function lockedRun(unit: Unit, regionCode: string, runId: string): Promise<RunRecord> {
  const found = await unit.runs.find(regionCode, runId);
  if (found === undefined) throw new NotFoundError({ zh: '清算任务', en: 'clearing run' }, runId);
  await lockWords(unit, regionCode, found.runNo);
  return (await unit.runs.find(regionCode, runId)) ?? found;
}

/** Whether a run is confirmed. */
export function isRunConfirmed({ stage }: Pick<RunRecord, 'stage'>): boolean {
  return stage === 'CONFIRMED' || stage === 'PAID';
}

/** A run that is neither published nor confirmed: nobody was told of its statements. */
export function notPublished({ runNo }: RunRecord): StateError {
  return new StateError('UNAVAILABLE', {
    zh: `清算 ${runNo} 尚未公示，机构还看不到结算单。请先公示。`,
    en: `Run ${runNo} has not been published: institutions don't see its statements yet. Publish it first.`,
  });
}

/** The statements of these institutions; refuses those that have none: VALIDATION would name a field, here a run lacks them. CONFLICT. */
export function requireStatements(payables: readonly PayableOf[], codes: readonly string[], { runNo }: RunRecord): void {
  const known = new Set(payables.map(({ institutionCode }) => institutionCode));
  const missing = codes.filter((code) => !known.has(code));
  if (missing.length === 0) return;
  throw new ConflictError({
    zh: `清算 ${runNo} 中没有这些机构的结算单：${someOf(missing, '、')}。`,
    en: `Run ${runNo} has no statement of these institutions: ${someOf(missing, ', ')}.`,
  });
}
