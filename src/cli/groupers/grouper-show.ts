import { printJson, withSession, type CommonOptions, type Context } from '../host/context.js';
import { list, table } from '../terminal/table.js';
import { lookUpCode, setSizes, type GrouperCodeFacts } from '../../app/groupers/grouper-look-up.js';
import { openStoredGrouper, type StoredGrouper } from '../../app/groupers/stored-grouper.js';
import type { ReadyGrouper } from '../../app/caches/grouper-library.js';
import type { GrouperName } from '../../app/ports/ports-grouper.js';
import { setsOf } from '../../engine/grouper/group-rule.js';
import { unconditionalLast, type AdrgNode, type GrouperNode, type MdcNode } from '../../engine/grouper/grouper.js';
import { printRule } from '../../rules/grouper/rule-print.js';

/** `dip grouper show`: the grouper, an MDC or ADRG of it, or where a code of a diagnosis or operation stands. */
export async function showGrouper(
  context: Context,
  { region, json, code, version }: CommonOptions & GrouperName & { readonly region: string },
  codes: readonly string[],
): Promise<void> {
  const stored = await withSession(context, 'NEEDS_DATA', ({ platform, caller }) =>
    openStoredGrouper(platform, caller, region, { code, version }),
  );
  const shown = codes.length === 0 ? [wholeOf(stored)] : codes.map((one) => partOf(stored.opened, one));
  if (json === true) return await printJson(context, codes.length === 0 ? shown[0]?.json : { shown: shown.map((one) => one.json) });
  await context.terminal.out(shown.map(({ text }) => text).join('\n'));
}

/** Something shown: for programs, and for people. */
interface Shown {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function wholeOf({ record, opened }: StoredGrouper): Shown {
  const mdcs = opened.index.grouper.mdcs.map((mdc) => ({ ...nodeOf(mdc), adrgs: mdc.adrgs.length }));
  const { title, ...rest } = record;
  const head = list([
    ['方案', `${record.code} ${record.version}（地区 ${record.regionCode}）`],
    ['名称', title.zh],
    ['编码', record.codeSystem === 'INSURANCE' ? '医保版' : '国家临床版'],
    ['规模', `MDC ${record.mdcCount}，ADRG ${record.adrgCount}，DRG ${record.drgCount}，编码集 ${record.setCount}`],
    ['内容哈希', record.contentHash],
  ]);
  const columns = ['MDC', '名称', 'ADRG 数'].map((text) => ({ title: text }));
  const rows = mdcs.map(({ code, name, adrgs }) => [code, name, String(adrgs)]);
  return { json: { ...rest, title, mdcs }, text: `${head}\n${table(columns, rows)}` };
}

function partOf(grouper: ReadyGrouper, code: string): Shown {
  const { mdcs } = grouper.index.grouper;
  const mdc = mdcs.find((one) => one.code === code);
  if (mdc !== undefined) return mdcOf(mdc);
  for (const parent of mdcs) {
    const adrg = parent.adrgs.find((one) => one.code === code || one.drgs.some((drg) => drg.code === code));
    if (adrg !== undefined) return adrgOf(grouper, parent, adrg);
  }
  return codeOf(lookUpCode(grouper, code));
}

function nodeOf({ code, name, rule }: GrouperNode): { readonly code: string; readonly name: string; readonly rule: string } {
  return { code, name, rule: printRule(rule) };
}

const ruleText = (rule: string): string => (rule === '' ? '（无条件）' : rule);

function mdcOf(mdc: MdcNode): Shown {
  const adrgs = unconditionalLast(mdc.adrgs).map(nodeOf);
  const lines = adrgs.map(({ code, name, rule }) => `  ${code} ${name}：${ruleText(rule)}\n`);
  return { json: { ...nodeOf(mdc), adrgs }, text: `MDC ${mdc.code} ${mdc.name}：${ruleText(printRule(mdc.rule))}\n${lines.join('')}` };
}

const OUTCOMES = { GROUPED: '', AMBIGUOUS: '（歧义组）', RESIDUAL: '（其余病例）', NOT_GROUPED: '（无法入组）' } as const;

function adrgOf(grouper: ReadyGrouper, mdc: MdcNode, adrg: AdrgNode): Shown {
  const sets = setSizes(grouper, setsOf(adrg.rule));
  const drgs = unconditionalLast(adrg.drgs).map(nodeOf);
  const text = [
    `ADRG ${adrg.code} ${adrg.name}${OUTCOMES[adrg.outcome]}，属 MDC ${mdc.code} ${mdc.name}`,
    `  规则：${ruleText(printRule(adrg.rule))}`,
    ...sets.map(({ name, size }) => `  编码集 ${name}：${size} 个编码`),
    ...drgs.map(({ code, name, rule }) => `  DRG ${code} ${name}：${ruleText(rule)}`),
  ];
  return { json: { ...nodeOf(adrg), mdc: mdc.code, outcome: adrg.outcome, sets, drgs }, text: `${text.join('\n')}\n` };
}

function codeOf(facts: GrouperCodeFacts): Shown {
  const { code, sets, complication, exclusions, isInvalidPrincipal, isBlockedOperation } = facts;
  const table = complication?.exclusion ?? null;
  const level = complication === null ? '否' : `${complication.level}${table === null ? '' : `，主要诊断在排除表 ${table} 内时不算`}`;
  const none = (names: readonly string[]): string => (names.length === 0 ? '无' : names.join('、'));
  const text = list([
    ['编码', code],
    ['所在编码集', none(sets)],
    ['并发症', level],
    ['作主要诊断时所在排除表', none(exclusions)],
    ['作主要诊断', isInvalidPrincipal ? '不予分组' : '可分组'],
    ['作主要手术操作', isBlockedOperation ? '不可' : '可'],
  ]);
  return { json: { ...facts }, text };
}
