import { parseRunRecords, type RunRecords } from '../run/run-records.js';
import { parseSnapshot, type RunSnapshot } from '../run/run-snapshot.js';
import { parseOutcome } from '../shards/outcome-parse.js';
import type { Platform } from '../../kernel/platform.js';
import type { Reader } from '../../ports/ports.js';
import type { ScopeValueRecord } from '../../ports/clearing/ports-run-results.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { OutcomeRecord } from '../../ports/clearing/ports-score.js';
import { must } from '../../../engine/kit/assert.js';
import { explainTrace, type ExplainedStep } from '../../../rules/explain/explain.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import type { EffectiveDocument } from '../../../rules/document/document.js';
import { parseTrace } from './trace-parse.js';

/** 输入 what a run was cleared from: as it was frozen. */
export interface RunInputs {
  readonly snapshot: RunSnapshot;
  /** Absent where the run began before they were kept. */
  readonly records: RunRecords | undefined;
}

/** Reads a run's frozen inputs: for the agency only. */
export async function readRunInputs(read: Reader, { regionCode, runNo }: Pick<RunRecord, 'regionCode' | 'runNo'>): Promise<RunInputs> {
  return await read(async ({ runs }) => ({
    snapshot: parseSnapshot(await runs.snapshot(regionCode, runNo)),
    records: parseRunRecords(await runs.records(regionCode, runNo)),
  }));
}

/** 机构档案 a frozen profile. */
export interface RunProfile {
  readonly institutionCode: string;
  readonly institutionName: string;
  readonly effectiveFrom: string;
  readonly level: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The profiles of a snapshot, by institution code and day. */
export function profilesOf({ institutions }: RunSnapshot): readonly RunProfile[] {
  return institutions.flatMap(({ code, name, profiles }) =>
    profiles.map((profile) => ({ institutionCode: code, institutionName: name, ...profile })),
  );
}

/** 机构指标 a frozen figure: of scope `institution`, or a sum of scope `institutionYear`. */
export interface RunFigure {
  readonly scope: 'institution' | 'institutionYear';
  readonly institutionCode: string;
  readonly name: string;
  readonly value: string;
}

/** The figures of a snapshot. */
export function figuresOf({ figures, institutionYears }: RunSnapshot): readonly RunFigure[] {
  return [
    ...figures.map((figure): RunFigure => ({ scope: 'institution', ...figure })),
    ...Object.entries(institutionYears).flatMap(([institutionCode, facts]) =>
      Object.entries(facts).map(([name, value]): RunFigure => ({ scope: 'institutionYear', institutionCode, name, value })),
    ),
  ];
}

/** 预算项目 an item of the budget or the actuals that a run used. */
export interface BudgetItem {
  readonly kind: 'BUDGET' | 'ACTUALS';
  /** Null where the run began before revisions were kept. */
  readonly revision: number | null;
  readonly name: string;
  readonly value: string;
}

/** The items of a run's budget and actuals, by name. */
export function budgetItems({ snapshot, records }: RunInputs): readonly BudgetItem[] {
  const items = (kind: BudgetItem['kind'], stated: Readonly<Record<string, string>>, revision: number | null): BudgetItem[] =>
    Object.entries(stated)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ kind, revision, name, value }));
  return [
    ...items('BUDGET', snapshot.budget, records?.budgetRevision ?? null),
    ...items('ACTUALS', snapshot.actuals, records?.actualsRevision ?? null),
  ];
}

/** 版本 a ruleset or catalogue with the days on which it was in force. */
export interface RunVersionRow {
  readonly kind: 'RULESET' | 'CATALOGUE';
  readonly id: string;
  readonly version: string;
  /** `effectiveHash` of a ruleset, `contentHash` of a catalogue. */
  readonly hash: string;
  readonly from: string;
  readonly to: string | null;
}

