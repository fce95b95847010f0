import type { z } from 'zod';
import { assertNever, must } from '../../engine/kit/assert.js';
import { OPERATORS, type Label } from '../../engine/plan/plan.js';
import { patternLabel } from '../document/document-patterns.js';
import { finding, MOST_FINDINGS, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { ambiguousKeys, UNIONS } from './shape-unions.js';
import { isObject, kindOf, quoteAll, typeLabel, valueAt, type Path } from './shape-words.js';

type Issue = z.core.$ZodIssue;
type IssueOf<Code extends Issue['code']> = Extract<Issue, { readonly code: Code }>;
/** An issue with the whole way to it, and what stands there. */
interface Place {
  readonly root: unknown;
  readonly path: Path;
  readonly pointer: string;
  readonly value: unknown;
}

/** What zod found, as findings: for unions, the deepest useful ones in place of "invalid input". */
export function issueFindings(root: unknown, issue: Issue, prefix: Path = []): Finding[] {
  const path = [...prefix, ...issue.path];
  const place: Place = { root, path, pointer: pointerOf(path), value: valueAt(root, path) };
  const missing = missingKey(place, issue);
  if (missing !== undefined) return [missing];
  switch (issue.code) {
    case 'invalid_type':
      return [wrongType(place, issue.expected)];
    case 'invalid_value':
      return [notAllowed(place, issue)];
    case 'invalid_format':
      return [finding('TEXT_FORMAT', place.pointer, { actual: quote(place.value), expected: patternLabel(issue.pattern) })];
    case 'too_small':
    case 'too_big':
      return [wrongSize(place, issue)];
    case 'unrecognized_keys':
      return unknownKeys(place, issue);
    case 'invalid_key':
      return [wrongKey(place, issue)];
    case 'invalid_union':
      return unionFindings(place, issue);
    case 'custom':
      return [named(place, issue.message)];
    case 'not_multiple_of':
    case 'invalid_element':
      return [finding('WRONG_TYPE', place.pointer, { expected: issue.message, actual: kindOf(place.value) })];
    default:
      return assertNever(issue);
  }
}

/** Text for people is often written bare: `"label": "次均"`. */
function wrongType({ path, pointer, value }: Place, expected: string): Finding {
  const args = { expected: typeLabel(expected), actual: kindOf(value) };
  const isBare = typeof value === 'string' && (SAID.has(String(path.at(-1))) || SAID_WITHIN.has(String(path.at(-2))));
  return finding('WRONG_TYPE', pointer, args, isBare ? { suggestion: LABEL_ADVICE } : {});
}

const SAID: ReadonlySet<string> = new Set(['label', 'title']);
const SAID_WITHIN: ReadonlySet<string> = new Set(['articles', 'words', 'notes']);
const LABEL_ADVICE: Label = {
  zh: '写成 { "zh": "中文", "en": "英文" }，英文可以不写。',
  en: 'Write { "zh": "Chinese", "en": "English" }; English may be left out.',
};

/** A key that is required and absent is reported at its object. */
function missingKey(place: Place, issue: Issue): Finding | undefined {
  const key = place.path.at(-1);
  if (key === undefined || place.value !== undefined || issue.code === 'invalid_key') return undefined;
  const holder = place.path.slice(0, -1);
  const parent = pointerOf(holder);
  if (key === 'basis') return finding('MISSING_BASIS', parent, { what: nameOf(valueAt(place.root, holder), holder) });
  return finding('KEY_MISSING', parent, { key: String(key), expected: expectedBy(issue) });
}

/** What an entry is called: its id or name, or the step that leads to it. */
function nameOf(entry: unknown, path: Path): string {
  const name = isObject(entry) ? (entry['id'] ?? entry['name']) : undefined;
  return `“${typeof name === 'string' ? name : String(path.at(-1))}”`;
}

function expectedBy(issue: Issue): Label {
  if (issue.code === 'invalid_type') return typeLabel(issue.expected);
  if (issue.code === 'invalid_value') return { zh: quoteAll(issue.values), en: quoteAll(issue.values) };
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    return issue.message === 'TABLE_KIND'
      ? { zh: 'map、bands、codes 或 codeMap', en: 'map, bands, codes or codeMap' }
      : { zh: '输出类型', en: 'the type of the output' };
  }
  return { zh: '见规则集格式说明', en: 'see the ruleset schema' };
}

function notAllowed(place: Place, issue: IssueOf<'invalid_value'>): Finding {
  if (inConditions(place.path) && place.path.at(-1) === 'operator') {
    return finding('OPERATOR_UNKNOWN', place.pointer, { operator: quote(place.value), allowed: OPERATORS.join(', ') });
  }
  return finding('VALUE_NOT_ALLOWED', place.pointer, { actual: quote(place.value), allowed: quoteAll(issue.values) });
}

