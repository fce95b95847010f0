import { useMemo } from 'react';
import { useAsk, useWhole } from '../../api/operations.ts';
import {
  EntryNamesDocument,
  GroupNamesDocument,
  InstitutionNamesDocument,
  InstitutionsFoundDocument,
  type EntriesFoundQuery,
  type GroupsFoundQuery,
  type InstitutionsFoundQuery,
} from '../../generated/frame/search/graphql.ts';
import { PinyinInitials } from '../../parts/pinyin.ts';

/** Letters only may be the initials of a Chinese name. */
const INITIALS = /^[a-z]{2,20}$/i;
/** As many as a search finds of a kind. */
const MOST = 6;
/** Names of groups that are read at once. */
const AT_ONCE = 1_000;

type GroupNode = NonNullable<NonNullable<GroupsFoundQuery['region']>['catalogue']>['groups']['edges'][number]['node'];
type EntryNode = NonNullable<NonNullable<NonNullable<EntriesFoundQuery['region']>['rulesetInForce']>['entries']['edges'][number]>['node'];
type InstitutionNode = NonNullable<InstitutionsFoundQuery['region']>['institutions']['edges'][number]['node'];

/** What is called so by its initials. */
export interface InitialsFound {
  readonly groups: readonly GroupNode[];
  readonly entries: readonly EntryNode[];
  readonly institutions: readonly InstitutionNode[];
  readonly isFetching: boolean;
}

/** Where and what is looked for, and of what the caller may see the names. */
interface InitialsAsked {
  readonly region: string;
  readonly on: string;
  readonly text: string;
  readonly may: { readonly groups: boolean; readonly entries: boolean; readonly institutions: boolean };
}

/** Finds groups, entries of the ruleset and institutions by the initials of their names in pinyin, out of lists that are read whole, once, when letters are first typed. */
export function useInitials({ region, on, text, may }: InitialsAsked): InitialsFound {
  const isAsked = INITIALS.test(text);
  const groups = useWhole(
    GroupNamesDocument,
    { region, on, first: AT_ONCE },
    (data) => data.region?.catalogue?.groups,
    {},
    { enabled: isAsked && may.groups },
  );
  const entries = useWhole(
    EntryNamesDocument,
    { region, on },
    ({ region: found }) => {
      const list = found?.rulesetInForce?.entries;
      return list && { ...list, edges: list.edges.flatMap((edge) => (edge === null ? [] : [edge])) };
    },
    {},
    { enabled: isAsked && may.entries },
  );
  const institutions = useWhole(
    InstitutionNamesDocument,
    { region },
    (data) => data.region?.institutions,
    {},
    {
      enabled: isAsked && may.institutions,
    },
  );
  const initials = useMemo(() => new PinyinInitials(), []);
  const wanted = text.toUpperCase();
  const found = <Node>(nodes: readonly Node[], nameOf: (node: Node) => string): readonly Node[] =>
    isAsked ? nodes.filter((node) => initials.of(nameOf(node)).includes(wanted)).slice(0, MOST) : [];
  const named = found(institutions.rows, ({ name }) => name);
  // A hit leads to the institution's statement, which is asked for by its code: for the first two.
  const [first, second] = [named[0]?.code ?? '', named[1]?.code ?? ''];
  const one = useAsk(InstitutionsFoundDocument, { region, text: first }, { enabled: first !== '' });
  const other = useAsk(InstitutionsFoundDocument, { region, text: second }, { enabled: second !== '' });
  const withStatement = [one, other]
    .flatMap(({ data }) => data?.region?.institutions.edges.map(({ node }) => node) ?? [])
    .filter(({ code }) => code === first || code === second);
  return {
    groups: found(groups.rows, ({ name }) => name),
    entries: found(entries.rows, ({ label }) => label.zh),
    institutions: isAsked ? [...new Map(withStatement.map((node) => [node.id, node])).values()] : [],
    isFetching: isAsked && [groups, entries, institutions].some((list) => list.isFetching),
  };
}
