import { reportFailure } from './terminal/failures.js';
import { localHost } from './host/host.js';
import { runCommandLine, wantsJson } from './run-command-line.js';
import { sendCommand } from './send-command.js';
import { Mistake } from './terminal/mistake.js';
import type { Terminal } from './terminal/terminal.js';
import { DirectoryInUse } from '../store/directory/directory-lock.js';

/**
 * Runs one `dip` command and gives its exit code. With `DIP_KEY` it acts with that key's rights, and as its holder; without, as the platform. A command
 * that finds the data directory held is sent to the server that holds it.
 */
export async function runDip(
  argv: readonly string[],
  terminal: Terminal,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const key = environment['DIP_KEY'];
  try {
    requireStated(key);
    return await runCommandLine(argv, { terminal, key }, localHost(environment, terminal.cwd));
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) return await reportFailure(error, terminal, wantsJson(argv));
    return await sendCommand(error, argv, { terminal, key }).catch((failed: unknown) => reportFailure(failed, terminal, wantsJson(argv)));
  }
}

/** An empty `DIP_KEY` is a variable that was never set, not a wish to act as the platform. */
function requireStated(key: string | undefined): void {
  if (key === undefined || key.trim() !== '') return;
  throw new Mistake(
    'USAGE',
    'DIP_KEY 是空的。请写入密钥，或用 unset DIP_KEY 清除它，以平台身份执行。',
    'DIP_KEY is empty. State a key, or unset DIP_KEY to act as the platform.',
  );
}
