import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { candidateText, WHAT_IF_COLUMNS, institutionCells, whatIfHead, whatIfJson } from './what-if-text.js';
import { whatIfRows } from './what-if-show.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { rowsCsv } from '../print/printed-rows.js';
import { EXIT } from '../terminal/failures.js';
import { Mistake } from '../terminal/mistake.js';
import { readJsonFile, readWhole, writeWhole } from '../terminal/terminal.js';
import { reportOfWhatIf, whatIfInstitutionOf } from '../../app/what-if/stored-what-if-parse.js';
import { startWhatIf, whatIf } from '../../app/what-if/what-if-job.js';
import type { WhatIfCandidate } from '../../app/what-if/open/what-if-request.js';
import { readCandidates } from '../../app/what-if/open/candidates-parse.js';
import { isFinished } from '../../app/ports/kit/ports-job.js';
import type { WhatIfRecord } from '../../app/ports/clearing/ports-what-if.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import type { StatedValue } from '../../app/requests/stated-values.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';

/** Options of `dip what-if`. */
export interface WhatIfOptions extends CommonOptions {
  readonly region?: string;
  readonly year?: number;
  readonly insurance: InsuranceScheme;
  readonly scheme?: PaymentScheme;
  readonly set: readonly string[];
  readonly budget: readonly string[];
  readonly actuals: readonly string[];
  readonly institution: readonly string[];
  readonly ruleset?: string;
  readonly version?: string;
  readonly catalogue?: string;
  readonly from?: string;
  readonly to?: string;
  readonly candidates?: string;
  readonly csv?: string;
  readonly key?: string;
}

const LOOK_MS = 100;

/** `dip what-if`: works a fund year out with a change, follows it to its end, and says what every institution wins or loses. */
export async function runWhatIf(context: Context, options: WhatIfOptions): Promise<void> {
  const { region, year, insurance, scheme, key } = options;
  if (region === undefined || year === undefined) throw new Mistake('USAGE', '请给出 --region 与 --year。', 'State --region and --year.');
  const candidates = await candidatesOf(context, options);
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const start = { regionCode: region, year, insurance, candidates, idempotencyKey: key ?? randomUUID() };
    const { whatIf: started } = await startWhatIf(session.platform, session.caller, {
      ...start,
      ...(scheme === undefined ? {} : { scheme }),
    });
    const record = await followed(context, session, started);
    const isBad = record.status !== 'SUCCEEDED' || reportOfWhatIf(record)?.candidates.some(({ failure }) => failure !== null) === true;
    if (isBad) context.exitCode = EXIT.MISTAKE;
    if (options.csv !== undefined) await writeCsv(context, session, record, options.csv);
    if (options.json === true) return await printJson(context, whatIfJson(record));
    await printWhatIf(context, session, record);
  });
}

async function candidatesOf({ terminal }: Context, options: WhatIfOptions): Promise<readonly WhatIfCandidate[]> {
  const { candidates, ruleset, version, catalogue, from, to } = options;
  if (candidates !== undefined) return readCandidates(await readJsonFile(terminal, candidates));
  const set = options.set.map((text) => ({ target: pair(text, '--set').name, value: pair(text, '--set').value }));
  const items = (texts: readonly string[], option: string): readonly StatedValue[] => texts.map((text) => pair(text, option));
  const institutions = options.institution.map((text) => {
    const { name, value } = pair(text, '--institution');
    const dot = name.indexOf('.');
    if (dot < 1)
      throw new Mistake(
        'USAGE',
        `--institution 应如 H001.cmi=1.05，不是“${text}”。`,
        `--institution takes CODE.fact=value, not “${text}”.`,
      );
    return { institutionCode: name.slice(0, dot), name: name.slice(dot + 1), value };
  });
  const said = [...options.set, ...options.budget, ...options.actuals, ...options.institution];
  const named = [
    ...(ruleset === undefined ? [] : [ruleset]),
    ...(version === undefined ? [] : [version]),
    ...(catalogue === undefined ? [] : [`目录库 ${catalogue}`]),
    ...said,
  ].join('；');
  const [budget, actuals] = [items(options.budget, '--budget'), items(options.actuals, '--actual')];
  return [
    {
      name: [...named].slice(0, LONGEST).join('') || '候选方案',
      ...(ruleset === undefined ? {} : { rulesetText: Buffer.from(await readWhole(terminal, ruleset)).toString('utf8') }),
      ...(version === undefined ? {} : { version }),
      ...(catalogue === undefined ? {} : { catalogue }),
      ...(from === undefined ? {} : { effectiveFrom: from }),
      ...(to === undefined ? {} : { effectiveTo: to }),
      ...(set.length === 0 ? {} : { set }),
      ...(budget.length === 0 ? {} : { budget }),
      ...(actuals.length === 0 ? {} : { actuals }),
      ...(institutions.length === 0 ? {} : { institutions }),
    },
  ];
}

/** Longest name that a candidate is given by what it changes. */
const LONGEST = 100;

/** `name=value`; the value may have further `=`. */
function pair(text: string, option: string): StatedValue {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return { name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
  throw new Mistake('USAGE', `${option} 应为 名称=值，不是“${text}”。`, `${option} takes name=value, not “${text}”.`);
}

/** Follows a what-if to its end, and gives it as it ended. */
export async function followed({ terminal }: Context, { caller }: OpenPlatform, { regionCode, id }: WhatIfRecord): Promise<WhatIfRecord> {
  for (;;) {
    const record = await whatIf(caller, regionCode, id);
    if (isFinished(record)) {
      terminal.progress(null);
      return record;
    }
    terminal.progress({ label: '模拟测算', done: Number(record.done), total: Number(record.total ?? 1n) });
    await sleep(LOOK_MS);
  }
}

/** Prints a what-if: each candidate with its institutions, and where to look on. */
export async function printWhatIf({ terminal }: Context, { caller }: OpenPlatform, record: WhatIfRecord): Promise<void> {
  await terminal.out(whatIfHead(record));
  const report = reportOfWhatIf(record);
  if (report === null) return;
  for (const [index, candidate] of report.candidates.entries()) {
    const rows = (await whatIfRows(caller.read, record, { candidate: index, kind: 'INSTITUTION' })).map(whatIfInstitutionOf);
    await terminal.out(candidateText(candidate, rows));
  }
  await terminal.out(`\n只在内存中测算，未写入任何清算。接着看：\n  dip what-if groups ${record.id}\n  dip what-if cases ${record.id}\n`);
}

async function writeCsv({ terminal }: Context, { caller }: OpenPlatform, record: WhatIfRecord, file: string): Promise<void> {
  const rows = [];
  for (const [index, { name }] of (reportOfWhatIf(record)?.candidates ?? []).entries()) {
    const found = await whatIfRows(caller.read, record, { candidate: index, kind: 'INSTITUTION' });
    rows.push(...found.map((row) => ({ candidate: name, ...institutionCells(whatIfInstitutionOf(row)) })));
  }
  await writeWhole(terminal, file, rowsCsv({ key: 'institutions', columns: WHAT_IF_COLUMNS, rows, none: '' }));
}
