import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { EXIT } from '../terminal/failures.js';
import { readJsonFile } from '../terminal/terminal.js';
import { studyJson, studyText } from './study-text.js';
import { yearsOf } from './years-option.js';
import { startSwitchStudy, switchStudy } from '../../app/switch/switch-job.js';
import type { SwitchPoints } from '../../app/switch/study/switch-request.js';
import { isFinished } from '../../app/ports/kit/ports-job.js';
import type { SwitchStudyRecord } from '../../app/ports/ports-switch.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';

/** Options of `dip switch run`. */
export interface SwitchRunOptions extends CommonOptions {
  readonly region: string;
  readonly years: string;
  readonly fromRuleset: string;
  readonly toRuleset: string;
  readonly fromCatalogue?: string | undefined;
  readonly toCatalogue?: string | undefined;
  readonly insurance: InsuranceScheme;
  readonly points: SwitchPoints;
  readonly method?: string | undefined;
  readonly fund?: string | undefined;
  readonly minShare?: string | undefined;
  readonly minCases?: number | undefined;
  readonly minVariation?: string | undefined;
  readonly key?: string | undefined;
}

const LOOK_MS = 200;

/** `dip switch run`: starts a study and follows it to its end. */
export async function runStudy(context: Context, options: SwitchRunOptions): Promise<void> {
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const study = await followed(context, session, await start(context, session, options));
    if (study.status !== 'SUCCEEDED') context.exitCode = EXIT.MISTAKE;
    if (options.json === true) return await printJson(context, studyJson(study));
    await context.terminal.out(studyText(study));
  });
}

async function start(context: Context, { platform, caller }: OpenPlatform, options: SwitchRunOptions): Promise<SwitchStudyRecord> {
  const { region, insurance, points, fund, key } = options;
  const method = options.method === undefined ? undefined : await readJsonFile(context.terminal, options.method);
  const { study } = await startSwitchStudy(platform, caller, {
    ...{ regionCode: region, insurance, points, ...yearsOf(options.years), idempotencyKey: key ?? randomUUID() },
    from: { ruleset: options.fromRuleset, ...(options.fromCatalogue === undefined ? {} : { catalogue: options.fromCatalogue }) },
    to: { ruleset: options.toRuleset, ...(options.toCatalogue === undefined ? {} : { catalogue: options.toCatalogue }) },
    ...(method === undefined ? {} : { method }),
    ...(fund === undefined ? {} : { fund }),
    limits: limitsOf(options),
  });
  return study;
}

function limitsOf({ minShare, minCases, minVariation }: SwitchRunOptions) {
  return {
    ...(minShare === undefined ? {} : { minShare }),
    ...(minCases === undefined ? {} : { minCases }),
    ...(minVariation === undefined ? {} : { minVariation }),
  };
}

async function followed(
  { terminal }: Context,
  { caller }: OpenPlatform,
  { regionCode, id }: SwitchStudyRecord,
): Promise<SwitchStudyRecord> {
  for (;;) {
    const study = await switchStudy(caller, regionCode, id);
    if (isFinished(study)) {
      terminal.progress(null);
      return study;
    }
    terminal.progress({ label: '切换测算', done: Number(study.done), total: Number(study.total ?? 1n) });
    await sleep(LOOK_MS);
  }
}
