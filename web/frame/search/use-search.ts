import type { Caller } from '../../api/caller.tsx';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import {
  CasesFoundDocument,
  EntriesFoundDocument,
  GroupsFoundDocument,
  InstitutionsFoundDocument,
  RunsFoundDocument,
  type CasesFoundQuery,
  type EntriesFoundQuery,
  type GroupsFoundQuery,
  type InstitutionsFoundQuery,
  type RunsFoundQuery,
} from '../../generated/frame/search/graphql.ts';
import type { searchZh } from '../../texts/zh/search.ts';
import { said, useLanguage, type Language } from '../../texts/language.tsx';
import { usePlace } from '../place.tsx';
import { useInitials, type InitialsFound } from './use-initials.ts';

/** Something that was found: what it is called, what tells it apart, and its address below the region; none where the caller may not see it. */
export interface Hit {
  readonly key: string;
  readonly text: string;
  readonly beside: string;
  readonly to: string | undefined;
}

/** What was found, by kind; kinds without a hit are left out. */
export interface SearchResult {
  readonly kinds: readonly { readonly kind: keyof typeof searchZh.of; readonly hits: readonly Hit[] }[];
  readonly isPending: boolean;
  readonly hasFailed: boolean;
}

/** The shortest text that is looked for: one Chinese character is found in hundreds of names, one digit is a number of a run. */
const SHORTEST = 2;
/** As many are shown of a kind. */
const MOST = 6;
/** “3”, “第 3 次清算”, “run 3”, “2024”. */
const RUN = /^(?:第|清算|run|#)?\s*(\d{1,9})\s*(?:次|次清算)?$/i;
/** Case numbers begin with letters or digits, and are looked for once they have a digit: everything else is a word. */
const CASE_NO = /^(?=\D*\d)[\w./-]{3,}$/;

const address = (...parts: readonly string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join('');

/** What was found by its text, then what is called so by its initials: each once. */
function both<Node extends { readonly id: string }>(found: readonly Node[], named: readonly Node[]): readonly Node[] {
  return [...new Map([...found, ...named].map((node) => [node.id, node])).values()].slice(0, MOST);
}

function groupHits({ region }: GroupsFoundQuery, named: InitialsFound['groups']): readonly Hit[] {
  const catalogue = region?.catalogue;
  const found = (catalogue?.groups.edges ?? []).map(({ node }) => node);
  return both(found, named).map(({ id, code, name }) => ({
    key: id,
    text: `${code} ${name}`,
    beside: '',
    to: address('catalogue', catalogue?.version ?? '', code),
  }));
}

function caseHits({ inpatientCases: { edges } }: CasesFoundQuery): readonly Hit[] {
  return edges.flatMap((edge) => {
    if (edge === null) return [];
    const { id, caseNo, dischargeDate, institution } = edge.node;
    return [{ key: id, text: caseNo, beside: `${institution.name} ${dischargeDate}`, to: address('scoring', institution.code, caseNo) }];
  });
}

function entryHits({ region }: EntriesFoundQuery, named: InitialsFound['entries'], t: typeof searchZh, language: Language): readonly Hit[] {
  const version = region?.rulesetInForce?.version ?? '';
  const found = (region?.rulesetInForce?.entries.edges ?? []).flatMap((edge) => (edge === null ? [] : [edge.node]));
  return both(found, named).map(({ id, kind, label }) => ({
    key: `${kind} ${id}`,
    text: said(label, language),
    beside: `${t.kinds[kind]} · ${t.inVersion(version)}`,
    to: address('rulesets', version, id),
  }));
}

function institutionHits({ region }: InstitutionsFoundQuery, named: InitialsFound['institutions'], t: typeof searchZh): readonly Hit[] {
  const found = (region?.institutions.edges ?? []).map(({ node }) => node);
  return both(found, named).map(({ id, code, name, statements }) => {
    const runNo = statements?.edges[0]?.node.runNo;
    return {
      key: id,
      text: `${code} ${name}`,
      beside: runNo === undefined ? t.noStatement : t.statement(runNo),
      to: runNo === undefined ? undefined : address('clearing', String(runNo), code),
    };
  });
}

function periodText(period: string, t: typeof searchZh): string {
  if (period === 'YEAR') return t.year;
  return period.startsWith('Q') ? t.quarter(period.slice(1)) : t.month(period.replace(/^0/, ''));
}

function runHits({ byNumber, ofYear }: RunsFoundQuery, t: typeof searchZh): readonly Hit[] {
  const found = new Map([...byNumber.edges, ...ofYear.edges].map(({ node }) => [node.id, node]));
  return [...found.values()].map(({ id, runNo, year, insurance, period }) => ({
    key: id,
    text: t.run(runNo),
    beside: `${year} ${t.insurances[insurance]} ${periodText(period, t)}`,
    to: address('clearing', String(runNo)),
  }));
}

/** Which kinds the caller may see, and open. */
function allowed({ mayOneOf }: Caller) {
  const mayAll = (...permissions: readonly string[]): boolean => permissions.every((permission) => mayOneOf([permission]));
  return {
    groups: mayAll('catalogue:read'),
    cases: mayAll('case:read', 'case:score'),
    entries: mayAll('ruleset:read'),
    institutions: mayAll('institution:read', 'statement:read', 'run:read'),
    runs: mayAll('run:read'),
  };
}

/** Looks for a text in the region, by the rules and the catalogue of the day, in what the caller may see. Each kind is asked for by itself: one that fails hides no other. */
export function useSearch(text: string, t: typeof searchZh): SearchResult {
  const { region, on } = usePlace();
  const { language } = useLanguage();
  const may = allowed(useCaller());
  const [isLong, [, number]] = [text.length >= SHORTEST, RUN.exec(text) ?? []];
  const here = { region: region.code, text };
  const groups = useAsk(GroupsFoundDocument, { ...here, on }, { enabled: isLong && may.groups });
  const cases = useAsk(CasesFoundDocument, here, { enabled: CASE_NO.test(text) && may.cases });
  const entries = useAsk(EntriesFoundDocument, { ...here, on }, { enabled: isLong && may.entries });
  const institutions = useAsk(InstitutionsFoundDocument, here, { enabled: isLong && may.institutions });
  const runs = useAsk(
    RunsFoundDocument,
    { region: region.code, number: parseInt(number ?? '0', 10) },
    { enabled: number !== undefined && may.runs },
  );
  const named = useInitials({ region: region.code, on, text, may });
  const asked = [groups, cases, entries, institutions, runs];
  const hits = <Data>(
    { data, isPlaceholderData }: { data: Data | undefined; isPlaceholderData: boolean },
    of: (data: Data) => readonly Hit[],
  ) => (data === undefined || isPlaceholderData ? [] : of(data));
  const kinds = [
    { kind: 'groups', hits: hits(groups, (data) => groupHits(data, named.groups)) },
    { kind: 'cases', hits: hits(cases, caseHits) },
    { kind: 'entries', hits: hits(entries, (data) => entryHits(data, named.entries, t, language)) },
    { kind: 'institutions', hits: hits(institutions, (data) => institutionHits(data, named.institutions, t)) },
    { kind: 'runs', hits: hits(runs, (data) => runHits(data, t)) },
  ] as const;
  return {
    kinds: kinds.filter((one) => one.hits.length > 0),
    isPending: named.isFetching || asked.some(({ isFetching }) => isFetching),
    hasFailed: asked.some(({ error }) => error !== null),
  };
}
