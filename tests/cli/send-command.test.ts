import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sendCommand } from '../../src/cli/send-command.js';
import { processTerminal } from '../../src/cli/terminal/process-terminal.js';
import { DirectoryInUse } from '../../src/store/directory/directory-lock.js';
import { Readable, Writable } from 'node:stream';

it.each(['killed', 'ended'])('a server that is %s in the middle of a command is said to be gone, and is no internal error', async (how) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'dip-gone-'));
  const socketPath = path.join(directory, 'socket');
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(`${JSON.stringify({ kind: 'begin', session: 's' })}\n`, () => (how === 'killed' ? response.destroy() : response.end()));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const sink = new Writable({ write: (_, __, done) => done() });
  const terminal = processTerminal({ stdin: Readable.from([]), stdout: sink, stderr: sink, cwd: directory });
  try {
    await expect(sendCommand(new DirectoryInUse(directory, 1, socketPath), ['jobs'], { terminal })).rejects.toMatchObject({
      code: 'SERVER_GONE',
    });
  } finally {
    server.close();
    await rm(directory, { recursive: true });
  }
});
