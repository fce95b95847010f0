import type { AssignedGroups } from './assigned-groups.js';
import { standOutText } from './stand-out-text.js';
import type {
  CaseOutOfService,
  CasesOver,
  GroupWithoutMean,
  ExceptionCount,
  StandOutKind,
  StandOutRecord,
} from '../../ports/clearing/ports-stand-out.js';
import type { OutOfService } from '../../../engine/clearing/institution-changes.js';
import { byCode } from '../../../engine/number/allocate.js';
import { absolute } from '../../../engine/number/absolute.js';
import { add, compare, divide, printFixed, subtract, whole, ZERO, type Fraction } from '../../../engine/number/quantity.js';
import type { UsedAssumption } from '../../../rules/compiled/assumptions-used.js';
import type { StandOutParameter } from '../../../rules/checks/stand-out-parameters.js';

/** How many of a kind are listed; all are counted. */
export const MOST_OF_A_KIND = 100;

/** What a check found: how many, and the furthest of them. */
export interface FoundStandOuts {
  readonly count: bigint;
  readonly items: readonly StandOutRecord[];
}

/** A threshold with the parameter that states it. */
export interface Threshold {
  readonly kind: StandOutKind;
  readonly parameter: StandOutParameter;
  readonly value: Fraction;
  /** As the ruleset writes it. */
  readonly text: string;
}

/** 机构年度数 what an institution's cases of a year come to. Yuan and points. */
export interface InstitutionFigures {
  readonly cases: bigint;
  readonly points: Fraction;
  readonly cost: Fraction;
}

/** As `InstitutionFigures`, with what its dearest case cost, in yuan. */
export interface InstitutionFiguresNow extends InstitutionFigures {
  readonly most: Fraction;
}

/** Places of ratios in the list. */
const RATIO_SCALE = 4;
const NOTHING = {
  caseSeq: null,
  caseNo: null,
  institutionCode: null,
  groupCode: null,
  subject: null,
  figure: null,
  threshold: null,
  parameter: null,
} as const;

/** Cases above a threshold; their figures are shown as shares. */
export function casesOver({ count, first }: CasesOver, threshold: Threshold, shareOf: (figure: string) => Fraction): FoundStandOuts {
  const items = first.map(({ caseSeq, caseNo, institutionCode, groupCode, figure }) => {
    const shown = printFixed(shareOf(figure), RATIO_SCALE);
    return { ...NOTHING, ...stated(threshold, shown), caseSeq, caseNo, institutionCode, groupCode };
  });
  return { count, items: items.map(withText) };
}

/** Institutions whose figure moved from one year to the next beyond a bound: relatively, or (shares) in itself. */
export function institutionsMoved(
  now: ReadonlyMap<string, Fraction>,
  before: ReadonlyMap<string, Fraction>,
  threshold: Threshold,
  by: 'RATIO' | 'DIFFERENCE',
): FoundStandOuts {
  const moved = [...now].flatMap(([institutionCode, value]) => {
    const earlier = before.get(institutionCode);
    if (earlier === undefined) return [];
    const difference = subtract(value, earlier);
    const figure = by === 'DIFFERENCE' ? difference : divide(difference, earlier);
    return figure === undefined || compare(absolute(figure), threshold.value) <= 0 ? [] : [{ institutionCode, figure }];
  });
  return institutionsFound(moved, threshold);
}

/** Institutions whose ratio lies above a threshold. */
export function institutionsAbove(ratios: ReadonlyMap<string, Fraction>, threshold: Threshold): FoundStandOuts {
  const above = [...ratios].flatMap(([institutionCode, figure]) =>
    compare(figure, threshold.value) <= 0 ? [] : [{ institutionCode, figure }],
  );
  return institutionsFound(above, threshold);
}

/** Months of an institution, each over the mean of the months in which the region had cases. */
export function monthsAbove(
  points: ReadonlyMap<string, ReadonlyMap<number, Fraction>>,
  months: ReadonlySet<number>,
  threshold: Threshold,
): FoundStandOuts {
  const above = [...points].flatMap(([institutionCode, own]) => {
    const mean = divide(
      [...own.values()].reduce((sum, one) => add(sum, one), ZERO),
      whole(months.size),
    );
    return [...own].flatMap(([month, value]) => {
      const figure = mean === undefined ? undefined : divide(value, mean);
      if (figure === undefined || compare(figure, threshold.value) <= 0) return [];
      return [{ institutionCode, figure, subject: String(month).padStart(2, '0') }];
    });
  });
  return institutionsFound(above, threshold);
}

interface InstitutionFigure {
  readonly institutionCode: string;
  readonly figure: Fraction;
  readonly subject?: string;
}

/** The furthest first; equal ones by code and month. */
function institutionsFound(found: readonly InstitutionFigure[], threshold: Threshold): FoundStandOuts {
  const sorted = [...found].sort(
    (a, b) =>
      compare(absolute(b.figure), absolute(a.figure)) ||
      byCode(a.institutionCode, b.institutionCode) ||
      byCode(a.subject ?? '', b.subject ?? ''),
  );
  const items = sorted.slice(0, MOST_OF_A_KIND).map(({ institutionCode, figure, subject = null }) => ({
    ...NOTHING,
    ...stated(threshold, printFixed(figure, RATIO_SCALE)),
    institutionCode,
    subject,
  }));
  return { count: BigInt(found.length), items: items.map(withText) };
}

