import { type Plan } from '../engine/plan/plan.js';
import { analyse } from './analysis/analysis.js';
import { redundantRules } from './analysis/redundant.js';
import { thresholdsOutOfOrder } from './analysis/threshold-order.js';
import { compile } from './compiled/compile.js';
import { assemble, type CompiledRuleset, type Judged } from './compiled/compiled-ruleset.js';
import { coverageFindings } from './analysis/coverage.js';
import { EffectiveDocumentSchema, type EffectiveDocument, type RulesetDocument } from './document/document.js';
import { ExampleParts, runExamples } from './examples/run-examples.js';
import type { ExampleOutcome } from './examples/examples.js';
import { validityFindings } from './checks/check-validity.js';
import { limitFindings } from './limits/check-limits.js';
import type { NationalLimit } from './limits/national-limits.js';
import { boundaryFindings } from './probes/boundary-findings.js';
import { nobodysCase } from './made/made-facts.js';
import { pointsFindings } from './made/points-findings.js';
import { provenOf, type Proven } from './probes/points.js';
import type { ResolveBase } from './extend/extend.js';
import { capFindings, hasErrors, sortFindings } from './findings/finding-codes.js';
import type { Finding } from './findings/finding.js';
import { contentHash, effectiveHash } from './document/hash.js';
import type { Judge } from './judge/judge.js';
import type { Origins } from './extend/origins.js';
import { readRuleset } from './extend/read-ruleset.js';
import { buildTables } from './judge/tables.js';
import { SCOPES } from '../engine/plan/scopes.js';

/** A checked document. `ruleset` is there unless an ERROR stands among the findings; the parts before it as far as the check came. */
export interface CheckedRuleset {
  readonly findings: readonly Finding[];
  readonly document?: RulesetDocument;
  readonly contentHash?: string;
  readonly examples: readonly ExampleOutcome[];
  readonly ruleset?: CompiledRuleset;
  /** As far as it compiled, also where rules contradict each other: only to show cases by. */
  readonly compiled?: CompiledRuleset;
  /** Whether what stands at a pointer into the effective document comes from a base, whose own examples show it. */
  readonly isInherited?: (pointer: string) => boolean;
}

/** What a check knows beside the document. */
export interface CheckBeside {
  /** What national texts let numbers be at most. */
  readonly limits?: readonly NationalLimit[];
  /** The day of the check, in China: what is about to expire. */
  readonly day?: string;
}

/**
 * A city loads its ruleset (ARCHITECTURE 5.1): text → parse → extend the base → check → build tables → run the examples → hash.
 * Everything wrong is reported at once, as far as the earlier steps let the later ones be taken; of very many findings the first ones, with
 * how many were left out.
 */
export async function checkRuleset(
  input: string | Uint8Array,
  resolveBase: ResolveBase,
  judge: Judge,
  beside: CheckBeside = {},
): Promise<CheckedRuleset> {
  const { document, effective, origins, findings: early } = readRuleset(input, resolveBase);
  if (document === undefined) return { findings: sortFindings(early), examples: [] };
  const known = { document, contentHash: contentHash(document) };
  if (effective === undefined) return { ...known, findings: capFindings(sortFindings(early)), examples: [] };
  const { findings: late, examples, ruleset } = await checkEffective(effective, origins, judge, beside);
  const findings = capFindings(sortFindings([...early, ...late]));
  if (ruleset === undefined) return { ...known, findings, examples };
  if (hasErrors(findings)) return { ...known, findings, examples, compiled: ruleset };
  return { ...known, findings, examples, ruleset, compiled: ruleset, isInherited: (pointer) => origins.locate(pointer).inherited };
}

interface CheckedEffective {
  readonly findings: readonly Finding[];
  readonly examples: readonly ExampleOutcome[];
  readonly ruleset?: CompiledRuleset;
}

