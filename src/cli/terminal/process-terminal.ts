import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { fileMistake } from './mistake.js';
import type { FileWriter, Progress, Terminal } from './terminal.js';

/** The streams of a process, or a test's. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly cwd: string;
}

/** The terminal of this process. */
export function processTerminal({ stdin, stdout, stderr, cwd }: Streams): Terminal {
  const isInteractive = stderr.isTTY === true;
  const bars = new Bars(stderr);
  return {
    isInteractive,
    cwd,
    out: async (text) => {
      bars.show(null);
      await write(stdout, text);
    },
    say: async (text) => {
      bars.show(null);
      await write(stderr, text);
    },
    progress: (progress) => {
      if (isInteractive) bars.show(progress);
    },
    read: (file) => (file === '-' ? stdin : readFileOf(cwd, file)),
    create: (file) => createFile(path.resolve(cwd, file), file),
  };
}

/** One bar at a time, on standard error; a new label begins a new one. */
class Bars {
  #bar: { readonly label: string; readonly bar: SingleBar } | null = null;

  constructor(readonly stream: NodeJS.WritableStream) {}

  show(progress: Progress | null): void {
    if (this.#bar !== null && this.#bar.label !== progress?.label) {
      this.#bar.bar.stop();
      this.#bar = null;
    }
    if (progress === null) return;
    const { label, done, total } = progress;
    if (this.#bar === null) {
      const bar = new SingleBar({
        stream: this.stream,
        format: '{label} [{bar}] {percentage}%  {value}/{total}  剩余 {eta_formatted}',
        barCompleteChar: '#',
        barIncompleteChar: '.',
        clearOnComplete: true,
        hideCursor: true,
      });
      bar.start(total, done, { label });
      this.#bar = { label, bar };
    }
    this.#bar.bar.setTotal(total);
    this.#bar.bar.update(done);
  }
}

async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

async function* readFileOf(cwd: string, file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path.resolve(cwd, file))) {
      if (piece instanceof Uint8Array) yield piece;
    }
  } catch (error) {
    throw isSystemError(error) ? fileMistake(file, error) : error;
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

async function createFile(target: string, shown: string): Promise<FileWriter> {
  const unfinished = `${target}.unfinished`;
  const file = await open(unfinished, 'w').catch((error: unknown) => {
    throw fileMistake(shown, error);
  });
  return {
    write: async (content) => {
      await file.writeFile(content);
    },
    close: async () => {
      await file.close();
      await rename(unfinished, target).catch(async (error: unknown) => {
        await rm(unfinished, { force: true });
        throw fileMistake(shown, error);
      });
    },
  };
}
