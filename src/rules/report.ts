import type { Label } from '../engine/plan.js';
import { finding, type FindingArguments, type FindingCode, type FindingExtras } from './finding-codes.js';
import type { Finding } from './finding.js';

/** Where the checks put what they find: everything wrong is reported at once. */
export class Report {
  readonly findings: Finding[] = [];

  /** Adds a finding; `args` fill the placeholders of the code's messages. */
  add<Code extends FindingCode>(code: Code, pointer: string, args: FindingArguments<Code>, extras: FindingExtras = {}): void {
    this.findings.push(finding(code, pointer, args, extras));
  }
}

/** Text in both languages, for the placeholders of findings. */
export function bilingual(zh: string, en: string): Label {
  return { zh, en };
}
