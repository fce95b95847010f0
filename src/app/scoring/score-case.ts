import { hashOf, requirePermission } from '../kernel/command.js';
import { evaluationError, attributeProblems } from '../base/evaluation-errors.js';
import { invalidField, noRulesetInForce, NotFoundError, StateError, type FieldProblem } from '../base/errors.js';
import { catalogueInForce, indexedCatalogue, type IndexedCatalogue } from './group-indexes.js';
import { groupingFacts } from './grouping-facts.js';
import { caseCodes } from './near-code-warnings.js';
import { versionOfCase } from './case-version.js';
import { openedFundYear } from './opened-year.js';
import { inForceOn, knownAt } from '../caches/in-force.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { profileOn, regionIndex, type InstitutionEntry, type RegionIndex } from '../caches/region-cache.js';
import type { GrouperRecord } from '../ports/ports-grouper.js';
import type { PaymentScheme, RulesetSummary } from '../ports/ports-ruleset.js';
import { versionInForce } from '../caches/ruleset-library.js';
import type { YearProblem } from './year-facts.js';
import { must } from '../../engine/kit/assert.js';
import { settlementYearOf } from '../../engine/kit/calendar.js';
import { lackingOutputs, SCORING_OUTPUTS } from '../../engine/plan/contract-outputs.js';
import { fillCase } from '../../engine/scoring/case-frame.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import { traceCodes } from '../../engine/trace/code-trace.js';
import { Environment, readRef } from '../../engine/formula/environment.js';
import { chooseGroup, explainGrouping, type GroupingCandidate, type GroupingExplanation } from '../../engine/grouping/grouping.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { Frame, Label, Value } from '../../engine/plan/plan.js';
import { Fraction, parseDecimal, type Fen } from '../../engine/number/quantity.js';
import { indicativePayment, runScoring, type Scored, type ScoringFrames } from '../../engine/scoring/scoring.js';
import { traceCase, type TraceStep } from '../../engine/trace/trace.js';
import { printOutput, printValue } from '../../engine/plan/value-text.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { exampleOfCase, type CaseExample } from '../../rules/examples/case-example.js';

/** Which version scores: the one in force on a day, one by id, or the one that the case's days choose; of a scheme, or DIP before DRG. */
export interface RulesetChoice {
  readonly scheme?: PaymentScheme;
  /** 当时所知: only versions and catalogues count that were there by then. */
  readonly knownAt?: Date;
  readonly on?: string;
  /** Not with `on`. */
  readonly versionId?: string;
  /** A version that is not stored (a draft): in place of all others. */
  readonly unstored?: UnstoredVersion;
}

/** Rules that are in no version yet, and how they are named. */
interface UnstoredVersion {
  readonly ruleset: RulesetSummary;
  readonly compiled: CompiledRuleset;
}

interface Grouped {
  readonly group: DiseaseGroup | null;
}

/** 计分结果 a scored case with everything that explains it. Traces and candidates are worked out only when asked for. */
export class CaseScore {
  #explained: GroupingExplanation | undefined;

  constructor(
    readonly inpatientCase: InpatientCase,
    readonly ruleset: RulesetSummary,
    readonly compiled: CompiledRuleset,
    readonly catalogue: IndexedCatalogue,
    readonly frames: ScoringFrames,
    readonly scored: Scored<Grouped>,
    readonly pointValue: Fraction | null,
    readonly engineVersion: string,
  ) {}

  /** The disease group; `null`: ungrouped, or excluded before grouping. */
  get group(): DiseaseGroup | null {
    return this.scored.grouping?.group ?? null;
  }

  /** An output of a case decision by id; `undefined` when the ruleset has none. */
  output(id: string): Value | undefined {
    const slot = this.compiled.program.scopes.case.slotByName.get(id);
    return slot === undefined ? undefined : this.scored.frame[slot];
  }

  /** An output as printed: decimals at their declared scale. */
  printed(id: string): string | null {
    const decision = this.compiled.plan.decisions.case.find((candidate) => candidate.id === id);
    return decision === undefined ? null : this.#printOutput(id);
  }

