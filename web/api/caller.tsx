import { createContext, useContext, type PropsWithChildren } from 'react';
import type { CallerQuery } from '../generated/api/graphql.ts';

/** A region that the caller sees. */
export type SeenRegion = CallerQuery['regions']['edges'][number]['node'];

/** How far the sample city of a first start is. */
export type PreparationSeen = NonNullable<CallerQuery['preparation']>;

/** Who calls, what he may do, which regions he sees. */
export interface Caller {
  readonly name: string;
  readonly role: CallerQuery['viewer']['role'];
  readonly institutionCode: string | undefined;
  readonly regions: readonly SeenRegion[];
  /** Whether his permissions hold in a region; of others he reads published rulesets and catalogues only. */
  readonly isOwn: (region: SeenRegion) => boolean;
  /** Where he begins: the first region that his key is for. */
  readonly home: SeenRegion | undefined;
  /** What a first start is still making; `undefined`: nothing. */
  readonly preparation: PreparationSeen | undefined;
  /** Whether he has one of these permissions; of none: anybody. */
  readonly mayOneOf: (permissions: readonly string[]) => boolean;
}

/** The caller of an answer. */
export function callerOf({ viewer, regions, preparation }: CallerQuery): Caller {
  const permissions = new Set(viewer.permissions);
  const seen = regions.edges.map(({ node }) => node);
  const isOwn = ({ code, sandbox }: SeenRegion): boolean => viewer.regions?.includes(code) ?? (!viewer.sandboxOnly || sandbox);
  return {
    name: viewer.actor.name,
    role: viewer.role,
    institutionCode: viewer.institutionCode ?? undefined,
    regions: seen,
    isOwn,
    home: seen.find(isOwn) ?? seen[0],
    preparation: preparation ?? undefined,
    mayOneOf: (asked) => asked.length === 0 || asked.some((permission) => permissions.has(permission)),
  };
}

const CallerContext = createContext<Caller | undefined>(undefined);

/** Tells everything inside who calls. */
export function CallerProvider({ caller, children }: PropsWithChildren<{ readonly caller: Caller }>) {
  return <CallerContext value={caller}>{children}</CallerContext>;
}

/** Who calls. Only inside the frame. */
export function useCaller(): Caller {
  const caller = useContext(CallerContext);
  if (caller === undefined) throw new Error('no caller: the page is not inside the frame');
  return caller;
}
