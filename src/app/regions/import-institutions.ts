import { requirePermission, runCommand } from '../kernel/command.js';
import { StateError, ValidationError, type FieldProblem } from '../base/errors.js';
import { groupBy } from '../../engine/kit/group-by.js';
import { institutionFindings, type InstitutionInput, type InstitutionRulesets } from './institution-rows.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { InstitutionFigureRecord, InstitutionProfileRecord, InstitutionRecord } from '../ports/ports-region.js';
import type { Unit } from '../ports/ports.js';
import type { AskedScheme } from '../caches/in-force.js';
import type { PaymentScheme } from '../ports/ports-ruleset.js';
import { type RegionIndex, regionIndex } from '../caches/region-cache.js';
import { fieldProblem, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import { undoable } from '../kernel/rolled-back.js';
import { compiledOver, rulesetsOfYear } from '../rulesets/ruleset-years.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** 导入机构 institutions with dated profiles and yearly figures: all or none. */
export interface ImportInstitutions {
  readonly regionCode: string;
  readonly institutions: readonly InstitutionInput[];
  readonly dryRun: boolean;
  /** Whose versions say what may be stated; none: those of every scheme in force. */
  readonly scheme?: PaymentScheme;
  readonly idempotencyKey: string;
  /** What the caller asked for, where the rows were worked out from it: the same request is the same, whatever they come to. */
  readonly request?: unknown;
}

/** What an import of institutions did, or in a dry run would do. Rows that say what is known already change nothing. */
export interface InstitutionCounts {
  readonly read: number;
  readonly added: number;
  readonly renamed: number;
  readonly profiles: number;
  readonly figures: number;
}

/** An import with its warnings: what the rulesets need and nobody stated, what could not be checked. */
export interface ImportedInstitutions extends InstitutionCounts {
  readonly dryRun: boolean;
  readonly warnings: readonly FieldProblem[];
}

/** The most institutions that one request may bring. */
export const MOST_INSTITUTIONS = 1_000;

/**
 * Imports institutions. Throws VALIDATION_FAILED with every problem of every row (nothing was changed), LIMIT_EXCEEDED, NOT_FOUND,
 * IDEMPOTENCY_KEY_REUSED.
 */
export async function importInstitutions(platform: Platform, caller: Caller, input: ImportInstitutions): Promise<ImportedInstitutions> {
  const {
    regionCode,
    institutions,
    dryRun,
    scheme,
    idempotencyKey,
    request = scheme === undefined ? institutions : { institutions, scheme },
  } = input;
  requirePermission(caller.actor, 'institution:write', regionCode);
  requireIdempotencyKey(idempotencyKey);
  requireCount(institutions.length);
  const index = await regionIndex(platform, caller, regionCode);
  const { problems, warnings } = await findings(institutionRulesets(platform, caller, index, scheme), institutions);
  refuseProblems(problems);
  const { result } = await undoable<InstitutionCounts>((undo) =>
    runCommand(
      platform,
      caller.actor,
      {
        permission: 'institution:write',
        regionCode,
        action: 'institution:import',
        work: async (unit) => {
          const counts = await saveInstitutions(unit, regionCode, institutions);
          return dryRun ? undo(counts) : counts;
        },
        audit: (counts) => ({ subject: String(counts.read), detail: { ...counts } }),
      },
      dryRun
        ? undefined
        : {
            key: idempotencyKey,
            input: request,
            refOf: ({ added, renamed, profiles, figures }) => [added, renamed, profiles, figures].join(' '),
            replay: (_unit, ref) => Promise.resolve(countsOf(institutions.length, ref)),
          },
    ),
  );
  return { ...result, dryRun, warnings };
}

function countsOf(read: number, ref: string): InstitutionCounts {
  const [added = 0, renamed = 0, profiles = 0, figures = 0] = ref.split(' ').map(Number);
  return { read, added, renamed, profiles, figures };
}

function requireCount(count: number): void {
  if (count === 0) throw new ValidationError([fieldProblem(['institutions'], 'REQUIRED', '没有机构。', 'There are no institutions.')]);
  if (count <= MOST_INSTITUTIONS) return;
  const zh = `一次最多 ${MOST_INSTITUTIONS} 家机构，此处 ${count} 家。请分批导入。`;
  const en = `At most ${MOST_INSTITUTIONS} institutions at a time; these are ${count}. Send several batches.`;
  throw new ValidationError([fieldProblem(['institutions'], 'LIMIT_EXCEEDED', zh, en)], { zh, en }, 'LIMIT_EXCEEDED');
}

interface Findings {
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
}

async function findings(rulesets: InstitutionRulesets, institutions: readonly InstitutionInput[]): Promise<Findings> {
  const problems: FieldProblem[] = [...repeatedRows(institutions)];
  const warnings: FieldProblem[] = [];
  for (const [row, institution] of institutions.entries()) {
    const found = await institutionFindings(institution, rulesets, ['institutions', String(row)]);
    problems.push(...found.problems);
    warnings.push(...found.warnings);
  }
  return { problems, warnings };
}

/** The rulesets of days and years, each looked up once a request. */
function institutionRulesets(platform: Platform, caller: Caller, index: RegionIndex, scheme: AskedScheme): InstitutionRulesets {
  const kept = new Map<string, Promise<readonly CompiledRuleset[]>>();
  const once = (key: string, make: () => Promise<readonly CompiledRuleset[]>): Promise<readonly CompiledRuleset[]> => {
    const found = kept.get(key) ?? make();
    kept.set(key, found);
    return found;
  };
  return {
    from: (date) => once(date, () => compiledOver(platform, caller, index, { from: date, scheme })),
    on: (date) => once(`on ${date}`, () => compiledOver(platform, caller, index, { from: date, to: date, scheme })),
    ofYear: (year) => once(String(year), () => rulesetsOfYear(platform, caller, index, { year, scheme }).catch(noneInForce)),
  };
}

function noneInForce(error: unknown): readonly CompiledRuleset[] {
  if (error instanceof StateError && error.code === 'NO_RULESET_IN_FORCE') return [];
  throw error;
}

function* repeatedRows(institutions: readonly InstitutionInput[]): Generator<FieldProblem> {
  for (const [code, rows] of groupBy(institutions.entries(), ([, institution]) => institution.code)) {
    const days = new Set<string>();
    for (const [row, { effectiveFrom, name }] of rows) {
      const path = ['institutions', String(row)];
      if (days.has(effectiveFrom)) {
        const zh = `机构“${code}”在 ${effectiveFrom} 的档案出现了多次，请只留一条。`;
        yield fieldProblem(
          [...path, 'effectiveFrom'],
          'REPEATED',
          zh,
          `Institution "${code}" has two profiles from ${effectiveFrom}; keep one.`,
        );
      }
      if (name !== rows[0]?.[1].name) {
        yield fieldProblem(
          [...path, 'name'],
          'NAMES_DIFFER',
          `机构“${code}”有不同的名称。`,
          `Institution "${code}" comes with different names.`,
        );
      }
      days.add(effectiveFrom);
    }
  }
}

/** Stores what is new; says what it was. */
export async function saveInstitutions(unit: Unit, regionCode: string, rows: readonly InstitutionInput[]): Promise<InstitutionCounts> {
  await unit.lock(regionCode, 'institutions');
  const known = new Map((await unit.institutions.list(regionCode)).map(({ code, name }) => [code, name]));
  const named = [...new Map(rows.map(({ code, name }): [string, InstitutionRecord] => [code, { regionCode, code, name }])).values()];
  const changed = named.filter(({ code, name }) => known.get(code) !== name);
  await unit.institutions.save(changed);
  const profiles = await newProfiles(unit, regionCode, rows);
  await unit.institutions.addProfiles(profiles);
  const figures = await newFigures(unit, regionCode, rows);
  await unit.institutions.addFigures(figures);
  const added = changed.filter(({ code }) => !known.has(code)).length;
  return { read: rows.length, added, renamed: changed.length - added, profiles: profiles.length, figures: figures.length };
}

async function newProfiles(
  unit: Unit,
  regionCode: string,
  rows: readonly InstitutionInput[],
): Promise<readonly InstitutionProfileRecord[]> {
  const textOf = ({ institutionCode, effectiveFrom, level, attributes }: InstitutionProfileRecord): string =>
    JSON.stringify([institutionCode, effectiveFrom, level, Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))]);
  const known = new Set((await unit.institutions.profiles(regionCode)).map(textOf));
  return rows
    .map(({ code, effectiveFrom, level, attributes }) => ({
      regionCode,
      institutionCode: code,
      effectiveFrom,
      level,
      attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
    }))
    .filter((profile) => !known.has(textOf(profile)));
}

async function newFigures(unit: Unit, regionCode: string, rows: readonly InstitutionInput[]): Promise<readonly InstitutionFigureRecord[]> {
  const textOf = ({ institutionCode, year, insurance, name, value }: InstitutionFigureRecord): string =>
    [institutionCode, year, insurance, name, value].join('\u001f');
  const figures = rows.flatMap(({ code, figures: own }) => own.map((figure) => ({ regionCode, institutionCode: code, ...figure })));
  const known = new Set<string>();
  for (const year of new Set(figures.map((figure) => figure.year)))
    for (const figure of await unit.institutions.figures(regionCode, year)) known.add(textOf(figure));
  return figures.filter((figure) => !known.has(textOf(figure)));
}
