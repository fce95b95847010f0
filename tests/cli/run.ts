import { Writable } from 'node:stream';
import { processTerminal } from '../../src/cli/terminal/process-terminal.js';
import { runDip } from '../../src/cli/run-dip.js';

/** What a command printed and how it ended. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, on a data directory, with files relative to `cwd`. */
export async function dip(dataDir: string, cwd: string, ...argv: string[]): Promise<Ran> {
  return await dipWith({ DIP_DATA_DIR: dataDir }, cwd, ...argv);
}

/** As `dip`, in any environment. */
export async function dipWith(environment: Readonly<Record<string, string>>, cwd: string, ...argv: string[]): Promise<Ran> {
  const out = new Collected();
  const err = new Collected();
  const terminal = processTerminal({ stdin: nothing(), stdout: out, stderr: err, cwd });
  const exitCode = await runDip(argv, terminal, environment);
  return { exitCode, out: out.text, err: err.text };
}

/** The JSON that a command printed. */
export function json(ran: Ran): Record<string, unknown> {
  return JSON.parse(ran.out) as Record<string, unknown>;
}

class Collected extends Writable {
  text = '';

  override _write(piece: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += piece.toString('utf8');
    done();
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- an empty async source
async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* [];
}
