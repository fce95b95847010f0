import { hasErrors } from '../findings/finding-codes.js';
import { MECHANISM_FACTS } from '../names/check-facts.js';
import type { Names } from '../names/names.js';
import type { Report } from '../findings/report.js';
import { isAsideParameter } from './stand-out-parameters.js';

/** Whether what stands at a pointer comes from a base. */
export type IsInherited = (pointer: string) => boolean;

/**
 * What is kept for the record and read all the same (RECORD_ONLY_READ); and what is declared
 * and never read: an ERROR for the document's own, a WARNING for what it inherits. Run after everything was compiled. Where an ERROR was found,
 * what is not read may be what was meant there (a misspelt name, a formula that is still to come): then nobody is told to delete it.
 */
export function checkUsage(names: Names, inherited: IsInherited, report: Report): void {
  const isUnsure = hasErrors(report.findings);
  for (const entity of names.entities.values()) {
    const { name, pointer } = entity;
    const recordOnly = entity.kind === 'fact' && entity.recordOnly === true;
    const isRead = names.used.has(name);
    if (recordOnly && isRead) report.add('RECORD_ONLY_READ', pointer, { name });
    if (recordOnly || isRead || isUnsure) continue;
    const severity = inherited(pointer) ? 'WARNING' : 'ERROR';
    switch (entity.kind) {
      case 'parameter':
        if (isAsideParameter(name)) break; // a finished run looks at them
        report.add('UNUSED_PARAMETER', pointer, { name }, { severity });
        break;
      case 'table':
        report.add('UNUSED_TABLE', pointer, { name }, { severity });
        break;
      case 'fact':
        // A narrowed fact of the vocabulary does its work where values come in.
        if (entity.origin === 'declared' && !MECHANISM_FACTS.has(name)) report.add('UNUSED_FACT', pointer, { name }, { severity });
        break;
      case 'aggregate':
      case 'indicator':
      case 'decision':
        break;
    }
  }
}
