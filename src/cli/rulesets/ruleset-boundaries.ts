import { printJson, type CommonOptions, type Context } from '../host/context.js';
import { EXIT } from '../terminal/failures.js';
import { checkFiles, isGood, type CheckedFile } from './ruleset-check.js';
import { findingLines, headline } from './ruleset-report.js';
import type { Point } from '../../rules/probes/points.js';
import { boundaryExamples, MOST_BOUNDARIES, type BoundaryExample, type BoundaryReport } from '../../rules/probes/boundaries.js';

/** What `dip ruleset boundaries` takes. */
export interface BoundariesOptions extends CommonOptions {
  readonly all?: boolean;
  readonly limit?: number;
}

/** Prints examples at the boundaries of a file's own rules, ready to be put into its `examples`. */
export async function printBoundaries(context: Context, file: string, { json, all = false, limit = MOST_BOUNDARIES }: BoundariesOptions): Promise<void> {
  for (const checked of await checkFiles(context, [file])) {
    const { ruleset, examples, isInherited } = checked.checked;
    if (!isGood(checked) || ruleset === undefined) return await printErrors(context, checked);
    const report = await boundaryExamples(ruleset, examples, { ...(isInherited && { isInherited }), all, limit });
    if (json === true) return await printJson(context, { file, ...report });
    await context.terminal.out(`${headline(checked)}${reportText(report)}`);
  }
}

/** A file that has errors shows nothing but them. */
export async function printErrors(context: Context, checked: CheckedFile): Promise<void> {
  context.exitCode = EXIT.MISTAKE;
  const { findings } = checked.checked;
  await context.terminal.out(`${headline(checked)}${findingLines({ text: checked.text, findings }, ['ERROR'])}`);
}

const SIDES: Readonly<Record<Point['side'], string>> = {
  BELOW: '界值之下',
  AT: '恰在界值',
  ABOVE: '界值之上',
  HOLDS: '成立',
  MISSES: '恰好不成立',
};

function reportText({ examples, total, shown, unmade }: BoundaryReport): string {
  const missing = examples.filter(({ isShown }) => !isShown);
  const head = `界值示例 ${total} 个：已有示例 ${shown} 个，缺 ${total - shown} 个${unmade === 0 ? '' : `（其中 ${unmade} 个须手写：公式需要的值无法代拟）`}。\n`;
  if (examples.length === 0) return head;
  const lines = missing.map(lineOf).join('');
  const pasted = examples.map(({ example }) => `    ${JSON.stringify(example)}`).join(',\n');
  return `${head}${lines}对照条文核对 expect 之后，可粘入 examples：\n${pasted}\n`;
}

function lineOf({ rule, fact, threshold, side }: BoundaryExample): string {
  return `  规则 ${rule}：${fact}${threshold === undefined ? '' : ` ${threshold}`} ${SIDES[side]}，没有示例\n`;
}
