import { checkCatalogue } from './catalogue-check.js';
import { catalogueHash } from './catalogue-csv.js';
import { firstName, namesSaidBy } from '../../engine/catalogue/catalogue-names.js';
import { editionNames } from '../code-tables/code-names.js';
import { readCatalogueMethod } from './catalogue-method-document.js';
import { catalogueAudit, requireFree, targetRuleset, type CatalogueTarget, type TargetRuleset } from './catalogue-target.js';
import { hashOf, requirePermission, runCommand } from '../kernel/command.js';
import { computeCatalogue, type CatalogueComputation, type ComputedCatalogue } from './compute-catalogue.js';
import { ConflictError, invalidField, StateError, type UserError } from '../base/errors.js';
import { groupsOfVersion } from './import-catalogue.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { CatalogueRecord } from '../ports/ports-catalogue.js';
import { accessOf, type Unit } from '../ports/ports.js';
import { settlementYearDays, settlementYearOf } from '../../engine/kit/calendar.js';
import { catalogueDifference, type GroupDifference } from '../../engine/catalogue/catalogue-difference.js';
import type { DiseaseGroup } from '../../engine/plan/catalogue.js';
import type { AssemblyFailure } from '../../engine/catalogue/catalogue-assembly.js';
import type { Reason } from '../../engine/grouping/grouping-reasons.js';
import { printFixed, printShort } from '../../engine/number/quantity.js';

/** What a catalogue is built from. */
export interface BuildCatalogue extends CatalogueTarget {
  /** Last settlement year of the history; by default the year before the first day in force. */
  readonly lastYear?: number;
  /** A `CatalogueMethodDocument`. */
  readonly method: unknown;
  /** Names of diagnoses and operations by code; of others the catalogue of `compareWith` and the code tables of the region say them. */
  readonly names?: Readonly<Record<string, string>>;
  /** Version of a catalogue of the region: the report tells what is not the same in it; groups of its codes keep their names where none are stated. */
  readonly compareWith?: string;
  /** `inputHash` of a trial that was looked at: where the history has changed since, nothing is stored. */
  readonly expected?: string;
}

/** 测算报告 what the makers of a catalogue look at; plain text and numbers, kept with the job. */
interface CatalogueReport {
  /** SHA-256 of everything that the figures come from: same fingerprint, same catalogue. */
  readonly inputHash: string;
  readonly years: readonly { readonly from: string; readonly to: string }[];
  readonly throughImportSeq: string;
  readonly cases: string;
  readonly groupCount: number;
  readonly coreGroupCount: number;
  /** Yuan, 2 places, for display. */
  readonly regionMean: string;
  readonly minimumCases: string;
  /** 总分值不变 factor and what rounding left over; null where no total was kept. */
  readonly normalisation: { readonly factor: string; readonly residue: string } | null;
  readonly primaryCareCandidates: readonly string[];
  readonly unstableGroups: readonly string[];
  /** Rows that no case reaches, each with the rows that hide it. */
  readonly unreachable: readonly { readonly groupCode: string; readonly code: string; readonly message: Reason }[];
  /** 药品分值、耗材分值 by group code. */
  readonly partPoints: Readonly<Record<string, { readonly drug: string | null; readonly consumable: string | null }>>;
  /** Row by row, what is not the same in the catalogue of `compareWith`; null where none was named. */
  readonly differences: readonly GroupDifference[] | null;
}

/** A stored catalogue and its report. */
export interface BuiltCatalogue {
  readonly catalogue: CatalogueRecord;
  readonly report: CatalogueReport;
}

/** What whoever asks for a build does in its transaction, before it and after it. */
export interface BuildSteps<Built = BuiltCatalogue> {
  readonly begin?: (unit: Unit) => Promise<void>;
  readonly finish?: (unit: Unit, built: Built) => Promise<void>;
}

/**
 * 目录测算 builds a catalogue from a region's history and stores it (N21-18, N21-19, N25-15, ZB-10). On the embedded database other requests
 * wait while it aggregates. `within` is what else belongs to the same transaction. Throws VALIDATION_FAILED (method, version, no cases …), NO_RULESET_IN_FORCE, CONFLICT (version or day taken).
 */
