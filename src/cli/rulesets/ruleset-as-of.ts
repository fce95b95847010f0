import { InvalidArgumentError, type Command } from 'commander';
import { JSON_OPTION, positive, regionCode, SCHEME_OPTION } from '../terminal/arguments.js';
import { withSession, type Context } from '../host/context.js';
import { CSV_OPTION, printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { Mistake } from '../terminal/mistake.js';
import { PUBLISHED_AT, rowOf, RULESET_COLUMNS, versionOf } from './ruleset-stored.js';
import { chinaDay } from '../../app/base/china-day.js';
import { noRulesetInForce, NotFoundError } from '../../app/base/errors.js';
import { inForceOn, knownAt } from '../../app/caches/in-force.js';
import { requireSignedVersions } from '../../app/caches/ruleset-signatures.js';
import { requirePermission } from '../../app/kernel/command.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import { addDays, isRealDate } from '../../engine/kit/calendar.js';

interface InForceOptions extends RowsOptions {
  readonly region: string;
  readonly on: string;
  readonly knownAt?: Date;
  readonly scheme?: PaymentScheme;
}

interface UsesOptions extends RowsOptions {
  readonly region: string;
  readonly run?: number;
  readonly limit: number;
}

const LIMIT = 100;

/** `dip ruleset in-force|uses`: what held on a day as it was known then, and what a version was used for. */
export function addAsOfCommands(ruleset: Command, context: Context): void {
  ruleset
    .command('in-force')
    .description('某日按哪个版本；--known-at 只看当时已发布的\nwhich version holds on a day, as it is known now or was known then')
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .requiredOption('--on <day>', '哪一天的病例 day on which cases count', day)
    .option('--known-at <time>', '当时所知：日期（到那天结束）或时刻 what was known by the end of a day, or by an instant', moment)
    .option(...SCHEME_OPTION)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((options: InForceOptions) => printInForce(context, options));
  ruleset
    .command('uses <version>')
    .description('哪些清算用到一个版本，各计分多少病例；--run 列出其中一次的病例\nwhich runs used a version, and for how many cases')
    .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
    .option('--run <no>', '列出这次清算中由它计分的病例 list the cases that it scored in this run', positive)
    .option('--limit <count>', `至多几行（${LIMIT}） at most so many rows`, positive, LIMIT)
    .option(...JSON_OPTION)
    .option(...CSV_OPTION)
    .action((version: string, options: UsesOptions) => printUses(context, version, options));
}

function day(text: string): string {
  if (isRealDate(text)) return text;
  throw new InvalidArgumentError('应为日期，如 2026-01-31。 A day is wanted.');
}

/** An instant; a day stands for its end in China. */
function moment(text: string): Date {
  const found = new Date(isRealDate(text) ? Date.parse(`${addDays(text, 1)}T00:00:00+08:00`) - 1 : /[+-]\d{2}:\d{2}$|Z$/.test(text) ? text : '');
  if (!Number.isNaN(found.getTime())) return found;
  throw new InvalidArgumentError('应为日期或带时区的时刻，如 2026-01-31T09:00:00+08:00。 A day, or an instant with its offset, is wanted.');
}

async function printInForce(context: Context, { region, on, knownAt: at, scheme, ...options }: InForceOptions): Promise<void> {
  const published = await withSession(context, 'NEEDS_DATA', async ({ caller, platform }) => {
    requirePermission(caller.actor, 'ruleset:read', region);
    if ((await caller.read(({ regions }) => regions.find(region))) === undefined)
      throw new NotFoundError({ zh: '统筹地区', en: 'region' }, region);
    return await requireSignedVersions(caller.read, platform.signing, region);
  });
  if (at !== undefined && published.length > 0 && knownAt(published, at).length === 0) throw nothingKnown(region, at);
  const found = inForceOn(knownAt(published, at), on, scheme);
  if (found === undefined) throw noRulesetInForce(region, on, scheme);
  const columns = [...RULESET_COLUMNS, PUBLISHED_AT, { name: 'effectiveHash', title: '合并哈希' }];
  await printRows(context, options, { key: 'inForce', columns, rows: [rowOf(found, published)], none: '' });
}

function nothingKnown(region: string, at: Date): Mistake {
  const day = chinaDay(at);
  return new Mistake(
    'NOT_FOUND',
    `到 ${day}，地区 ${region} 当时尚未发布任何版本。用 dip ruleset list --region ${region} 查看各版本的发布时间。`,
    `By ${day} region ${region} had not published any version. dip ruleset list shows when each was published.`,
  );
}

const USES: readonly ShownColumn[] = [
  { name: 'run', title: '清算', align: 'right' },
  { name: 'year', title: '年度' },
  { name: 'period', title: '结算期' },
  { name: 'insurance', title: '险种' },
  { name: 'stage', title: '阶段' },
  { name: 'cases', title: '病例', align: 'right' },
];
const CASES: readonly ShownColumn[] = [
  { name: 'caseNo', title: '病例号' },
  { name: 'institutionCode', title: '机构' },
];

async function printUses(context: Context, version: string, { region, run, limit, ...options }: UsesOptions): Promise<void> {
  await withSession(context, 'NEEDS_DATA', async (session) => {
    const { caller } = session;
    requirePermission(caller.actor, 'case:read', region);
    const { id: rulesetId } = await versionOf(session, region, version);
    const of = { regionCode: region, rulesetId };
    if (run !== undefined) {
      const found = await caller.read(({ rulesets }) => rulesets.casesUsing({ ...of, runNo: run }, { first: limit, afterSeq: -1n }));
      const rows = found.map(({ caseNo, institutionCode }) => ({ caseNo, institutionCode }));
      return await printRows(context, options, { key: 'cases', columns: CASES, rows, none: '没有。 There is none.' });
    }
    const uses = await caller.read(({ rulesets }) => rulesets.uses(of, { first: limit }));
    const rows = uses.map(({ runNo, year, period, insurance, stage, cases }) => ({
      ...{ run: runNo, year, period, insurance, stage },
      cases: cases === null ? null : Number(cases),
    }));
    await printRows(context, options, { key: 'uses', columns: USES, rows, none: '还没有清算用到这一版本。 No run used it.' });
  });
}
