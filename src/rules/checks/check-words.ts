import type { IsInherited } from './check-usage.js';
import { codeWords } from '../document/code-words.js';
import type { EffectiveDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { Report } from '../findings/report.js';
import { QUALITY_VOCABULARY, VOCABULARY } from '../document/vocabulary.js';

/** Codes that are read as they stand: numbers, and what is written in Chinese. */
const READABLE = /^[^A-Za-z]*$|[^\x20-\x7e]/;

/**
 * Looks at what codes are called. Warns of own words for values that nothing has (UNUSED_WORD): most are misspelt; inherited ones may idle.
 * Tells of own values that neither the document nor the platform has a word for (NO_WORD): clerks and hospitals would read the bare code.
 */
export function checkWords(document: EffectiveDocument, inherited: IsInherited, report: Report): void {
  const things = codedThings(document);
  const isWord = (code: string): boolean => document.words !== undefined && Object.hasOwn(document.words, code);
  for (const { pointer, name, fact, values } of things) {
    const wordless = values.filter((code) => !READABLE.test(code) && !isWord(code) && codeWords(code, fact) === undefined);
    if (wordless.length > 0 && !inherited(pointer)) report.add('NO_WORD', pointer, { name, values: wordless.join(', ') });
  }
  const known = new Set([...things, ...Object.values({ ...VOCABULARY, ...QUALITY_VOCABULARY })].flatMap(({ values = [] }) => values));
  for (const name of Object.keys(document.words ?? {})) {
    const pointer = pointerTo('', 'words', name);
    if (!known.has(name) && !inherited(pointer)) report.add('UNUSED_WORD', pointer, { name });
  }
}

interface CodedThing {
  readonly pointer: string;
  readonly name: string;
  readonly fact?: string;
  readonly values: readonly string[];
}

/** The document's facts, parameters and results whose values are codes. */
function codedThings({ facts, parameters, decisions }: EffectiveDocument): readonly CodedThing[] {
  const declared = Object.entries(facts).map(([name, { values = [] }]) => ({
    pointer: pointerTo('', 'facts', name),
    name,
    fact: name,
    values,
  }));
  const chosen = Object.entries(parameters).map(([name, parameter]) => ({
    ...{ pointer: pointerTo('', 'parameters', name), name },
    values: parameter.enum ?? [],
  }));
  const results = decisions.map(({ id, output }, index) => ({
    ...{ pointer: pointerTo('', 'decisions', index), name: id },
    values: output.type === 'enum' ? output.values : [],
  }));
  return [...declared, ...chosen, ...results];
}
