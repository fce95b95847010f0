import { printJson, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { SCOPE_WORDS } from './ruleset-report.js';
import type { RulesetRecord } from '../../app/ports/ports-ruleset.js';
import { RulesetDocumentSchema, EffectiveDocumentSchema, type RulesetDocument } from '../../rules/document/document.js';
import { printArticles, printBases } from '../../rules/explain/explain-text.js';
import { removedEntries, rulesetEntries, type EntryOrigin, type RemovedEntry, type RulesetEntry } from '../../rules/explain/ruleset-entries.js';

/** Which entries of a page are shown. */
export interface PageOptions {
  readonly json?: boolean;
  readonly decision?: string;
  readonly scope?: string;
  readonly origin?: string;
}

const KINDS = { PARAMETER: '参数', TABLE: '表', AGGREGATE: '汇总', DECISION: '判定' } as const;
const HOW = { STATED: '写明', CHANGED: '改写', REMOVED: '删除' } as const;

/** Prints a merged ruleset in the order in which a year meets it, each entry with where it comes from and the articles that it cites. */
export async function printPage(context: Context, session: OpenPlatform, record: RulesetRecord, options: PageOptions): Promise<void> {
  const chain = await chainOf(session, record);
  const effective = EffectiveDocumentSchema.parse(JSON.parse(record.effectiveText));
  const own = `${record.regionCode} ${record.version}`;
  const entries = rulesetEntries(effective, chain).filter((entry) => isWanted(entry, own, options));
  const isWhole = options.decision === undefined && options.scope === undefined && options.origin === undefined;
  const removed = isWhole ? removedEntries(effective, chain) : [];
  if (options.json === true) return await printJson(context, { region: record.regionCode, version: record.version, entries, removed });
  const articles = printArticles([...entries, ...removed].flatMap(({ basis }) => basis));
  const parts = [
    `${own} ${record.title.zh}`,
    ...entries.map(entryLines),
    ...(removed.length === 0 ? [] : [`已删除的继承内容\n${removed.map(removedLine).join('\n')}`]),
    ...(articles === '' ? [] : [`所引条文\n${articles}`]),
  ];
  await context.terminal.out(`${parts.join('\n\n')}\n`);
}

/** The documents that were merged, the base first. */
async function chainOf({ caller }: OpenPlatform, record: RulesetRecord): Promise<readonly RulesetDocument[]> {
  return await caller.read(async ({ rulesets }) => {
    const chain: RulesetDocument[] = [];
    for (let one: RulesetRecord | undefined = record; one !== undefined; ) {
      const document = RulesetDocumentSchema.parse(JSON.parse(one.documentText));
      chain.unshift(document);
      one = document.extends && (await rulesets.findByVersion(document.extends.region, document.extends.version));
    }
    return chain;
  });
}

function isWanted({ id, scope, origins }: RulesetEntry, own: string, wanted: PageOptions): boolean {
  const last = origins.at(-1);
  const isOwn = last !== undefined && `${last.region} ${last.version}` === own;
  return (
    (wanted.decision === undefined || wanted.decision === id) &&
    (wanted.scope === undefined || wanted.scope === scope) &&
    (wanted.origin === undefined || (wanted.origin === 'OWN') === isOwn)
  );
}

function entryLines({ kind, id, scope, label, text, basis, origins }: RulesetEntry): string {
  const place = scope === null ? '' : `${SCOPE_WORDS[scope]} · `;
  return [
    `${place}${KINDS[kind]} ${label.zh}（${id}）`,
    ...text.map((line) => `  ${line}`),
    ...(basis.length === 0 ? [] : [`  依据：${printBases(basis)}`]),
    `  出处：${origins.map(originText).join(' → ')}`,
  ].join('\n');
}

function originText({ region, version, how }: EntryOrigin): string {
  return `${region} ${version} ${HOW[how]}`;
}

function removedLine({ kind, id, by, basis }: RemovedEntry): string {
  return `  ${KINDS[kind]} ${id}：${originText(by)}；依据：${printBases(basis)}`;
}
