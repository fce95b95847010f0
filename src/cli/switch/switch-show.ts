import { findStudy } from './find-study.js';
import { studyJson, studyText } from './study-text.js';
import { printJson, withSession, type Context } from '../host/context.js';
import { printRows, type RowsOptions, type ShownColumn } from '../print/printed-rows.js';
import { grouped } from '../terminal/money.js';
import { Mistake } from '../terminal/mistake.js';
import { UserError } from '../../app/base/errors.js';
import { pageBegin } from '../../app/frozen/page-year.js';
import { switchCases, type SwitchedCase } from '../../app/switch/switch-cases.js';
import { finishedStudy, switchTable, type SwitchTable, type SwitchTableName } from '../../app/switch/switch-tables.js';
import type { CaseScore } from '../../app/scoring/score-case.js';
import { explainTrace } from '../../rules/explain/explain.js';
import { printExplanation } from '../../rules/explain/explain-text.js';

/** Options of `dip switch show`. */
export interface ShowOptions extends RowsOptions {
  readonly id: string;
  readonly table: SwitchTableName | undefined;
  readonly region?: string | undefined;
  readonly first?: number | undefined;
}

/** `dip switch show`: a study, or a table of it with its basis. */
export async function showStudy(context: Context, { id, table: name, region, first, ...form }: ShowOptions): Promise<void> {
  const { study, table } = await withSession(context, 'NEEDS_DATA', async (session) => {
    const found = await findStudy(session, id, region);
    return { study: found, table: name && (await switchTable(session.caller.read, finishedStudy(found), name, first)) };
  });
  if (table !== undefined) return await showTable(context, form, table);
  if (form.json === true) return await printJson(context, studyJson(study));
  await context.terminal.out(studyText(study));
}

async function showTable(context: Context, form: RowsOptions, { name, title, basis, columns, rows }: SwitchTable): Promise<void> {
  const shown = columns.map(({ zh, en, kind }): ShownColumn => ({
    name: en,
    title: zh,
    align: kind === 'TEXT' ? 'left' : 'right',
    ...(kind === 'MONEY' ? { text: (value) => (value === null ? '' : grouped(String(value))) } : {}),
  }));
  const named = rows.map((row) => Object.fromEntries(columns.map(({ en }, index) => [en, row[index] ?? null])));
  if (form.json === true) return await printJson(context, { table: name, basis, rows: named });
  if (form.csv !== true)
    await context.terminal.out(`${title.zh} ${title.en}\n${basis.map(({ zh, value }) => `  ${zh}：${value}\n`).join('')}\n`);
  await printRows(context, form, { key: name, columns: shown, rows: named, none: '没有行。 There are no rows.' });
}

/** Options of `dip switch cases`. */
export interface CasesOptions {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly institution?: string | undefined;
  readonly first: number;
  readonly after?: string | undefined;
  readonly region?: string | undefined;
  readonly json?: boolean | undefined;
}

/** `dip switch cases`: the cases behind a cell. */
export async function showCases(context: Context, options: CasesOptions): Promise<void> {
  const { from, to, institution, first, after } = options;
  if (after !== undefined && !/^\d{1,18}$/.test(after))
    throw new Mistake(
      'USAGE',
      `--after 应为上一页末尾所给的数，不是“${after}”。`,
      `--after takes the number that the page before ended with, not “${after}”.`,
    );
  const page = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { regionCode, id } = await findStudy(session, options.id, options.region);
    return await switchCases(session.platform, session.caller, {
      ...{ regionCode, id, from, to, first },
      ...(institution === undefined ? {} : { institutionCode: institution }),
      begin: pageBegin(after),
    });
  });
  const { cases, next, changedSince } = page;
  if (options.json === true) return await printJson(context, { cases: cases.map(caseJson), next, changedSince });
  const changed = changedSince
    ? '测算之后又有病例导入或更正；以下是测算时的病例。 Cases came in since; these are as the study counted them.\n'
    : '';
  const more = next === null ? '' : `还有：加 --after ${next} 接着看。 There may be more.\n`;
  const none = cases.length === 0 ? '本页没有这样的病例。 There are no such cases here.\n' : '';
  await context.terminal.out(`${changed}${none}${cases.map(caseText).join('\n')}${more}`);
}

function caseJson({ record, from, to }: SwitchedCase): Readonly<Record<string, unknown>> {
  const { institutionCode, caseNo } = record;
  return { institutionCode, caseNo, from: sideJson(from), to: sideJson(to) };
}

function sideJson(score: CaseScore | UserError): Readonly<Record<string, unknown>> {
  if (score instanceof UserError) return { error: { code: score.code, ...score.messages } };
  const { group, outputs } = score;
  return { group: group?.code ?? null, outputs, trace: explainTrace(score.trace, score.compiled.effective) };
}

function caseText({ record, from, to }: SwitchedCase): string {
  const { institutionCode, caseNo, principalDiagnosis, procedures } = record;
  const head = `病例 ${caseNo}（${institutionCode}），主要诊断 ${principalDiagnosis}，手术操作 ${procedures.join('、') || '无'}\n`;
  return `${head}${sideText('原', from)}${sideText('新', to)}`;
}

function sideText(side: string, score: CaseScore | UserError): string {
  if (score instanceof UserError) return `${side}方案：不能计分，${score.messages.zh}\n`;
  const { group } = score;
  const lost = score.candidates.filter(({ chosen }) => !chosen).map(({ group: { code }, reason }) => `  未入 ${code}：${reason.zh}\n`);
  const steps = printExplanation(explainTrace(score.trace, score.compiled.effective), 'zh');
  return `${side}方案：${group === null ? '未入组' : `${group.code} ${group.name}`}，分值 ${score.printed('points') ?? ''}\n${lost.join('')}${steps}\n`;
}