/** Cases that were discharged while their institution was suspended, or after it was closed or merged; each names the status and the day. */
export function casesOutOfService(
  { count, first }: { readonly count: bigint; readonly first: readonly CaseOutOfService[] },
  spans: readonly OutOfService[],
): FoundStandOuts {
  const items = first.map(({ caseSeq, caseNo, institutionCode, dischargeDate }) => {
    const span = spans.find(
      ({ institutionCode: code, from, to }) => code === institutionCode && from <= dischargeDate && (to === null || dischargeDate <= to),
    );
    const subject = `${span?.status ?? ''} ${dischargeDate}`;
    return { ...NOTHING, kind: 'CASE_OUT_OF_SERVICE' as const, caseSeq, caseNo, institutionCode, subject };
  });
  return { count, items: items.map(withText) };
}

/** Cases that were assigned elsewhere to another group than the run's grouper finds: by institution and case number. */
export function casesAssigned({ differing, first }: AssignedGroups): FoundStandOuts {
  const items = first.map(({ caseSeq, caseNo, institutionCode, assigned, own }) => ({
    ...NOTHING,
    kind: 'CASE_ASSIGNED_GROUP' as const,
    ...{ caseSeq, caseNo, institutionCode, groupCode: own, subject: assigned },
  }));
  return { count: BigInt(differing), items: items.map(withText) };
}

/** Institutions with such cases, each with their share of those that have an assigned group; the highest share first. */
export function institutionsAssigned({ byInstitution }: AssignedGroups): FoundStandOuts {
  const shares = [...byInstitution].flatMap(([institutionCode, { assigned, differing }]) =>
    differing === 0 ? [] : [{ institutionCode, subject: `${differing}/${assigned}`, share: shareOf(differing, assigned) }],
  );
  const sorted = shares.sort((a, b) => compare(b.share, a.share) || byCode(a.institutionCode, b.institutionCode));
  const items = sorted.slice(0, MOST_OF_A_KIND).map(({ share, ...rest }) => ({
    ...NOTHING,
    kind: 'INSTITUTION_ASSIGNED_GROUP' as const,
    ...rest,
    figure: printFixed(share, RATIO_SCALE),
  }));
  return { count: BigInt(shares.length), items: items.map(withText) };
}

function shareOf(part: number, all: number): Fraction {
  return divide(whole(part), whole(all)) ?? ZERO;
}

/** Groups whose cases have no mean cost to be compared with, the most cases first. */
export function groupsFound(groups: readonly GroupWithoutMean[]): FoundStandOuts {
  const sorted = [...groups].sort((a, b) => Number(b.cases - a.cases) || byCode(a.groupCode ?? '', b.groupCode ?? ''));
  const items = sorted.slice(0, MOST_OF_A_KIND).map(({ groupCode, cases }) => ({
    ...NOTHING,
    kind: 'GROUP_WITHOUT_MEAN' as const,
    groupCode,
    figure: cases.toString(),
  }));
  return { count: BigInt(groups.length), items: items.map(withText) };
}

/** Cases that could not be scored, one entry a reason. */
export function exceptionsFound(exceptions: readonly ExceptionCount[]): FoundStandOuts {
  const items = exceptions.slice(0, MOST_OF_A_KIND).map(({ code, cases, institutionCode, caseNo }) => ({
    ...NOTHING,
    kind: 'EXCEPTION' as const,
    ...{ institutionCode, caseNo, subject: code, figure: cases.toString() },
  }));
  return { count: exceptions.reduce((sum, { cases }) => sum + cases, 0n), items: items.map(withText) };
}

/** The assumptions that the run used, as the ruleset says them, each with its basis and the cases that it touched. */
export function assumptionsFound(assumptions: readonly UsedAssumption[]): FoundStandOuts {
  const items = assumptions.slice(0, MOST_OF_A_KIND).map(({ what, pointer, basis, cases }): StandOutRecord => {
    const touched = cases === null ? { zh: '', en: '' } : { zh: `，涉及 ${cases} 例`, en: `, ${cases} cases` };
    return {
      ...NOTHING,
      kind: 'ASSUMED_FIGURE',
      subject: pointer,
      figure: cases === null ? null : cases.toString(),
      messages: {
        zh: `${what.zh}以假设为依据（${basis}）${touched.zh}`,
        en: `the ${what.en ?? what.zh} rests on an assumption (${basis})${touched.en}`,
      },
    };
  });
  return { count: BigInt(assumptions.length), items };
}

function stated({ kind, parameter, text }: Threshold, figure: string) {
  return { kind, parameter, threshold: text, figure };
}

function withText(item: Omit<StandOutRecord, 'messages'>): StandOutRecord {
  return { ...item, messages: standOutText(item) };
}
