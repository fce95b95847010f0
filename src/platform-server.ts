import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import path from 'node:path';
import type { Logger } from 'pino';
import type { KeyRing } from './app/access/key-ring.js';
import type { Config } from './app/kernel/config.js';
import type { Platform } from './app/kernel/platform.js';
import { RefusalLog } from './app/kernel/refusal-log.js';
import { demoInstitution } from './app/people/demo-persons.js';
import { SESSION_PREFIX, SESSION_TIMES, SessionRing } from './app/people/session-ring.js';
import { SignInDesk } from './app/people/sign-in.js';
import { FIRST_QUERY } from './first-query.js';
import { fileRoutes } from './graph/files/file-routes.js';
import { consoleFiles } from './graph/server/console-files.js';
import { graphiqlHandler } from './graph/server/graphiql-page.js';
import { createHttpServer } from './graph/server/http-server.js';
import { rateLimit, REQUEST_RATE } from './graph/server/rate-limit.js';
import { contextOfRequest, credentialsOf } from './graph/server/request-context.js';
import { printedSchema, schema } from './graph/schema.js';
import { limitWrongKeys, type Authenticate } from './graph/server/wrong-keys.js';
import { createEndpoint } from './graph/server/yoga.js';
import { providerRoutes } from './graph/sign-in/provider-routes.js';
import { sessionRoutes } from './graph/sign-in/session-routes.js';
import { packageRoot } from './package-root.js';
import { openRequestSession } from './store/read-session.js';
import type { PlatformStore } from './store/store.js';

/** What a server is told besides the platform. */
export interface ServerParts {
  readonly demoKey: string | undefined;
  readonly log: Logger;
  readonly isReady: () => Promise<boolean>;
  /** How people sign in; left out: by password, for half an hour without use. */
  readonly signIn?: Partial<Pick<Config, 'publicUrl' | 'provider' | 'sessionMinutes'>>;
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
  { demoKey, log, isReady, signIn = {} }: ServerParts,
): PlatformServer {
  const refusals = new RefusalLog(store, log);
  const sessions = openSessions(store, signIn);
  const stopUses = [keys.watchUses(log), sessions.watchUses(log)];
  const byKey = limitWrongKeys((key) => keys.authenticate(key));
  // A session that is over is no guess: its page goes on asking until somebody signs in again.
  const authenticate: Authenticate = (secret, address) =>
    secret.startsWith(SESSION_PREFIX) ? sessions.authenticate(secret) : byKey(secret, address);
  const admit = rateLimit(REQUEST_RATE);
  const endpoint = createEndpoint({
    schema,
    contextOf: async (request, address) => {
      await admit(credentialsOf(request));
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
  const logError = (error: unknown): void => log.error({ err: error }, 'a request failed');
  const desk = new SignInDesk(platform, sessions, Date.now);
  const isSecure = signIn.publicUrl?.protocol === 'https:';
  const hasDemo = demoKey !== undefined;
  const server = createHttpServer({
    graphql: (request, response) => void endpoint(request, response),
    graphiql: graphiqlHandler({ query: FIRST_QUERY, demoKey }),
    session: sessionRoutes({
      ...{ desk, sessions, isSecure, hasProvider: signIn.provider !== undefined },
      demoInstitution: hasDemo ? () => demoInstitution(store) : undefined,
    }),
    ...(signIn.provider && { provider: providerRoutes({ desk, isSecure, provider: signIn.provider, logError }) }),
    imports,
    exports,
    console: consoleFiles(path.join(packageRoot(), 'dist', 'web')),
    version: { version: platform.engineVersion, schemaHash: createHash('sha256').update(printedSchema()).digest('hex') },
    isReady,
    logError,
  });
  const settle = async (): Promise<void> => {
    await refusals.flush();
    for (const stop of stopUses) await stop();
  };
  return { server, settle };
}

function openSessions(store: PlatformStore, { sessionMinutes }: Pick<NonNullable<ServerParts['signIn']>, 'sessionMinutes'>): SessionRing {
  const idleMs = sessionMinutes === undefined ? SESSION_TIMES.idleMs : sessionMinutes * 60_000;
  return new SessionRing(store, Date.now, { ...SESSION_TIMES, idleMs });
}
