import type { Label } from '../../engine/plan/plan.js';
import type { ExampleDocument, RulesetDocument } from '../document/document.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { bilingual } from '../findings/report.js';
import type { Origins } from './origins.js';

type StatedExample = NonNullable<RulesetDocument['examples']>[number];

/** Where notes of what was found, and of what is taken from which example, go. */
interface Notes {
  readonly findings: Finding[];
  readonly origins: Origins;
}

/**
 * Writes out examples 示例 that are like another (`like`, decision 0018): the other's given facts, and over them the example's own. What is
 * expected and what fired is never taken over. The effective document has whole examples only, so an example and the same one written out have
 * one effective hash; `origins` learns what was taken over, so that a failing example says it.
 */
export function expandExamples(document: RulesetDocument, notes: Notes): ExampleDocument[] {
  const examples = document.examples ?? [];
  const byId = new Map(examples.map((example) => [example.id, example]));
  return examples.flatMap((example, index): ExampleDocument[] => {
    const pointer = pointerTo('/examples', index);
    const chain = chainOf(example, byId);
    if ('wrong' in chain) {
      notes.findings.push(finding(chain.wrong, `${pointer}/like`, { example: example.id, like: chain.text }));
      return [];
    }
    return whole(example, chain.others, { ...notes, pointer });
  });
}

/** The examples that one is like, the nearest first; or why there are none. */
type Chain =
  { readonly others: readonly StatedExample[] } | { readonly wrong: 'EXAMPLE_LIKE_UNKNOWN' | 'EXAMPLE_LIKE_CYCLE'; readonly text: string };

function chainOf(example: StatedExample, byId: ReadonlyMap<string, StatedExample>): Chain {
  const others: StatedExample[] = [];
  const path = [example.id];
  for (let like = example.like; like !== undefined; like = others.at(-1)?.like) {
    if (path.includes(like)) return { wrong: 'EXAMPLE_LIKE_CYCLE', text: [...path, like].join(' → ') };
    const other = byId.get(like);
    if (other === undefined) return { wrong: 'EXAMPLE_LIKE_UNKNOWN', text: like };
    path.push(like);
    others.push(other);
  }
  return { others };
}

type Given = ExampleDocument['given'];

function whole(
  { like, ...example }: StatedExample,
  others: readonly StatedExample[],
  site: Notes & { readonly pointer: string },
): ExampleDocument[] {
  const { findings, origins, pointer } = site;
  const scope = example.scope ?? others.find((other) => other.scope !== undefined)?.scope;
  const stated = [example, ...others].map((one) => one.given).filter((one) => one !== undefined);
  if (scope === undefined) findings.push(finding('KEY_MISSING', pointer, { key: 'scope', expected: SCOPE_EXPECTED }));
  if (stated.length === 0) findings.push(finding('KEY_MISSING', pointer, { key: 'given', expected: GIVEN_EXPECTED }));
  if (scope === undefined || stated.length === 0) return [];
  const given = stated.reduceRight<Given>((merged, own) => ({ ...merged, ...own }), {});
  const taken = Object.keys(given).filter((name) => !Object.hasOwn(example.given ?? {}, name));
  if (like !== undefined && taken.length > 0) origins.noteTaken(pointer, takenText(like, taken));
  return [{ ...example, scope, given }];
}

const SCOPE_EXPECTED = bilingual(
  '层级，如 case；或用 like 取自另一示例',
  'a scope such as case, or like with the id of an example that has it',
);
const GIVEN_EXPECTED = bilingual('给定的事实，或用 like 取自另一示例', 'given facts, or like with the id of an example that has them');

function takenText(like: string, names: readonly string[]): Label {
  return bilingual(`（取自示例 “${like}” 的：${names.join('、')}）`, ` (taken from example “${like}”: ${names.join(', ')})`);
}
