import { expectedYear } from './expected-year.js';
import { institutionEstimates, regionEstimates, type Estimate, type ExpectedYear, type ForecastInstitution } from './forecast-figures.js';
import { continueAsYear, continueByDays, MonthCounts, type Continuation, type MonthsOfYear } from './month-shares.js';
import { budgetUse, type BudgetUse } from './budget-use.js';
import { ClearingFailed } from '../clearing/parts/clearing-failed.js';
import type { SpecialQuota } from '../clearing/settle/special-quota.js';
import { inputHashOf } from '../clearing/run/run-snapshot.js';
import { openRun, type RunPlan } from '../clearing/run/run-plan.js';
import { requireWorkable } from '../clearing/settle/clear-year.js';
import { chinaDay } from '../base/china-day.js';
import { invalidField, StateError } from '../base/errors.js';
import { requirePermission } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { may } from '../ports/kit/permissions.js';
import { PLATFORM_ACCESS, type Reader } from '../ports/ports.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import { requireYear } from '../requests/request-fields.js';
import { scoreSides } from '../what-if/score/score-sides.js';
import { casesOfYear } from '../what-if/work-out-what-if.js';
import { freezeYear } from '../what-if/open/open-what-if.js';
import { ALL_CASES } from '../clearing/run/aggregates.js';
import { assert, must } from '../../engine/kit/assert.js';
import { isRealDate, settlementYearDays } from '../../engine/kit/calendar.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import { periodsOf, type ForecastMethod } from '../../engine/plan/periods.js';
import type { Label } from '../../engine/plan/plan.js';
import type { Accumulator } from '../../engine/clearing/accumulator.js';

/** Which fund year, and on which day one looks at it (today in China, where left out). */
export interface ForecastAsked {
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly scheme?: PaymentScheme;
  readonly asOf?: string;
  /** A year of more cases than this is refused (LIMIT_EXCEEDED); absent: any number. */
  readonly mostCases?: number;
}

/** 提示 what to know of a forecast, with a code. */
export interface ForecastNotice extends Label {
  readonly code: 'ESTIMATE' | 'HISTORY_SHORT' | 'NO_RANGE' | 'INSTITUTIONS_AS_REGION' | 'COMPLETE';
}

/** 预测 a running fund year as it is expected to end. An estimate: nothing is paid by it. */
export interface Forecast {
  readonly regionCode: string;
  readonly year: number;
  readonly insurance: InsuranceScheme;
  readonly asOf: string;
  /** The last month that is known whole, and how many of how many. */
  readonly throughMonth: string;
  readonly monthsKnown: number;
  readonly months: number;
  readonly method: ForecastMethod;
  /** The earlier years that it goes by. */
  readonly yearsUsed: readonly number[];
  readonly inputHash: string;
  readonly knownCases: number;
  /** Share of the year's cases that is known. */
  readonly known: Estimate;
  readonly cases: Estimate;
  readonly points: Estimate;
  readonly pointValue: Estimate | null;
  /** Null for an institution's key, as is `budgetUse`. */
  readonly fund: Estimate | null;
  readonly entitlement: Estimate;
  readonly payable: Estimate;
  readonly budgetUse: BudgetUse | null;
  /** 特例单议名额 as it is expected at the end of the year; null for an institution's key, and where the ruleset has none. */
  readonly specialQuota: SpecialQuota | null;
  readonly notices: readonly ForecastNotice[];
  /** For an institution's key its own only. */
  readonly institutions: readonly ForecastInstitution[];
}

/**
 * 年中预测 how a running year is expected to end (N25-32, N21-17): what is known of its whole months, completed by the method that the year's ruleset declares, settled as
 * a clearing would, exactly. With all months known it is the clearing. For whoever reads statements: an institution sees the region's totals and
 * itself. Throws FORBIDDEN, VALIDATION_FAILED, UNAVAILABLE (no method, no whole month, no earlier year to go by, a year that can't be
 * settled), LIMIT_EXCEEDED, and what freezing the year throws.
 */
