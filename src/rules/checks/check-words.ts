import type { IsInherited } from './check-usage.js';
import type { EffectiveDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { Report } from '../findings/report.js';
import { QUALITY_VOCABULARY, VOCABULARY } from '../document/vocabulary.js';

/** Warns of own words for values that nothing has (UNUSED_WORD): most are misspelt, and a hospital would read the bare code. Inherited ones may idle. */
export function checkWords(document: EffectiveDocument, inherited: IsInherited, report: Report): void {
  if (document.words === undefined) return;
  const { facts, parameters, decisions } = document;
  const values = new Set<string>([
    ...Object.values(VOCABULARY).flatMap((fact) => fact.values ?? []),
    ...Object.values(QUALITY_VOCABULARY).flatMap((fact) => fact.values ?? []),
    ...Object.values(facts).flatMap((fact) => fact.values ?? []),
    ...Object.values(parameters).flatMap((parameter) => parameter.enum ?? []),
    ...decisions.flatMap(({ output }) => (output.type === 'enum' ? output.values : [])),
  ]);
  for (const name of Object.keys(document.words)) {
    const pointer = pointerTo('', 'words', name);
    if (!values.has(name) && !inherited(pointer)) report.add('UNUSED_WORD', pointer, { name });
  }
}
