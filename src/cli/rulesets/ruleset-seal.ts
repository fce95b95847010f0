import { z } from 'zod';
import { writeWhole } from '../terminal/terminal.js';
import { printJson, type CommonOptions, type Context } from '../host/context.js';
import { Mistake } from '../terminal/mistake.js';
import { basesAtHand } from './ruleset-bases.js';
import { nearby } from './ruleset-check.js';
import { readText } from './ruleset-text.js';
import type { ResolveBase } from '../../rules/extend/extend.js';
import { parseDocument, parseText } from '../../rules/shape/parse.js';

/** As much of a document as sealing needs: it may be far from finished otherwise. */
const Extending = z.object({ extends: z.object({ region: z.string(), version: z.string() }).optional() });

/** What became of a file. `base` is null where it extends nothing. */
interface Sealed {
  readonly file: string;
  readonly base: { readonly region: string; readonly version: string; readonly effectiveHash: string } | null;
  readonly changed: boolean;
}

/** Writes into each file's `extends.effectiveHash` the hash that its base has now; everything else stays as it was typed. Bases first. */
export async function sealFiles(context: Context, files: readonly string[], { json }: CommonOptions): Promise<void> {
  const texts = new Map<string, string>();
  for (const file of files) texts.set(file, await readText(context.terminal, file));
  const sealed: Sealed[] = [];
  for (const file of files) sealed.push(await seal(context, texts, file));
  if (json === true) return await printJson(context, { files: sealed });
  await context.terminal.out(sealed.map(sealedText).join(''));
}

async function seal(context: Context, texts: Map<string, string>, file: string): Promise<Sealed> {
  const text = texts.get(file) ?? '';
  const wanted = extendsOf(file, text);
  if (wanted === undefined) return { file, base: null, changed: false };
  const named = [...texts.values()].flatMap((one) => parseDocument(one).document ?? []);
  const effectiveHash = hashOfBase(basesAtHand(named, nearby(context, [...texts.keys()])), wanted, file);
  const base = { ...wanted, effectiveHash };
  const next = withHash(file, text, effectiveHash);
  if (next === text) return { file, base, changed: false };
  await writeWhole(context.terminal, file, next);
  texts.set(file, next);
  return { file, base, changed: true };
}

function extendsOf(file: string, text: string): { readonly region: string; readonly version: string } | undefined {
  const parsed = parseText(text);
  const [finding] = parsed.findings;
  if (!('value' in parsed) && finding !== undefined) {
    const { zh, en } = finding.message;
    throw new Mistake('JSON', `${file}：${zh} 请改正后重试。`, `${file}: ${en ?? zh} Correct it and try again.`);
  }
  const read = Extending.safeParse(parsed.value);
  if (read.success) return read.data.extends;
  throw new Mistake(
    'EXTENDS',
    `${file} 的 extends 应写明 region、version 和 effectiveHash（封口前可以是空的 ""）。`,
    `“extends” of ${file} must state region, version and effectiveHash (which may be "" before it is sealed).`,
  );
}

function hashOfBase(
  resolve: ResolveBase,
  { region, version }: { readonly region: string; readonly version: string },
  file: string,
): string {
  const base = resolve(region, version);
  if (base !== undefined && 'effectiveHash' in base) return base.effectiveHash;
  throw new Mistake(
    'BASE_NOT_FOUND',
    `找不到 ${file} 继承的 ${region} ${version}，或它本身有错误。请核对 rulesets/${region}-…/${version}.json，先用 dip ruleset check 检查它；在别处时把它写在前面。`,
    `${region} ${version}, which ${file} extends, is not at hand, or has mistakes of its own. Look at rulesets/${region}-…/${version}.json with dip ruleset check; if it is elsewhere, name it first.`,
  );
}

const HASH = /("effectiveHash"\s*:\s*)"[^"]*"/g;

function withHash(file: string, text: string, hash: string): string {
  const found = [...text.matchAll(HASH)].length;
  if (found === 1) return text.replace(HASH, `$1"${hash}"`);
  throw new Mistake(
    'EXTENDS',
    `${file} 里应恰有一处 "effectiveHash"（在 extends 中），现有 ${found} 处。没有就写上 "effectiveHash": ""。`,
    `${file} must have exactly one "effectiveHash", in “extends”; it has ${found}. Where there is none, write "effectiveHash": "".`,
  );
}

function sealedText({ file, base, changed }: Sealed): string {
  if (base === null) return `${file}：没有 extends，不必封口。\n`;
  const { region, version, effectiveHash } = base;
  return `${file}：${changed ? '已封口' : '已是封好的'}，基础 ${region} ${version}，${effectiveHash}\n`;
}