export async function forecastYear(platform: Platform, { actor }: Pick<Caller, 'actor'>, asked: ForecastAsked): Promise<Forecast> {
  const { regionCode, asOf = chinaDay(new Date()) } = asked;
  requirePermission(actor, 'statement:read', regionCode);
  requireYear(asked.year);
  if (!isRealDate(asOf)) throw invalidField(['asOf'], 'DATE', { zh: `“${asOf}”不是日期。`, en: `"${asOf}" is no day.` });
  // The whole region is looked at, whoever asks: what an institution may see of it is cut out at the end.
  const read: Reader = (work) => platform.store.transaction(PLATFORM_ACCESS, 'READ', work);
  const worked = await workOut(platform, read, { ...asked, asOf });
  const mayReadBudget = may(actor, 'budget:read', regionCode) && actor.institutionCode === null;
  const { fund, budgetUse: use, specialQuota, institutions } = worked;
  return {
    ...worked,
    fund: mayReadBudget ? fund : null,
    budgetUse: mayReadBudget ? use : null,
    specialQuota: actor.institutionCode === null ? specialQuota : null,
    institutions: actor.institutionCode === null ? institutions : institutions.filter(({ code }) => code === actor.institutionCode),
  };
}

async function workOut(platform: Platform, read: Reader, asked: ForecastAsked & { readonly asOf: string }): Promise<Forecast> {
  const { asOf, mostCases } = asked;
  const snapshot = await freezeYear(platform, read, asked);
  const plan = await openRun(platform, read, snapshot);
  const method = methodOf(plan);
  const months = monthsOf(plan, asOf);
  const selection = casesOfYear(snapshot);
  if (mostCases !== undefined && (await read(({ cases }) => cases.count(selection))) > BigInt(mostCases)) throw tooMany(mostCases);
  const { baseline } = await scoreSides(platform, { baseline: plan, candidates: [], selection });
  const history = await historyOf(read, plan, method, months);
  const known = new Set(months.known.map(({ key }) => Number(key)));
  const settle = async (continuation: Continuation): Promise<ExpectedYear> =>
    await expectedYear(plan, baseline.accumulator, known, continuation);
  const years = await settled(plan, async () => {
    const others: ExpectedYear[] = [];
    for (const one of history.years) others.push(await settle(one.continuation));
    return { expected: await settle(history.expected), others };
  });
  const knownCases = knownOf(baseline.accumulator, known);
  const names = new Map(snapshot.institutions.map(({ code, name }) => [code, name]));
  const { regionCode, year, insurance } = snapshot;
  const yearsUsed = history.years.map((one) => one.year);
  return {
    ...{ regionCode, year, insurance, asOf, method, yearsUsed },
    throughMonth: must(months.known.at(-1), 'a known month').key,
    ...{ monthsKnown: months.known.length, months: months.known.length + months.coming.length },
    inputHash: inputHashOf(snapshot),
    knownCases: [...knownCases.values()].reduce((sum, cases) => sum + cases, 0),
    ...regionEstimates(years),
    budgetUse: await budgetUse(read, plan, asOf),
    specialQuota: years.expected.specialQuota,
    notices: noticesOf(method, months, yearsUsed, [...knownCases.keys()].filter((code) => !history.expected.isOwn(code)).length),
    institutions: institutionEstimates(years, names, knownCases),
  };
}

function methodOf({ yearVersion: { compiled } }: RunPlan): ForecastMethod {
  const { forecast, version } = compiled.plan;
  if (forecast !== undefined) return forecast;
  throw new StateError('UNAVAILABLE', {
    zh: `规则集 ${version} 没有声明年中预测的口径（methods.forecast）。请在新版本中声明：按往年同月占比，或按天数；依据可以是假设。`,
    en: `Ruleset ${version} declares no forecast (methods.forecast). Declare one in a new version: by months of earlier years, or by days; it may rest on an assumption.`,
  });
}

function monthsOf({ snapshot }: RunPlan, asOf: string): MonthsOfYear {
  const all = periodsOf(snapshot, 'MONTH');
  const known = all.filter(({ to }) => to <= asOf);
  if (known.length > 0) return { known, coming: all.slice(known.length) };
  throw new StateError('UNAVAILABLE', {
    zh: `到 ${asOf}，${snapshot.year} 年度（${snapshot.from} 起）还没有一个完整的月份，无从预测。`,
    en: `By ${asOf} the year ${snapshot.year} (from ${snapshot.from}) has no whole month yet: there is nothing to go by.`,
  });
}

/** How the year goes on as expected, and as each of the earlier years did. */
interface History {
  readonly expected: Continuation;
  readonly years: readonly { readonly year: number; readonly continuation: Continuation }[];
}

