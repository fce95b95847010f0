import { yearFigures, institutionsOf } from '../../clearing/run/freeze-inputs.js';
import { requireInstitutionFacts } from '../../clearing/run/require-institution-facts.js';
import { sourceOf } from '../../clearing/run/run-source.js';
import { defaultMethod } from './default-method.js';
import { openSide, requireSameYears, type OpenedSide } from './open-side.js';
import { studySelection, type YearDays } from './read-history.js';
import type { StudyInputs } from './side-plan.js';
import { DEFAULT_LIMITS, type SwitchLimits, type SwitchPoints, type SwitchRequest } from './switch-request.js';
import { readCatalogueMethod } from '../../catalogues/catalogue-method-document.js';
import { invalidField } from '../../base/errors.js';
import { refuseProblems, yearProblems } from '../../requests/request-fields.js';
import type { GrouperKey } from '../../caches/grouper-library.js';
import type { Platform } from '../../kernel/platform.js';
import type { CaseSelection } from '../../ports/cases/ports-case.js';
import type { Reader } from '../../ports/ports.js';
import { must } from '../../../engine/kit/assert.js';
import { settlementYearDays } from '../../../engine/kit/calendar.js';
import { compare, decimal, isDecimalText, ONE, ZERO } from '../../../engine/number/quantity.js';

/** What a side was frozen to, as content and as the rows of this store. */
export interface FrozenSide {
  readonly ruleset: { readonly id: string; readonly version: string; readonly effectiveHash: string };
  readonly catalogue: { readonly id: string | null; readonly version: string; readonly contentHash: string; readonly priced: boolean };
  readonly grouper: GrouperKey | null;
}

/** 冻结的输入 everything that a study is worked out from: kept with it, so that its cases can be shown again as they were. */
export interface FrozenStudy {
  readonly inputs: StudyInputs;
  readonly throughImportSeq: string;
  /** Oldest first; the last one is the year studied. */
  readonly years: readonly YearDays[];
  readonly from: FrozenSide;
  readonly to: FrozenSide;
  readonly points: SwitchPoints;
  /** The method by which points are computed, a `CatalogueMethodDocument`; null where the new side has points of its own. */
  readonly method: unknown;
  /** Whether nobody stated it. */
  readonly methodAssumed: boolean;
  readonly fund: string | null;
  readonly limits: SwitchLimits;
}

/** A study that is frozen, with its sides opened. */
export interface ReadyStudy {
  readonly frozen: FrozenStudy;
  readonly sides: { readonly from: OpenedSide; readonly to: OpenedSide };
}

const MOST_YEARS = 10;

/** Freezes what a study needs. Throws VALIDATION_FAILED, NOT_FOUND, RULESET_INVALID, RULESET_TAMPERED. */
export async function freezeStudy(platform: Platform, read: Reader, request: SwitchRequest): Promise<ReadyStudy> {
  requireSound(request);
  const { regionCode, insurance, lastYear: year } = request;
  const lastDay = `${year}-12-31`;
  const from = await openSide(platform, read, { ...request.from, regionCode, place: 'from', needsPoints: true, lastDay });
  const to = await openSide(platform, read, {
    ...request.to,
    regionCode,
    place: 'to',
    needsPoints: request.points === 'AS_CATALOGUED',
    lastDay,
  });
  requireSameYears(from, to);
  const { periodBy, yearStart } = from.compiled.plan;
  const years = yearsOf(request, yearStart);
  const days = { from: must(years[0], 'first year').from, to: must(years.at(-1), 'last year').to };
  const method = request.points === 'COMPUTED' ? methodOf(request) : null;
  const stated = await read(async (unit) => ({
    institutions: await institutionsOf(unit, regionCode),
    figures: await yearFigures(unit, { regionCode, year, insurance }),
    budget: { ...(await unit.fundYears.budget({ regionCode, year, insurance }))?.items },
    throughImportSeq: (await unit.cases.lastImportSeq(regionCode)).toString(),
  }));
  const { throughImportSeq, ...recorded } = stated;
  const inputs: StudyInputs = { regionCode, year, insurance, ...days, periodBy, ...recorded, actuals: {}, institutionYears: {} };
  await requireFacts(inputs, [from, to]);
  const limits = { ...DEFAULT_LIMITS, ...request.limits };
  const frozen: FrozenStudy = {
    ...{ inputs, throughImportSeq, years, from: frozenSide(from), to: frozenSide(to), points: request.points },
    ...{ method, methodAssumed: method !== null && request.method === undefined, fund: request.fund ?? null, limits },
  };
  return { frozen, sides: { from, to } };
}

