import type { Context } from '../host/context.js';
import { Mistake } from '../terminal/mistake.js';
import { readWhole, writeWhole } from '../terminal/terminal.js';
import { readCodePairs } from '../../app/code-tables/code-table-file.js';
import { foldCode } from '../../engine/codes/fold-code.js';

/** `dip codes read-map`: a text of two codes a line, old and new, to a codeMap table of a ruleset: only codes that change. Stores nothing. */
export async function readMapFile(
  context: Context,
  path: string,
  { basis, out }: { readonly basis: string; readonly out?: string },
): Promise<void> {
  const pairs = await readCodePairs(await readWhole(context.terminal, path));
  const broken = pairs.find(({ to }) => to === '' || /\s/.test(to));
  if (broken !== undefined)
    throw new Mistake(
      'USAGE',
      `第 ${broken.line} 行不是两个编码：应为“原编码 新编码”。`,
      `Line ${broken.line} is not two codes: the old one and the new one are wanted.`,
    );
  const first = new Map<string, number>();
  for (const { line, from } of pairs) {
    const known = first.get(foldCode(from));
    if (known !== undefined)
      throw new Mistake(
        'USAGE',
        `第 ${line} 行的原编码“${from}”在第 ${known} 行已有。`,
        `The code "${from}" of line ${line} stands in line ${known} already.`,
      );
    first.set(foldCode(from), line);
  }
  const rows = pairs.filter(({ from, to }) => from !== to).map(({ from, to }) => ({ from, to }));
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  const json = `{\n  "kind": "codeMap",\n  "rows": [\n${lines}\n  ],\n  "basis": [${JSON.stringify(basis)}]\n}\n`;
  if (out === undefined) return await context.terminal.out(json);
  await writeWhole(context.terminal, out, json);
  await context.terminal.say(
    `${pairs.length} 个编码，其中 ${rows.length} 个改变；已写入 ${out}，放进规则集的 tables，并在 methods.codes 引用。\n`,
  );
}
