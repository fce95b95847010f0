import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { plainJavaScript } from '../support/plain-javascript.js';

/** A child process that has ended: what it said, line by line, and how it ended. */
export interface Ended {
  readonly lines: readonly string[];
  readonly errors: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs a TypeScript file of this folder in a process of its own. `onLine` may kill it. */
export async function runChild(
  file: string,
  args: readonly string[],
  {
    env = {},
    onLine = () => undefined,
  }: { readonly env?: Readonly<Record<string, string>>; readonly onLine?: (line: string, kill: () => void) => void } = {},
): Promise<Ended> {
  const program = await plainJavaScript(fileURLToPath(new URL(file, import.meta.url)));
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    onLine(line, () => child.kill('SIGKILL'));
  });
  return await new Promise((resolve) => child.once('close', (code, signal) => resolve({ lines, errors, code, signal })));
}
