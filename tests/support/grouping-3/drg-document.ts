import type { AdrgOutcome } from '../../../src/engine/grouper/grouper.js';
import type { GrouperDocument } from '../../../src/rules/grouper/grouper-document.js';
import { ADRG_ROWS, CC_ROWS, DRG_ROWS, EXCLUSION_ROWS, MDC_ROWS, SET_ROWS } from './drg-book.js';

/** The piece of the DRG 3.0 book as a document. */
export function drgDocument(changes: Partial<GrouperDocument> = {}): GrouperDocument {
  return {
    code: 'CHS-DRG',
    version: '3.0',
    title: { zh: '按病组付费分组方案 3.0（节选）' },
    codeSystem: 'INSURANCE',
    sources: { book: { title: '医保发〔2026〕22号附件', kind: 'OFFICIAL' } },
    mdcs: MDC_ROWS.map(([code, name, rule, order]) => ({ code, name, rule, order })),
    adrgs: ADRG_ROWS.map(([code, name, rule, mdc, order]) => ({ code, name, rule, mdc, order, outcome: outcomeOf(code) })),
    drgs: DRG_ROWS.map(([code, name, rule, adrg, , order]) => ({ code, name, rule, adrg, order })),
    sets: listsOf(SET_ROWS),
    complications: CC_ROWS.map(([code, exclusion, level]) => ({ code, level, exclusion })),
    exclusions: listsOf(EXCLUSION_ROWS),
    ...changes,
  };
}

function outcomeOf(code: string): AdrgOutcome {
  if (code === '000') return 'NOT_GROUPED';
  if (code.endsWith('QY')) return 'AMBIGUOUS';
  return code.endsWith('00') ? 'RESIDUAL' : 'GROUPED';
}

function listsOf(rows: readonly (readonly [string, string])[]): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const [name, code] of rows) (lists[name] ??= []).push(code);
  return lists;
}
