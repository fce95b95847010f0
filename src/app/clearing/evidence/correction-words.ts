import type { CorrectionKind } from '../../ports/clearing/ports-corrections.js';

/** 更正原因 what each kind is called, and what it is. */
export const CORRECTION_WORDS: Readonly<Record<CorrectionKind, { readonly zh: string; readonly said: string }>> = {
  LATE: { zh: '迟报', said: '结算期关闭后才收到的清单 the list came after the period was closed' },
  VOIDED: { zh: '作废', said: '病例已作废 the case was voided' },
  REVERSED: { zh: '冲销', said: '清单已冲销（退费） another list reversed it' },
  CORRECTED: { zh: '更正', said: '清单的费用、日期、险种、编码等已更正 the list was corrected' },
  RESCORED: { zh: '重新计分', said: '清单未变，规则、档案或目录使得分变了 the same list is scored otherwise' },
};