  /** Every output of the case decisions, by id. */
  get outputs(): Readonly<Record<string, string | boolean | readonly string[] | null>> {
    return Object.fromEntries(
      this.compiled.plan.decisions.case.map(({ id }) => {
        const value = this.output(id) ?? null;
        return [id, value instanceof Fraction ? this.#printOutput(id) : value];
      }),
    );
  }

  /** 支付参考额: points at the point value that is known, in fen. Indicative: case payments need not sum to the statement. */
  get paymentFen(): Fen | null {
    const points = this.output('points');
    if (!(points instanceof Fraction)) return null;
    if (this.compiled.plan.pointUnit === 'yuan') return indicativePayment(points, must(parseDecimal('1'), 'one'));
    return this.pointValue === null ? null : indicativePayment(points, this.pointValue);
  }

  /** Codes of the case that stand nowhere while a near one does. */
  get warnings(): readonly FieldProblem[] {
    return caseCodes(this.compiled, this.catalogue.index).warnings(this.inpatientCase);
  }

  /** 入组候选 the candidates and why they lost. */
  get candidates(): readonly GroupingCandidate[] {
    return this.grouping?.candidates ?? [];
  }

  /** 入组结果 how the case was grouped; `null`: it was excluded before. */
  get grouping(): GroupingExplanation | null {
    if (this.scored.grouping === undefined) return null;
    this.#explained ??= explainGrouping(this.catalogue.index, this.#groupingFacts());
    return this.#explained;
  }

  /** 计分过程 which codes were read as which, then every decision in order, with formula, numbers, conditions and basis. */
  get trace(): readonly TraceStep[] {
    const codes = traceCodes(this.compiled.plan, this.inpatientCase);
    const steps = traceCase(this.compiled.scoring, this.frames, this.scored, this.compiled.tables.verdict);
    return codes.length === 0 ? steps : [...codes, ...steps.map((step) => ({ ...step, seq: codes.length + step.seq }))];
  }

  /** 留作算例 the case as an example of the rules that scored it, without what would name it; what keeps it from being told as one. */
  example(label?: Label): Promise<CaseExample> {
    const { inpatientCase, frames, scored, ruleset } = this;
    const { fundYear, institution } = frames;
    const group = scored.grouping === undefined ? undefined : scored.grouping.group;
    const asScored = { inpatientCase, regionCode: ruleset.regionCode, frames: { fundYear, institution, case: scored.frame }, group };
    return exampleOfCase(this.compiled, asScored, label);
  }

  /** Same key, same points, always: ruleset, catalogue, case, engine version, and every institution and fund-year value in reach. */
  get reproducibilityKey(): string {
    const { program, effectiveHash } = this.compiled;
    const named = (scope: 'fundYear' | 'institution', frame: Frame) =>
      Object.fromEntries(program.scopes[scope].slots.map(({ name }, slot) => [name, printValue(frame[slot] ?? null)]));
    const facts = program.scopes.case.slots.flatMap(({ name, source }, slot): [string, string | null][] =>
      source === 'fact' ? [[name, printValue(this.scored.frame[slot] ?? null)]] : [],
    );
    return hashOf({
      effectiveHash,
      catalogue: this.catalogue.catalogue.contentHash,
      ...(this.catalogue.grouper === undefined ? {} : { grouper: this.#groupedFrom(this.catalogue.grouper) }),
      case: Object.fromEntries(facts),
      assignedGroupCode: this.inpatientCase.assignedGroupCode,
      engine: this.engineVersion,
      fundYear: named('fundYear', this.frames.fundYear),
      institution: named('institution', this.frames.institution),
    });
  }

  /** What a grouper reads of a case beyond its facts in the frame. */
  #groupedFrom({ contentHash }: Pick<GrouperRecord, 'contentHash'>): Readonly<Record<string, unknown>> {
    const { sex, ageYears, ageDays, admissionWeightGrams, principalDiagnosis, otherDiagnoses, procedures } = this.#groupingFacts();
    return { contentHash, sex, ageYears, ageDays, admissionWeightGrams, principalDiagnosis, otherDiagnoses, procedures };
  }

  #printOutput(id: string): string | null {
    const { plan } = this.compiled;
    const decision = plan.decisions.case.find((candidate) => candidate.id === id);
    const value = this.output(id);
    return decision === undefined || value === undefined ? null : printOutput(decision.output, value);
  }

  #groupingFacts() {
    return groupingFacts(this.compiled, this.inpatientCase, this.scored.frame, this.frames.institution);
  }
}

/**
 * Scores one case (C11, N21-09): a query, it writes nothing. Unless told otherwise, the version in force on the case's date decides, never the
 * latest: the day of discharge, or of settlement where that version counts by it.
 * Throws ValidationError, NotFoundError, EvaluationError, StateError.
 */
