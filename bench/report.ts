import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const RESULTS = fileURLToPath(new URL('./RESULTS.md', import.meta.url));
const GIGABYTE = 2 ** 30;

/** One table of results with what was claimed of it. */
export interface Report {
  readonly name: string;
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Ratios and counts, a sentence each. */
  readonly notes: readonly string[];
}

/** The machine, as every table states it: its load before the measurement too, because a shared machine measures its neighbours. */
export function machine(): string {
  const [processor] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return `${processor?.model.trim() ?? 'processor'} × ${cpus().length}, ${Math.round(totalmem() / GIGABYTE)} GiB, Node ${process.versions.node}, load ${load.join(' ')}`;
}

const PACKAGES = ['json-rules-engine', 'json-logic-engine', 'decimal.js', 'graphql-yoga', '@electric-sql/pglite'];

/** The packages that something is claimed of, as installed, and the PostgreSQL that is measured with, if one is. */
function versions(): string {
  const installed = PACKAGES.map((name) => {
    const file = fileURLToPath(new URL(`../node_modules/${name}/package.json`, import.meta.url));
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    return `${name} ${version}`;
  });
  return [...installed, ...(postgresql === '' ? [] : [`PostgreSQL ${postgresql}`])].join(', ');
}

let postgresql = '';

/** Asks the server that is measured with, if one is named, for its version. */
export async function lookAtPostgresql(): Promise<void> {
  const connectionString = process.env['DIP_TEST_DATABASE_URL'];
  if (connectionString === undefined) return;
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  postgresql = rows[0]?.server_version.split(' ')[0] ?? '';
  await client.end();
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

/** Prints a report, and puts it in the place of its last one in RESULTS.md. */
export function record(report: Report, before: string): void {
  const table = [report.header, report.header.map(() => '---'), ...report.rows].map((row) => `| ${row.join(' | ')} |`);
  const where = `${before}; commit ${commit()}, ${new Date().toISOString().slice(0, 10)}. \`npm run bench -- ${report.name}\``;
  const body = [`## ${report.title}`, '', where, '', `${versions()}.`, '', ...table, '', ...report.notes.map((note) => `- ${note}`)].join(
    '\n',
  );
  console.log(body);
  if (process.env['DIP_BENCH_TRIAL'] !== undefined) return; // a trial with few cases is no result
  const begin = `<!-- ${report.name} -->`;
  const end = `<!-- /${report.name} -->`;
  const text = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '# Results\n';
  const section = `${begin}\n${body}\n${end}`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  const changed = from < 0 || to < 0 ? `${text.trimEnd()}\n\n${section}\n` : text.slice(0, from) + section + text.slice(to + end.length);
  writeFileSync(RESULTS, changed);
}
