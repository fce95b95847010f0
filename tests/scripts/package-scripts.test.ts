import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const text = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
const { TRIALS } = (await import(path.join(ROOT, 'scripts/script-trials.mjs'))) as { TRIALS: readonly { script: string }[] };

/** The scripts that lines of a shell file run; comments and what is only printed run nothing. */
function runBy(shell: string): string[] {
  const lines = shell.split('\n').filter((line) => !/^\s*(?:#|echo\b)/.test(line));
  return lines.flatMap((line) => {
    const named = [...line.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
    return [...named, ...(/\bnpm test\b/.test(line) ? ['test'] : []), ...(/\bnpm ci\b/.test(line) ? ['prepare'] : [])];
  });
}

/** Where each script is run; `prepare` runs what it names. */
function unrun(names: readonly string[], ci: string, prepare: string, tried: readonly string[]): string[] {
  const byCi = runBy(ci);
  const byPrepare = byCi.includes('prepare') ? [...prepare.matchAll(/\brun\('([\w:-]+)'\)/g)].map(([, name = '']) => name) : [];
  const byTrials = ci.split('\n').includes('node scripts/try-scripts.mjs') ? tried : [];
  const run = new Set([...byCi, ...byPrepare, ...byTrials]);
  return names.filter((name) => !run.has(name));
}

it('names a script that neither CI nor an install nor a trial runs', () => {
  const ci = '# npm run forgotten\nnpm ci || exit 1\nnode scripts/try-scripts.mjs\nX=1 npm test\necho "npm run printed failed"';
  const names = ['prepare', 'build', 'test', 'seal', 'forgotten', 'printed'];
  expect(unrun(names, ci, "return run('build');", ['seal'])).toEqual(['forgotten', 'printed']);
  expect(unrun(['seal'], 'npm test', '', ['seal'])).toEqual(['seal']);
});

it('every script of package.json is run by CI', () => {
  const tried = TRIALS.map(({ script }) => script);
  expect(unrun(Object.keys(scripts), text('.ci/run'), text('scripts/prepare.mjs'), tried)).toEqual([]);
  expect(tried.filter((script) => !(script in scripts))).toEqual([]);
});
