import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState, type PropsWithChildren } from 'react';
import { ApiFailure } from './request.ts';
import { useSession } from './session.tsx';

const FRESH_MS = 30_000;
const TRIES = 2;
/** The platform is reached by a network of its own: that a browser holds itself to be offline says nothing of it, and stops nothing. */
const NETWORK = 'always';

/** Asks again where the line or the server failed, never where it refused. */
function mayRetry(failures: number, error: unknown): boolean {
  return failures < TRIES && error instanceof ApiFailure && (error.kind === 'OFFLINE' || error.kind === 'BROKEN');
}

/** What was read, for this tab; a request that nobody is known for ends the session. */
export function ApiProvider({ children }: PropsWithChildren) {
  const { lose } = useSession();
  const [client] = useState(() => {
    const onError = (error: unknown): void => {
      if (error instanceof ApiFailure && error.kind === 'SIGNED_OUT') lose();
    };
    return new QueryClient({
      queryCache: new QueryCache({ onError }),
      mutationCache: new MutationCache({ onError }),
      defaultOptions: {
        queries: { retry: mayRetry, staleTime: FRESH_MS, refetchOnWindowFocus: false, networkMode: NETWORK },
        mutations: { retry: false, networkMode: NETWORK },
      },
    });
  });
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