async function checkEffective(
  effective: EffectiveDocument,
  origins: Origins,
  judge: Judge,
  { limits = [], day }: CheckBeside,
): Promise<CheckedEffective> {
  const compiled = compile(effective, {
    effectiveHash: effectiveHash(effective),
    inherited: (pointer) => origins.locate(pointer).inherited,
  });
  if (compiled.plan === undefined) return { findings: origins.relocate(compiled.findings), examples: [] };
  const scoring = await judged(compiled.plan, judge);
  const quality = compiled.quality && (await judged(compiled.quality, judge));
  const parts = quality === undefined ? [scoring] : [scoring, quality];
  const findings = [...compiled.findings, ...parts.flatMap((part) => part.findings)];
  findings.push(...limitFindings(effective, limits), ...validityFindings(effective, day));
  if (hasErrors(findings)) return { findings: origins.relocate(findings), examples: [] };
  const proven = parts.map(provenOf);
  findings.push(...proven.flatMap(({ plan, tables, reachability }) => analyse(plan, tables, reachability)));
  findings.push(...proven.flatMap((part) => [...thresholdsOutOfOrder(part), ...redundantRules(part)]));
  const ruleset = assemble(effective, scoring, { quality, indicators: compiled.indicators });
  // Where rules contradict each other, what a case gets is not yet said.
  if (!hasErrors(findings)) findings.push(...(await pointsFindings(ruleset, nobodysCase(effective.effective.from))));
  const examples = await runExamples(new ExampleParts(effective, { SCORING: scoring, QUALITY: quality ?? scoring }, judge));
  findings.push(...examples.flatMap((example) => example.findings));
  const isOwn = (pointer: string): boolean => !origins.locate(pointer).inherited;
  findings.push(...proven.flatMap((part) => [...ownCoverage(isOwn, part, examples), ...boundaryFindings(part, examples, isOwn)]));
  return {
    findings: origins.relocate(findings.map((one) => withoutCase(scoring.plan, one))),
    examples,
    ruleset,
  };
}

/** Marks what is found of decisions that no case goes through while it is scored. */
function withoutCase({ decisions }: Plan, one: Finding): Finding {
  const isIn = (pointer: string): boolean => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`);
  if (!isIn('/decisions') || decisions.case.some(({ pointer }) => isIn(pointer))) return one;
  return { ...one, noCase: true };
}

interface JudgedPart extends Judged {
  readonly findings: readonly Finding[];
}

async function judged(plan: Plan, judge: Judge): Promise<JudgedPart> {
  const built = await buildTables(plan, judge);
  return { plan: built.plan, tables: built.verdicts, findings: built.findings };
}

/** Rules that are inherited have their examples in the base. */
function ownCoverage(
  isOwn: (pointer: string) => boolean,
  { plan, tables, reachability }: Proven,
  examples: readonly ExampleOutcome[],
): readonly Finding[] {
  const own = new Set(SCOPES.flatMap((scope) => plan.decisions[scope].map(({ id }) => id)));
  const met = examples.flatMap((example) => example.met).filter(({ decision }) => own.has(decision));
  return coverageFindings(plan, tables, met, reachability).filter(({ pointer }) => isOwn(pointer));
}

/** A merged document that was compiled; `ruleset` is absent where an ERROR stands among the findings. */
export interface CompiledDocument {
  readonly findings: readonly Finding[];
  readonly ruleset?: CompiledRuleset;
}

/**
 * Compiles a merged document without running its examples: what a what-if changes is no longer what its examples expect. Findings point into
 * the merged document; `origins` of the text that it was merged from points them back.
 */
export async function compileEffective(effective: EffectiveDocument, judge: Judge, origins?: Origins): Promise<CompiledDocument> {
  const inherited = origins === undefined ? () => true : (pointer: string) => origins.locate(pointer).inherited;
  const compiled = compile(effective, { effectiveHash: effectiveHash(effective), inherited });
  const relocated = (findings: readonly Finding[]): readonly Finding[] => origins?.relocate(findings) ?? findings;
  if (compiled.plan === undefined) return { findings: relocated(compiled.findings) };
  const scoring = await judged(compiled.plan, judge);
  const quality = compiled.quality && (await judged(compiled.quality, judge));
  const findings = [...compiled.findings, ...scoring.findings, ...(quality?.findings ?? [])];
  if (hasErrors(findings)) return { findings: relocated(findings) };
  return { findings: relocated(findings), ruleset: assemble(effective, scoring, { quality, indicators: compiled.indicators }) };
}

/**
 * Compiles the stored text of a published version. It was checked when it was loaded, so only what it takes to run is done again; the
 * caller compares the hash. `undefined`: the text is no effective document any more (it was tampered with).
 */
export async function compileStored(effectiveText: string, judge: Judge): Promise<CompiledRuleset | undefined> {
  const parsed = EffectiveDocumentSchema.safeParse(JSON.parse(effectiveText));
  if (!parsed.success) return undefined;
  const compiled = compile(parsed.data, { effectiveHash: effectiveHash(parsed.data), inherited: () => true });
  if (compiled.plan === undefined) return undefined;
  const scoring = await judged(compiled.plan, judge);
  const quality = compiled.quality && (await judged(compiled.quality, judge));
  const isWrong = hasErrors(scoring.findings) || hasErrors(quality?.findings ?? []);
  return isWrong ? undefined : assemble(parsed.data, scoring, { quality, indicators: compiled.indicators });
}
