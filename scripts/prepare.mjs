// `prepare`, which npm runs at the end of every install. With the development tools it generates and builds; without them (`npm ci --omit=dev`)
// it keeps the program that was built elsewhere and copied here, and says so when there is none.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TOOLS = ['typescript', 'prisma', '@graphql-codegen/cli'];
const PROGRAM = ['dist/src/main.js', 'dist/src/cli/dip.js', 'dist/prisma/migrations'];

/** What an install in this folder has to do: BUILD, KEEP what was built, or end because NOTHING could run. */
export function prepareStep(root) {
  const has = (file) => existsSync(path.join(root, file));
  if (TOOLS.every((tool) => has(`node_modules/${tool}/package.json`))) return 'BUILD';
  return PROGRAM.every(has) ? 'KEEP' : 'NOTHING';
}

function prepare(root) {
  switch (prepareStep(root)) {
    case 'BUILD': {
      const run = (script) =>
        spawnSync('npm', ['run', script], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status;
      return run('generate') || run('build') || 0;
    }
    case 'KEEP':
      console.log('没有开发工具，沿用已编译的 dist。No development tools: dist is kept as it was built.');
      return 0;
    default:
      console.error(
        '没有开发工具，也没有已编译的 dist。请在编译机上 npm ci，把 dist 拷到这里，再执行 npm ci --omit=dev --omit=optional --omit=peer（见 docs/production.md 第 6 节）。\n' +
          'Neither development tools nor a built dist. Run npm ci on a build machine, copy its dist here, then npm ci --omit=dev --omit=optional --omit=peer (docs/production.md, section 6).',
      );
      return 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = prepare(fileURLToPath(new URL('..', import.meta.url)));