function wrongSize(place: Place, issue: IssueOf<'too_small'> | IssueOf<'too_big'>): Finding {
  const small = issue.code === 'too_small';
  const limit = String(small ? issue.minimum : issue.maximum);
  const expected: Label = small ? { zh: `至少 ${limit}`, en: `at least ${limit}` } : { zh: `至多 ${limit}`, en: `at most ${limit}` };
  const kind = place.path.at(-1);
  if (small && inConditions(place.path) && (kind === 'all' || kind === 'any')) return finding('CONDITION_EMPTY', place.pointer, { kind });
  if (issue.origin === 'string') return finding('TEXT_LENGTH', place.pointer, { expected });
  return finding(issue.origin === 'array' ? 'LIST_LENGTH' : 'NUMBER_RANGE', place.pointer, { expected });
}

const FORBIDDEN_IN_CONDITIONS: Readonly<Partial<Record<string, Label>>> = {
  path: { zh: 'path 会执行表达式', en: 'path runs expressions' },
  params: { zh: '事实没有参数', en: 'facts take no parameters' },
  priority: { zh: '先后由列表次序决定', en: 'list order is the order' },
  condition: { zh: '没有共享条件', en: 'there are no shared conditions' },
};

/** Most unknown keys of one object that are reported. */
const MOST_KEYS = MOST_FINDINGS + 1;

/** The message of an issue of unknown keys lists those that are known: see `shape.ts`. */
function unknownKeys(place: Place, issue: IssueOf<'unrecognized_keys'>): Finding[] {
  if (!inConditions(place.path)) {
    const keys = issue.keys.slice(0, MOST_KEYS);
    return keys.map((key) => finding('UNKNOWN_KEY', pointerTo(place.pointer, key), { key, allowed: issue.message }));
  }
  const ambiguous = ambiguousKeys(place.value);
  if (ambiguous.length > 0) return [finding('CONDITION_AMBIGUOUS', place.pointer, { keys: quoteAll(ambiguous) })];
  const unknown: Label = { zh: '不认识', en: 'it is unknown' };
  return issue.keys
    .slice(0, MOST_KEYS)
    .map((key) => finding('CONDITION_KEY', pointerTo(place.pointer, key), { key, why: FORBIDDEN_IN_CONDITIONS[key] ?? unknown }));
}

function wrongKey(place: Place, issue: IssueOf<'invalid_key'>): Finding {
  const inner = issue.issues[0];
  const key = quote(String(place.path.at(-1)));
  const pattern = inner?.code === 'invalid_format' ? inner.pattern : undefined;
  if (pattern !== undefined) return finding('TEXT_FORMAT', place.pointer, { actual: key, expected: patternLabel(pattern) });
  const values = inner?.code === 'invalid_value' ? quoteAll(inner.values) : '';
  return finding('VALUE_NOT_ALLOWED', place.pointer, { actual: key, allowed: values });
}

function unionFindings(place: Place, issue: IssueOf<'invalid_union'>): Finding[] {
  if (issue.discriminator !== undefined) {
    const code = issue.message === 'TABLE_KIND' ? 'TABLE_KIND' : 'OUTPUT_TYPE';
    return [finding(code, place.pointer, { actual: quote(place.value) })];
  }
  const choice = must(UNIONS[issue.message], `union ${issue.message}`)(place.value, place.pointer);
  if ('finding' in choice) return [choice.finding];
  const inner = issue.errors[choice.option] ?? [];
  return inner.flatMap((one) => issueFindings(place.root, one, place.path));
}

/** A refinement's message is the code of its finding. */
function named(place: Place, message: string): Finding {
  switch (message) {
    case 'DECIMAL_TEXT':
      return finding('DECIMAL_TEXT', place.pointer, { actual: quote(place.value) });
    case 'DATE_INVALID':
      return finding('DATE_INVALID', place.pointer, { value: quote(place.value) });
    case 'CALENDAR_DAY':
      return finding('CALENDAR_DAY', place.pointer, { value: quote(place.value) });
    default:
      return finding('STATED_FORM', place.pointer, { actual: kindOf(place.value) });
  }
}

function inConditions(path: Path): boolean {
  return path[0] === 'decisions' && path[2] === 'rules' && path[4] === 'conditions';
}

function quote(value: unknown): string {
  return isObject(value) || Array.isArray(value) ? kindOf(value).zh : JSON.stringify(value);
}

function pointerOf(path: Path): string {
  return pointerTo('', ...path.map((step) => (typeof step === 'number' ? step : String(step))));
}
