import { defineConfig } from 'vitest/config';

// `graphql` is aliased to one file: otherwise vitest loads two copies and graphql-js reports "another realm".
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: { pool: 'forks', maxWorkers: 2, testTimeout: 60_000, hookTimeout: 120_000, include: ['tests/**/*.test.ts'] },
});
