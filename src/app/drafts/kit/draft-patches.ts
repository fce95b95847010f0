import { nameOf, type DraftDocument } from './draft-document.js';
import { unknownEntry, unknownStep } from './unknown-entries.js';
import type { FieldProblem } from '../../base/errors.js';
import { fieldProblem, refuseProblems } from '../../requests/request-fields.js';
import { shownText } from '../../../engine/kit/text.js';
import { readPointerStep } from '../../../rules/findings/pointer-steps.js';
import { isObject } from '../../../rules/shape/shape-words.js';

/**
 * 改动 one edit of a document: the value at a JSON pointer, or its removal. Members of lists may be named by their id or name:
 * `/decisions/points/rules/points-low/basis`. Parts of an entry that are on the way and not there are made, but no entry and no member of a list
 * (UNKNOWN_ENTRY): a new one is written whole. An edit inside of an entry that the draft inherits begins
 * with what it inherits: `/parameters/deviationLow/value` overrides a parameter of the base with its label and basis.
 */
export interface DraftPatch {
  readonly pointer: string;
  /** Absent: what is there is taken out. Whoever asks says so (`remove: true`); see `statedPatches`. */
  readonly value?: unknown;
}

/** Edits that may be saved together. */
const MOST_PATCHES = 1_000;
/** Steps of a pointer: more lead nowhere, since no document nests so deep. */
const MOST_STEPS = 256;

/** The document after the edits, in their order. Throws VALIDATION_FAILED, and then nothing was changed. */
export function applyPatches(document: DraftDocument, patches: readonly DraftPatch[], inherited: DraftDocument = {}): DraftDocument {
  if (patches.length === 0 || patches.length > MOST_PATCHES) {
    const zh = `改动应为 1 到 ${MOST_PATCHES} 处，现为 ${patches.length} 处。`;
    refuseProblems([fieldProblem(['patches'], 'COUNT', zh, `There are 1 to ${MOST_PATCHES} edits, not ${patches.length}.`)]);
  }
  let result: DraftDocument = document;
  const problems: FieldProblem[] = [];
  for (const [index, { pointer, value }] of patches.entries()) {
    const steps = stepsOf(pointer);
    const begun = value === undefined ? result : withInherited(result, steps ?? [], inherited);
    const unknown = value === undefined ? undefined : unknownStep(begun, steps ?? [''], inherited);
    if (steps !== undefined && unknown !== undefined) {
      problems.push(unknownEntry(index, pointer, unknown));
      continue;
    }
    const edited = edit(begun, steps, value);
    if (isObject(edited)) result = edited;
    else problems.push(nowhere(index, pointer));
  }
  refuseProblems(problems);
  return result;
}

/**
 * The document with the inherited entry that an edit leads into, where it has none of its own: a keyed one whole, of a list's member only the key that is
 * edited, because the rest of it is merged from the base; so of rules beside its own.
 */
function withInherited(document: DraftDocument, steps: readonly string[], inherited: DraftDocument): DraftDocument {
  const [section, name, key] = steps;
  if (section === undefined || name === undefined || key === undefined) return document;
  const [own = {}, base] = [document[section], inherited[section]];
  if (Array.isArray(base)) {
    const entry: unknown = base.find((one) => nameOf(one) === name);
    const list: readonly unknown[] = Array.isArray(own) ? own : [];
    if (!isObject(entry) || entry[key] === undefined) return document;
    const at = list.findIndex((one) => nameOf(one) === name);
    const mine = list[at];
    if (at < 0) return { ...document, [section]: [...list, { id: name, [key]: entry[key] }] };
    if (!isObject(mine)) return document;
    const whole = mine[key] === undefined ? entry[key] : withInheritedMember(mine[key], entry[key], steps.slice(3));
    return whole === undefined ? document : { ...document, [section]: list.with(at, { ...mine, [key]: whole }) };
  }
  if (!isObject(own) || !isObject(base) || own[name] !== undefined || base[name] === undefined) return document;
  return { ...document, [section]: { ...own, [name]: base[name] } };
}

/** A list of named members (rules) with the inherited one into which an edit leads, where it has none of that name. */
function withInheritedMember(own: unknown, base: unknown, [name, ...within]: readonly string[]): unknown {
  const [mine, theirs]: readonly (readonly unknown[])[] = [Array.isArray(own) ? own : [], Array.isArray(base) ? base : []];
  if (mine === undefined || name === undefined || within.length === 0 || mine.some((one) => nameOf(one) === name)) return undefined;
  const inherited = theirs?.find((one) => nameOf(one) === name);
  return inherited === undefined ? undefined : [...mine, inherited];
}

const NOWHERE = Symbol('nowhere');

function stepsOf(pointer: string): readonly string[] | undefined {
  if (!pointer.startsWith('/')) return undefined;
  const steps = pointer.slice(1).split('/', MOST_STEPS + 1);
  return steps.length > MOST_STEPS ? undefined : steps.map(readPointerStep);
}

/** The node with the value at the end of the steps. NOWHERE: a step leads into a value that has no members, or nothing is there to take out. */
function edit(node: unknown, steps: readonly string[] | undefined, value: unknown): unknown {
  const [step, ...rest] = steps ?? [];
  if (step === undefined) return NOWHERE;
  if (Array.isArray(node)) return editList(node, { step, rest, value });
  if (node !== undefined && !isObject(node)) return NOWHERE;
  const own: Readonly<Record<string, unknown>> = node ?? {};
  if (rest.length === 0) {
    const { [step]: old, ...others } = own;
    if (value === undefined) return old === undefined ? NOWHERE : others;
    return { ...own, [step]: value };
  }
  if (value === undefined && own[step] === undefined) return NOWHERE;
  const inner = edit(own[step] ?? emptyFor(step), rest, value);
  return inner === NOWHERE ? NOWHERE : { ...own, [step]: inner };
}

interface Edit {
  readonly step: string;
  readonly rest: readonly string[];
  readonly value: unknown;
}

function editList(list: readonly unknown[], { step, rest, value }: Edit): unknown {
  const named = list.findIndex((entry) => nameOf(entry) === step);
  const index = named >= 0 ? named : /^(0|[1-9]\d*)$/.test(step) && Number(step) < list.length ? Number(step) : -1;
  if (index < 0) {
    if (value === undefined) return NOWHERE;
    if (rest.length === 0) return [...list, value];
    const added = edit({ id: step }, rest, value);
    return added === NOWHERE ? NOWHERE : [...list, added];
  }
  if (rest.length === 0) return value === undefined ? list.toSpliced(index, 1) : list.with(index, value);
  const inner = edit(list[index], rest, value);
  return inner === NOWHERE ? NOWHERE : list.with(index, inner);
}

/** Sections that are lists begin as such. */
function emptyFor(step: string): unknown {
  return ['decisions', 'aggregates', 'indicators', 'examples', 'rules', 'rows', 'basis', 'notes'].includes(step) ? [] : {};
}

function nowhere(index: number, pointer: string): FieldProblem {
  const shown = shownText(pointer, 120);
  return fieldProblem(
    ['patches', String(index), 'pointer'],
    'NOWHERE',
    `“${shown}”在草案中没有可改的地方。位置写作 /parameters/参数名/value、/decisions/判定名/…，以 / 开头；删除的须是草案自己写着的（继承来的不能删，只能改写）。`,
    `Nothing can be edited at "${shown}". Pointers begin with /, such as /parameters/<name>/value; only what the draft itself states can be removed.`,
  );
}
