import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What a test opens a database of this run's engine with: such a file runs on both. */
const DATABASE = 'tests/support/database.ts';
/** What it gets an embedded directory with. Who reaches only this (or `src/store`) can't open PostgreSQL, and runs once. */
const SNAPSHOTS = 'tests/support/snapshots.ts';

/** Test files that open a database by `tests/support/database.ts` and yet run on the embedded one only, each with its reason. */
export const EMBEDDED_ONLY: Readonly<Record<string, string>> = {
  'tests/store/backup.test.ts': 'the archive is of the embedded database',
  'tests/faults/first-start.test.ts': 'the process that is killed holds an embedded directory',
  'tests/graph/years/whole-year.test.ts': 'each of its steps is tested on both in tests/app and tests/graph',
  'tests/app/sample/run-sample-year.test.ts': 'periods, declarations and the ledger are tested on both in tests/app',
  'tests/graph/clearing/assigned-groups.test.ts': 'the batches that it reads are tested on both in tests/store/cases',
  'tests/cli/fund-year-doors.test.ts': 'commands on an embedded directory; each use case is tested on both in tests/app',
  'tests/cli/drafts-page.test.ts': 'the commands of a page; drafts are stored, checked and published on both in tests/app/drafts',
  'tests/cli/bundles-page.test.ts': 'the commands of a page; bundles go out and come in on both in tests/graph/drafts',
  'tests/cli/books-page.test.ts':
    'the commands of a page; what books become is stored on both in tests/app/groupers and tests/app/catalogues',
  'tests/cli/budget-warnings.test.ts': 'commands on an embedded directory, whatever the engine of the run',
  'tests/cli/disease-groups-of-institutions.test.ts':
    'commands on an embedded directory; sums by group are tested on both in tests/rulesets',
  'tests/rulesets/printed-steps.test.ts':
    'what is printed of a run is worked out again; the figures are compared on both in tests/faults/same-everywhere.test.ts',
  'tests/rulesets/other-funds.test.ts':
    'what a ruleset decides is the same code on both; sums, accounts and vouchers are tested on both in tests/app',
  'tests/rulesets/paid-by-item.test.ts':
    'what a ruleset decides is the same code on both; sums and statements are tested on both in tests/app',
  'tests/rulesets/two-deposits.test.ts': 'what a ruleset decides is the same code on both; deposits are tested on both in tests/app/ledger',
  'tests/app/drafts/workbook/round-trip.test.ts': 'a workbook is text on both; drafts are stored and read on both in tests/app/drafts',
  'tests/graph/api-page.test.ts': 'the page is followed on the embedded default',
  'tests/graph/example.test.ts': 'the example is followed on the embedded default',
  'tests/graph/server/limits.test.ts': 'costs and depths of requests, before any SQL',
  'tests/graph/server/masking.test.ts': 'what is said of unforeseen errors, whatever raised them',
};

/** The test files of the projects of `vitest.config.ts`. */
export interface TestFiles {
  /** Without a database. */
  readonly unit: readonly string[];
  /** Without a database, with a module replaced by a stand-in: they share no modules with others. */
  readonly mocked: readonly string[];
  /** On the embedded database. */
  readonly embedded: readonly string[];
  /** In a real browser, over a server on the embedded database (`tests/browser`). */
  readonly browser: readonly string[];
  /** On PostgreSQL: the embedded ones that open a database of the run's engine, but for those that can't. */
  readonly postgresql: readonly string[];
}

/** Sorts the test files by what they import, directly or through others: a new one needs no entry anywhere. */
export function testFiles(): TestFiles {
  const all = readdirSync(path.join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' })
    .map((file) => `tests/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
  const browser = all.filter((file) => file.startsWith('tests/browser/'));
  const embedded = all.filter((file) => {
    if (browser.includes(file)) return false;
    const reached = [...reachedFrom(file)];
    return file in EMBEDDED_ONLY || reached.some((other) => other === DATABASE || other === SNAPSHOTS || other.startsWith('src/store/'));
  });
  const mocked = all.filter((file) => !embedded.includes(file) && /\bvi\.(?:do)?mock\(/i.test(readFileSync(path.join(ROOT, file), 'utf8')));
  return {
    unit: all.filter((file) => ![browser, embedded, mocked].some((others) => others.includes(file))),
    mocked,
    embedded,
    postgresql: embedded.filter((file) => !(file in EMBEDDED_ONLY) && reachedFrom(file).has(DATABASE)),
    browser,
  };
}

const imports = new Map<string, readonly string[]>();

function importsOf(file: string): readonly string[] {
  let found = imports.get(file);
  if (found === undefined) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    found = [...text.matchAll(/['"](\.{1,2}\/[^'"\s]+)\.[jt]s['"]/g)].map(
      ([, target = '']) => `${path.posix.join(path.posix.dirname(file), target)}.ts`,
    );
    imports.set(file, found);
  }
  return found;
}

/** Every file that a test imports, also by starting it as a process of its own. */
function reachedFrom(file: string): ReadonlySet<string> {
  const reached = new Set([file]);
  for (const other of reached) {
    for (const target of importsOf(other)) {
      if (exists(target)) reached.add(target);
    }
  }
  return reached;
}

const known = new Map<string, boolean>();

function exists(file: string): boolean {
  let found = known.get(file);
  if (found === undefined) {
    found = existsSync(path.join(ROOT, file));
    known.set(file, found);
  }
  return found;
}