export async function scoreCase(
  platform: Platform,
  caller: Caller,
  regionCode: string,
  inpatientCase: InpatientCase,
  using?: RulesetChoice,
): Promise<CaseScore> {
  requirePermission(caller.actor, 'case:score', regionCode);
  const index = await regionIndex(platform, caller, regionCode);
  return await scoreInRegion(platform, caller, index, inpatientCase, using);
}

/** As `scoreCase`, for callers who have the region's index and were let in. */
export async function scoreInRegion(
  platform: Platform,
  { actor, read }: Caller,
  index: RegionIndex,
  inpatientCase: InpatientCase,
  using?: RulesetChoice,
): Promise<CaseScore> {
  const { institutionCode, insurance } = inpatientCase;
  requireOwnInstitution(actor.institutionCode, institutionCode);
  const entry = requireInstitution(index, institutionCode);
  const known = knownRules(index, using?.knownAt);
  const { ruleset, compiled, dated } = await versionOf(platform, read, known, inpatientCase, using);
  const { plan } = compiled;
  requireProfile(entry, dated);
  requireScoringOutputs(compiled);
  const catalogue = await indexedCatalogue(read, index, catalogueInForce(known, dated), plan);
  const year = settlementYearOf(dated, plan.yearStart);
  const { opened, problems } = await openedFundYear(read, index, compiled, { year, insurance, date: dated });
  requireFitting(problems, institutionCode);
  const institution = must(opened.institutions.get(institutionCode), 'institution of the year').frame;
  const filled = fillCase(compiled.scoring.filler, compiled.program, inpatientCase, { regionCode: index.region.code });
  if (filled.problems.length > 0) throw attributeProblems(filled.problems, ['attributes']);
  const frames: ScoringFrames = { fundYear: opened.fundYear.frame, institution, caseFrame: filled.frame };
  const scored = await decideCase(compiled, catalogue, frames, inpatientCase);
  const pointValue = await knownPointValue(read, index, { year, insurance });
  return new CaseScore(inpatientCase, ruleset, compiled, catalogue, frames, scored, pointValue, platform.engineVersion);
}

/** Refuses stated values of the budget, or of the case's own institution, that do not fit the ruleset's declarations. */
function requireFitting(problems: readonly YearProblem[], institutionCode: string): void {
  const budget = problems.filter((problem) => problem.institutionCode === '');
  if (budget.length > 0) throw attributeProblems(budget, ['budget']);
  const own = problems.filter((problem) => problem.institutionCode === institutionCode);
  if (own.length > 0) throw attributeProblems(own, ['institution', institutionCode]);
}

type KnownRules = Pick<RegionIndex, 'region' | 'rulesets' | 'catalogues'>;

/** The region's versions and catalogues, or those that were there at a moment. */
function knownRules(index: RegionIndex, at: Date | undefined): KnownRules {
  if (at === undefined) return index;
  const catalogues = index.catalogues.filter(({ createdAt }) => createdAt.getTime() <= at.getTime());
  return { region: index.region, rulesets: knownAt(index.rulesets, at), catalogues };
}

interface CaseVersion {
  readonly ruleset: RulesetSummary;
  readonly compiled: CompiledRuleset;
  /** The day by which the version counts the case: of discharge, or of settlement. */
  readonly dated: string;
}

/** The version that scores a case: as its days choose it, or the one asked for. */
async function versionOf(
  platform: Platform,
  read: Caller['read'],
  index: KnownRules,
  inpatientCase: InpatientCase,
  using: RulesetChoice = {},
): Promise<CaseVersion> {
  const asked = using.scheme;
  const { dischargeDate, settlementDate } = inpatientCase;
  const { unstored } = using;
  const compile = (ruleset: RulesetSummary): Promise<CompiledRuleset> =>
    unstored?.ruleset === ruleset ? Promise.resolve(unstored.compiled) : platform.rulesets.get(read, ruleset);
  const ruleset = versionNamed(index, using);
  if (ruleset !== undefined) {
    const compiled = await compile(ruleset);
    return { ruleset, compiled, dated: compiled.plan.periodBy === 'SETTLEMENT' ? (settlementDate ?? dischargeDate) : dischargeDate };
  }
  const chosen = await versionOfCase(compile, (date, scheme = asked) => inForceOn(index.rulesets, date, scheme), inpatientCase);
  if (chosen.ruleset === undefined) throw noRulesetInForce(index.region.code, chosen.lackingOn, asked);
  return { ...chosen, compiled: await compile(chosen.ruleset) };
}

