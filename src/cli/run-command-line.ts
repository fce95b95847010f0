import type { Context } from './host/context.js';
import { EXIT, reportFailure } from './terminal/failures.js';
import type { Host } from './host/host.js';
import { createProgram } from './program.js';
import type { Terminal } from './terminal/terminal.js';
import { DirectoryInUse } from '../store/directory/directory-lock.js';

/** Runs a command where its host is known. Throws only `DirectoryInUse`: everything else is reported. */
export async function runCommandLine(
  argv: readonly string[],
  { terminal, key }: { readonly terminal: Terminal; readonly key?: string | undefined },
  host: Host,
): Promise<number> {
  const context: Context = { terminal, host, exitCode: EXIT.OK, ...(key === undefined ? {} : { key }) };
  try {
    await createProgram(context).parseAsync([...argv], { from: 'user' });
    terminal.progress(null);
    return context.exitCode;
  } catch (error) {
    if (error instanceof DirectoryInUse) throw error;
    return await reportFailure(error, terminal, wantsJson(argv));
  }
}

/** Whether a command line asks for JSON. */
export function wantsJson(argv: readonly string[]): boolean {
  return argv.includes('--json');
}
