// `npm run check`: types, lint, format, tidy, unused code, generated files fresh. Runs every check, as many at a time as there are processors (two at
// most: each may take 3 GiB), and fails at the end if one failed. What a check says is printed once it has ended.
// `npm run check -- --before-tests` leaves out the test files among them: for whoever runs `npm test` next, which runs them.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

// Those that take longest come first.
const CHECKS = [
  // A part at a time: what is known of all types together does not fit one process.
  ['lint', ['eslint', '.', '--ignore-pattern', 'src/graph/**', '--ignore-pattern', 'tests/**', '--ignore-pattern', 'web/**']],
  ['lint of the tests', ['eslint', 'tests']],
  ['lint of the console', ['eslint', 'web']],
  ['lint of the API', ['eslint', 'src/graph']],
  ['types', ['tsc', '--noEmit', '-p', '.']],
  ['types of the console', ['tsc', '-p', 'web']],
  ['types of its tests', ['tsc', '-p', 'tests/web']],
  ['format', ['prettier', '--check', 'src', 'web', 'tests', 'bench', 'scripts', 'examples', '*.ts', '*.js']],
  ['tidy', ['vitest', 'run', 'tests/tidy.test.ts']],
  ['unused code', ['knip']],
  ['every file is reached', ['tsx', 'scripts/check-reachable.ts']],
  ['migrations match the schema', ['tsx', 'scripts/check-migrations.ts']],
  ['generated files are fresh', ['vitest', 'run', 'tests/rules/json-schema.test.ts', 'tests/contract', 'tests/rulesets/documents.test.ts']],
];

/** Runs one check; answers whether it passed. */
function run(name, args) {
  return new Promise((resolve) => {
    const said = [];
    const child = spawn('npx', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.on('error', (error) => said.push(Buffer.from(String(error))));
    child.on('close', (code) => {
      console.log(`\n— ${name}\n${Buffer.concat(said).toString()}`);
      resolve(code === 0);
    });
  });
}

const beforeTests = process.argv.includes('--before-tests');
const waiting = CHECKS.filter(([, [program]]) => !(beforeTests && program === 'vitest'));
const failed = [];
async function work() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, args] = next;
    if (!(await run(name, args))) failed.push(name);
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));

console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
