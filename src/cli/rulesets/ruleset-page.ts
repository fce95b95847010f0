import { printJson, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { PAGE_WIDTH, wrapped } from '../terminal/wrapped.js';
import type { RulesetRecord } from '../../app/ports/ports-ruleset.js';
import { readRulesetPage } from '../../app/rulesets/ruleset-page.js';
import { ENTRY_KIND_LABELS } from '../../rules/explain/entry-kind.js';
import { SCOPE_LABELS } from '../../engine/plan/scopes.js';
import type { EntryOrigin } from '../../rules/explain/entry-origins.js';
import { printArticles, printBases } from '../../rules/explain/explain-text.js';
import type { RemovedEntry, RulesetEntry } from '../../rules/explain/ruleset-entries.js';

/** Which entries of a page are shown. */
export interface PageOptions {
  readonly json?: boolean;
  readonly decision?: string;
  readonly scope?: string;
  readonly origin?: string;
}

const HOW = { STATED: '写明', CHANGED: '改写', REMOVED: '删除' } as const;

/** Prints a merged ruleset in the order in which a year meets it, each entry with where it comes from and the articles that it cites. */
export async function printPage(context: Context, session: OpenPlatform, record: RulesetRecord, options: PageOptions): Promise<void> {
  const page = await readRulesetPage(session.caller.read, record);
  const entries = page.entries.filter((entry) => isWanted(entry, options));
  const isWhole = options.decision === undefined && options.scope === undefined && options.origin === undefined;
  const removed = isWhole ? page.removed : [];
  if (options.json === true) return await printJson(context, { region: record.regionCode, version: record.version, entries, removed });
  const articles = printArticles([...entries, ...removed].flatMap(({ basis }) => basis));
  const parts = [
    `${record.regionCode} ${record.version} ${record.title.zh}`,
    ...entries.map(entryLines),
    ...(removed.length === 0 ? [] : [`已删除的继承内容\n${removed.map(removedLine).join('\n')}`]),
    ...(articles === '' ? [] : [`所引条文\n${articles}`]),
  ];
  await context.terminal.out(wrapped(`${parts.join('\n\n')}\n`, PAGE_WIDTH));
}

function isWanted({ id, scope, origin }: RulesetEntry, wanted: PageOptions): boolean {
  return (
    (wanted.decision === undefined || wanted.decision === id) &&
    (wanted.scope === undefined || wanted.scope === scope) &&
    (wanted.origin === undefined || wanted.origin === origin)
  );
}

function entryLines({ kind, id, scope, label, text, basis, origins }: RulesetEntry): string {
  const place = scope === null ? '' : `${SCOPE_LABELS[scope].zh} · `;
  return [
    `${place}${ENTRY_KIND_LABELS[kind].zh} ${label.zh}（${id}）`,
    ...text.map((line) => `  ${line}`),
    ...(basis.length === 0 ? [] : [`  依据：${printBases(basis)}`]),
    `  出处：${origins.map(originText).join(' → ')}`,
  ].join('\n');
}

function originText({ region, version, how }: EntryOrigin): string {
  return `${region} ${version} ${HOW[how]}`;
}

function removedLine({ kind, id, label, by, basis }: RemovedEntry): string {
  return `  ${ENTRY_KIND_LABELS[kind].zh} ${label.zh}（${id}）：${originText(by)}；依据：${printBases(basis)}`;
}
