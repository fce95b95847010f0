import path from 'node:path';
import { cheapest } from './measure.js';
import { machine, record } from './report.js';
import { readRulesetFiles, resolveAmong } from '../scripts/ruleset-files.js';
import { nationalLimits } from '../src/compose.js';
import { must } from '../src/engine/kit/assert.js';
import { Judge } from '../src/rules/judge/judge.js';
import { checkRuleset, compileStored } from '../src/rules/load.js';
import { canonicalJson } from '../src/rules/document/hash.js';

const FOLDER = path.resolve(import.meta.dirname, '../rulesets');
const TIMES = 3;
const MILLIS = 1_000;
/** Rulesets that are shown by name: the dearest ones. */
const SHOWN = 8;

interface Measured {
  readonly name: string;
  readonly check: number;
  readonly compile: number;
  readonly examples: number;
}

/** The whole check of every ruleset that ships, beside what every start does with it: compiling it and building its tables. */
export async function benchCheck(): Promise<void> {
  const before = machine();
  const files = readRulesetFiles(FOLDER);
  const resolve = resolveAmong(files);
  const limits = nationalLimits();
  const measured: Measured[] = [];
  for (const { name, text } of files) {
    const { ruleset, examples } = await checkRuleset(text, resolve, new Judge(), { limits });
    const stored = canonicalJson(must(ruleset, name).effective);
    const check = await cheapest(TIMES, () => checkRuleset(text, resolve, new Judge(), { limits }));
    const compile = await cheapest(TIMES, () => compileStored(stored, new Judge()));
    measured.push({ name, check, compile, examples: examples.length });
  }
  measured.sort((a, b) => b.check - a.check);
  const sum = (of: (one: Measured) => number): number => measured.reduce((total, one) => total + of(one), 0);
  const row = ({ name, check, compile, examples }: Measured): readonly string[] => [
    ...[name, String(examples), (check * MILLIS).toFixed(0), (compile * MILLIS).toFixed(0), (check / compile).toFixed(1)],
  ];
  const all = {
    name: `all ${measured.length}`,
    check: sum((one) => one.check),
    compile: sum((one) => one.compile),
    examples: sum((one) => one.examples),
  };
  record(
    {
      name: 'check',
      title: 'Checking a ruleset',
      header: ['ruleset', 'examples', 'check, cpu ms', 'compile and tables, cpu ms', 'ratio'],
      rows: [...measured.slice(0, SHOWN).map(row), row(all)],
      notes: [
        'The whole check as a city’s load makes it: parsed, merged, compiled, put to json-rules-engine, gaps, overlaps, redundant rules, costs a fen apart, boundaries, examples. Beside it what every start does with a stored version. Aim: below a second for every ruleset that ships.',
      ],
    },
    before,
  );
}
