// Generates the Prisma client and the Pothos types. Every `prisma` command wants to download its schema engine first; with
// PRISMA_SCHEMA_ENGINE_BINARY set to any existing file, `generate` works without a network (the engine itself is not used).
import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const prisma = fileURLToPath(new URL('../node_modules/prisma/build/index.js', import.meta.url));
const bin = fileURLToPath(new URL('../node_modules/.bin', import.meta.url));
const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
};
const asked = process.argv.slice(2);
const done = spawnSync(process.execPath, [prisma, ...(asked.length > 0 ? asked : ['generate', '--no-hints'])], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exit(done.status ?? 1);
