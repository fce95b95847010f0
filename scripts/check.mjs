// `npm run check`: types, lint, format, tidy, unused code, generated files fresh. Runs every check and fails at the end if one failed.
import { spawnSync } from 'node:child_process';

const CHECKS = [
  ['types', 'npx', ['tsc', '--noEmit', '-p', '.']],
  ['types of the console', 'npx', ['tsc', '-p', 'web']],
  ['types of its tests', 'npx', ['tsc', '-p', 'tests/web']],
  ['lint', 'npx', ['eslint', '.']],
  ['format', 'npx', ['prettier', '--check', 'src', 'web', 'tests', 'bench', 'scripts', 'examples', '*.ts', '*.js']],
  ['tidy', 'npx', ['vitest', 'run', 'tests/tidy.test.ts']],
  ['unused code', 'npx', ['knip']],
  ['every file is reached', 'npx', ['tsx', 'scripts/check-reachable.ts']],
  ['migrations match the schema', 'npx', ['tsx', 'scripts/check-migrations.ts']],
  [
    'generated files are fresh',
    'npx',
    ['vitest', 'run', 'tests/rules/json-schema.test.ts', 'tests/contract', 'tests/rulesets/documents.test.ts'],
  ],
];

const failed = CHECKS.filter(([name, command, args]) => {
  console.log(`\n— ${name}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status !== 0;
}).map(([name]) => name);

console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
