import { createHash } from 'node:crypto';
import { openedKey } from '../../clearing/run/case-settings.js';
import type { RunPlan } from '../../clearing/run/run-plan.js';
import type { RunVersion } from '../../clearing/run/year-source.js';
import { eraOf, erasOf } from '../../caches/region-cache.js';
import type { CaseSelection } from '../../ports/cases/ports-case.js';
import { must } from '../../../engine/kit/assert.js';
import { Fraction } from '../../../engine/number/quantity.js';
import { slotsReadByCases } from '../../../engine/scoring/case-needs.js';

/** What is said to people about a rule: no score depends on it. */
const SAID: ReadonlySet<string> = new Set(['label', 'labels', 'basis', 'pointer']);

/** The fact by which ties between groups compare mean costs, whatever rules read. */
export const LEVEL = 'institutionLevel';

/** What scores depend on of the catalogues of a year. */
export function cataloguesRead({ snapshot }: RunPlan): readonly unknown[] {
  return snapshot.catalogues.map(({ contentHash: content, groupingHash, from }) => ({ content, groupingHash, from }));
}

/**
 * 计分键 names everything that the sums of a year's cases depend on: which cases, the plans of case decisions and what is added up of them,
 * catalogues, groupers, and of the years' and institutions' values those that case decisions read. Two years with one key score every case
 * alike, so that what was added up for one holds for the other: a change that reaches no case costs no scoring. Whatever is in doubt is in the key:
 * a key too many costs time, never correctness.
 */
export function caseKeyOf(plan: RunPlan, selection: CaseSelection): string {
  const { versions } = plan;
  return plainHash({
    selection,
    asked: plan.totals.asked,
    versions: versions.map((version) => versionPart(plan, version)),
    catalogues: cataloguesRead(plan),
    frames: framesRead(plan),
  });
}

function versionPart(plan: RunPlan, version: RunVersion): unknown {
  const { from, to, grouper, compiled } = version;
  const { decisions, slots, grouping, codes, groupingHash, periodBy, yearStart, pointUnit } = compiled.plan;
  return {
    ...{ from, to, grouper: grouper?.contentHash, decisions: decisions.case, slots: slots.case },
    ...{ grouping, codes, groupingHash, periodBy, yearStart, pointUnit, aggregates: plan.totals.of(version) },
  };
}

/** Of every version and era of profiles, the values around a case that its decisions read, by institution. */
function framesRead({ versions, year: { opened, stated } }: RunPlan): unknown {
  const eras = erasOf(stated.institutions);
  return versions.flatMap(({ ordinal, compiled: { plan }, from, to }) => {
    const outer = [...slotsReadByCases(plan, 'fundYear')].sort(rising);
    const level = plan.slots.institution.findIndex(({ name }) => name === LEVEL);
    const inner = [...new Set([...slotsReadByCases(plan, 'institution'), ...(level < 0 ? [] : [level])])].sort(rising);
    const days = [from, ...eras.filter((era) => era > from && era <= to)];
    return days.map((day) => {
      const era = eraOf(eras, day);
      const { opened: frames } = must(opened.get(openedKey(ordinal, era)), 'frames of a version');
      return {
        era,
        fundYear: outer.map((slot) => frames.fundYear.frame[slot] ?? null),
        institutions: [...frames.institutions].map(([code, { frame }]) => [code, inner.map((slot) => frame[slot] ?? null)]),
      };
    });
  });
}

const rising = (a: number, b: number): number => a - b;

/** SHA-256 of plans and frames, or of parts of them: without what is only said about rules. */
export function plainHash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content, plain)).digest('hex');
}

/** Plans are plain data but for fractions, maps and sets. */
function plain(key: string, value: unknown): unknown {
  if (SAID.has(key)) return undefined;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Fraction) return `${value.n}/${value.d}`;
  if (value instanceof Map) return [...value.entries()];
  if (value instanceof Set) return [...value.values()];
  return value;
}
