import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { parseChanges, type ChangeEntry } from './changes-parse.ts';
import { ApiFailure } from './request.ts';

/** Reads what changed in the platform, newest first: the changelog as it was when the console was built. */
export function useChangelog(): UseQueryResult<readonly ChangeEntry[]> {
  return useQuery({
    queryKey: ['changelog'],
    queryFn: async ({ signal }) => {
      const response = await fetch('/contract/changes.json', { signal, credentials: 'same-origin' });
      if (!response.ok) throw new ApiFailure('BROKEN', `HTTP ${response.status}`, { zh: '', en: '' }, undefined);
      return parseChanges(await response.json());
    },
    staleTime: Infinity,
  });
}
