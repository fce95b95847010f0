import { createHash } from 'node:crypto';
import { STORED_SCALE } from '../blocks/stored-outputs.js';
import type { ScoredShard } from '../blocks/shard-columns.js';
import type { StoredScoreRow } from '../../ports/clearing/ports-score.js';
import { printFixed, storedDecimal } from '../../../engine/number/quantity.js';

/** 差异 one figure that a replay found otherwise than it is stored; null where one side has none. */
export interface ReplayDifference {
  /** What it belongs to, such as `score 0012 of H1`, `statement H1`, `totals`. */
  readonly subject: string;
  /** Which part of it, such as `points`, `steps[3].amount`. */
  readonly field: string;
  readonly stored: string | null;
  readonly recomputed: string | null;
}

const MOST_KEPT = 100;

/** The first differences of a replay, and how many there are. */
export class Differences {
  readonly first: ReplayDifference[] = [];
  count = 0;

  /** Compares two values as JSON, part by part. */
  compare(subject: string, stored: unknown, recomputed: unknown): void {
    this.#walk(subject, '', plain(stored), plain(recomputed));
  }

  #walk(subject: string, field: string, stored: unknown, recomputed: unknown): void {
    if (stored === recomputed) return;
    if (isParts(stored) && isParts(recomputed) && Array.isArray(stored) === Array.isArray(recomputed)) {
      const [a, b] = [new Map(Object.entries(stored)), new Map(Object.entries(recomputed))];
      const nameOf = (key: string): string => (Array.isArray(stored) ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`);
      // Traces of earlier releases have no sums of pooled decisions: what they are worked out of is compared.
      const isUntold = (key: string): boolean => field.endsWith('.allocation') && !a.has('sum') && (key === 'sum' || key === 'share');
      for (const key of new Set([...a.keys(), ...b.keys()])) if (!isUntold(key)) this.#walk(subject, nameOf(key), a.get(key), b.get(key));
      return;
    }
    this.count += 1;
    if (this.first.length < MOST_KEPT) this.first.push({ subject, field, stored: shown(stored), recomputed: shown(recomputed) });
  }
}

function isParts(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** As the database keeps it: without what is undefined, whole numbers beyond JSON's as text. */
function plain(value: unknown): unknown {
  if (value === undefined) return undefined;
  return JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)));
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Compares the scores of a shard with those that are stored, column by column. */
export function compareScores(differences: Differences, { scores, outcomes }: ScoredShard, stored: readonly StoredScoreRow[]): void {
  const known = new Map(stored.map((row) => [row.caseSeq, row]));
  for (let row = 0; row < scores.count; row++) {
    const seq = String(scores.caseSeq[row]);
    const institutionCode = scores.institutionCode[row] ?? '';
    const recomputed = {
      caseNo: scores.caseNo[row],
      institutionCode,
      month: scores.month[row],
      groupCode: scores.groupCode[row],
      inclusion: scores.inclusion[row],
      deviation: scores.deviation[row],
      costRatio: scores.costRatio[row],
      institutionCoefficient: keptDecimal(scores.institutionCoefficient[row]),
      auxiliaryFactor: keptDecimal(scores.auxiliaryFactor[row]),
      points: keptDecimal(scores.points[row]),
      sums: scores.sums.map((column) => keptDecimal(column[row])),
      aggregateMasks: scores.aggregateMasks.map((mask) => String(mask[row])),
      exceptionCode: scores.exceptionCode[row],
      situation: createHash('sha256')
        .update(outcomes[row]?.key ?? '')
        .digest('hex'),
    };
    const { caseSeq: _, ...own } = known.get(seq) ?? { caseSeq: seq };
    differences.compare(`score ${scores.caseNo[row] ?? ''} of ${institutionCode}`, own, recomputed);
    known.delete(seq);
  }
  for (const { caseNo, institutionCode, ...own } of known.values()) differences.compare(`score ${caseNo} of ${institutionCode}`, own, {});
}

/** A decimal as the database keeps it: with all its places. */
export function keptDecimal(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : printFixed(storedDecimal(text), STORED_SCALE);
}
