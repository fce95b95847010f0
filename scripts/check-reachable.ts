import path from 'node:path';
import { readSources, unreachedFiles } from './reachable.js';

// Fails on files of `src/` that neither the server nor `dip` reaches. Run: `npx tsx scripts/check-reachable.ts`.
const unreached = unreachedFiles(readSources(path.resolve(import.meta.dirname, '..')));
for (const file of unreached) process.stdout.write(`${file}: neither src/main.ts nor src/cli/dip.ts reaches it\n`);
process.exit(unreached.length === 0 ? 0 : 1);
