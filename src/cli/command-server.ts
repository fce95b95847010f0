import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseCommand, parseRefusal, type AnswerFrame } from './frames-parse.js';
import { serverHost, type Host } from './host/host.js';
import { Mistake } from './terminal/mistake.js';
import { runCommandLine } from './run-command-line.js';
import type { Terminal } from './terminal/terminal.js';
import type { Platform } from '../app/kernel/platform.js';
import { assert } from '../engine/kit/assert.js';
import type { Database } from '../store/database/database.js';
import type { StoreLocation } from '../store/open-store.js';

/** What the commands of other processes are run on. */
export interface CommandServerParts {
  readonly platform: Platform;
  readonly database: Database;
  readonly location: StoreLocation;
}

/** The path under which `dip` sends its work. */
export const COMMAND_PATH = '/dip';

/** A command's command line and files are small; the files themselves are streamed. */
const LARGEST_COMMAND = 1_000_000;

/**
 * The HTTP server for the socket in an embedded data directory, not listening on its own: `dip` commands that find the directory held send
 * their work here, and it runs in this process with the rights of the platform. Never give it a port: whoever can connect to it owns the data, as
 * whoever can open the directory does.
 */
export function createCommandServer(parts: CommandServerParts): Server {
  const host = serverHost(parts.platform, parts.database, parts.location);
  const running = new Map<string, RemoteTerminal>();
  return createServer((request, response) => {
    const [, first, session, file] = (request.url ?? '').split('/');
    if (`/${first}` !== COMMAND_PATH) return void response.writeHead(404).end();
    const work =
      session === undefined ? run(host, running, request, response) : receive(running.get(session), Number(file), request, response);
    work.catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
}

async function run(host: Host, running: Map<string, RemoteTerminal>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { argv, cwd, isInteractive, key } = parseCommand(await textOf(request));
  const session = randomUUID();
  const terminal = new RemoteTerminal(response, cwd, isInteractive);
  running.set(session, terminal);
  try {
    response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' });
    await terminal.send({ kind: 'begin', session });
    const exitCode = await runCommandLine(argv, { terminal, key }, host);
    await terminal.send({ kind: 'end', exitCode });
    response.end();
  } finally {
    running.delete(session);
  }
}

async function receive(
  terminal: RemoteTerminal | undefined,
  file: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isWanted = terminal?.receive(file, request) === true;
  if (!isWanted) request.resume();
  await once(request, 'close');
  response.writeHead(isWanted ? 204 : 404).end();
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const piece of request) {
    text += String(piece);
    assert(text.length <= LARGEST_COMMAND, 'the command is too long');
  }
  return text;
}

/** The terminal of the `dip` process at the other end of a request. */
class RemoteTerminal implements Terminal {
  readonly #wanted = new Map<number, (request: IncomingMessage) => void>();
  readonly #gone = new AbortController();
  #files = 0;

  constructor(
    readonly response: ServerResponse,
    readonly cwd: string,
    readonly isInteractive: boolean,
  ) {
    response.once('close', () => this.#gone.abort());
  }

  /** Sends one frame. Throws when nobody listens any more: the command ends there. */
  async send(frame: AnswerFrame): Promise<void> {
    if (this.#gone.signal.aborted) throw new Abandoned();
    if (!this.response.write(`${JSON.stringify(frame)}\n`)) await this.#event('drain');
  }

  async #event(name: string): Promise<void> {
    await once(this.response, name, { signal: this.#gone.signal }).catch(() => {
      throw new Abandoned();
    });
  }

  out = (text: string): Promise<void> => this.send({ kind: 'out', text });

  say = (text: string): Promise<void> => this.send({ kind: 'say', text });

  progress = (progress: Parameters<Terminal['progress']>[0]): void => {
    if (this.isInteractive && !this.#gone.signal.aborted) this.response.write(`${JSON.stringify({ kind: 'progress', progress })}\n`);
  };

  async *read(path: string): AsyncGenerator<Uint8Array> {
    const id = ++this.#files;
    const arrived = new Promise<IncomingMessage>((resolve, reject) => {
      this.#wanted.set(id, resolve);
      this.#gone.signal.addEventListener('abort', () => reject(new Abandoned()), { once: true });
    });
    arrived.catch(() => undefined); // looked at below
    await this.send({ kind: 'read', id, path });
    const request = await arrived;
    if (request.headers['content-type'] === REFUSED) throw await refusalOf(request);
    for await (const piece of request) {
      if (piece instanceof Uint8Array) yield piece;
    }
    if (!request.complete) throw new Abandoned();
  }

  /** Hands a file's content to whoever waits for it; `false` when nobody does. */
  receive(id: number, request: IncomingMessage): boolean {
    const take = this.#wanted.get(id);
    this.#wanted.delete(id);
    take?.(request);
    return take !== undefined;
  }

  create = async (path: string) => {
    const id = ++this.#files;
    await this.send({ kind: 'create', id, path });
    return {
      write: (content: string | Uint8Array): Promise<void> =>
        typeof content === 'string'
          ? this.send({ kind: 'write', id, text: content })
          : this.send({ kind: 'write', id, text: Buffer.from(content).toString('base64'), base64: true }),
      close: (): Promise<void> => this.send({ kind: 'close', id }),
    };
  };
}

/** The content type under which the client says why it can't send a file. */
export const REFUSED = 'application/problem+json';

async function refusalOf(request: IncomingMessage): Promise<Mistake> {
  const { code, zh, en } = parseRefusal(await textOf(request));
  return new Mistake(code, zh, en);
}

/** The `dip` process that sent the command is gone. */
class Abandoned extends Error {
  constructor() {
    super('the dip process that asked is gone');
  }
}
