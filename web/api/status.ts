import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { ApiFailure } from './request.ts';

/** Asks one of the small addresses beside `/graphql`: `/version`, `/health/ready`. An answer that is no JSON is a failure. */
export function useStatus(path: '/version' | '/health/ready' | '/health/live'): UseQueryResult<Readonly<Record<string, unknown>>> {
  return useQuery({
    queryKey: [path],
    queryFn: async ({ signal }) => {
      const response = await fetch(path, { signal, credentials: 'same-origin', headers: { accept: 'application/json' } });
      const body: unknown = await response.json();
      if (typeof body === 'object' && body !== null) return { ...body };
      throw new ApiFailure('BROKEN', `HTTP ${response.status}`, { zh: '', en: '' }, response.headers.get('x-request-id') ?? undefined);
    },
    refetchInterval: 10_000,
    staleTime: 0,
  });
}
