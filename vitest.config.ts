import { defineConfig } from 'vitest/config';

const report = process.env.DIP_TEST_REPORT;

// `graphql` is aliased to one file: otherwise vitest loads two copies and graphql-js reports "another realm".
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    include: ['tests/**/*.test.ts'],
    reporters: report === undefined ? ['default'] : ['default', 'json'],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
  },
});
