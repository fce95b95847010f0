import { KEYED, NAMED_LISTS, nameOf, type DraftDocument } from './draft-document.js';
import type { FieldProblem } from '../../base/errors.js';
import { fieldProblem } from '../../requests/request-fields.js';
import { shownText } from '../../../engine/kit/text.js';
import { RulesetDocumentSchema } from '../../../rules/document/document.js';
import { pointerStep } from '../../../rules/findings/pointer-steps.js';
import { isObject } from '../../../rules/shape/shape-words.js';
import { nearest } from '../../../rules/text/nearest.js';

/** A name on the way of an edit that nothing has, and those that there are. */
interface UnknownStep {
  /** How far the pointer leads to something that is there. */
  readonly at: string;
  readonly name: string;
  readonly known: readonly string[];
}

/** Names that are told where none is near. */
const MOST_TOLD = 8;

/**
 * Refuses an edit inside of an entry, or of a member of a list, that neither the draft nor what it inherits has: mostly a name that was misspelt, and it
 * would make half an entry. A new entry is written whole. `document`: with the inherited entry that the edit leads into.
 */
export function unknownEntry(index: number, pointer: string, unknown: UnknownStep): FieldProblem {
  const { at, name, known } = unknown;
  const near = nearest(name, known);
  const told = known.slice(0, MOST_TOLD).join('、') + (known.length > MOST_TOLD ? '……' : '');
  const [shown, own] = [shownText(pointer, 120), shownText(name, 60)];
  const where = at === '' ? '文档' : at;
  const zh = near === undefined ? (known.length === 0 ? '' : `已有：${told}。`) : `是否指“${near}”？`;
  const en = near === undefined ? (known.length === 0 ? '' : `There are: ${told}. `) : `Did you mean "${near}"? `;
  return fieldProblem(
    ['patches', String(index), 'pointer'],
    'UNKNOWN_ENTRY',
    `“${shown}”：${where} 中没有“${own}”，草案和它所继承的都没有。${zh}要新增的，请把整个条目写在 ${at}/${own}。`,
    `"${shown}": ${at === '' ? 'the document' : at} has no "${own}", neither in the draft nor in what it inherits. ${en}A new entry is written whole, at ${at}/${own}.`,
  );
}

/** Where the steps lead into something that is not there; `undefined`: nowhere, or only their last step is new. */
export function unknownStep(document: DraftDocument, steps: readonly string[], inherited: DraftDocument): UnknownStep | undefined {
  const [section = '', name, ...rest] = steps;
  const sections = [...new Set([...Object.keys(RulesetDocumentSchema.shape), ...Object.keys(document)])];
  if (!sections.includes(section)) return { at: '', name: section, known: sections };
  if (name === undefined || rest.length === 0) return undefined;
  const named = [...new Set([...entriesOf(document, section), ...entriesOf(inherited, section)])];
  const isIndex = Array.isArray(document[section]) && isIndexOf(document[section], name);
  if ((KEYED.has(section) || NAMED_LISTS.has(section)) && section !== 'methods' && !isIndex && !named.includes(name))
    return { at: `/${section}`, name, known: named };
  return unknownMember(memberOf(document[section], name), [section, name], rest);
}

/** Where a pointer leads into something that none of some documents has; `undefined`: one of them has all of it. */
export function nowhereIn(documents: readonly DraftDocument[], steps: readonly string[]): UnknownStep | undefined {
  let nodes: readonly unknown[] = documents;
  for (const [index, step] of steps.entries()) {
    const next = nodes.map((node) => memberOf(node, step)).filter((node) => node !== undefined);
    if (next.length === 0) {
      const known = nodes.flatMap((node) =>
        Array.isArray(node) ? node.flatMap((one) => nameOf(one) ?? []) : isObject(node) ? Object.keys(node) : [],
      );
      return {
        at: steps
          .slice(0, index)
          .map((one) => `/${pointerStep(one)}`)
          .join(''),
        name: step,
        known: [...new Set(known)],
      };
    }
    nodes = next;
  }
  return undefined;
}

/** Refuses a comment on a place that is nowhere: what is nearest to it. */
export function unknownPlace(pointer: string, { at, name, known }: UnknownStep): FieldProblem {
  const near = nearest(name, known);
  const place = near === undefined ? at : `${at}/${pointerStep(near)}`;
  const [zh, en] = place === '' ? ['整份草案（位置写空）', 'the whole draft (an empty pointer)'] : [place, place];
  return fieldProblem(
    ['pointer'],
    'UNKNOWN_ENTRY',
    `“${shownText(pointer, 120)}”：${at === '' ? '文档' : at} 中没有“${shownText(name, 60)}”，草案、它所继承的和它开始时都没有。最近的位置：${zh}。`,
    `"${shownText(pointer, 120)}": ${at === '' ? 'the document' : at} has no "${shownText(name, 60)}", neither in the draft nor in what it inherits or began with. The nearest place is ${en}.`,
  );
}

/** A member of a list that is not there and into which further steps lead. */
function unknownMember(from: unknown, way: readonly string[], steps: readonly string[]): UnknownStep | undefined {
  let node = from;
  const gone = [...way];
  for (const [index, step] of steps.entries()) {
    const next = memberOf(node, step);
    if (Array.isArray(node) && next === undefined && index < steps.length - 1)
      return { at: `/${gone.join('/')}`, name: step, known: node.flatMap((one) => nameOf(one) ?? []) };
    node = next;
    gone.push(step);
  }
  return undefined;
}

function memberOf(node: unknown, step: string): unknown {
  if (!Array.isArray(node)) return isObject(node) ? node[step] : undefined;
  const named: unknown = node.find((one) => nameOf(one) === step);
  return named ?? (isIndexOf(node, step) ? node[Number(step)] : undefined);
}

function isIndexOf(list: readonly unknown[], step: string): boolean {
  return /^(0|[1-9]\d*)$/.test(step) && Number(step) < list.length;
}

function entriesOf(document: DraftDocument, section: string): readonly string[] {
  const entries = document[section];
  if (Array.isArray(entries)) return entries.flatMap((one) => nameOf(one) ?? []);
  return isObject(entries) ? Object.keys(entries) : [];
}
