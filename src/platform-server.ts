import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { KeyRing } from './app/access/key-ring.js';
import type { Platform } from './app/kernel/platform.js';
import { RefusalLog } from './app/kernel/refusal-log.js';
import { FIRST_QUERY } from './first-query.js';
import { fileRoutes } from './graph/files/file-routes.js';
import { graphiqlHandler } from './graph/server/graphiql-page.js';
import { createHttpServer } from './graph/server/http-server.js';
import { rateLimit, REQUEST_RATE } from './graph/server/rate-limit.js';
import { contextOfRequest } from './graph/server/request-context.js';
import { printedSchema, schema } from './graph/schema.js';
import { limitWrongKeys } from './graph/server/wrong-keys.js';
import { createEndpoint } from './graph/server/yoga.js';
import { openRequestSession } from './store/read-session.js';
import type { PlatformStore } from './store/store.js';

/** What a server is told besides the platform. */
export interface ServerParts {
  readonly demoKey: string | undefined;
  readonly log: Logger;
  readonly isReady: () => Promise<boolean>;
}

/** A server, and what is left to write down once it takes no more requests. */
export interface PlatformServer {
  readonly server: Server;
  readonly settle: () => Promise<void>;
}

/** The HTTP server of a platform, not yet listening: every door with the same keys, limits and request ids. */
export function platformServer(
  platform: Platform,
  store: PlatformStore,
  keys: KeyRing,
  { demoKey, log, isReady }: ServerParts,
): PlatformServer {
  const refusals = new RefusalLog(store, log);
  const stopUses = keys.watchUses(log);
  const authenticate = limitWrongKeys((key) => keys.authenticate(key));
  const admit = rateLimit(REQUEST_RATE);
  const endpoint = createEndpoint({
    schema,
    contextOf: async (request, address) => {
      await admit(request.headers.get('authorization'));
      const parts = {
        platform,
        authenticate,
        refusals,
        openSession: (access: Parameters<typeof openRequestSession>[1]) => openRequestSession(store, access),
      };
      return await contextOfRequest(parts, request, address);
    },
    logError: (requestId, error) => log.error({ requestId, err: error }, 'a request failed'),
  });
  const { imports, exports } = fileRoutes(platform, authenticate, { refusals });
  const server = createHttpServer({
    graphql: (request, response) => void endpoint(request, response),
    graphiql: graphiqlHandler({ query: FIRST_QUERY, demoKey }),
    imports,
    exports,
    version: { version: platform.engineVersion, schemaHash: createHash('sha256').update(printedSchema()).digest('hex') },
    isReady,
    logError: (error) => log.error({ err: error }, 'a request failed'),
  });
  const settle = async (): Promise<void> => {
    await refusals.flush();
    await stopUses();
  };
  return { server, settle };
}
