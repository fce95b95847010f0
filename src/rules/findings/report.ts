import type { Label } from '../../engine/plan/plan.js';
import { finding, type FindingArguments, type FindingExtras } from './finding-codes.js';
import type { FindingCode } from './finding-list.js';
import type { Finding } from './finding.js';

/** Most findings of one code that are kept: a hostile document must not be answered by its own weight in messages. */
const MOST_OF_ONE_CODE = 1_000;

/** Where the checks put what they find: everything wrong is reported at once. */
export class Report {
  readonly findings: Finding[] = [];
  readonly #counts = new Map<FindingCode, number>();

  /** Adds a finding; `args` fill the placeholders of the code's messages. */
  add<Code extends FindingCode>(code: Code, pointer: string, args: FindingArguments<Code>, extras: FindingExtras = {}): void {
    const count = this.count(code);
    if (count < MOST_OF_ONE_CODE) this.findings.push(finding(code, pointer, args, extras));
    this.#counts.set(code, count + 1);
  }

  /** How many findings of a code there were. */
  count(code: FindingCode): number {
    return this.#counts.get(code) ?? 0;
  }
}

/** Text in both languages, for the placeholders of findings. */
export function bilingual(zh: string, en: string): Label {
  return { zh, en };
}
