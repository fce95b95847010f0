import { defineConfig } from 'vitest/config';
import { findChromium } from './tests/support/chromium.js';
import { findPostgresqlPrograms } from './tests/support/postgresql-programs.js';
import { testFiles } from './tests/support/test-projects.js';
import { NoBrowserReporter, UntestedReporter } from './tests/support/untested-reporter.js';

const report = process.env.DIP_TEST_REPORT;
const files = testFiles();
const programs = process.env.DIP_TEST_DATABASE_URL === undefined ? findPostgresqlPrograms() : undefined;
const untested = programs !== undefined && 'missing' in programs ? [new UntestedReporter(programs.missing)] : [];
const chromium = findChromium();
const unseen = 'missing' in chromium ? [new NoBrowserReporter(chromium.missing)] : [];

const project = (name: string, include: readonly string[], more: object = {}): object => ({
  extends: true,
  test: { name, include: [...include], ...more },
});

// `graphql` is aliased to one file: otherwise vitest loads two copies and graphql-js reports "another realm".
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Files of one process share its modules, which hold no state (tests/tidy.test.ts): loading them for each file took a third of the time.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: ['default', ...(report === undefined ? [] : ['json' as const]), ...untested, ...unseen],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
    projects: [
      project('unit', files.unit),
      project('mocked', files.mocked, { isolate: true }),
      project('embedded', files.embedded, { env: { DIP_TEST_ENGINE: 'EMBEDDED' } }),
      ...(unseen.length > 0 ? [] : [project('browser', files.browser, { env: { DIP_TEST_ENGINE: 'EMBEDDED' } })]),
      ...(untested.length > 0
        ? []
        : [
            project('postgresql', files.postgresql, {
              env: { DIP_TEST_ENGINE: 'POSTGRESQL' },
              globalSetup: ['tests/support/postgresql-setup.ts'],
            }),
          ]),
    ],
  },
});
