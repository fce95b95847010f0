import path from 'node:path';
import { expect, it } from 'vitest';
import { benchesBesideTheProduct, readSources, unreachedFiles, type Sources } from '../../scripts/reachable.js';

const project = readSources(path.resolve(import.meta.dirname, '../..'));

const EXAMPLE: Sources = new Map([
  ['src/main.ts', "import { used } from './used.js';\nawait import('./late.js');\nimport 'node:fs';"],
  ['src/used.ts', "import type { Shape } from './shape.js';\nimport { built } from './generated/client.js';"],
  ['src/late.ts', ''],
  ['src/shape.ts', ''],
  ['src/fast-path.ts', "import { part } from './fast-part.js';"],
  ['src/fast-part.ts', ''],
  ['src/generated/client.ts', ''],
  ['src/generated/unused.ts', ''],
  ['bench/honest.ts', "import { used } from '../src/used.js';\nimport { unused } from '../src/generated/unused.js';"],
  ['bench/flattering.ts', "import { fast } from '../src/fast-path.js';"],
]);

it('names files that only each other import, and none that is reached as a type or at run time', () => {
  expect(unreachedFiles(EXAMPLE, ['src/main.ts'])).toEqual(['src/fast-part.ts', 'src/fast-path.ts']);
});

it('names a bench of code that no run executes', () => {
  expect(benchesBesideTheProduct(EXAMPLE, ['src/main.ts'])).toEqual(['bench/flattering.ts → src/fast-path.ts']);
});

it('finds no file of src/ that neither the server nor dip reaches', () => {
  expect(unreachedFiles(project)).toEqual([]);
});

it('finds no bench of code that the product does not reach', () => {
  expect(benchesBesideTheProduct(project)).toEqual([]);
});
