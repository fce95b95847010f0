import path from 'node:path';
import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

const eslint = new ESLint({ cwd: path.resolve(import.meta.dirname, '../..') });
const RULES = ['regexp/no-super-linear-backtracking', 'regexp/no-super-linear-move'];

async function rulesBrokenBy(text: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(text, { filePath: 'scripts/example.mjs' });
  return results.flatMap(({ messages }) => messages.filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId));
}

it.each([
  ['backtracking', 'export const words = (text) => /^(?:a+)+$/.test(text);\n', RULES.slice(0, 1)],
  ['moving on', "export const trimmed = (text) => text.replace(/\\s+$/, '');\n", RULES.slice(1)],
  ['neither', 'export const digits = (text) => /^[0-9]+$/.test(text);\n', []],
])('finds expressions whose time grows faster than the text, by %s (B1)', async (_, text, expected) => {
  expect(await rulesBrokenBy(text)).toEqual(expected);
});

it.each(['src/main.ts', 'tests/tidy.test.ts', 'bench/run.ts', 'scripts/check.mjs'])('looks for them in files such as %s', async (file) => {
  const config = (await eslint.calculateConfigForFile(file)) as { rules: Record<string, unknown[]> };
  expect(RULES.map((rule) => config.rules[rule]?.[0])).toEqual([2, 2]);
});
