import type { Command } from 'commander';
import { JSON_OPTION, oneOf, regionCode } from '../terminal/arguments.js';
import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { CSV_OPTION, printRows, timeText, type RowsOptions, type ShownColumn, type ShownRows } from '../print/printed-rows.js';
import { diffText, versionDiff } from './ruleset-diff-text.js';
import { printPage, type PageOptions } from './ruleset-page.js';
import { chinaDay } from '../../app/base/china-day.js';
import { NotFoundError } from '../../app/base/errors.js';
import { standing } from '../../app/caches/in-force.js';
import { requireSignedVersions } from '../../app/caches/ruleset-signatures.js';
import { PAYMENT_SCHEMES, type PaymentScheme, type RulesetRecord, type RulesetSummary } from '../../app/ports/ports-ruleset.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { SCOPES } from '../../engine/plan/scopes.js';

interface OfRegion extends RowsOptions {
  readonly region: string;
}

interface ListOptions extends OfRegion {
  readonly scheme?: PaymentScheme;
}

/** `dip ruleset list|show|diff`: what is stored; nothing is changed. */
export function addStoredRulesetCommands(ruleset: Command, context: Context): void {
  const ofRegion = (name: string, text: string): Command =>
    ruleset
      .command(name)
      .description(text)
      .requiredOption('--region <code>', '统筹地区编码 region code', regionCode)
      .option(...JSON_OPTION);
  ofRegion('list', '列出地区已载入的版本；只读\nlist the stored versions of a region')
    .option('--scheme <scheme>', '只列 DIP 或 DRG 的 only those of a scheme', oneOf(PAYMENT_SCHEMES))
    .option(...CSV_OPTION)
    .action((options: ListOptions) => listVersions(context, options));
  ofRegion('show <version>', '显示一个已载入版本的概况；--json 给出合并后的全文；--entries 按计算顺序逐条列出\nshow a stored version')
    .option('--entries', '按计算顺序逐条列出合并后的规则、出处和条文 the merged rules in the order of a year')
    .option('--decision <id>', '只看这一条（与 --entries 合用） only this entry')
    .option('--scope <scope>', `只看一个层级（与 --entries 合用） only this scope: ${SCOPES.join(', ')}`, oneOf(SCOPES))
    .option('--origin <origin>', '只看本文件写的或继承的（与 --entries 合用） own or inherited', oneOf(['OWN', 'INHERITED']))
    .action((version: string, options: ShowOptions) => showVersion(context, version, options));
  ofRegion(
    'diff <before> <after>',
    '比较两个已载入的版本：文本和判定\ncompare two stored versions, in text and in what they decide',
  ).action((before: string, after: string, options: OfRegion) => diffVersions(context, options, { before, after }));
}

/** The columns of a version; status and last day as other versions left them. */
export const RULESET_COLUMNS: readonly ShownColumn[] = ['version', 'scheme', 'effectiveFrom', 'effectiveTo', 'status', 'settlementReady', 'title'].map(
  (name, index) => ({
    name,
    title: ['版本', '方式', '生效日', '截止日', '状态', '可结算', '名称'][index] ?? name,
    ...(name === 'settlementReady' ? { text: (value: unknown) => (value === true ? '是' : '否') } : {}),
  }),
);

/** When a version was published: what was known at a moment goes by it. */
export const PUBLISHED_AT: ShownColumn = { name: 'publishedAt', title: '发布时间', text: timeText };
/** When, and why, a version was withdrawn. */
const WITHDRAWN: readonly ShownColumn[] = [
  { name: 'withdrawnAt', title: '撤回时间', text: timeText },
  { name: 'withdrawnReason', title: '撤回理由' },
];

async function listVersions(context: Context, { region, scheme, ...options }: ListOptions): Promise<void> {
  const all = await withSession(context, 'NEEDS_DATA', async ({ caller, platform }) => {
    if ((await caller.read(({ regions }) => regions.find(region))) === undefined)
      throw new NotFoundError({ zh: '统筹地区', en: 'region' }, region);
    return await requireSignedVersions(caller.read, platform.signing, region);
  });
  const rows = all.filter((version) => scheme === undefined || version.scheme === scheme).map((version) => rowOf(version, all));
  const none = '还没有载入规则集；用 dip ruleset load 载入。 No version is loaded.';
  const more = options.csv === true || all.some(({ withdrawal }) => withdrawal !== null) ? WITHDRAWN : [];
  await printRows(context, options, { key: 'versions', columns: [...RULESET_COLUMNS, PUBLISHED_AT, ...more], rows, none });
}

/** A version as a row, among all versions of its region: what they left of it is said as `RulesetVersion` says it. */
export function rowOf(summary: RulesetSummary, siblings: readonly RulesetSummary[]): ShownRows['rows'][number] {
  const { version, scheme, effectiveFrom, settlementReady, title, contentHash, effectiveHash, publishedAt, withdrawal } = summary;
  const { status, effectiveTo } = standing(summary, siblings, chinaDay(new Date()));
  return {
    ...{ version, scheme, effectiveFrom, effectiveTo, status, settlementReady, title: title.zh, contentHash, effectiveHash },
    publishedAt: publishedAt?.toISOString() ?? null,
    withdrawnAt: withdrawal?.at.toISOString() ?? null,
    withdrawnBy: withdrawal?.byName ?? null,
    withdrawnReason: withdrawal?.reason ?? null,
  };
}

/** A stored version by its name. Throws NOT_FOUND. */
export async function versionOf({ caller }: OpenPlatform, region: string, version: string): Promise<RulesetRecord> {
  const record = await caller.read(({ rulesets }) => rulesets.findByVersion(region, version));
  if (record === undefined)
    throw new NotFoundError({ zh: `地区 ${region} 的规则集版本`, en: `ruleset version of region ${region}` }, version);
  return record;
}

interface ShowOptions extends OfRegion, PageOptions {
  readonly entries?: boolean;
}

async function showVersion(context: Context, version: string, options: ShowOptions): Promise<void> {
  const { region, json } = options;
  if (options.entries === true)
    return await withSession(context, 'NEEDS_DATA', async (session) =>
      printPage(context, session, await versionOf(session, region, version), options),
    );
  const { record, siblings } = await withSession(context, 'NEEDS_DATA', async (session) => ({
    record: await versionOf(session, region, version),
    siblings: await session.caller.read(({ rulesets }) => rulesets.list(region)),
  }));
  if (json === true) {
    const document: unknown = JSON.parse(record.effectiveText);
    return await printJson(context, { ...rowOf(record, siblings), id: record.id, document });
  }
  const columns = [...RULESET_COLUMNS, { name: 'contentHash', title: '内容哈希' }, { name: 'effectiveHash', title: '合并哈希' }];
  await printRows(context, {}, { key: 'version', columns, rows: [rowOf(record, siblings)], none: '' });
}

async function diffVersions(
  context: Context,
  { region, json }: CommonOptions & { readonly region: string },
  versions: Pair<string>,
): Promise<void> {
  const { before, after } = await withSession(context, 'NEEDS_DATA', async (session) => ({
    before: await compiledOf(session, region, versions.before),
    after: await compiledOf(session, region, versions.after),
  }));
  if (json === true) return await printJson(context, versionDiff(before, after));
  await context.terminal.out(diffText(before, after));
}

interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

async function compiledOf(session: OpenPlatform, region: string, version: string): Promise<CompiledRuleset> {
  return await session.platform.rulesets.get(session.caller.read, await versionOf(session, region, version));
}
