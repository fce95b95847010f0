// Copies what tsc leaves behind into dist, at the same place relative to the compiled files: plain-JavaScript workers, data files and the
// migrations.
import { cpSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const assets = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.mjs') || /[\\/]data[\\/][^\\/]+\.[a-z]+$/.test(path),
);
for (const path of assets) cpSync(`${root}/src/${path}`, `${root}/dist/src/${path}`);
cpSync(`${root}/prisma/migrations`, `${root}/dist/prisma/migrations`, { recursive: true });