export async function buildCatalogue(
  platform: Platform,
  caller: Caller,
  input: BuildCatalogue,
  within: BuildSteps = {},
): Promise<BuiltCatalogue> {
  requirePermission(caller.actor, 'catalogue:write', input.regionCode);
  const read = readCatalogueMethod(input.method);
  const ruleset = await targetRuleset(platform, caller, input);
  requireCountable(ruleset);
  return runCommand(platform, caller.actor, {
    permission: 'catalogue:write',
    regionCode: input.regionCode,
    action: 'catalogue:build',
    work: async (unit) => {
      await within.begin?.(unit);
      const { groups, report } = await computedOf(platform, unit, input, ruleset, read);
      if (input.expected !== undefined && input.expected !== report.inputHash) throw changedSince();
      const catalogue = await unit.catalogues.insert(
        {
          regionCode: input.regionCode,
          version: input.version,
          contentHash: catalogueHash(groups),
          groupingHash: ruleset.plan.groupingHash,
          effectiveFrom: input.effectiveFrom,
          note: input.note ?? '',
        },
        groups,
      );
      const built = { catalogue, report };
      await within.finish?.(unit, built);
      return built;
    },
    audit: ({ catalogue, report }) => {
      const { subject, detail } = catalogueAudit(catalogue);
      return { subject, detail: { ...detail, inputHash: report.inputHash } };
    },
  });
}

/**
 * 试测算 does the same and stores no catalogue: its report is what would come of it. Throws what `buildCatalogue` throws.
 */
export async function tryCatalogue(
  platform: Platform,
  { actor, ...caller }: Caller,
  input: BuildCatalogue,
  within: BuildSteps<CatalogueReport>,
): Promise<void> {
  requirePermission(actor, 'catalogue:write', input.regionCode);
  const read = readCatalogueMethod(input.method);
  const ruleset = await targetRuleset(platform, { actor, ...caller }, input);
  requireCountable(ruleset);
  await platform.store.transaction(accessOf(actor), 'WRITE', async (unit) => {
    await within.begin?.(unit);
    const { report } = await computedOf(platform, unit, input, ruleset, read);
    await within.finish?.(unit, report);
  });
}

function changedSince(): ConflictError {
  return new ConflictError({
    zh: '试测算之后，历史病例、测算方法或规则已有变动，结果不再是您看过的那一份，没有保存。请重新试测算，看过差异再保存。',
    en: 'Cases of the history, the method or the rules have changed since the trial: this is not what you looked at, and nothing was stored. Try it again, and look at the differences first.',
  });
}

/** The groups of a computation, named, and its report. Throws CONFLICT (version or day taken), NOT_FOUND (the catalogue to compare with), VALIDATION_FAILED. */
async function computedOf(
  platform: Platform,
  unit: Unit,
  input: BuildCatalogue,
  ruleset: TargetRuleset,
  read: ReturnType<typeof readCatalogueMethod>,
): Promise<{ readonly groups: readonly DiseaseGroup[]; readonly report: CatalogueReport }> {
  await requireFree(unit, input);
  const beside = input.compareWith === undefined ? undefined : await groupsOfVersion(unit, input.regionCode, input.compareWith);
  const editions = await editionNames(platform, unit, input.regionCode, input.effectiveFrom);
  const names = firstName([new Map(Object.entries(input.names ?? {})), namesSaidBy(beside?.groups ?? []), editions]);
  const computation = { ...(await computationOf(unit, input, ruleset, read)), names };
  const computed = await computeCatalogue(unit.catalogueHistory, computation);
  if (typeof computed === 'string') throw failureOf(computed);
  const known = new Map(input.names === undefined ? beside?.groups.map(({ code, name }) => [code, name]) : []);
  const groups = computed.groups.map((group) => ({ ...group, name: known.get(group.code) ?? group.name }));
  const report = {
    ...reportOf(
      computed,
      computation,
      fingerprint(input, ruleset, computation, { ...computed, beside: beside?.catalogue.contentHash, editions: editions.hashes }),
    ),
    differences: beside === undefined ? null : catalogueDifference(beside.groups, groups),
  };
  return { groups, report };
}

/** Refuses a method by which combinations of diagnosis and operations are not counted: what it groups by is a library, not the history. */
function requireCountable({ plan, grouping }: TargetRuleset): void {
  const isLibrary = grouping.operations === 'MAIN_THEN_RELATED' || grouping.diagnosis === 'PREFIX';
  if (!isLibrary && plan.codes?.editions === undefined) return;
  throw new StateError('RULESET_INVALID', {
    zh: `规则集 ${plan.version} 按主要手术操作（MAIN_THEN_RELATED）、诊断前缀（PREFIX）分组，或编码映射分版本（editions），历史病例的组合不能这样测算成病种目录。请导入现成的病种库，或改用不带这几项的分组口径测算。`,
    en: `Ruleset ${plan.version} groups by main operation (MAIN_THEN_RELATED) or prefixes of diagnoses (PREFIX), or reads codes by edition: a catalogue can't be computed from combinations of history by it. Import a library, or compute with a method without these.`,
  });
}

