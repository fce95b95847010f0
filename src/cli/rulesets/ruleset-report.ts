import type { CheckedFile } from './ruleset-check.js';
import { parseText } from '../../rules/shape/parse.js';
import { placesInJson, type TextPlace } from '../../rules/text/json-place.js';
import { table } from '../terminal/table.js';
import type { Finding, Mend } from '../../rules/findings/finding.js';
import type { Severity } from '../../rules/findings/messages.js';
import { SCOPE_LABELS } from '../../engine/plan/scopes.js';

const SEVERITIES: Readonly<Record<Severity, string>> = { ERROR: '错误', WARNING: '警告', INFO: '提示' };

/** The first line on a file: which version it is and what was found. */
export function headline({ file, checked }: CheckedFile): string {
  const { document, findings, ruleset } = checked;
  const name = document === undefined ? '' : `：${document.region} ${document.version} ${document.title.zh}`;
  const ready = ruleset === undefined ? '' : ruleset.plan.settlementReady ? '，可用于结算' : '，仅可试算（含假设）';
  return `${file}${name}\n${ruleset === undefined ? '不能载入' : '可以载入'}${ready}。${countWords(findings)}\n`;
}

/** How many findings there are of each severity. */
export function countWords(findings: readonly Finding[]): string {
  const counts = (['ERROR', 'WARNING', 'INFO'] as const).flatMap((severity) => {
    const found = findings.filter((one) => one.severity === severity).length;
    return found === 0 ? [] : [`${SEVERITIES[severity]} ${found}`];
  });
  return counts.join('，');
}

/** The text of a file, and what was found in it. */
export interface FoundInText {
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** Findings with place, text and what to do. INFO is left out unless asked for: there may be many. */
export function findingLines({ text, findings }: FoundInText, severities: readonly Severity[], mendText = editsText): string {
  // What is wrong with the text itself says its own place.
  const places = 'value' in parseText(text) ? placesInJson(text) : undefined;
  return findings
    .filter(({ severity }) => severities.includes(severity))
    .map(({ severity, code, pointer, message, suggestion, witness, beside, mend = [] }) => {
      const place = pointer === '' ? '（整个文件）' : `${pointer}${placeWords(places?.(pointer))}`;
      const lines = [`${SEVERITIES[severity]} ${code}  ${place}`, `  ${message.zh}`, `  怎么办：${suggestion.zh}`];
      if (witness !== undefined) lines.push(`  例如：${factsText(witness)}`);
      if (beside !== undefined) lines.push(`  另一侧：${factsText(beside)}`);
      if (mend.length > 0) lines.push(`  改法：${mendText(mend)}`);
      lines.push(`  ${message.en ?? ''}${suggestion.en === undefined ? '' : ` ${suggestion.en}`}`);
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

function editsText(mend: readonly Mend[]): string {
  return mend.map(({ pointer, value }) => `${pointer} ${value === undefined ? '删去' : `改为 ${typeof value === 'string' ? value : JSON.stringify(value)}`}`).join('；');
}

function factsText(facts: Readonly<Record<string, string>>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name} = ${value}`)
    .join('，');
}

function placeWords(place: TextPlace | undefined): string {
  return place === undefined ? '' : `（第 ${place.line} 行第 ${place.column} 列）`;
}

/** The examples of a ruleset as a table. */
export function exampleTable({ checked }: CheckedFile): string {
  const rows = checked.examples.map(({ id, scope, findings }) => [id, SCOPE_LABELS[scope].zh, findings.length === 0 ? '通过' : '未通过']);
  return table([{ title: '算例' }, { title: '层次' }, { title: '结果' }], rows);
}

/** How many of the examples passed. */
export function exampleSummary({ checked }: CheckedFile): string {
  const { examples } = checked;
  const passed = examples.filter(({ findings }) => findings.length === 0).length;
  if (examples.length === 0) return '没有可运行的算例。\n';
  return `算例 ${examples.length} 个，通过 ${passed} 个${passed === examples.length ? '' : `，未通过 ${examples.length - passed} 个`}。\n`;
}

/** What `--json` says of a file. */
export function reportJson({ file, checked }: CheckedFile): Readonly<Record<string, unknown>> {
  const { document, contentHash, findings, examples, ruleset } = checked;
  return {
    file,
    ok: ruleset !== undefined,
    region: document?.region ?? null,
    version: document?.version ?? null,
    contentHash: contentHash ?? null,
    effectiveHash: ruleset?.effectiveHash ?? null,
    settlementReady: ruleset?.plan.settlementReady ?? null,
    findings,
    examples: examples.map(({ id, scope, findings: wrong }) => ({ id, scope, passed: wrong.length === 0, findings: wrong })),
  };
}
