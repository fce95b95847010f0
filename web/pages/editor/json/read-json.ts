/** What is wrong at a place of a text that is to be JSON; the words are in the texts of the page. */
export type JsonFaultKind =
  | 'ENDS_EARLY'
  | 'AFTER_END'
  | 'LIST_GOES_ON'
  | 'OBJECT_GOES_ON'
  | 'TRAILING_COMMA'
  | 'KEY_EXPECTED'
  | 'COLON_EXPECTED'
  | 'VALUE_EXPECTED'
  | 'BAD_TEXT'
  | 'WIDE_SIGN'
  | 'KEY_TWICE'
  | 'TOO_DEEP';

/** The first mistake of a text: where, and the words in question (the sign, the key) where they are needed. */
export interface JsonFault {
  readonly kind: JsonFaultKind;
  readonly at: number;
  readonly line: number;
  readonly column: number;
  readonly found: string;
}

/** A value of a text. What is shown of it is from `from` to `shownTo`: a member's key, else the value itself, at most up to the end of its line. */
export interface JsonNode {
  readonly from: number;
  readonly shownTo: number;
  /** Of an object that has one: its id or name. */
  readonly name: string | undefined;
  /** Members by their keys; of a list by their numbers. */
  readonly members: ReadonlyMap<string, JsonNode>;
  readonly isList: boolean;
}

/** A text as it was read: as far as its first mistake, if it has one. */
export interface ReadJson {
  readonly root: JsonNode;
  readonly fault: JsonFault | undefined;
}

interface Made {
  from: number;
  shownTo: number;
  name: string | undefined;
  readonly members: Map<string, Made>;
  isList: boolean;
}

const SPACE = /[ \t\n\r]*/y;
const TEXT = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Signs of a Chinese keyboard that stand where JSON has an ASCII one. */
const WIDE = '“”„‘’「」＂，：、；｛｝［］【】';
/** The platform reads nothing that is nested deeper. */
const DEEPEST = 64;

class Mistake extends Error {
  constructor(
    readonly kind: JsonFaultKind,
    readonly at: number,
    readonly found = '',
  ) {
    super(kind);
  }
}

/** Reads a text once: where its values stand, and its first mistake. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  read(root: Made): void {
    this.space();
    this.value(root, 0);
    this.space();
    if (this.at < this.text.length) throw new Mistake('AFTER_END', this.at);
  }

  private value(node: Made, depth: number): void {
    if (depth > DEEPEST) throw new Mistake('TOO_DEEP', this.at);
    if (this.take('{')) return this.object(node, depth);
    if (this.take('[')) return this.list(node, depth);
    if (this.text[this.at] === '"') return void this.string();
    const word = this.match(WORD);
    if (word === undefined || /[\w.+-]/.test(this.text[this.at] ?? '')) throw this.mistake('VALUE_EXPECTED');
  }

  private object(node: Made, depth: number): void {
    this.space();
    for (let isFirst = true; !this.take('}'); isFirst = false) {
      if (!isFirst) this.next('OBJECT_GOES_ON', '}');
      const from = this.at;
      if (this.text[from] !== '"') throw this.mistake('KEY_EXPECTED');
      const key = this.string();
      if (node.members.has(key)) throw new Mistake('KEY_TWICE', from, key);
      const member = made(from, this.at);
      node.members.set(key, member);
      this.space();
      if (!this.take(':')) throw this.mistake('COLON_EXPECTED');
      this.space();
      const begin = this.at;
      this.value(member, depth + 1);
      if ((key === 'id' || (key === 'name' && node.name === undefined)) && this.text[begin] === '"')
        node.name = String(JSON.parse(this.text.slice(begin, this.at)));
      this.space();
    }
  }

  private list(node: Made, depth: number): void {
    node.isList = true;
    this.space();
    for (let index = 0; !this.take(']'); index++) {
      if (index > 0) this.next('LIST_GOES_ON', ']');
      const member = made(this.at, this.at + 1);
      node.members.set(String(index), member);
      this.value(member, depth + 1);
      const [line = ''] = this.text.slice(member.from, this.at).split('\n', 1);
      member.shownTo = member.from + line.length;
      this.space();
    }
  }

  /** Past the comma to the next member. */
  private next(kind: JsonFaultKind, end: string): void {
    const comma = this.at;
    if (!this.take(',')) throw this.mistake(kind);
    this.space();
    if (this.text[this.at] === end) throw new Mistake('TRAILING_COMMA', comma);
  }

  private string(): string {
    const found = this.match(TEXT);
    if (found === undefined) throw new Mistake('BAD_TEXT', this.at);
    return String(JSON.parse(found));
  }

  private mistake(kind: JsonFaultKind): Mistake {
    const found = this.text[this.at];
    if (found === undefined) return new Mistake('ENDS_EARLY', this.at);
    return WIDE.includes(found) ? new Mistake('WIDE_SIGN', this.at, found) : new Mistake(kind, this.at);
  }

  private space(): void {
    this.match(SPACE);
  }

  private take(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}

const made = (from: number, shownTo: number): Made => ({ from, shownTo, name: undefined, members: new Map(), isList: false });

/** Reads a text as JSON: where everything stands, and the first mistake. Strict, as the platform is; what numbers may stand where, the platform says. */
export function readJson(text: string): ReadJson {
  const root = made(0, 1);
  try {
    new Reader(text).read(root);
    return { root, fault: undefined };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const before = text.slice(0, error.at);
    const line = before.split('\n').length;
    return { root, fault: { kind: error.kind, at: error.at, line, column: before.length - before.lastIndexOf('\n'), found: error.found } };
  }
}

/** Where a JSON pointer leads to in a text; members of lists by number, or by id or name. `isThere`: the text states the place, not only what is above it. */
export function placeIn({ root }: ReadJson, pointer: string): { readonly node: JsonNode; readonly isThere: boolean } {
  let node: JsonNode = root;
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const named = node.isList ? [...node.members.values()].find(({ name }) => name === step) : undefined;
    const next = named ?? node.members.get(step);
    if (next === undefined) return { node, isThere: false };
    node = next;
  }
  return { node, isThere: true };
}

/** JSON as people read it. A text that can't be read stays as it is. */
export function printedJson(text: string): string {
  return readJson(text).fault === undefined ? `${JSON.stringify(JSON.parse(text), null, 2)}\n` : text;
}

/** Whether two texts say the same, in whatever order of keys and with whatever space. */
export function saysSame(a: string, b: string): boolean {
  if (a === b) return true;
  const faulty = [a, b].some((text) => readJson(text).fault !== undefined);
  return !faulty && sorted(JSON.parse(a)) === sorted(JSON.parse(b));
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}
