import type { Session } from './host.js';
import { Mistake } from './mistake.js';
import type { RunRecord } from '../app/ports-run.js';

/** A run of a region by its id or its number. Throws NOT_FOUND. */
export async function findRun({ caller }: Pick<Session, 'caller'>, region: string, wanted: string): Promise<RunRecord> {
  const run = await caller.read(({ runs }) =>
    /^\d{1,9}$/.test(wanted) ? runs.findByNo(region, Number(wanted)) : runs.find(region, wanted),
  );
  if (run !== undefined) return run;
  throw new Mistake(
    'NOT_FOUND',
    `地区 ${region} 没有清算任务“${wanted}”。请核对任务标识或序号。`,
    `Region ${region} has no clearing run “${wanted}”. Check its id or number.`,
  );
}
