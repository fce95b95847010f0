import { readFileSync } from 'node:fs';
import path from 'node:path';
import { must } from '../../src/engine/kit/assert.js';
import { leavesOf, type DecisionPlan, type LeafCondition, type Plan } from '../../src/engine/plan/plan.js';
import { compile } from '../../src/rules/compiled/compile.js';
import {
  EffectiveDocumentSchema,
  type DecisionDocument,
  type EffectiveDocument,
  type RuleDocument,
} from '../../src/rules/document/document.js';
import type { Finding } from '../../src/rules/findings/finding.js';

const TEXT = readFileSync(path.join(import.meta.dirname, 'fixtures/good/demonstration-city.json'), 'utf8');

/** The demonstration city as an effective document, changed as a test wants it. */
export function goodCity(change: (document: EffectiveDocument) => void = () => undefined): EffectiveDocument {
  const document = EffectiveDocumentSchema.parse(JSON.parse(TEXT));
  change(document);
  return document;
}

/** A decision of a document, to be changed. */
export function decisionOf(document: EffectiveDocument, id: string): DecisionDocument {
  return must(
    document.decisions.find((decision) => decision.id === id),
    id,
  );
}

/** The first rule of a decision. */
export function ruleOf(document: EffectiveDocument, id: string): RuleDocument {
  return must(decisionOf(document, id).rules?.[0], `rule of ${id}`);
}

/** Compiles a document under a hash that means nothing. */
export function compiled(document: EffectiveDocument): { plan: Plan | undefined; findings: readonly Finding[] } {
  return compile(document, { effectiveHash: '0'.repeat(64) });
}

/** The plan of a document that must compile. */
export function planOf(document: EffectiveDocument): Plan {
  const { plan, findings } = compiled(document);
  return must(plan, JSON.stringify(findings.filter((one) => one.severity === 'ERROR')));
}

/** A decision of a plan. */
export function decided(plan: Plan, id: string): DecisionPlan {
  return must(
    Object.values(plan.decisions)
      .flat()
      .find((decision) => decision.id === id),
    id,
  );
}

/** The leaves of the first rule of a decision. */
export function leaves(plan: Plan, id: string): LeafCondition[] {
  return leavesOf(must(decided(plan, id).rules[0], `rule of ${id}`).condition);
}

/** `CODE pointer` of every ERROR and WARNING. */
export function seen(document: EffectiveDocument): string[] {
  return compiled(document)
    .findings.filter((one) => one.severity !== 'INFO')
    .map((one) => `${one.code} ${one.pointer}`);
}
