import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { driveNextRun } from '../../app/clearing/drive-run.js';
import { LEASE_MS } from '../../app/clearing/shards/score-shards.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';
import type { JobStatus } from '../../app/ports/kit/ports-job.js';
import { must } from '../../engine/kit/assert.js';

const LOOK_MS = 250;
const FINISHED: readonly JobStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'HALTED'];
const PHASES: Readonly<Record<string, string>> = { PREPARE: '准备', SCORE: '计分', CLEAR: '结算', DONE: '完成' };

const WAITING = `清算由另一个进程进行；若它已被终止，至多 ${LEASE_MS / 1000} 秒后由本进程接手。 Another process drives the run; if it was killed, this one takes over.\n`;

/**
 * Drives a run in this process, unless another one does, until it has ended, and shows how far it is. A run whose driver was killed is
 * taken over when that driver's lease has run out.
 */
export async function driveToEnd(
  { terminal }: Context,
  { platform, caller }: OpenPlatform,
  { regionCode, runNo }: RunRecord,
): Promise<RunRecord> {
  const worker = `dip-${process.pid}`;
  const now = async (): Promise<RunRecord> =>
    must(await caller.read(({ runs }) => runs.findByNo(regionCode, runNo)), 'the run that is driven');
  let hasSaid = false;
  for (;;) {
    const driving = driveNextRun(platform, worker, { regionCode, runNo });
    const ended = driving.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([ended, sleep(LOOK_MS, false)]))) show(terminal, await now());
    const drove = await driving;
    const run = await now();
    if (FINISHED.includes(run.status)) return run;
    show(terminal, run);
    if (drove) continue;
    if (!hasSaid) await terminal.say(WAITING);
    hasSaid = true;
    await sleep(LOOK_MS);
  }
}

function show(terminal: Context['terminal'], { phase, done, total }: RunRecord): void {
  const label = PHASES[phase] ?? '排队';
  terminal.progress({ label: `清算：${label}`, done: Number(done), total: Number(total ?? 0n) });
}
