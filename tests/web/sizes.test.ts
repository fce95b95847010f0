import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const WEB = path.resolve(import.meta.dirname, '../../dist/web');

/** What a page may load before it is seen, as gzip: browsers take brotli, which is smaller, over https only. */
const MOST_BYTES = 500 * 1024;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}
type Manifest = Readonly<Record<string, Chunk>>;

/** The files that a chunk needs before it runs: its own, its styles and those of all that it imports. */
function filesOf(manifest: Manifest, name: string, seen = new Set<string>()): ReadonlySet<string> {
  const chunk = manifest[name];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  [chunk.file, ...(chunk.css ?? [])].forEach((file) => seen.add(file));
  chunk.imports?.forEach((other) => filesOf(manifest, other, seen));
  return seen;
}

const sentBytes = (file: string): number => {
  const compressed = path.join(WEB, `${file}.gz`);
  return statSync(existsSync(compressed) ? compressed : path.join(WEB, file)).size;
};

describe('the built console', () => {
  const manifest = JSON.parse(readFileSync(path.join(WEB, '.vite/manifest.json'), 'utf8')) as Manifest;
  const pages = Object.keys(manifest).filter((name) => /^pages\/[^/]+\/page\.tsx$/.test(name));

  it('has the pages that have a folder', () => {
    const folders = readdirSync(path.resolve(import.meta.dirname, '../../web/pages'));
    expect(pages.map((name) => name.split('/')[1]).sort()).toEqual(folders.sort());
  });

  it.each(pages)('loads at most 500 KiB before %s is seen', (page) => {
    const files = new Set(['index.html', ...filesOf(manifest, 'index.html'), ...filesOf(manifest, page)]);
    const bytes = [...files].reduce((sum, file) => sum + sentBytes(file), 0);
    expect(bytes).toBeGreaterThan(100 * 1024);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('has no inline script or style, and names no other server', () => {
    const html = readFileSync(path.join(WEB, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:/);
  });

  it('is written as brotli and gzip too, whatever is worth it', () => {
    const files = readdirSync(path.join(WEB, 'assets')).filter((file) => /\.(?:js|css)$/.test(file));
    const large = files.filter((file) => statSync(path.join(WEB, 'assets', file)).size >= 1024);
    expect(large.length).toBeGreaterThan(3);
    const missing = large.flatMap((file) => [`${file}.br`, `${file}.gz`]).filter((file) => !existsSync(path.join(WEB, 'assets', file)));
    expect(missing).toEqual([]);
  });
});
