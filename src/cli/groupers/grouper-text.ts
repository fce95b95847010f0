import type { Context } from '../host/context.js';
import { Mistake } from '../terminal/mistake.js';
import { readWhole, writeWhole } from '../terminal/terminal.js';
import { readChsDrgText } from '../../app/books/chs-drg/chs-drg-text.js';

/** What the seven texts are, in the order in which they are published and given. */
const TEXTS = ['MDC', 'ADRG', 'DRG', 'ADRG 条件', 'MCC', 'CC', '排除表'] as const;

/** `dip grouper read-text`: the printed texts of CHS-DRG 1.1 to a grouper's document. Stores nothing. */
export async function readTextFiles(context: Context, paths: readonly string[], { out }: { readonly out?: string }): Promise<void> {
  if (paths.length !== TEXTS.length) {
    throw new Mistake(
      'USAGE',
      `需要七个文本文件，按顺序为 ${TEXTS.join('、')}；给出了 ${paths.length} 个。`,
      `Seven text files are needed, in this order: ${TEXTS.join(', ')}; ${paths.length} were given.`,
    );
  }
  const texts: string[] = [];
  for (const path of paths) texts.push(new TextDecoder().decode(await readWhole(context.terminal, path)));
  const [mdc = '', adrg = '', drg = '', detail = '', mcc = '', cc = '', exclusions = ''] = texts;
  const { document, unread } = readChsDrgText({ mdc, adrg, drg, detail, mcc, cc, exclusions });
  for (const { file, no, text } of unread) await context.terminal.say(`未读 unread ${file} ${no}：${text}\n`);
  const { code, version, mdcs, adrgs, drgs, sets } = document;
  const sizes = `${code} ${version}：MDC ${mdcs.length} 个，ADRG ${adrgs.length} 个，DRG ${drgs.length} 个，编码集 ${Object.keys(sets).length} 个`;
  const json = `${JSON.stringify(document, null, 1)}\n`;
  if (out === undefined) return await context.terminal.out(json);
  await writeWhole(context.terminal, out, json);
  await context.terminal.say(`${sizes}。\n已写入 ${out}；用 dip grouper import ${out} --region … 导入。\n`);
}
