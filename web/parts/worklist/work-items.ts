import type { DraftsWaitingQuery, PeriodStandingFragment } from '../../generated/parts/worklist/graphql.ts';

/** Kinds of insurance whose periods are looked at. */
export type WorkInsurance = 'EMPLOYEE' | 'RESIDENT';

/** What somebody is to do. */
export type WorkKind =
  | 'APPROVE'
  | 'RELEASE'
  | 'REWORK'
  | 'WRITE'
  | 'ANSWER'
  | 'PUBLISH'
  | 'CONFIRM'
  | 'REVIEW'
  | 'PAY'
  | 'CLEAR'
  | 'DECLARE'
  | 'CONSENT'
  | `LATE_${PeriodStandingFragment['late'][number]}`;

/** Something that waits for the caller. */
export interface WorkItem {
  readonly key: string;
  readonly kind: WorkKind;
  /** What is late is shown first, and in colour. */
  readonly isLate: boolean;
  /** A draft's name. */
  readonly name?: string;
  readonly draftId?: string;
  readonly insurance?: WorkInsurance;
  /** Periods that it is about: 01 to 12, Q1 to Q4, YEAR. */
  readonly periods?: readonly string[];
  /** How many institutions, or objections. */
  readonly count?: number;
  /** The page that it leads to; none: that of the periods. */
  readonly path?: string;
}

/** Who asks: what he may do, under which name his drafts are, for which institution. */
export interface WorkCaller {
  readonly name: string;
  readonly institutionCode: string | undefined;
  readonly mayOneOf: (permissions: readonly string[]) => boolean;
}

type Draft = DraftsWaitingQuery['rulesetDrafts'][number];

/** What a draft asks of the caller: to decide on it, to publish it, or to go on with it where he began it. */
export function draftItems(drafts: readonly Draft[], { name, mayOneOf }: WorkCaller): readonly WorkItem[] {
  return drafts.flatMap((draft): readonly WorkItem[] => {
    const may = (kind: Draft['moves'][number]['kind']): boolean => draft.moves.some((move) => move.kind === kind && move.refusal === null);
    const own = { name: draft.name, draftId: draft.draftId, isLate: false };
    const { draftId, state, events } = draft;
    if (state === 'IN_REVIEW' && may('APPROVE'))
      return [{ ...own, key: `approve ${draftId}`, kind: 'APPROVE', path: `/changes/${draftId}` }];
    if (state === 'APPROVED' && may('PUBLISH'))
      return [{ ...own, key: `release ${draftId}`, kind: 'RELEASE', path: `/changes/${draftId}` }];
    if (state !== 'DRAFT' || events[0]?.by !== name || !mayOneOf(['ruleset:draft'])) return [];
    const last = events.filter(({ kind }) => kind === 'SUBMITTED' || kind === 'RETURNED' || kind === 'RECALLED').at(-1);
    return [{ ...own, key: `write ${draftId}`, kind: last?.kind === 'RETURNED' ? 'REWORK' : 'WRITE', path: `/drafts/${draftId}` }];
  });
}

/** Who sees to it that something is no longer late. */
const LATE_PERMISSIONS: Readonly<Record<PeriodStandingFragment['late'][number], readonly string[]>> = {
  DECLARATION: ['period:declare'],
  PUBLICATION: ['run:publish'],
  PAYMENT: ['payment:write'],
  CLOSING: ['run:confirm'],
  FIGURES: ['run:publish'],
};
const LATE_STEPS = ['DECLARATION', 'PUBLICATION', 'CLOSING', 'PAYMENT', 'FIGURES'] as const;

/** What the periods of a year ask of the agency: one line for each step that is late, one for each period that something is to be done of. */
function agencyItems(
  periods: readonly PeriodStandingFragment[],
  insurance: WorkInsurance,
  today: string,
  { mayOneOf }: WorkCaller,
): readonly WorkItem[] {
  const late = LATE_STEPS.flatMap((step): readonly WorkItem[] => {
    const keys = periods.filter((period) => period.late.includes(step)).map(({ key }) => key);
    if (keys.length === 0 || !mayOneOf(LATE_PERMISSIONS[step])) return [];
    return [{ key: `${insurance} ${step}`, kind: `LATE_${step}`, isLate: true, insurance, periods: keys }];
  });
  const open = periods.flatMap(({ key, kind, to, state, runNo, institutions, openObjections, unreviewed, unpaid }): readonly WorkItem[] => {
    const one = (work: WorkKind, more: Partial<WorkItem> = {}): WorkItem => ({
      ...{ key: `${insurance} ${key} ${work}`, kind: work, isLate: false, insurance, periods: [key] },
      ...more,
    });
    const atRun = runNo === null ? {} : { path: `/clearing/${runNo}` };
    return [
      ...(openObjections > 0 && mayOneOf(['run:publish']) ? [one('ANSWER', { count: openObjections, ...atRun })] : []),
      ...(state === 'SETTLED' && mayOneOf(['run:publish']) ? [one('PUBLISH', atRun)] : []),
      ...(state === 'PUBLISHED' && mayOneOf(['run:confirm']) ? [one('CONFIRM', atRun)] : []),
      ...(unreviewed.length > 0 && mayOneOf(['period:review']) ? [one('REVIEW', { count: unreviewed.length })] : []),
      ...(state === 'CONFIRMED' && unpaid.length > 0 && mayOneOf(['payment:write']) ? [one('PAY', { count: unpaid.length })] : []),
      ...(kind === 'YEAR' && runNo === null && institutions > 0 && to < today && mayOneOf(['run:start'])
        ? [one('CLEAR', { path: '/clearing' })]
        : []),
    ];
  });
  return [...late, ...open];
}

/** What they ask of an institution: to declare, and to say that it agrees to its statements. */
function institutionItems(
  periods: readonly PeriodStandingFragment[],
  insurance: WorkInsurance,
  code: string,
  { mayOneOf }: WorkCaller,
): readonly WorkItem[] {
  const undeclared = periods.filter((period) => period.undeclared.includes(code));
  const isLate = undeclared.some(({ late }) => late.includes('DECLARATION'));
  const declare: readonly WorkItem[] =
    undeclared.length > 0 && mayOneOf(['period:declare'])
      ? [{ key: `${insurance} declare`, kind: 'DECLARE', isLate, insurance, periods: undeclared.map(({ key }) => key) }]
      : [];
  const consent = periods.flatMap(({ key, unconsented, runNo }): readonly WorkItem[] =>
    unconsented.includes(code) && runNo !== null && mayOneOf(['statement:confirm'])
      ? [
          {
            ...{ key: `${insurance} ${key} consent`, kind: 'CONSENT', isLate: false, insurance, periods: [key] },
            path: `/clearing/${runNo}/${encodeURIComponent(code)}`,
          },
        ]
      : [],
  );
  return [...declare, ...consent];
}

/** What the periods of a fund year ask of the caller. */
export function periodItems(
  periods: readonly PeriodStandingFragment[],
  insurance: WorkInsurance,
  today: string,
  caller: WorkCaller,
): readonly WorkItem[] {
  const { institutionCode } = caller;
  return institutionCode === undefined
    ? agencyItems(periods, insurance, today, caller)
    : institutionItems(periods, insurance, institutionCode, caller);
}
