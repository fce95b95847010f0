import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { COMMAND_PATH, REFUSED } from './command-server.js';
import { parseFrame, type AnswerFrame } from './frames-parse.js';
import { Mistake } from './terminal/mistake.js';
import type { FileWriter, Terminal } from './terminal/terminal.js';
import type { DirectoryInUse } from '../store/directory/directory-lock.js';

/** How long the holder of the directory may take to say that it is a server. */
const PATIENCE_MS = 5_000;

/**
 * Sends a command to the server that holds the data directory, through the directory's socket, and prints what it answers. Files are read and
 * written here, with the rights of whoever typed the command. Gives the exit code. Throws `Mistake` where the holder answers no commands.
 */
export async function sendCommand(
  inUse: DirectoryInUse,
  argv: readonly string[],
  { terminal, key }: { readonly terminal: Terminal; readonly key?: string | undefined },
): Promise<number> {
  const { socketPath } = inUse;
  const { cwd, isInteractive } = terminal;
  const response = await begin(inUse, JSON.stringify({ argv, cwd, isInteractive, ...(key === undefined ? {} : { key }) }));
  const client = new Client(socketPath, terminal);
  for await (const line of linesOf(response)) {
    const frame = parseFrame(line);
    if (frame.kind === 'end') return frame.exitCode;
    await client.take(frame);
  }
  throw new Mistake(
    'SERVER_GONE',
    '正在运行的服务中途断开，命令可能只做了一部分。请查看服务日志，确认后重试。',
    'The running server went away; the command may be done in part. Look at its log, then try again.',
  );
}

/** What the server answers, line by line; a server that is killed ends it like one that stops. */
async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input: response })) yield line;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
  }
}

async function begin(inUse: DirectoryInUse, body: string): Promise<IncomingMessage> {
  const asked = request({ socketPath: inUse.socketPath, path: COMMAND_PATH, method: 'POST' });
  const answered = answer(asked);
  asked.end(body);
  const response = await answered.catch(() => undefined);
  if (response?.statusCode === 200) return response;
  response?.resume();
  asked.destroy();
  throw notAServer(inUse);
}

async function answer(asked: ClientRequest): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => asked.destroy(new Error('no answer')), PATIENCE_MS);
    asked.once('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    asked.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

/** Another `dip` command, say, holds the directory: it answers nobody. */
function notAServer({ directory, pid }: DirectoryInUse): Mistake {
  const zh = pid === null ? '另一个进程' : `进程 ${pid} `;
  return new Mistake(
    'DirectoryInUse',
    `数据目录 ${directory} 正被${zh}使用，它不接收命令（可能是另一条 dip 命令）。请等它结束后重试。`,
    `The data directory ${directory} is in use by ${pid === null ? 'another process' : `process ${pid}`}, which takes no commands (another dip command, perhaps). Wait for it to end and try again.`,
  );
}

/** Does at this end what the server asks for. */
class Client {
  #session = '';
  readonly #files = new Map<number, FileWriter>();

  constructor(
    readonly socketPath: string,
    readonly terminal: Terminal,
  ) {}

  async take(frame: Exclude<AnswerFrame, { readonly kind: 'end' }>): Promise<void> {
    switch (frame.kind) {
      case 'begin':
        this.#session = frame.session;
        return;
      case 'out':
        return await this.terminal.out(frame.text);
      case 'say':
        return await this.terminal.say(frame.text);
      case 'progress':
        return this.terminal.progress(frame.progress);
      case 'read':
        void this.#sendFile(frame.id, frame.path).catch(() => undefined); // the server notices, and says so
        return;
      case 'create':
        return void this.#files.set(frame.id, await this.terminal.create(frame.path));
      case 'write':
        return await this.#files.get(frame.id)?.write(frame.base64 === true ? Buffer.from(frame.text, 'base64') : frame.text);
      case 'close':
        return await this.#files.get(frame.id)?.close();
    }
  }

  /** Sends a file; other frames are taken meanwhile, since the server may print while it reads. */
  async #sendFile(id: number, path: string): Promise<void> {
    const pieces = this.terminal.read(path)[Symbol.asyncIterator]();
    let piece;
    try {
      piece = await pieces.next();
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      const { code, zh, en } = error;
      this.#put(id, REFUSED).end(JSON.stringify({ code, zh, en }));
      return;
    }
    const upload = this.#put(id, 'application/octet-stream');
    for (; piece.done !== true; piece = await pieces.next()) {
      if (!upload.write(piece.value)) await once(upload, 'drain');
    }
    upload.end();
  }

  #put(id: number, type: string): ClientRequest {
    const path = `${COMMAND_PATH}/${this.#session}/${id}`;
    const upload = request({ socketPath: this.socketPath, path, method: 'PUT', headers: { 'content-type': type } });
    upload.once('response', (response) => response.resume());
    upload.once('error', () => undefined); // the server gave up reading
    return upload;
  }
}
