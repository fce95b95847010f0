import { createServer } from 'node:http';
import { openBench } from './city.js';
import { KeyRing } from '../src/app/access/key-ring.js';
import { contextOfRequest } from '../src/graph/server/request-context.js';
import { schema } from '../src/graph/schema.js';
import { createEndpoint } from '../src/graph/server/yoga.js';
import type { StoreLocation } from '../src/store/open-store.js';
import { openRequestSession } from '../src/store/read-session.js';

// The server of the HTTP bench, in a process of its own: the platform's endpoint without the limit of requests a key may send.
const { open, platform } = await openBench(JSON.parse(process.argv[2] ?? '{}') as StoreLocation);
const keys = new KeyRing(open.store, Date.now);
const key = keys.mintDemo();
const parts = {
  platform,
  authenticate: (text: string) => keys.authenticate(text),
  openSession: (access: Parameters<typeof openRequestSession>[1]) => openRequestSession(open.store, access),
};
const endpoint = createEndpoint({
  schema,
  contextOf: (request) => contextOfRequest(parts, request),
  logError: (_, error) => console.error(error),
});
const server = createServer((request, response) => void endpoint(request, response));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0, key });
});
process.on('message', (message) => {
  if (message === 'cpu') process.send?.({ cpu: process.cpuUsage() });
  else void open.close().then(() => process.exit(0));
});
