import type { Command } from 'commander';
import { ofRegion, withDraft, type DraftOptions } from './draft-options.js';
import { printJson, type Context } from '../host/context.js';
import { EXIT } from '../terminal/failures.js';
import { findingLines } from '../rulesets/ruleset-report.js';
import { shownPatch } from '../../app/drafts/patches-parse.js';
import { checkDraft, type DraftCheck } from '../../app/drafts/review/check-draft.js';
import type { Finding, Mend } from '../../rules/findings/finding.js';

interface CheckOptions extends DraftOptions {
  readonly all?: boolean;
}

/** `dip draft check`: what is found in a draft, with the edits that mend it as `dip draft edit` takes them. */
export function addDraftCheckCommand(draft: Command, context: Context): void {
  ofRegion(
    draft.command('check <draft>').description('校验草案，视为现在发布；给出警告的哈希\ncheck it as if it were published now'),
    'READS',
  )
    .option('--all', '列出全部提示 every hint as well')
    .action((id: string, options: CheckOptions) => check(context, id, options));
}

async function check(context: Context, id: string, options: CheckOptions): Promise<void> {
  await withDraft(context, options, id, async ({ platform, caller }, { draft }) => {
    const checked = await checkDraft(platform, caller, draft.regionCode, draft.id);
    const { findings, publishing } = checked;
    if (publishing === undefined || findings.some(({ severity }) => severity === 'ERROR')) context.exitCode = EXIT.MISTAKE;
    if (options.json === true) await printJson(context, checkJson(checked));
    else await context.terminal.out(checkText(checked, id, options));
  });
}

function checkJson({ findings, warningsHash, publishing, checked }: DraftCheck): unknown {
  return {
    findings: findings.map((one) => ({ ...one, mend: (one.mend ?? []).map(shownPatch) })),
    warningsHash,
    effectiveHash: publishing?.ruleset.effectiveHash ?? null,
    examples: checked.compiled === undefined ? null : examplesOf(checked),
  };
}

function checkText(checked: DraftCheck, id: string, { region, all = false }: CheckOptions): string {
  const { opened, findings, warnings, warningsHash, text, publishing } = checked;
  const errors = findings.filter(({ severity }) => severity === 'ERROR').length;
  const shown = findings.filter((one) => all || isShown(one));
  const hidden = findings.length - shown.length;
  const edit = (mend: readonly Mend[]): string =>
    `dip draft edit ${id} --region ${region} ${mend.map(({ pointer, value }) => (value === undefined ? `--remove ${pointer}` : `--set ${pointer}=${value}`)).join(' ')}`;
  return [
    `草案“${opened.draft.name}”：${errors} 处错误，${warnings.length} 处警告；${examplesText(checked)}。\n`,
    findingLines({ text: text.text, findings: shown }, ['ERROR', 'WARNING', 'INFO'], edit),
    hidden === 0 ? '' : `另有 ${hidden} 条提示，--all 列出。\n`,
    publishing === undefined ? '' : `合并哈希 ${publishing.ruleset.effectiveHash}\n`,
    warningsHash === null ? '' : `警告哈希 ${warningsHash}（批准时以 --accept-warnings 接受）\n`,
  ].join('');
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
