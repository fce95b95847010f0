import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

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
  const body = [`## ${report.title}`, '', where, '', ...table, '', ...report.notes.map((note) => `- ${note}`)].join('\n');
  console.log(body);
  const begin = `<!-- ${report.name} -->`;
  const end = `<!-- /${report.name} -->`;
  const text = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '# Results\n';
  const section = `${begin}\n${body}\n${end}`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  const changed = from < 0 || to < 0 ? `${text.trimEnd()}\n\n${section}\n` : text.slice(0, from) + section + text.slice(to + end.length);
  writeFileSync(RESULTS, changed);
}
