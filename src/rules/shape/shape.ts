import { RulesetDocumentSchema, type RulesetDocument } from '../document/document.js';
import { LIMITS } from '../document/document-pieces.js';
import type { Label } from '../../engine/plan/plan.js';
import { capFindings, finding, MOST_FINDINGS } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { issueFindings } from './shape-issues.js';
import { piecesOf } from './shape-pieces.js';
import { isObject, kindOf } from './shape-words.js';

/** A document whose shape is right, or what is wrong with it. */
export interface Shaped {
  readonly document?: RulesetDocument;
  readonly findings: readonly Finding[];
}

type Json = Readonly<Record<string, unknown>>;

/** After so many findings the check stops: more would say no more. */
const ENOUGH = 5 * MOST_FINDINGS;

/** Checks a JSON value against the schema of documents. Everything wrong is reported at once, with pointer and suggestion. */
export function shapeDocument(value: unknown): Shaped {
  if (!isObject(value)) return refused(finding('WRONG_TYPE', '', { expected: { zh: '对象', en: 'an object' }, actual: kindOf(value) }));
  const counts = countFindings(value);
  if (counts.length > 0) return refused(...capFindings(counts));
  const findings = [...pieceFindings(value), ...incompleteDecisions(value)];
  if (findings.length > 0) return refused(...capFindings(findings));
  const whole = RulesetDocumentSchema.safeParse(value, { error: knownKeys });
  if (whole.success) return { document: whole.data, findings: [] };
  return refused(...capFindings(whole.error.issues.flatMap((issue) => issueFindings(value, issue))));
}

function refused(...findings: readonly Finding[]): Shaped {
  return { findings };
}

function pieceFindings(document: Json): Finding[] {
  const byPlace = new Map<string, Finding>();
  for (const piece of piecesOf(document)) {
    const result = piece.schema.safeParse(piece.value, { error: knownKeys });
    const found = result.error?.issues.flatMap((issue) => issueFindings(document, issue, piece.path)) ?? [];
    for (const one of found) byPlace.set(`${one.pointer} ${one.message.zh}`, one);
    if (byPlace.size > ENOUGH) break;
  }
  return withoutEchoes([...byPlace.values()]);
}

/** Of what has the wrong type altogether, the length says nothing: a text where a list is wanted is not told to be shorter. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const mistyped = new Set(findings.filter(({ code }) => code === 'WRONG_TYPE').map(({ pointer }) => pointer));
  return findings.filter(({ code, pointer }) => !(code === 'TEXT_LENGTH' || code === 'LIST_LENGTH') || !mistyped.has(pointer));
}

/** What a decision states unless it can inherit it. */
const DECISION_KEYS: Readonly<Record<string, Label>> = {
  scope: { zh: '层级', en: 'its scope' },
  label: { zh: '名称 { "zh": … }', en: 'its name { "zh": … }' },
  output: { zh: '输出的类型', en: 'the type of its output' },
};

/** In a document without a base, every decision is whole. */
function incompleteDecisions(document: Json): Finding[] {
  if (Object.hasOwn(document, 'extends')) return [];
  const decisions = listOf(document['decisions']);
  if (decisions.length > LIMITS.decisions) return [];
  return decisions.flatMap((decision, index) => {
    if (!isObject(decision) || Object.hasOwn(decision, 'remove')) return [];
    const missing = Object.entries(DECISION_KEYS).filter(([key]) => !Object.hasOwn(decision, key));
    return missing.map(([key, expected]) => finding('KEY_MISSING', `/decisions/${index}`, { key, expected }));
  });
}

/** The message of an issue of unknown keys: the keys that the schema knows there. Other issues keep theirs. */
export function knownKeys(issue: { readonly code?: string; readonly inst?: unknown }): string | undefined {
  if (issue.code !== 'unrecognized_keys' || !(issue.inst instanceof Object) || !('shape' in issue.inst)) return undefined;
  return isObject(issue.inst.shape) ? Object.keys(issue.inst.shape).join(', ') : undefined;
}

/** Counts that are refused before the schema, which recurses and tells each mistake, sees the conditions. */
function countFindings(document: Json): Finding[] {
  const found: Finding[] = [];
  let total = 0;
  for (const [at, decision] of listOf(document['decisions']).entries()) {
    for (const [index, rule] of listOf(isObject(decision) ? decision['rules'] : undefined).entries()) {
      const count = isObject(rule) ? countNodes(rule['conditions']) : 0;
      const limit = LIMITS.conditionsOfRule;
      if (count > limit) found.push(finding('CONDITION_COUNT', `/decisions/${at}/rules/${index}/conditions`, { limit }));
      total += count;
    }
    if (isObject(decision) && isObject(decision['table'])) total += countCells(decision['table']);
  }
  if (total > LIMITS.conditions) found.push(finding('CONDITION_COUNT', '/decisions', { limit: LIMITS.conditions }));
  return found;
}

/** Cells of a decision table that ask something: each becomes at least one comparison. */
function countCells({ rows }: Json): number {
  return listOf(rows).reduce<number>((sum, row) => sum + listOf(isObject(row) ? row['when'] : []).filter((cell) => cell !== '-').length, 0);
}

/** Nodes of one rule's conditions, without recursion. */
function countNodes(conditions: unknown): number {
  const waiting: unknown[] = [conditions];
  let nodes = 0;
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!isObject(node)) continue;
    nodes++;
    for (const child of [node['not'], ...listOf(node['all']), ...listOf(node['any'])]) waiting.push(child);
  }
  return nodes;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
