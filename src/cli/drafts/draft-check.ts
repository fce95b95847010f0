import type { Command } from 'commander';
import { ofRegion, withDraft, type DraftOptions } from './draft-options.js';
import { printJson, type Context } from '../host/context.js';
import { writeWhole } from '../terminal/terminal.js';
import { EXIT } from '../terminal/failures.js';
import { findingLines } from '../rulesets/ruleset-report.js';
import { caseInput } from '../../app/case-files/case-csv-write.js';
import { parseCase } from '../../app/cases/case-parse.js';
import { shownPatch } from '../../app/drafts/patches-parse.js';
import { checkDraft, type DraftCheck } from '../../app/drafts/review/check-draft.js';
import { witnessCases, type WitnessCasesOf } from '../../app/drafts/review/witness-cases.js';
import { takesNewResult } from '../../rules/examples/example-differences.js';
import type { Finding, Mend } from '../../rules/findings/finding.js';

interface CheckOptions extends DraftOptions {
  readonly all?: boolean;
  readonly cases?: string;
}

/** `dip draft check`: what is found in a draft, with the edits that mend it as `dip draft edit` takes them. */
export function addDraftCheckCommand(draft: Command, context: Context): void {
  ofRegion(
    draft.command('check <draft>').description('校验草案，视为现在发布；给出警告的哈希\ncheck it as if it were published now'),
    'READS',
  )
    .option('--all', '列出全部提示 every hint as well')
    .option('--cases <file>', '把例证病例写到此文件（JSONL），可用 dip score 计分 write the cases of findings to a file')
    .action((id: string, options: CheckOptions) => check(context, id, options));
}

async function check(context: Context, id: string, options: CheckOptions): Promise<void> {
  await withDraft(context, options, id, async ({ platform, caller }, { draft }) => {
    const checked = await checkDraft(platform, caller, draft.regionCode, draft.id);
    const { findings, publishing } = checked;
    if (publishing === undefined || findings.some(({ severity }) => severity === 'ERROR')) context.exitCode = EXIT.MISTAKE;
    const cases = await casesOf(witnessCases(platform, caller, draft.regionCode, checked.checked.compiled), findings);
    const written = options.cases === undefined ? '' : await writeCases(context, options.cases, cases);
    if (options.json === true) return await printJson(context, checkJson(checked, cases));
    await context.terminal.out(checkText(checked, id, options));
    const score = `dip score ${options.cases ?? '文件.jsonl'} --region ${draft.regionCode} --draft ${id}`;
    const hint = `${cases.length} 条意见有例证病例：--cases 文件.jsonl 写出，再用 ${score} 按草案计分\n`;
    await context.terminal.out(options.cases === undefined ? (cases.length > 0 ? hint : '') : written);
  });
}

/** Writes the cases as `dip score` and imports take them, each with a number of its own. Returns what was written, in words. */
async function writeCases(context: Context, file: string, cases: readonly ShownCases[]): Promise<string> {
  const found = cases.flatMap(({ witness, beside }) => [witness, ...(beside === undefined ? [] : [beside])]);
  const lines = found.map((one, index) => `${JSON.stringify({ ...one, caseNo: `CHECK-${index + 1}` })}\n`);
  await writeWhole(context.terminal, file, lines.join(''));
  return `例证病例 ${lines.length} 例，已写入 ${file}\n${cases.map(caseLine).join('')}`;
}

