import type { Plan } from '../engine/plan.js';
import { analyse } from './analysis.js';
import { compile } from './compile.js';
import { assemble, type CompiledRuleset } from './compiled-ruleset.js';
import { coverageFindings } from './coverage.js';
import { EffectiveDocumentSchema, type EffectiveDocument, type RulesetDocument } from './document.js';
import { ExampleTrials } from './example-trials.js';
import { runExample, type ExampleOutcome } from './examples.js';
import type { ResolveBase } from './extend.js';
import { capFindings, hasErrors, pointerTo, sortFindings } from './finding-codes.js';
import type { Finding } from './finding.js';
import { contentHash, effectiveHash } from './hash.js';
import type { Judge } from './judge.js';
import type { Origins } from './origins.js';
import { readRuleset } from './read-ruleset.js';
import { buildTables, type Tables } from './tables.js';

/** A checked document. `ruleset` is there unless an ERROR stands among the findings; the parts before it as far as the check came. */
export interface CheckedRuleset {
  readonly findings: readonly Finding[];
  readonly document?: RulesetDocument;
  readonly contentHash?: string;
  readonly examples: readonly ExampleOutcome[];
  readonly ruleset?: CompiledRuleset;
}

/**
 * A city loads its ruleset (ARCHITECTURE 5.1): text → parse → extend the base → check → build tables → run the examples → hash.
 * Everything wrong is reported at once, as far as the earlier steps let the later ones be taken; of very many findings the first ones, with
 * how many were left out.
 */
export async function checkRuleset(input: string | Uint8Array, resolveBase: ResolveBase, judge: Judge): Promise<CheckedRuleset> {
  const { document, effective, origins, findings: early } = readRuleset(input, resolveBase);
  if (document === undefined) return { findings: sortFindings(early), examples: [] };
  const known = { document, contentHash: contentHash(document) };
  if (effective === undefined) return { ...known, findings: capFindings(sortFindings(early)), examples: [] };
  const { findings: late, examples, ruleset } = await checkEffective(effective, origins, judge);
  const findings = capFindings(sortFindings([...early, ...late]));
  if (hasErrors(findings) || ruleset === undefined) return { ...known, findings, examples };
  return { ...known, findings, examples, ruleset };
}

interface CheckedEffective {
  readonly findings: readonly Finding[];
  readonly examples: readonly ExampleOutcome[];
  readonly ruleset?: CompiledRuleset;
}

async function checkEffective(effective: EffectiveDocument, origins: Origins, judge: Judge): Promise<CheckedEffective> {
  const compiled = compile(effective, {
    effectiveHash: effectiveHash(effective),
    inherited: (pointer) => origins.locate(pointer).inherited,
  });
  if (compiled.plan === undefined) return { findings: origins.relocate(compiled.findings), examples: [] };
  const built = await buildTables(compiled.plan, judge);
  const findings = [...compiled.findings, ...built.findings];
  if (hasErrors(findings)) return { findings: origins.relocate(findings), examples: [] };
  findings.push(...analyse(built.plan, built.verdicts));
  const examples = await runExamples(effective, { plan: built.plan, tables: built.verdicts }, judge);
  findings.push(...examples.flatMap((example) => example.findings), ...ownCoverage(origins, built.plan, built.verdicts, examples));
  return { findings: origins.relocate(findings), examples, ruleset: assemble(effective, built.plan, built.verdicts) };
}

/** Rules that are inherited have their examples in the base. */
function ownCoverage(origins: Origins, plan: Plan, tables: Tables, examples: readonly ExampleOutcome[]): readonly Finding[] {
  const met = examples.flatMap((example) => example.met);
  return coverageFindings(plan, tables, met).filter(({ pointer }) => !origins.locate(pointer).inherited);
}

async function runExamples(
  effective: EffectiveDocument,
  own: { readonly plan: Plan; readonly tables: Tables },
  judge: Judge,
): Promise<readonly ExampleOutcome[]> {
  const trials = new ExampleTrials(effective, own, judge);
  const outcomes: ExampleOutcome[] = [];
  for (const [index, example] of effective.examples.entries()) {
    const pointer = pointerTo('', 'examples', index);
    const trial = await trials.of(example, pointer);
    const { id, scope } = example;
    outcomes.push(
      'findings' in trial ? { id, scope, findings: trial.findings, mismatches: [], met: [] } : await runExample(trial, example, pointer),
    );
  }
  return outcomes;
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
  const built = await buildTables(compiled.plan, judge);
  return hasErrors(built.findings) ? undefined : assemble(parsed.data, built.plan, built.verdicts);
}
