import type { OpenPlatform } from '../host/host.js';
import { Mistake } from '../terminal/mistake.js';
import type { RunRecord } from '../../app/ports/clearing/ports-run.js';

/** A stored run by its number or id; the region may be left out where one region only has such a run. Throws `Mistake` NOT_FOUND, REGION_UNKNOWN. */
export async function findRun({ caller }: Pick<OpenPlatform, 'caller'>, region: string | undefined, wanted: string): Promise<RunRecord> {
  const found = await caller.read(async ({ runs, regions }) => {
    const codes = region === undefined ? (await regions.list()).map(({ code }) => code) : [region];
    const matching: RunRecord[] = [];
    for (const code of codes) {
      const run = /^\d{1,9}$/.test(wanted) ? await runs.findByNo(code, Number(wanted)) : await runs.find(code, wanted);
      if (run !== undefined) matching.push(run);
    }
    return matching;
  });
  const [only, ...others] = found;
  if (only === undefined) throw noRun(region, wanted);
  if (others.length > 0) throw severalRuns(wanted, found);
  return only;
}

function noRun(region: string | undefined, wanted: string): Mistake {
  return new Mistake(
    'NOT_FOUND',
    `${region === undefined ? '' : `地区 ${region} `}没有清算任务“${wanted}”。用 dip runs 查看已有的任务。`,
    `${region === undefined ? 'There is' : `Region ${region} has`} no clearing run “${wanted}”. dip runs lists them.`,
  );
}

function severalRuns(wanted: string, found: readonly RunRecord[]): Mistake {
  const regions = found.map(({ regionCode }) => regionCode);
  return new Mistake(
    'REGION_UNKNOWN',
    `多个地区都有清算任务“${wanted}”（${regions.join('、')}）。请用 --region 写明地区。`,
    `Several regions have a clearing run “${wanted}” (${regions.join(', ')}). State --region.`,
  );
}