interface ShownCases {
  readonly code: Finding['code'];
  readonly pointer: string;
  readonly witness: Readonly<Record<string, unknown>>;
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** 例证病例 the cases of the findings that one can be made for, as files of cases and `scoreCase` take them. */
async function casesOf(made: WitnessCasesOf, findings: readonly Finding[]): Promise<readonly ShownCases[]> {
  const shown: ShownCases[] = [];
  for (const one of findings.filter(({ severity }) => severity !== 'INFO')) {
    const cases = await made(one);
    if (cases === undefined) continue;
    const [witness, beside] = [caseInput(cases.witness), cases.beside && caseInput(cases.beside)];
    // What facts allow one by one, a settlement list need not allow together.
    if (![witness, beside].every((input) => input === undefined || parseCase(input).ok)) continue;
    shown.push({ code: one.code, pointer: one.pointer, witness, ...(beside === undefined ? {} : { beside }) });
  }
  return shown;
}

function caseLine({ code, pointer, beside }: ShownCases): string {
  return `  ${code} ${pointer}：${beside === undefined ? '1 例' : '2 例，要害在两例不同之处'}\n`;
}

function checkJson({ findings, warningsHash, publishing, checked }: DraftCheck, cases: readonly ShownCases[]): unknown {
  return {
    findings: findings.map((one) => ({ ...one, mend: (one.mend ?? []).map(shownPatch) })),
    warningsHash,
    effectiveHash: publishing?.ruleset.effectiveHash ?? null,
    examples: checked.compiled === undefined ? null : examplesOf(checked),
    cases,
  };
}

function checkText(checked: DraftCheck, id: string, { region, all = false }: CheckOptions): string {
  const { opened, findings, warnings, warningsHash, text, publishing } = checked;
  const errors = findings.filter(({ severity }) => severity === 'ERROR').length;
  const shown = findings.filter((one) => all || isShown(one));
  const hidden = findings.length - shown.length;
  const edit = (mend: readonly Mend[]): string => `dip draft edit ${id} --region ${region} ${mend.map(editOption).join(' ')}`;
  return [
    `草案“${opened.draft.name}”：${errors} 处错误，${warnings.length} 处警告；${examplesText(checked)}。\n`,
    findingLines({ text: text.text, findings: shown }, ['ERROR', 'WARNING', 'INFO'], edit),
    newResultsText(findings, edit),
    hidden === 0 ? '' : `另有 ${hidden} 条提示，--all 列出。\n`,
    publishing === undefined ? '' : `合并哈希 ${publishing.ruleset.effectiveHash}\n`,
    warningsHash === null ? '' : `警告哈希 ${warningsHash}（批准时以 --accept-warnings 接受）\n`,
  ].join('');
}

/** An edit as `dip draft edit` takes it, quoted where a shell would read it otherwise. */
function editOption({ pointer, value }: Mend): string {
  if (value === undefined) return `--remove ${pointer}`;
  const set = `${pointer}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  return /^[\w/.=~%+-]*$/u.test(set) ? `--set ${set}` : `--set '${set.replaceAll("'", `'\\''`)}'`;
}

/** 全部采用新结果 every example that came out otherwise, in one edit: for a change that was meant. */
function newResultsText(findings: readonly Finding[], edit: (mend: readonly Mend[]) => string): string {
  const mends = findings.flatMap((one) => (takesNewResult(one) ? [one.mend ?? []] : []));
  if (mends.length < 2) return '';
  return `${mends.length} 个算例与现在的结果不符。结果本来就该变、已逐项对照条文的，全部采用新结果：${edit(mends.flat())} --reason 采用新结果\n`;
}

/** Hints are many. Those on the days that a publication gives and takes are always shown: nothing else says them. */
function isShown({ severity, code }: Finding): boolean {
  return severity !== 'INFO' || code.startsWith('DAYS_');
}

function examplesOf({ examples }: DraftCheck['checked']): { readonly total: number; readonly passed: number } {
  return { total: examples.length, passed: examples.filter(({ findings }) => findings.length === 0).length };
}

/** Examples are run only of rules that compile. */
function examplesText({ checked }: DraftCheck): string {
  if (checked.compiled === undefined) return '算例未运行，先改正错误';
  const { total, passed } = examplesOf(checked);
  return total === 0 ? '没有可运行的算例' : `算例 ${total} 个，通过 ${passed} 个`;
}
