// node private-postgresql.mjs <folder of PostgreSQL's programs>
// Makes a PostgreSQL cluster of its own in the temporary folder, starts it on a free port, prints its address, and waits. When its standard
// input ends, because its parent asked or is no more (SIGKILL included), it stops the server and removes everything. What even it could not
// remove is removed by the next one that starts. The data is worthless: nothing waits for the disk.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const [bin = ''] = process.argv.slice(2);
const PREFIX = 'dip-test-postgresql-';
const ATTEMPTS = 3;
const SETTINGS = [
  ['fsync', 'off'],
  ['synchronous_commit', 'off'],
  ['full_page_writes', 'off'],
  ['max_connections', '200'],
  ['shared_buffers', '128MB'],
  ['max_wal_size', '1GB'],
  ['autovacuum_naptime', '10s'],
  ['unix_socket_directories', ''],
  ['lc_messages', 'C'],
];

/** PostgreSQL refuses root: then it runs as another user of the system, its own where there is one. */
function otherUser() {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((which) => Number(spawnSync('id', [which, name], { encoding: 'utf8' }).stdout || Number.NaN));
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and this system has neither a user postgres nor nobody');
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** What a process was started with; empty where the system does not say. */
function commandOf(pid) {
  if (existsSync(`/proc/${pid}/cmdline`)) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** Stops and removes the clusters whose keeper is gone. */
function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(tmpdir(), name);
    try {
      const keeper = Number(readFileSync(path.join(folder, 'keeper'), 'utf8'));
      if (isRunning(keeper) && commandOf(keeper).includes('private-postgresql')) continue;
      const lock = path.join(folder, 'data', 'postmaster.pid');
      const server = existsSync(lock) ? Number(readFileSync(lock, 'utf8').split('\n')[0]) : 0;
      if (server > 0 && commandOf(server).includes(folder)) process.kill(server, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    } catch {
      // another user's, or just being made or removed by another
    }
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the server; resolves when it answers, undefined when it ended before. */
function start(data, port, user) {
  const settings = SETTINGS.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings];
  const server = spawn(path.join(bin, 'postgres'), args, { ...user, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  return new Promise((resolve) => {
    server.stderr.setEncoding('utf8').on('data', (text) => {
      if (said.length < 10_000) said += text;
      if (said.includes('ready to accept connections')) resolve({ server, said });
    });
    server.once('exit', () => resolve({ server: undefined, said }));
  });
}

removeLeftovers();
const folder = mkdtempSync(path.join(tmpdir(), PREFIX));
const data = path.join(folder, 'data');
let server;
let isOver = false;
function finish(code) {
  if (isOver) return;
  isOver = true;
  const remove = () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    process.exit(code);
  };
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return remove();
  server.once('exit', remove);
  server.kill('SIGQUIT'); // at once: there is nothing to keep
}
process.stdin.resume().on('end', () => finish(0));
process.stdin.on('error', () => finish(0));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => finish(0));

try {
  writeFileSync(path.join(folder, 'keeper'), String(process.pid));
  const user = otherUser();
  const password = randomBytes(24).toString('hex');
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined) for (const file of [folder, passwordFile]) chownSync(file, user.uid, user.gid);
  const made = spawnSync(
    path.join(bin, 'initdb'),
    ['-D', data, '-U', 'dip', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-N', '-E', 'UTF8', '--locale=C', '--no-instructions'],
    { ...user, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr ?? String(made.error)}`);
  let said = '';
  let port = 0;
  for (let attempt = 1; server === undefined && attempt <= ATTEMPTS; attempt++) {
    port = await freePort(); // somebody else may take it meanwhile
    ({ server, said } = await start(data, port, user));
  }
  if (server === undefined) throw new Error(`PostgreSQL did not start: ${said}`);
  server.once('exit', () => finish(1));
  console.log(`postgres://dip:${password}@127.0.0.1:${port}/postgres`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  finish(1);
}
