import type { Label } from '../../engine/plan/plan.js';
import type { Finding } from '../findings/finding.js';

/** Where a part of an effective document stands in the document that was loaded. */
export interface Origin {
  /** JSON pointer into the document that was loaded; `/extends` for what it inherits. */
  readonly pointer: string;
  readonly inherited: boolean;
}

const CELL_ADVICE: Label = {
  zh: '单元格可写：一个值 "A"；几个值写成列表 ["A", "B"]；10 及以上 "[10,)"，大于 10 "(10,)"，10 至 20 "[10,20]"；是否写 true、false，不加引号；不限 "-"（半角）。值照该列声明的写法，不带单位。',
  en: 'A cell is one value "A"; several as a list ["A", "B"]; from 10 on "[10,)", more than 10 "(10,)", from 10 to 20 "[10,20]"; a flag true or false without quotes; any "-" (ASCII). Values stand as their column declares them, without units.',
};

const INHERITED: Origin = { pointer: '/extends', inherited: true };
/** What one's own document must not leave lying about, but may well inherit. */
const SOFTER_WHEN_INHERITED: ReadonlySet<string> = new Set(['UNUSED_PARAMETER', 'UNUSED_TABLE', 'UNUSED_FACT', 'UNUSED_SOURCE']);

/** Maps pointers into an effective document to the document that was loaded. Parts that were not noted stand where they stood. */
export class Origins {
  private readonly own = new Map<string, string>();
  private readonly inherited = new Set<string>();
  private readonly written = new Map<string, { readonly pointer: string; readonly reach: 'WITHIN' | 'WHOLE' }>();

  private readonly names = new Map<string, string>();
  private readonly taken = new Map<string, Label>();

  /** Notes that an effective part comes from the loaded document's `pointer`; `undefined`: it is inherited. */
  note(effective: string, pointer: string | undefined): void {
    if (pointer === undefined) this.inherited.add(effective);
    else this.own.set(effective, pointer);
  }

  /**
   * Notes that a part which was written out (a rule of a decision table) stands in the loaded document at `pointer`; `WHOLE`: all of it,
   * else what lies within follows.
   */
  noteWritten(expanded: string, pointer: string, reach: 'WITHIN' | 'WHOLE' = 'WITHIN'): void {
    this.written.set(expanded, { pointer, reach });
  }

  /** Notes what a member of a list is called, by which it is overridden where it is inherited. */
  noteName(effective: string, name: string): void {
    this.names.set(effective, name);
  }

  /** Notes what an entry (an example) was given by another one, for whatever is found about it. */
  noteTaken(entry: string, text: Label): void {
    this.taken.set(entry, text);
  }

  /** Where a part of the document whose tables were written out stands in the loaded one. */
  asWritten(expanded: string): string {
    if (this.written.size === 0) return expanded;
    for (let end = expanded.length; end > 0; end = expanded.lastIndexOf('/', end - 1)) {
      const place = this.written.get(expanded.slice(0, end));
      if (place !== undefined) return place.reach === 'WHOLE' ? place.pointer : place.pointer + expanded.slice(end);
    }
    return expanded;
  }

  /** Where an effective part was written. The longest noted prefix decides. */
  locate(effective: string): Origin {
    for (let end = effective.length; end > 0; end = effective.lastIndexOf('/', end - 1)) {
      const prefix = effective.slice(0, end);
      if (this.inherited.has(prefix)) return INHERITED;
      const pointer = this.own.get(prefix);
      if (pointer !== undefined) return { pointer: this.asWritten(pointer + effective.slice(end)), inherited: false };
    }
    return { pointer: this.asWritten(effective), inherited: false };
  }

  /**
   * Findings about the effective document, pointed into the loaded one; what is inherited says so. Where something inherited is at odds
   * with an entry of one's own, that entry is where to look.
   */
  relocate(findings: readonly Finding[]): Finding[] {
    const relocated = findings.map(({ about = [], ...found }) => {
      const one = this.withMend(found);
      const origin = this.locate(one.pointer);
      if (!origin.inherited)
        return { ...one, pointer: origin.pointer, message: this.withTaken(one), suggestion: adviceAt(origin.pointer, one) };
      const own = about.map((pointer) => this.own.get(pointer)).find((pointer) => pointer !== undefined);
      if (own !== undefined) return { ...one, pointer: this.asWritten(own) };
      const message = { zh: `${one.message.zh}（继承的内容）`, en: `${one.message.en ?? one.message.zh} (inherited)` };
      const softer = SOFTER_WHEN_INHERITED.has(one.code) && one.severity === 'ERROR';
      return { ...one, pointer: origin.pointer, message, severity: softer ? 'WARNING' : one.severity };
    });
    return this.written.size === 0 ? relocated : once(relocated);
  }

  /**
   * Edits where they can be made: what is inherited is overridden by name (`/decisions/deviation/rules/deviation-high/…`), and can't be taken out. A comparison
   * that stands in a cell is edited as a cell.
   */
  private withMend({ mend, ...one }: Finding): Finding {
    const edits = (mend ?? []).flatMap(({ cell, ...edit }) => {
      const { pointer, inherited } = this.locate(edit.pointer);
      if (inherited) {
        const named = edit.value === undefined ? undefined : this.byNames(edit.pointer);
        return named === undefined ? [] : [{ ...edit, pointer: named }];
      }
      if (CELL.test(pointer)) return cell === undefined ? [] : [{ pointer, value: cell }];
      // What was written out of something else (a scorecard, a choice) has no such key there.
      const isThere = edit.value === undefined || lastStep(pointer) === lastStep(edit.pointer);
      return isThere ? [{ ...edit, pointer }] : [];
    });
    return mend === undefined || edits.length < mend.length ? one : { ...one, mend: edits };
  }

  /** A pointer into the effective document with names in the place of numbers; undefined: it leads to a decision that has none of its own. */
  private byNames(pointer: string): string | undefined {
    const steps = pointer.split('/');
    if (steps[1] !== 'decisions') return pointer;
    const ofRule = steps[3] === 'rules' && steps[4] !== undefined;
    const [decision, rule] = [this.names.get(steps.slice(0, 3).join('/')), ofRule ? this.names.get(steps.slice(0, 5).join('/')) : ''];
    if (decision === undefined || rule === undefined) return undefined;
    return ['', 'decisions', decision, ...(ofRule ? ['rules', rule, ...steps.slice(5)] : steps.slice(3))].join('/');
  }

  private withTaken({ pointer, message, severity }: Finding): Label {
    const taken = severity === 'ERROR' ? this.taken.get(pointer.split('/').slice(0, 3).join('/')) : undefined;
    if (taken === undefined) return message;
    return { zh: message.zh + taken.zh, en: (message.en ?? message.zh) + (taken.en ?? taken.zh) };
  }
}

const lastStep = (pointer: string): string => pointer.slice(pointer.lastIndexOf('/'));

/** What a comparison is told that stands in a cell: a clerk wrote a cell, no operator. */
const OF_COMPARISONS: ReadonlySet<string> = new Set(['OPERAND_TYPE', 'OPERATOR_FOR_TYPE', 'OUT_OF_DOMAIN']);
const CELL = /^\/decisions\/\d+\/table\/rows\/\d+\/when\//u;

function adviceAt(pointer: string, { code, suggestion }: Finding): Label {
  return OF_COMPARISONS.has(code) && CELL.test(pointer) ? CELL_ADVICE : suggestion;
}

/** A column that is wrong is wrong in every row: it is said once. */
function once(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, pointer, message }) => {
    const key = JSON.stringify([code, pointer, message.zh]);
    return !seen.has(key) && seen.add(key);
  });
}
