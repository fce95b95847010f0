import type { Finding } from '../findings/finding.js';

/** Where a part of an effective document stands in the document that was loaded. */
export interface Origin {
  /** JSON pointer into the document that was loaded; `/extends` for what it inherits. */
  readonly pointer: string;
  readonly inherited: boolean;
}

const INHERITED: Origin = { pointer: '/extends', inherited: true };
/** What one's own document must not leave lying about, but may well inherit. */
const SOFTER_WHEN_INHERITED: ReadonlySet<string> = new Set(['UNUSED_PARAMETER', 'UNUSED_TABLE', 'UNUSED_FACT', 'UNUSED_SOURCE']);

/** Maps pointers into an effective document to the document that was loaded. Parts that were not noted stand where they stood. */
export class Origins {
  private readonly own = new Map<string, string>();
  private readonly inherited = new Set<string>();

  /** Notes that an effective part comes from the loaded document's `pointer`; `undefined`: it is inherited. */
  note(effective: string, pointer: string | undefined): void {
    if (pointer === undefined) this.inherited.add(effective);
    else this.own.set(effective, pointer);
  }

  /** Where an effective part was written. The longest noted prefix decides. */
  locate(effective: string): Origin {
    for (let end = effective.length; end > 0; end = effective.lastIndexOf('/', end - 1)) {
      const prefix = effective.slice(0, end);
      if (this.inherited.has(prefix)) return INHERITED;
      const pointer = this.own.get(prefix);
      if (pointer !== undefined) return { pointer: pointer + effective.slice(end), inherited: false };
    }
    return { pointer: effective, inherited: false };
  }

  /**
   * Findings about the effective document, pointed into the loaded one; what is inherited says so. Where something inherited is at odds
   * with an entry of one's own, that entry is where to look.
   */
  relocate(findings: readonly Finding[]): Finding[] {
    return findings.map(({ about = [], ...one }) => {
      const origin = this.locate(one.pointer);
      if (!origin.inherited) return { ...one, pointer: origin.pointer };
      const own = about.map((pointer) => this.own.get(pointer)).find((pointer) => pointer !== undefined);
      if (own !== undefined) return { ...one, pointer: own };
      const message = { zh: `${one.message.zh}（继承的内容）`, en: `${one.message.en ?? one.message.zh} (inherited)` };
      const softer = SOFTER_WHEN_INHERITED.has(one.code) && one.severity === 'ERROR';
      return { ...one, pointer: origin.pointer, message, severity: softer ? 'WARNING' : one.severity };
    });
  }
}
