import type { OpenPlatform } from '../host/host.js';
import { Mistake } from '../terminal/mistake.js';
import { switchStudy } from '../../app/switch/switch-job.js';
import type { SwitchStudyRecord } from '../../app/ports/ports-switch.js';
import { isUuid } from '../../engine/kit/uuid.js';

const NEWEST = 'latest';

/** A stored study by its id, or `latest` of a region; the region may be left out with an id. Throws `Mistake` NOT_FOUND. */
export async function findStudy(
  { caller }: Pick<OpenPlatform, 'caller'>,
  wanted: string,
  region: string | undefined,
): Promise<SwitchStudyRecord> {
  const found = await caller.read(async ({ switchStudies, regions }) => {
    const codes = region === undefined ? (await regions.list()).map(({ code }) => code) : [region];
    for (const code of codes) {
      if (wanted === NEWEST) {
        const [newest] = await switchStudies.newest(code, 1);
        if (newest !== undefined) return newest;
      } else if (isUuid(wanted)) {
        const study = await switchStudies.find(code, wanted);
        if (study !== undefined) return study;
      }
    }
    return undefined;
  });
  if (found !== undefined) return await switchStudy(caller, found.regionCode, found.id);
  throw new Mistake(
    'NOT_FOUND',
    `没有切换测算“${wanted}”。用 dip jobs --all 查看已有的任务；latest 表示最近一次。`,
    `There is no switch study “${wanted}”. dip jobs --all lists them; latest is the newest.`,
  );
}
