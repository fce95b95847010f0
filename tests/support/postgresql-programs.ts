import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** The oldest PostgreSQL that the platform promises to run on. */
const OLDEST = 15;
/** Where systems put PostgreSQL's programs without telling PATH: a folder that holds one folder a version. */
const USUAL: readonly { readonly folder: string; readonly version: RegExp; readonly bin: string }[] = [
  { folder: '/usr/lib/postgresql', version: /^\d+$/, bin: 'bin' },
  { folder: '/usr', version: /^pgsql-\d+$/, bin: 'bin' },
  { folder: '/opt/homebrew/opt', version: /^postgresql@\d+$/, bin: 'bin' },
  { folder: '/usr/local/opt', version: /^postgresql@\d+$/, bin: 'bin' },
];

/** PostgreSQL's programs on this machine. */
export interface PostgresqlPrograms {
  /** The folder that holds `initdb` and `postgres`. */
  readonly bin: string;
  readonly version: number;
}

/** The newest PostgreSQL of this machine that tests can start; where there is none, why. */
export function findPostgresqlPrograms(): PostgresqlPrograms | { readonly missing: string } {
  const found = [...new Set(folders())].flatMap((bin) => {
    const version = versionIn(bin);
    return version === undefined ? [] : [{ bin, version }];
  });
  const newest = found.sort((a, b) => b.version - a.version)[0];
  if (newest === undefined) return { missing: 'neither PATH nor the usual places hold initdb and postgres' };
  if (newest.version < OLDEST) return { missing: `${newest.bin} is version ${newest.version}, older than ${OLDEST}` };
  return newest;
}

function folders(): string[] {
  const inPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '' && existsSync(path.join(folder, 'initdb')));
  const usual = USUAL.filter(({ folder }) => existsSync(folder)).flatMap(({ folder, version, bin }) =>
    readdirSync(folder)
      .filter((name) => version.test(name))
      .map((name) => path.join(folder, name, bin, 'initdb'))
      .filter(existsSync),
  );
  return [...inPath.map((folder) => path.join(folder, 'initdb')), ...usual].map((initdb) => path.dirname(realpathSync(initdb)));
}

/** The major version of the `postgres` in a folder that also has `initdb`. */
function versionIn(bin: string): number | undefined {
  if (!existsSync(path.join(bin, 'postgres'))) return undefined;
  const { stdout } = spawnSync(path.join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  const [, version] = /PostgreSQL\) (\d+)/.exec(stdout ?? '') ?? [];
  return version === undefined ? undefined : Number(version);
}