/** RULESET_INVALID: a ruleset that lacks an output that scoring asks for (its load warned of it). */
export function requireScoringOutputs({ plan }: CompiledRuleset): void {
  const lacking = lackingOutputs(plan, SCORING_OUTPUTS).map(({ id }) => id);
  if (lacking.length === 0) return;
  throw new StateError('RULESET_INVALID', {
    zh: `规则集 ${plan.version} 缺少计分所需的输出：${lacking.join('、')}。请补充相应判定后作为新版本载入。`,
    en: `Ruleset ${plan.version} lacks outputs that scoring needs: ${lacking.join(', ')}. Add the decisions and load a new version.`,
  });
}

/** Runs the decisions; a situation that no table holds is put to the Judge, learnt, and the case is run again. */
export async function decideCase(
  compiled: CompiledRuleset,
  { index }: IndexedCatalogue,
  frames: ScoringFrames,
  inpatientCase: InpatientCase,
): Promise<Scored<Grouped>> {
  for (;;) {
    const group = (frame: Frame): Grouped => ({
      group: chooseGroup(index, groupingFacts(compiled, inpatientCase, frame, frames.institution)),
    });
    const result = runScoring(compiled.scoring, frames, group, compiled.tables.verdict);
    if (result.kind === 'scored') return result;
    if (result.kind === 'failure') throw evaluationError(compiled, result);
    const environment = new Environment({ fundYear: frames.fundYear, institution: frames.institution, case: frames.caseFrame });
    await compiled.tables.learn(result.decision, result.table, result.situation, (ref) => readRef(environment, ref));
  }
}

/** The version that was asked for by its id or by a day; `undefined` where the case's days choose. */
function versionNamed(index: KnownRules, { on, versionId, unstored, scheme }: RulesetChoice): RulesetSummary | undefined {
  if (on !== undefined) return versionInForce(index, on, scheme);
  if (versionId === undefined && unstored === undefined) return undefined;
  const found = unstored?.ruleset ?? index.rulesets.find((ruleset) => ruleset.id === versionId);
  if (found === undefined) throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, versionId ?? '');
  if (scheme === undefined || scheme === found.scheme) return found;
  throw invalidField(['scheme'], 'OTHER_SCHEME', {
    zh: `规则集版本 ${found.version} 是 ${found.scheme} 的，不是 ${scheme} 的。请去掉支付方式，或另选版本。`,
    en: `Ruleset version ${found.version} is one of ${found.scheme}, not of ${scheme}. Leave the scheme out, or name another version.`,
  });
}

function requireOwnInstitution(own: string | null, asked: string): void {
  if (own === null || own === asked) return;
  throw new NotFoundError({ zh: '医疗机构', en: 'institution' }, asked);
}

function requireInstitution(index: RegionIndex, code: string): InstitutionEntry {
  const entry = index.institutions.get(code);
  if (entry !== undefined) return entry;
  throw invalidField(['institutionCode'], 'UNKNOWN_INSTITUTION', {
    zh: `统筹地区 ${index.region.code} 没有医疗机构“${code}”。请核对机构代码，或先导入该机构。`,
    en: `Region ${index.region.code} has no institution "${code}". Check the code, or import the institution first.`,
  });
}

function requireProfile(entry: InstitutionEntry, date: string): void {
  if (profileOn(entry, date) !== undefined) return;
  const { code } = entry.institution;
  throw invalidField(['institutionCode'], 'NO_INSTITUTION_PROFILE', {
    zh: `医疗机构“${code}”在 ${date} 没有机构档案（级别、类别）。请补录生效日期不晚于该日的档案。`,
    en: `Institution "${code}" has no profile (level, class) on ${date}. Record one that takes effect by then.`,
  });
}

async function knownPointValue(
  read: Caller['read'],
  index: RegionIndex,
  { year, insurance }: { readonly year: number; readonly insurance: InpatientCase['insurance'] },
): Promise<Fraction | null> {
  const entry = await index.fundYear(read, { regionCode: index.region.code, year, insurance });
  const record = entry.settlementPointValue ?? entry.budgetPointValue;
  if (record === undefined) return null;
  const [n, d] = record.fraction.split('/');
  return new Fraction(BigInt(must(n, 'numerator')), BigInt(must(d, 'denominator')));
}
