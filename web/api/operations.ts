import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLanguage } from '../texts/language.tsx';
import { send, type Operation, type Sender } from './request.ts';
import { useSession } from './session.tsx';

/** How an operation is asked. */
export interface AskOptions {
  /** False while something that it needs is not known yet. */
  readonly enabled?: boolean;
  /** Asked again after so many milliseconds, for as long as the page is open. */
  readonly everyMs?: number;
}

const nameOf = (operation: { toString(): string }): string => /(?:query|mutation)\s+(\w+)/.exec(operation.toString())?.[1] ?? '';

interface KnownSender extends Sender {
  readonly who: string;
  readonly times: number;
}

/** Where in the key of a query it stands for whom it was read. */
const WHO = 2;

/** Whether a query was for this caller: what was read for one is never shown to another. */
function isFor(who: string, query: { readonly queryKey: readonly unknown[] } | undefined): boolean {
  return query?.queryKey[WHO] === who;
}

function useSender(): KnownSender {
  const { language } = useLanguage();
  const { key, who, times } = useSession();
  return { language, key, who: who ?? '', times };
}

/** Reads by an operation. What was read stays shown while other variables are asked for. Errors are `ApiFailure`. */
export function useAsk<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: Variables,
  { enabled = true, everyMs }: AskOptions = {},
): UseQueryResult<Data> {
  const sender = useSender();
  return useQuery({
    queryKey: [nameOf(operation), variables, sender.who, sender.times],
    queryFn: ({ signal }) => send(operation, variables, { ...sender, signal }),
    // What was read stays shown while other variables are asked for, or the same person signs in again.
    placeholderData: (data, query) => (isFor(sender.who, query) ? data : undefined),
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}

/** A page of a list as the API has it. */
export interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  readonly totalCount?: number;
}

/** A list that is read page by page. */
export interface Listed<Node> {
  readonly rows: readonly Node[];
  readonly totalCount: number | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  /** Nothing was read yet, or nothing could be. */
  readonly isUnread: boolean;
  readonly isFetching: boolean;
  /** Reads the next page; `undefined`: there is none. */
  readonly more: (() => void) | undefined;
  readonly refetch: () => void;
}

/** The cursor before the first page. */
const firstPage = (): string | null => null;

/** Reads a list by an operation that takes `$after`, page by page; `listOf` finds the list in its data. Pages after the first are read with `later`, such as more of them at once. */
export function useList<Data, Variables extends { readonly after?: string | null | undefined }, Node>(
  operation: Operation<Data, Variables>,
  variables: NoInfer<Omit<Variables, 'after'>>,
  listOf: (data: Data) => Connection<Node> | null | undefined,
  later: NoInfer<Partial<Omit<Variables, 'after'>>> = {},
  { enabled = true }: Pick<AskOptions, 'enabled'> = {},
): Listed<Node> {
  const sender = useSender();
  const asked = useInfiniteQuery({
    queryKey: [nameOf(operation), variables, sender.who, sender.times],
    queryFn: ({ signal, pageParam }) =>
      send(operation, { ...variables, ...(pageParam === null ? {} : later), after: pageParam }, { ...sender, signal }),
    enabled,
    initialPageParam: firstPage(),
    getNextPageParam: (last) => {
      const info = listOf(last)?.pageInfo;
      return info?.hasNextPage === true ? (info.endCursor ?? undefined) : undefined;
    },
    // What was read stays shown while other variables are asked for, or the same person signs in again.
    placeholderData: (data, query) => (isFor(sender.who, query) ? data : undefined),
  });
  const pages = (asked.data?.pages ?? []).map((page) => listOf(page));
  return {
    rows: pages.flatMap((page) => page?.edges.map(({ node }) => node) ?? []),
    totalCount: pages[0]?.totalCount,
    error: asked.error,
    isPending: asked.isPending,
    isUnread: asked.data === undefined,
    isFetching: asked.isFetching,
    more: asked.hasNextPage ? () => void asked.fetchNextPage() : undefined,
    refetch: () => void asked.refetch(),
  };
}

/** As `useList`, page after page until the list is whole: for lists that are searched and compared as a whole. */
export function useWhole<Data, Variables extends { readonly after?: string | null | undefined }, Node>(
  operation: Operation<Data, Variables>,
  variables: NoInfer<Omit<Variables, 'after'>>,
  listOf: (data: Data) => Connection<Node> | null | undefined,
  later: NoInfer<Partial<Omit<Variables, 'after'>>> = {},
  options: Pick<AskOptions, 'enabled'> = {},
): Listed<Node> {
  const listed = useList(operation, variables, listOf, later, options);
  const { more, isFetching, error } = listed;
  const isIdle = options.enabled !== false && !isFetching && error === null;
  useEffect(() => {
    if (isIdle) more?.();
  }, [isIdle, more]);
  return listed;
}

/** How a change is made. */
export interface ChangeOptions {
  /** False where nothing that a page shows becomes another by it, such as a job that is begun. */
  readonly changesShown?: boolean;
  /** True where what came back is shown at once, such as a secret that is told only once: what is shown is read again meanwhile. */
  readonly isToldAtOnce?: boolean;
}

function readAgain(client: QueryClient, isToldAtOnce: boolean): Promise<void> | undefined {
  const reading = client.invalidateQueries();
  return isToldAtOnce ? undefined : reading;
}

/** Changes by an operation; afterwards everything that is shown is read again. Refusals that are to be expected are members of its data. @public for the pages to come */
export function useChange<Data, Variables>(
  operation: Operation<Data, Variables>,
  { changesShown = true, isToldAtOnce = false }: ChangeOptions = {},
) {
  const sender = useSender();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (variables: Variables) => send(operation, variables, sender),
    ...(changesShown ? { onSuccess: () => readAgain(client, isToldAtOnce) } : {}),
  });
}