/** The cases of a study. */
export function selectionOf({ inputs, throughImportSeq }: FrozenStudy): ReturnType<typeof studySelection> {
  return studySelection(inputs, inputs, BigInt(throughImportSeq));
}

/** The cases from which points are computed: of every insurance. */
export function historyOf(frozen: FrozenStudy): CaseSelection {
  const { insurance: _, ...everybody } = selectionOf(frozen);
  return everybody;
}

function frozenSide({ ruleset: { id, version, effectiveHash }, catalogue, grouperKey }: OpenedSide): FrozenSide {
  const { groups: _, ...stated } = catalogue;
  return { ruleset: { id, version, effectiveHash }, catalogue: stated, grouper: grouperKey };
}

async function requireFacts(inputs: StudyInputs, sides: readonly OpenedSide[]): Promise<void> {
  const source = sourceOf({ ...inputs, engineVersion: '', throughImportSeq: '', rulesets: [], catalogues: [] });
  const { regionCode, year, insurance, from, to } = inputs;
  for (const { ruleset: summary, compiled } of sides) {
    const years = { from, to, versions: [{ summary, compiled, from, to }] };
    await requireInstitutionFacts({ key: { regionCode, year, insurance }, years, source });
  }
}

function methodOf({ method, firstYear, lastYear }: SwitchRequest): unknown {
  const years = lastYear - firstYear + 1;
  const document = method ?? defaultMethod(years);
  const { yearWeights } = readCatalogueMethod(document).method;
  if (yearWeights.length === years) return document;
  throw invalidField(['method', 'yearWeights'], 'YEARS', {
    zh: `测算方法有 ${yearWeights.length} 个年度的权重，而所选历史为 ${years} 年。请使二者一致。`,
    en: `The method weighs ${yearWeights.length} years, the history has ${years}. Make them agree.`,
  });
}

function yearsOf({ firstYear, lastYear }: SwitchRequest, yearStart: string): readonly YearDays[] {
  return Array.from({ length: lastYear - firstYear + 1 }, (_, index) => {
    const { from, to } = settlementYearDays(firstYear + index, yearStart);
    return { from, to };
  });
}

function requireSound({ firstYear, lastYear, fund, limits }: SwitchRequest): void {
  refuseProblems([...yearProblems(firstYear, ['firstYear']), ...yearProblems(lastYear, ['lastYear'])]);
  if (lastYear < firstYear || lastYear - firstYear >= MOST_YEARS) {
    throw invalidField(['years'], 'YEARS', {
      zh: `年度 ${firstYear}-${lastYear} 不合规：首年不晚于末年，至多 ${MOST_YEARS} 年。`,
      en: `The years ${firstYear}-${lastYear} are not valid: the first not after the last, at most ${MOST_YEARS}.`,
    });
  }
  if (fund !== undefined && !(isMoney(fund) && compare(decimal(fund), ZERO) > 0)) throw badNumber('fund', fund);
  const { minShare, minVariation, minCases } = { ...DEFAULT_LIMITS, ...limits };
  if (!isDecimalText(minShare) || compare(decimal(minShare), ONE) > 0 || compare(decimal(minShare), ZERO) < 0)
    throw badNumber('minShare', minShare);
  if (!isDecimalText(minVariation) || compare(decimal(minVariation), ZERO) < 0) throw badNumber('minVariation', minVariation);
  if (!Number.isSafeInteger(minCases) || minCases < 0) throw badNumber('minCases', String(minCases));
}

function isMoney(text: string): boolean {
  return isDecimalText(text) && /^-?\d+(\.\d{1,2})?$/.test(text);
}

function badNumber(field: string, text: string): Error {
  return invalidField([field], 'NUMBER', {
    zh: `“${text}”不合要求：基金额为大于 0、至多两位小数的元数，份额在 0 与 1 之间，变异系数和例数不为负。`,
    en: `"${text}" is not valid: the fund is in yuan above 0 with at most 2 places, a share is from 0 to 1, a variation and a count are not negative.`,
  });
}