/** The versions of a snapshot. */
export function versionsOf({ rulesets, catalogues }: RunSnapshot): readonly RunVersionRow[] {
  return [
    ...rulesets.map(({ id, version, effectiveHash, from, to }): RunVersionRow => ({
      kind: 'RULESET',
      id,
      version,
      hash: effectiveHash,
      from,
      to,
    })),
    ...catalogues.map(({ id, version, contentHash, from }): RunVersionRow => ({
      kind: 'CATALOGUE',
      id,
      version,
      hash: contentHash,
      from,
      to: null,
    })),
  ];
}

/** Whose values they are. */
interface OfKey {
  readonly scope: string;
  readonly institutionCode: string | null;
  readonly month: string | null;
  readonly groupCode: string | null;
}

function keyOf({ scope, key, institutionCode }: ScopeValueRecord): OfKey {
  const rest = key.slice((institutionCode ?? '*').length + 1);
  return {
    scope,
    institutionCode,
    month: scope === 'institutionMonth' ? rest : null,
    groupCode: scope === 'institutionGroup' ? rest : null,
  };
}

/** The disease group of a key of scope `institutionGroup`. */
export function groupCodeOf(record: ScopeValueRecord): string {
  return must(keyOf(record).groupCode, 'group of a key');
}

/** The key of a disease group of an institution, within its scope. */
export function groupKeyOf(institutionCode: string, groupCode: string): string {
  return `${institutionCode}/${groupCode}`;
}

/** 取值 one value of a key. */
export interface RunValue extends OfKey {
  readonly name: string;
  readonly value: string | null;
}

/** The values of a key, by name. */
export function valuesOf(record: ScopeValueRecord): readonly RunValue[] {
  const of = keyOf(record);
  return Object.entries(record.values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({
      ...of,
      name,
      value: value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value),
    }));
}

/** 判定 one decision of a key, in words. */
export interface RunDecision extends OfKey {
  readonly step: ExplainedStep;
}

/** The decisions of a key of the fund or of a month; those of institutions stand in their statements. */
export function decisionsOf(record: ScopeValueRecord, effective: EffectiveDocument): readonly RunDecision[] {
  const of = keyOf(record);
  return explainTrace(parseTrace(record.trace), effective).map((step) => ({ ...of, step }));
}

/** The decisions of an institution, out of its statement. */
export function statementDecisions(institutionCode: string, trace: unknown, effective: EffectiveDocument): readonly RunDecision[] {
  return explainTrace(parseTrace(trace), effective).map((step) => ({
    scope: step.scope,
    institutionCode,
    month: null,
    groupCode: null,
    step,
  }));
}

/** The document of the version that decided a run's year: where names come from. */
export async function yearDocument(platform: Platform, read: Reader, run: RunRecord): Promise<EffectiveDocument> {
  return (await yearRuleset(platform, read, run)).effective;
}

/** The version that decided a run's year. */
export async function yearRuleset(platform: Platform, read: Reader, { regionCode, rulesetIds }: RunRecord): Promise<CompiledRuleset> {
  const id = must(rulesetIds.at(-1), 'ruleset of a run');
  const { effectiveHash } = must(await read(({ rulesets }) => rulesets.findById(regionCode, id)), 'ruleset of a run');
  return await platform.rulesets.get(read, { regionCode, id, effectiveHash });
}

/** 情形 one decision of a distinct outcome: which rules held, what it gave where that is no number, and which classes of facts were met. */
export interface RunSituation {
  readonly situation: number;
  readonly cases: bigint;
  readonly witnessCaseNo: string;
  readonly reJudged: boolean;
  readonly decision: string;
  readonly rules: readonly string[];
  readonly value: string | null;
  readonly facts: readonly string[];
}

/** The decisions of an outcome, in the ruleset's order. */
export function situationRows({ outcomeId, count, witnessCaseNo, reJudged, outputs, situation }: OutcomeRecord): readonly RunSituation[] {
  return parseOutcome(outputs, situation).map((decision) => ({ situation: outcomeId, cases: count, witnessCaseNo, reJudged, ...decision }));
}
