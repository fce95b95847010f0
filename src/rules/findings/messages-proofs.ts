import type { FindingTemplate } from './messages.js';

/** Findings that the tables prove: what no example shows. */
export const PROOF_FINDINGS = {
  BOUNDARY_MISSING: {
    severity: 'INFO',
    message: {
      zh: '规则 “{rule}” 的界值没有示例恰在其处：{places}。',
      en: 'No example stands at these boundaries of rule “{rule}”: {places}.',
    },
    suggestion: {
      zh: '运行 dip ruleset boundaries <文件>，核对后把代拟的示例粘入 examples。',
      en: 'Run dip ruleset boundaries <file>, read what it gives against the article, and put those examples into examples.',
    },
  },
} as const satisfies Record<string, FindingTemplate>;
