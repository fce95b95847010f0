import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const WEB = path.resolve(import.meta.dirname, '../../web');
const filesOf = (folder: string): readonly string[] =>
  readdirSync(path.join(WEB, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => /\.tsx?$/.test(file))
    .sort();

type Texts = Readonly<Record<string, unknown>>;
const isTexts = (value: unknown): value is Texts => typeof value === 'object' && value !== null;

/** The texts that a file of `web/texts` exports. */
async function textsIn(file: string): Promise<Texts> {
  const module: unknown = await import(path.join(WEB, file));
  const [only] = isTexts(module) ? Object.values(module) : [];
  if (!isTexts(only)) throw new Error(`${file} exports no texts`);
  return only;
}

/** The keys of texts, those of texts within them behind a dot. */
function keysOf(texts: Texts): readonly string[] {
  return Object.entries(texts).flatMap(([key, value]) => (isTexts(value) ? keysOf(value).map((inner) => `${key}.${inner}`) : [key]));
}

/** What a text can say: functions are called with numbers, which any of them can print. */
function said(texts: Texts): readonly (readonly [string, string])[] {
  return Object.entries(texts).flatMap(([key, value]): readonly (readonly [string, string])[] => {
    if (isTexts(value)) return said(value).map(([inner, text]) => [`${key}.${inner}`, text]);
    return [[key, typeof value === 'function' ? String(Reflect.apply(value, undefined, [7, 8, 9])) : String(value)]];
  });
}

const names = filesOf('texts/zh').map((file) => path.posix.basename(file));
const code = ['api', 'frame', 'parts', 'pages']
  .flatMap(filesOf)
  .map((file) => ({ file, text: readFileSync(path.join(WEB, file), 'utf8') }));

/** The keys of texts that no file which imports them names as `t.key`. */
function unusedKeys(keys: readonly string[], users: readonly string[]): readonly string[] {
  const named = new Set(users.flatMap((text) => [...text.matchAll(/\bt\.(\w+)/g)].map(([, key]) => key)));
  return keys.filter((key) => !named.has(key));
}

/** May be said by nothing: English puts its words elsewhere. */
const SILENT: readonly string[] = ['frame.ts asOfAfter'];

describe('the texts of the console', () => {
  it('stand in the same files in both languages', () => {
    expect(filesOf('texts/en').map((file) => path.posix.basename(file))).toEqual(names);
  });

  it.each(names)('%s has the same keys in both languages, in Chinese and in English', async (name) => {
    const [zh, en] = [await textsIn(`texts/zh/${name}`), await textsIn(`texts/en/${name}`)];
    expect(keysOf(en)).toEqual(keysOf(zh));
    const empty = [zh, en].flatMap((texts) => said(texts).flatMap(([key, text]) => (text.trim() === '' ? [`${name} ${key}`] : [])));
    expect(empty.filter((key) => !SILENT.includes(key))).toEqual([]);
    expect(said(en).filter(([, text]) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
  });

  it.each(names)('every key of %s is used', async (name) => {
    const users = code.filter(({ text }) => text.includes(`/zh/${name}'`)).map(({ text }) => text);
    expect(users.length).toBeGreaterThan(0);
    expect(unusedKeys(Object.keys(await textsIn(`texts/zh/${name}`)), users)).toEqual([]);
  });

  it('a key that nobody uses, or that one language lacks, is noticed', () => {
    expect(unusedKeys(['a', 'b'], ['<p>{t.a}</p>'])).toEqual(['b']);
    expect(keysOf({ a: 'x', b: { c: 'y' } })).not.toEqual(keysOf({ a: 'x', b: {} }));
  });
});
