import { ConflictError, StateError, ValidationError } from '../../base/errors.js';
import type { DeclarationState } from '../../ports/clearing/ports-period.js';
import { fieldProblem } from '../../requests/request-fields.js';
import { periodLabel, type Period } from '../../../engine/plan/periods.js';
import type { Label } from '../../../engine/plan/plan.js';

/** The most institutions that one request may declare or review. */
export const MOST_DECLARATIONS = 1_000;

/** Refuses no institution at all, and too many: VALIDATION_FAILED, LIMIT_EXCEEDED. */
export function requireCount(count: number): void {
  if (count === 0) throw new ValidationError([fieldProblem(['declarations'], 'REQUIRED', '没有机构。', 'There is no institution.')]);
  if (count <= MOST_DECLARATIONS) return;
  const zh = `一次最多 ${MOST_DECLARATIONS} 家机构，此处 ${count} 家。`;
  const en = `At most ${MOST_DECLARATIONS} institutions at a time; these are ${count}.`;
  throw new ValidationError([fieldProblem(['declarations'], 'LIMIT_EXCEEDED', zh, en)], { zh, en }, 'LIMIT_EXCEEDED');
}

/** 状态的说法 what a declaration's state is called; none: it was not declared. */
export function stateWord(state: DeclarationState | undefined): Label & { readonly en: string } {
  switch (state) {
    case undefined:
      return { zh: '未申报', en: 'not declared' };
    case 'DECLARED':
      return { zh: '待初审', en: 'not reviewed' };
    case 'FIRST_REVIEWED':
      return { zh: '待复审', en: 'reviewed once' };
    case 'SECOND_REVIEWED':
      return { zh: '已复审', en: 'reviewed twice' };
    case 'RETURNED':
      return { zh: '已退回', en: 'returned' };
  }
}

const WANTED: Readonly<Record<DeclarationState, Label & { readonly en: string }>> = {
  DECLARED: { zh: '已申报，须先退回才能重新申报', en: 'declared already: they must be returned before they are declared anew' },
  FIRST_REVIEWED: { zh: '不在待初审状态', en: 'not waiting for their first review' },
  SECOND_REVIEWED: { zh: '没有待复审的申报，须先初审', en: 'not waiting for their second review: the first comes before' },
  RETURNED: { zh: '没有可退回的申报', en: 'not declared, so that there is nothing to return' },
};

/** Refuses a step that some of the institutions' declarations can't take: CONFLICT, naming them. */
export function requireSteps(codes: readonly string[], may: (code: string) => boolean, next: DeclarationState): void {
  const stuck = codes.filter((code) => !may(code));
  if (stuck.length === 0) return;
  const { zh, en } = WANTED[next];
  throw new ConflictError({
    zh: `${someOf(stuck, '、')}：${zh}。未作任何更改。`,
    en: `${someOf(stuck, ', ')}: ${en}. Nothing was changed.`,
  });
}

const MOST_NAMED = 20;

/** The first names of a list, and how many there are. */
export function someOf(names: readonly string[], separator: '、' | ', '): string {
  const shown = names.slice(0, MOST_NAMED).join(separator);
  if (names.length <= MOST_NAMED) return shown;
  return separator === '、' ? `${shown} 等 ${names.length} 家` : `${shown} and others, ${names.length} in all`;
}

/** A period that is not over: nobody knows yet what it comes to. */
export function notOver({ key, to }: Period): StateError {
  const { zh, en } = periodLabel(key);
  return new StateError('UNAVAILABLE', {
    zh: `${zh}到 ${to} 才结束，此后才能申报。`,
    en: `The ${en} ends on ${to} and can be declared after it.`,
  });
}
