// The embedded database in a thread of its own: takes wire-protocol bytes, answers with wire-protocol bytes. Plain JavaScript, so that
// the same file is loaded from `src` (tests, development) and from `dist`.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const CHUNK_BYTES = 1 << 20;

const { dataDir, snapshot } = workerData;
const database = await PGlite.create({
  ...(dataDir === undefined ? {} : { dataDir }),
  ...(snapshot === undefined ? {} : { loadDataDir: new Blob([snapshot]) }),
});

async function execute({ id, bytes }) {
  let parts = [];
  let held = 0;
  await database.execProtocolRawStream(bytes, {
    onRawData: (data) => {
      const copy = new Uint8Array(data);
      parts.push(copy);
      held += copy.length;
      if (held < CHUNK_BYTES) return;
      parentPort.postMessage({ kind: 'data', id, parts });
      parts = [];
      held = 0;
    },
  });
  parentPort.postMessage({ kind: 'end', id, parts });
}

async function dump({ id, compression }) {
  const file = await database.dumpDataDir(compression);
  parentPort.postMessage({ kind: 'end', id, parts: [new Uint8Array(await file.arrayBuffer())] });
}

async function close({ id }) {
  await database.close();
  parentPort.postMessage({ kind: 'end', id, parts: [] });
  parentPort.close();
}

const verbs = { execute, dump, close };
let last = Promise.resolve();
parentPort.on('message', (message) => {
  last = last
    .then(() => verbs[message.kind](message))
    .catch((error) =>
      parentPort.postMessage({ kind: 'error', id: message.id, message: error instanceof Error ? error.message : String(error) }),
    );
});
parentPort.postMessage({ kind: 'ready' });
