import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** A module of a library that one of the console's own takes the place of, since the console's policy forbids what it does. */
interface Replacement {
  readonly name: string;
  /** How it is imported, ending without `.js`, and where it lies. */
  readonly imported: string;
  readonly theirs: RegExp;
  readonly ours: string;
  /** What is said where it is no longer found: the browser would silently refuse what it does. */
  readonly missing: string;
}

function replaced({ name, imported, theirs, ours, missing }: Replacement): Plugin {
  const instead = fileURLToPath(new URL(ours, import.meta.url));
  let found = false;
  return {
    name,
    enforce: 'pre',
    apply: 'build',
    async resolveId(source, importer, options) {
      if (!source.endsWith(imported) && !source.endsWith(`${imported}.js`)) return null;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (resolved === null || !theirs.test(resolved.id)) return resolved;
      found = true;
      return instead;
    },
    buildEnd(error) {
      if (error === undefined && !found) this.error(`${missing}: see docs/decisions/0064-console.md`);
    },
  };
}

/**
 * Puts `web/frame/adopted-styles.ts` in the place of the module by which antd's parts write `<style>` elements, which the console's policy
 * forbids. Fails the build where that module is no longer found: its styles would silently be refused in the browser.
 */
export function adoptedStyles(): Plugin {
  return replaced({
    name: 'dip-adopted-styles',
    imported: 'dynamicCSS',
    theirs: /[\\/]@rc-component[\\/]util[\\/]es[\\/]Dom[\\/]dynamicCSS(?:\.js)?$/,
    ours: '../web/frame/adopted-styles.ts',
    missing: 'antd no longer writes its styles through dynamicCSS',
  });
}

/**
 * Puts `web/parts/zip-at-once.ts` in the place of the module by which workbooks are packed in a worker made of a `blob:` address, which the
 * console's policy forbids. Fails the build where that module is no longer found: larger tables would silently not be exported.
 */
export function zippedAtOnce(): Plugin {
  return replaced({
    name: 'dip-zipped-at-once',
    imported: 'zipToArrayBuffer',
    theirs: /[\\/]write-excel-file[\\/]modules[\\/]zip[\\/]zipToArrayBuffer\.js$/,
    ours: '../web/parts/zip-at-once.ts',
    missing: 'write-excel-file no longer packs through zipToArrayBuffer',
  });
}

/** What integrators read beside the console, and what it is called there. */
const CONTRACT = ['schema/schema.graphql', 'schema/ruleset.schema.json', 'CHANGELOG.md'] as const;
const ROOT = new URL('../', import.meta.url);

/** An entry of CHANGELOG.md: of which release, what it is called (its bold beginning, if it has one), what it says, and the same in Chinese. */
interface ChangeEntry {
  readonly release: string;
  readonly title: string;
  readonly text: string;
  readonly zh: string;
}

/** How the line of an entry begins that says it in Chinese. */
const IN_CHINESE = '中文：';

/**
 * The entries of CHANGELOG.md, newest first: a line beginning with "- " each, with the lines that stand in below it, the last of them in Chinese
 * (`中文：…`).
 */
export function changeEntries(changelog: string): readonly ChangeEntry[] {
  const [, ...releases] = changelog.split(/^## /m);
  return releases.flatMap((part) => {
    const [release = '', ...entries] = part.split(/\n- /);
    return entries.map((entry) => {
      const lines = entry.split('\n').map((line) => line.trim());
      const zh = lines.find((line) => line.startsWith(IN_CHINESE))?.slice(IN_CHINESE.length) ?? '';
      const whole = lines
        .filter((line) => !line.startsWith(IN_CHINESE))
        .join(' ')
        .trim();
      const [before, title = '', ...rest] = whole.split('**');
      const hasTitle = before === '' && rest.length > 0;
      const told = { release: release.split('\n')[0]?.trim() ?? '', zh };
      return hasTitle ? { ...told, title, text: rest.join('**').trim() } : { ...told, title: '', text: whole };
    });
  });
}

/** Puts the contract beside the console: the schemas and the changelog as they stand, its entries for the page of integrators. */
export function contractFiles(): Plugin {
  return {
    name: 'dip-contract-files',
    apply: 'build',
    generateBundle() {
      for (const file of CONTRACT)
        this.emitFile({ type: 'asset', fileName: `contract/${path.basename(file)}`, source: readFileSync(new URL(file, ROOT)) });
      const entries = changeEntries(readFileSync(new URL('CHANGELOG.md', ROOT), 'utf8'));
      this.emitFile({ type: 'asset', fileName: 'contract/changes.json', source: JSON.stringify(entries) });
    },
  };
}

const SMALLEST = 1024;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

async function compress(file: string): Promise<void> {
  const bytes = readFileSync(file);
  if (bytes.length < SMALLEST) return;
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  const [small, old] = await Promise.all([brotli(bytes, options), zip(bytes, { level: 9 })]);
  writeFileSync(`${file}.br`, small);
  writeFileSync(`${file}.gz`, old);
}

/** Writes every built file a second and third time, as brotli and gzip, so that the server compresses nothing while somebody waits. */
export function precompressed(): Plugin {
  let folder = '';
  return {
    name: 'dip-precompressed',
    apply: 'build',
    configResolved: ({ build }) => void (folder = build.outDir),
    async closeBundle(error) {
      if (error !== undefined) return;
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      await Promise.all(files.map((entry) => compress(path.join(entry.parentPath, entry.name))));
    },
  };
}
