import { printJson, type CommonOptions, type Context } from '../host/context.js';
import { printErrors } from './ruleset-boundaries.js';
import { checkFiles, isGood } from './ruleset-check.js';
import { headline } from './ruleset-report.js';
import { Judge } from '../../rules/judge/judge.js';
import { mutate, type Mutant, type MutationReport } from '../../rules/probes/mutate.js';

/** Mutates a file's own rules one place at a time; prints the score, and what no example of the file noticed. */
export async function printMutants(context: Context, file: string, { json }: CommonOptions): Promise<void> {
  for (const checked of await checkFiles(context, [file])) {
    const { ruleset, isInherited } = checked.checked;
    if (!isGood(checked) || ruleset === undefined) return await printErrors(context, checked);
    const onProgress = (done: number, total: number): void => context.terminal.progress({ label: '变异', done, total });
    const report = await mutate(ruleset, new Judge(), { ...(isInherited && { isInherited }), onProgress });
    context.terminal.progress(null);
    if (json === true) return await printJson(context, { file, ...report });
    await context.terminal.out(`${headline(checked)}${reportText(report)}`);
  }
}

function reportText({ mutants, counts, caught }: MutationReport): string {
  const judged = counts.NOTICED + counts.SURVIVED;
  const others = [
    ...(counts.EQUIVALENT === 0 ? [] : [`等价 ${counts.EQUIVALENT} 个（任何情形判定都相同，不计）`]),
    ...(counts.UNDECIDED === 0 ? [] : [`未判 ${counts.UNDECIDED} 个（情形过多）`]),
  ].map((text) => `，${text}`);
  const head = `变异 ${mutants.length} 个：算例察觉 ${counts.NOTICED}，漏网 ${counts.SURVIVED}${others.join('')}。得分 ${counts.NOTICED}/${judged}。\n`;
  const survivors = mutants.filter(({ fate }) => fate === 'SURVIVED');
  const lines = survivors.map(lineOf).join('');
  const catchers = [...new Map(survivors.flatMap(({ catcher }) => (catcher === undefined ? [] : [[catcher.id, catcher] as const]))).values()];
  if (catchers.length === 0) return head + lines;
  const pasted = catchers.map((example) => `    ${JSON.stringify(example)}`).join(',\n');
  return `${head}${lines}下列示例能察觉其中 ${caught} 个；对照条文核对 expect 之后，可粘入 examples：\n${pasted}\n`;
}

function lineOf({ rule, text, catcher }: Mutant): string {
  return `  规则 ${rule}：${text}${catcher === undefined ? '（须手写示例）' : `（示例 ${catcher.id} 能察觉）`}\n`;
}
