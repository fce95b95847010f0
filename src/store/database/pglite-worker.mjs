// The embedded database in a thread of its own: takes wire-protocol bytes, answers with wire-protocol bytes. Plain JavaScript, so that
// the same file is loaded from `src` (tests, development) and from `dist`.
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

const FIRST_BYTES = 1 << 12;
const CHUNK_BYTES = 1 << 20;

const { dataDir, snapshot } = workerData;
const [{ program }] = await once(parentPort, 'message');
const database = await PGlite.create({
  pgliteWasmModule: program,
  ...(dataDir === undefined ? {} : { dataDir }),
  ...(snapshot === undefined ? {} : { loadDataDir: new Blob([snapshot]) }),
});

/** Answers are collected and handed over in large pieces: a row at a time would cost more than the row. */
async function execute({ id, bytes }) {
  let piece = new Uint8Array(FIRST_BYTES);
  let held = 0;
  const send = (kind) => {
    const part = piece.subarray(0, held);
    parentPort.postMessage({ kind, id, parts: [part] }, [part.buffer]);
  };
  await database.execProtocolRawStream(bytes, {
    onRawData: (data) => {
      if (held + data.length > piece.length) {
        const larger = new Uint8Array(2 * (held + data.length));
        larger.set(piece.subarray(0, held));
        piece = larger;
      }
      piece.set(data, held);
      held += data.length;
      if (held < CHUNK_BYTES) return;
      send('data');
      piece = new Uint8Array(CHUNK_BYTES);
      held = 0;
    },
  });
  send('end');
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
