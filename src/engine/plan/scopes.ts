import { assert, must } from '../kit/assert.js';

/** Whose key a scope has: the fund year's (one), an institution's, a case's, or an institution's in each month, quarter or disease group. */
export type ScopeKeyKind = 'YEAR' | 'INSTITUTION' | 'CASE' | 'MONTH' | 'QUARTER' | 'GROUP';

interface ScopeRow {
  readonly name: string;
  readonly key: ScopeKeyKind;
  /** What people call it. */
  readonly zh: string;
  readonly en: string;
  /** The scopes whose frames its decisions may read besides its own: earlier, with the same or an enclosing key. */
  readonly reads: readonly string[];
  /**
   * To which scopes its values can be added up: later ones with an enclosing key. Institutions' totals and year also to their own scope, where
   * the decisions after what is added up read the region's sum.
   */
  readonly addsTo: readonly string[];
}

/**
 * Every scope, in the order in which a year meets them (ARCHITECTURE 3): this table is the only place where they stand one by one. A new scope
 * is a line here; what a scope is worked out from is said where a year, a period or a case is.
 */
const TABLE = [
  { name: 'fundYear', key: 'YEAR', zh: '基金年度', en: 'fund year', reads: [], addsTo: [] },
  { name: 'institution', key: 'INSTITUTION', zh: '医疗机构', en: 'institution', reads: ['fundYear'], addsTo: ['fundYearEnd'] },
  {
    name: 'case',
    key: 'CASE',
    zh: '病例',
    en: 'case',
    reads: ['institution', 'fundYear'],
    addsTo: ['institutionMonth', 'institutionQuarter', 'institutionTotal', 'fundYearEnd', 'institutionGroup', 'institutionYear'],
  },
  {
    name: 'institutionMonth',
    key: 'MONTH',
    zh: '机构月',
    en: 'month of an institution',
    reads: ['institution', 'fundYear'],
    addsTo: ['institutionQuarter', 'institutionTotal', 'fundYearEnd', 'institutionYear'],
  },
  {
    name: 'institutionQuarter',
    key: 'QUARTER',
    zh: '机构季',
    en: 'quarter of an institution',
    reads: ['institution', 'fundYear'],
    addsTo: ['institutionTotal', 'fundYearEnd', 'institutionYear'],
  },
  {
    name: 'institutionTotal',
    key: 'INSTITUTION',
    zh: '机构全年合计',
    en: 'year’s total of an institution',
    reads: ['institution', 'fundYear'],
    addsTo: ['institutionTotal', 'fundYearEnd'],
  },
  { name: 'fundYearEnd', key: 'YEAR', zh: '基金年末', en: 'end of the fund year', reads: ['fundYear'], addsTo: [] },
  {
    name: 'institutionGroup',
    key: 'GROUP',
    zh: '机构病种',
    en: 'disease group of an institution',
    reads: ['institutionTotal', 'fundYearEnd', 'institution', 'fundYear'],
    addsTo: ['institutionYear'],
  },
  {
    name: 'institutionYear',
    key: 'INSTITUTION',
    zh: '机构年度结算',
    en: 'yearly settlement of an institution',
    reads: ['institutionTotal', 'fundYearEnd', 'institution', 'fundYear'],
    addsTo: ['institutionYear'],
  },
] as const satisfies readonly ScopeRow[];

/** Where a decision, fact or aggregate lives. */
export type Scope = (typeof TABLE)[number]['name'];

type Row = Omit<ScopeRow, 'name' | 'reads' | 'addsTo'> & {
  readonly name: Scope;
  readonly reads: readonly Scope[];
  readonly addsTo: readonly Scope[];
};
const ROWS: readonly Row[] = TABLE;

/** Scopes in the order in which a year meets them. */
export const SCOPES: readonly Scope[] = TABLE.map(({ name }) => name);

/** Something for every scope. */
export function mapScopes<T>(make: (scope: Scope) => T): Record<Scope, T> {
  const made: Partial<Record<Scope, T>> = {};
  for (const scope of SCOPES) made[scope] = make(scope);
  assert(isWhole(made), 'something was made for every scope');
  return made;
}

function isWhole<T>(made: Partial<Record<Scope, T>>): made is Record<Scope, T> {
  return SCOPES.every((scope) => scope in made);
}

const BY_NAME = mapScopes((scope) => must(ROWS[SCOPES.indexOf(scope)], scope));

/** The scopes whose frames a decision of a scope may read besides its own. */
export const READABLE: Readonly<Record<Scope, readonly Scope[]>> = mapScopes((scope) => BY_NAME[scope].reads);

/** To which scopes the values of a scope can be added up. */
export const ADDS_TO: Readonly<Record<Scope, readonly Scope[]>> = mapScopes((scope) => BY_NAME[scope].addsTo);

/** 层级 what the scopes are called. */
export const SCOPE_LABELS: Readonly<Record<Scope, { readonly zh: string; readonly en: string }>> = mapScopes((scope) => {
  const { zh, en } = BY_NAME[scope];
  return { zh, en };
});

/** Scopes by number: frames are kept in an array on the hot path. */
export const SCOPE_INDEX: Readonly<Record<Scope, number>> = mapScopes((scope) => SCOPES.indexOf(scope));

/** The scopes whose keys are of a kind, in order. */
export function scopesOf(...kinds: readonly ScopeKeyKind[]): readonly Scope[] {
  return SCOPES.filter((scope) => kinds.includes(BY_NAME[scope].key));
}
