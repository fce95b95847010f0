import { createHash } from 'node:crypto';
import { chmod, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SOCKET_NAME = 'dip.sock';
const OWNER_NAME = 'dip.owner';
/** Paths of Unix sockets are cut off by the system at 104 (macOS) to 108 bytes. */
const MAX_SOCKET_PATH = 100;
const ATTEMPTS = 5;
const RETRY_MS = 100;
const MARKER_MAX_AGE_MS = 5_000;

/** Another process has the directory open. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse';
  readonly zh: string;
  readonly en: string;
  constructor(
    readonly directory: string,
    /** The owner's process id, where it could be read. */
    readonly pid: number | null,
    /** Where the owner listens. */
    readonly socketPath: string,
  ) {
    const who = pid === null ? { zh: '另一个进程', en: 'another process' } : { zh: `进程 ${pid} `, en: `process ${pid}` };
    const zh = `数据目录 ${directory} 正被${who.zh}使用。请先停止它，或让命令通过正在运行的服务执行。`;
    const en = `The data directory ${directory} is in use by ${who.en}. Stop it first, or let the command go through the running server.`;
    super(`${zh}\n${en}`);
    this.zh = zh;
    this.en = en;
  }
}

/** The lock of a data directory: a Unix socket that its owner listens on. The system drops it with the process, however that ends. */
export interface DirectoryLock {
  readonly socketPath: string;
  /** Gives connections to an HTTP server: `dip` commands that find the directory held send their work there. */
  listenOnLock(server: HttpServer): void;
  release(): Promise<void>;
}

/** Where the lock of a directory listens: in it, or, where that path is too long, in the system's temporary directory. */
export async function lockSocketPath(directory: string): Promise<string> {
  const real = await realpath(directory);
  const inside = join(real, SOCKET_NAME);
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH) return inside;
  const { dev, ino } = await stat(real);
  const digest = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 24);
  return join(tmpdir(), `dip-${digest}.sock`);
}

/** Takes the lock, or throws `DirectoryInUse`. A socket that nobody listens on any more (kill -9, power cut) is replaced. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const socketPath = await lockSocketPath(directory);
  const ownerPath = join(await realpath(directory), OWNER_NAME);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const server = (await tryListen(socketPath)) ?? (await replaceStale(socketPath));
    if (server !== undefined) {
      await writeFile(ownerPath, `${process.pid}\n`);
      return lockOn(server, socketPath, ownerPath);
    }
    if ((await probe(socketPath)) === 'ALIVE') break;
    await sleep(RETRY_MS);
  }
  throw new DirectoryInUse(directory, await readPid(ownerPath), socketPath);
}

function lockOn(server: Server, socketPath: string, ownerPath: string): DirectoryLock {
  const sockets = new Set<Socket>();
  let http: HttpServer | null = null;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    http?.emit('connection', socket);
  });
  return {
    socketPath,
    listenOnLock: (handler) => {
      http = handler;
    },
    release: async () => {
      for (const socket of sockets) socket.destroy();
      await rm(ownerPath, { force: true });
      await new Promise<void>((resolve) => server.close(() => resolve())); // removes the socket's file
    },
  };
}

async function tryListen(path: string): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ path, exclusive: true }, () => {
      server.unref(); // a lock alone keeps no process alive
      // Whoever connects acts as the platform: nobody but the owner of the directory may.
      chmod(path, 0o600).then(() => resolve(server), reject);
    });
  });
}

/** Whether somebody listens, the socket is dead, or there is none. */
async function probe(path: string): Promise<'ALIVE' | 'DEAD' | 'ABSENT'> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('ALIVE');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ENOENT' ? 'ABSENT' : 'DEAD'));
  });
}

/**
 * Removes a dead socket and listens in its place. Only the holder of the marker file removes sockets, and only one that refused it: so
 * nobody ever removes a socket on which somebody else has just begun to listen.
 */
async function replaceStale(path: string): Promise<Server | undefined> {
  const marker = `${path}.replacing`;
  try {
    await writeFile(marker, String(process.pid), { flag: 'wx' });
  } catch {
    const age = await stat(marker).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > MARKER_MAX_AGE_MS) await rm(marker, { force: true }); // its maker was killed
    return undefined;
  }
  try {
    if ((await probe(path)) !== 'DEAD') return undefined;
    await rm(path, { force: true });
    return await tryListen(path);
  } finally {
    await rm(marker, { force: true });
  }
}

async function readPid(ownerPath: string): Promise<number | null> {
  try {
    const pid = Number((await readFile(ownerPath, 'utf8')).trim());
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