async function computationOf(
  unit: Unit,
  input: BuildCatalogue,
  { plan, grouping }: TargetRuleset,
  { method, excludeCaseFlags, insuredElsewhere }: ReturnType<typeof readCatalogueMethod>,
): Promise<Omit<CatalogueComputation, 'names'>> {
  const last = input.lastYear ?? settlementYearOf(input.effectiveFrom, plan.yearStart) - 1;
  const years = method.yearWeights.map((_, i) => settlementYearDays(last - method.yearWeights.length + 1 + i, plan.yearStart));
  const throughImportSeq = await unit.cases.lastImportSeq(input.regionCode);
  return {
    selection: { regionCode: input.regionCode, throughImportSeq, periodBy: plan.periodBy, years, excludeCaseFlags, insuredElsewhere },
    grouping,
    ...(plan.codes === undefined ? {} : { codes: plan.codes }),
    method,
  };
}

/**
 * Everything that the figures come from, as content: the history by its sums (levels of institutions are part of them), not by the sequence
 * under which a store keeps it. Whether patients insured elsewhere count stands in the method.
 */
function fingerprint(
  input: BuildCatalogue,
  { plan }: TargetRuleset,
  { selection: { throughImportSeq: _, insuredElsewhere: __, ...selection } }: CatalogueComputation,
  {
    historyHash,
    beside,
    editions,
  }: Pick<ComputedCatalogue, 'historyHash'> & { readonly beside: string | undefined; readonly editions: readonly string[] },
): string {
  const named = { ...(beside === undefined ? {} : { beside }), ...(editions.length === 0 ? {} : { editions }) };
  return hashOf({ groupingHash: plan.groupingHash, method: input.method, names: input.names ?? {}, ...named, ...selection, historyHash });
}

function reportOf(
  computed: ComputedCatalogue,
  { selection, grouping }: CatalogueComputation,
  inputHash: string,
): Omit<CatalogueReport, 'differences'> {
  const { groups, details, normalisation } = computed;
  const text = (value: Parameters<typeof printShort>[0] | null): string | null => (value === null ? null : printShort(value));
  return {
    inputHash,
    years: selection.years,
    throughImportSeq: selection.throughImportSeq.toString(),
    cases: computed.cases.toString(),
    groupCount: groups.length,
    coreGroupCount: groups.filter(({ kind }) => kind === 'CORE').length,
    regionMean: printFixed(computed.regionMean, 2),
    minimumCases: printShort(computed.minimum),
    normalisation: normalisation === null ? null : { factor: printShort(normalisation.factor), residue: printShort(normalisation.residue) },
    primaryCareCandidates: details.filter(({ primaryCareCandidate }) => primaryCareCandidate).map(({ code }) => code),
    unstableGroups: groups.filter(({ flags }) => flags.includes('UNSTABLE')).map(({ code }) => code),
    unreachable: checkCatalogue(groups, grouping).map(({ groupCode, code, message }) => ({ groupCode, code, message })),
    partPoints: Object.fromEntries(
      details.map(({ code, drugPoints, consumablePoints }) => [code, { drug: text(drugPoints), consumable: text(consumablePoints) }]),
    ),
  };
}

function failureOf(failure: AssemblyFailure): UserError {
  switch (failure) {
    case 'NO_CASES':
      return invalidField(['lastYear'], failure, {
        zh: '所选年度没有可用于测算的病例。请先导入历史病例，或核对年度。',
        en: 'There are no cases of these years to compute from. Import the history first, or check the years.',
      });
    case 'BENCHMARK_MISSING':
      return invalidField(['method', 'points', 'groupCode'], failure, {
        zh: '测算出的病种中没有所指定的基准病种。请核对编码（如 K35.8_47.0100），或该组合例数是否达到临界值。',
        en: 'No group computed has the code of the benchmark. Check the code (such as K35.8_47.0100), or whether it has enough cases.',
      });
    case 'NO_COST':
      return invalidField(['method', 'points'], failure, {
        zh: '作为除数的次均费用为零，无法测算分值。请核对历史费用。',
        en: 'The mean cost to divide by is zero, so there are no points. Check the costs of the history.',
      });
    case 'NO_POINTS':
      return invalidField(['method', 'keepTotalPoints'], failure, {
        zh: '末年没有病例，无法保持总分值不变。请核对年度，或不作归一。',
        en: 'There are no cases in the last year, so no total can be kept. Check the years, or keep no total.',
      });
  }
}