async function historyOf(read: Reader, plan: RunPlan, method: ForecastMethod, months: MonthsOfYear): Promise<History> {
  if (method.completion === 'DAYS' || months.coming.length === 0) return { expected: continueByDays(months), years: [] };
  const { by = 'REGION', years: most = 1 } = method;
  const { snapshot } = plan;
  const found: { readonly year: number; readonly counts: Awaited<ReturnType<typeof countsOf>> }[] = [];
  for (let year = snapshot.year - 1; year >= snapshot.year - most; year--) {
    const counts = await countsOf(read, plan, year);
    if (continueAsYear(new MonthCounts(counts), months, by) !== undefined) found.push({ year, counts });
  }
  const expected = continueAsYear(new MonthCounts(found.flatMap(({ counts }) => counts)), months, by);
  if (expected === undefined) throw noHistory(snapshot.year, most);
  const years = found.map(({ year, counts }) => ({
    year,
    continuation: must(continueAsYear(new MonthCounts(counts), months, by), 'a year with cases'),
  }));
  return { expected, years };
}

async function countsOf(read: Reader, { snapshot, yearVersion }: RunPlan, year: number) {
  const { from, to } = settlementYearDays(year, yearVersion.compiled.plan.yearStart);
  return await read(({ cases }) => cases.monthly({ ...casesOfYear(snapshot), from, to }));
}

function noHistory(year: number, most: number): StateError {
  return new StateError('UNAVAILABLE', {
    zh: `${year} 年之前的 ${most} 年没有该险种的病例，不能按往年同月占比预测（HISTORY_MISSING）。请导入往年病例，或在规则集中改按天数（methods.forecast.completion: DAYS）。`,
    en: `There are no cases of this insurance in the ${most} years before ${year}: nothing to go by (HISTORY_MISSING). Import them, or let the ruleset go by days (methods.forecast.completion: DAYS).`,
  });
}

function tooMany(most: number): StateError {
  return new StateError('LIMIT_EXCEEDED', {
    zh: `该年度的病例多于 ${most} 例，一次请求不能预测。请在命令行运行 dip forecast。`,
    en: `The year has more than ${most} cases: too many for one request. Use dip forecast.`,
  });
}

/** A year that can't be settled as it stands is no mistake of the program: say why. */
async function settled<T>(plan: RunPlan, work: () => Promise<T>): Promise<T> {
  try {
    requireWorkable(plan);
    return await work();
  } catch (error) {
    if (!(error instanceof ClearingFailed)) throw error;
    const { zh, en } = error.messages;
    throw new StateError('UNAVAILABLE', {
      zh: `年度尚不能结算，预测不出：${zh}`,
      en: `The year can't be settled as it stands: ${en ?? zh}`,
    });
  }
}

function knownOf(accumulator: Accumulator, known: ReadonlySet<number>): ReadonlyMap<string, number> {
  const index = accumulator.ids.indexOf(ALL_CASES);
  assert(index >= 0, 'cases are counted');
  const cases = new Map<string, number>();
  for (const { institutionCode, month, sums } of accumulator.places())
    if (known.has(month)) cases.set(institutionCode, (cases.get(institutionCode) ?? 0) + Number(sums.at(index).n));
  return cases;
}

function noticesOf(
  { completion, years = 1 }: ForecastMethod,
  { coming }: MonthsOfYear,
  used: readonly number[],
  asRegion: number,
): readonly ForecastNotice[] {
  if (coming.length === 0)
    return [
      { code: 'COMPLETE', zh: '各月均已过去：按已知病例结算，不是估算。', en: 'All months are past: what is known, settled; no estimate.' },
    ];
  const notices: ForecastNotice[] = [{ code: 'ESTIMATE', zh: '估算，不作支付依据。', en: 'An estimate: nothing is paid by it.' }];
  if (completion === 'MONTH_SHARES' && used.length < years) {
    const en = `Only ${used.length} of ${years} earlier years have cases.`;
    notices.push({ code: 'HISTORY_SHORT', zh: `往年应看 ${years} 年，只有 ${used.length} 年有病例。`, en });
  }
  if (used.length < 2)
    notices.push({ code: 'NO_RANGE', zh: '不足两个往年，没有区间。', en: 'Fewer than two earlier years: there is no range.' });
  if (asRegion > 0) {
    const en = `${asRegion} institutions have no such months of earlier years and go on as the region.`;
    notices.push({ code: 'INSTITUTIONS_AS_REGION', zh: `${asRegion} 家机构没有往年同月病例，按全区的占比推算。`, en });
  }
  return notices;
}
