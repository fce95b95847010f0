import { Mistake } from './mistake.js';

/** How far a long piece of work is. */
export interface Progress {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** A file that is being written: it appears whole when closed, or not at all. */
export interface FileWriter {
  write(content: string | Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Where a command reads and writes: the process's own streams, a test's buffers, or the terminal of a `dip` process that sent its work to
 * the running server. Paths are those of whoever typed the command.
 */
export interface Terminal {
  /** Whether somebody watches: progress bars are drawn, colours used. */
  readonly isInteractive: boolean;
  /** The directory in which the command was typed. */
  readonly cwd: string;
  /** Writes to standard output: results. */
  readonly out: (text: string) => Promise<void>;
  /** Writes to standard error: what is said beside the results. */
  readonly say: (text: string) => Promise<void>;
  /** Shows how far the work is; null takes the bar away. Does nothing where nobody watches. */
  progress(progress: Progress | null): void;
  /** Reads a file in pieces; `-` is standard input. Throws `Mistake` where it can't be read. */
  read(path: string): AsyncIterable<Uint8Array>;
  /** Begins a file. Throws `Mistake` where it can't be written. */
  create(path: string): Promise<FileWriter>;
}

/** A whole file. */
export async function readWhole(terminal: Terminal, path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of terminal.read(path)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A file up to so many bytes; of a larger one nothing more is read. */
export async function readAtMost(terminal: Terminal, path: string, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of terminal.read(path)) {
    pieces.push(piece);
    bytes += piece.byteLength;
    if (bytes > most) break;
  }
  return Buffer.concat(pieces);
}

/** Writes a whole file. */
export async function writeWhole(terminal: Terminal, path: string, content: string | Uint8Array): Promise<void> {
  const file = await terminal.create(path);
  await file.write(content);
  await file.close();
}

/** A whole JSON file, read. Throws `Mistake` JSON. */
export async function readJsonFile(terminal: Terminal, path: string): Promise<unknown> {
  const text = Buffer.from(await readWhole(terminal, path)).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new Mistake('JSON', `${path} 不是合法的 JSON：${why}。请修正后重试。`, `${path} is not valid JSON: ${why}.`);
  }
}
