import { addDays } from '../kit/calendar.js';

/** 机构状态 whether an institution treats insured patients: ACTIVE 正常, SUSPENDED 停业, CLOSED 注销, MERGED 并入另一机构. The last two end it. */
export const INSTITUTION_STATUSES = ['ACTIVE', 'SUSPENDED', 'CLOSED', 'MERGED'] as const;
/** One of INSTITUTION_STATUSES. */
export type InstitutionStatus = (typeof INSTITUTION_STATUSES)[number];

/** 机构变动 what may happen to an institution: its status changes, or it joins or leaves a medical consortium (医共体). */
export const CHANGE_KINDS = [...INSTITUTION_STATUSES, 'JOINED', 'LEFT'] as const;
/** One of CHANGE_KINDS. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** 机构变动 a change of an institution from a day on. */
export interface DatedChange {
  readonly institutionCode: string;
  /** 1, 2, … of the institution, in the order of recording. */
  readonly revision: number;
  readonly kind: ChangeKind;
  /** First day on which it holds. */
  readonly effectiveFrom: string;
  /** MERGED: the institution that takes it over (承继机构); JOINED, LEFT: the consortium; null of the others. */
  readonly otherCode: string | null;
  /** 更正 the revision in whose place it stands: that one counts no more. */
  readonly corrects: number | null;
}

/** The changes of institutions that count, by code, each rising by day. */
export type Changes = ReadonlyMap<string, readonly DatedChange[]>;

/** Where an institution stands on a day. */
export interface StatusOn {
  readonly status: InstitutionStatus;
  /** Since when; null: it never changed. */
  readonly since: string | null;
  /** Of MERGED: who took it over. */
  readonly successorCode: string | null;
}

/** 收款方 who receives what an institution is paid: itself, the institution that took it over, or its consortium. */
export interface Payee {
  readonly kind: 'INSTITUTION' | 'CONSORTIUM';
  readonly code: string;
}

/** Days on which an institution treats no insured patients, both included; `to` null: for good. */
export interface OutOfService {
  readonly institutionCode: string;
  readonly status: Exclude<InstitutionStatus, 'ACTIVE'>;
  readonly from: string;
  readonly to: string | null;
}

/** The changes that count: without those that were corrected. */
export function changesThatCount(all: readonly DatedChange[]): Changes {
  const corrected = new Set(all.flatMap(({ institutionCode, corrects }) => (corrects === null ? [] : [`${institutionCode} ${corrects}`])));
  const counting = new Map<string, DatedChange[]>();
  for (const change of all) {
    if (corrected.has(`${change.institutionCode} ${change.revision}`)) continue;
    counting.set(change.institutionCode, [...(counting.get(change.institutionCode) ?? []), change]);
  }
  for (const own of counting.values()) own.sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  return counting;
}

/** Whether a kind says if an institution is in service; the others say to which consortium it belongs. */
export function isStatus(kind: ChangeKind): kind is InstitutionStatus {
  return kind !== 'JOINED' && kind !== 'LEFT';
}

/** Whether an institution in such a status is gone for good. */
export function isEnded(status: InstitutionStatus): boolean {
  return status === 'CLOSED' || status === 'MERGED';
}

/** The status of an institution on a day; one that nothing is recorded of is ACTIVE. */
export function statusOn(changes: Changes, institutionCode: string, day: string): StatusOn {
  const last = (changes.get(institutionCode) ?? []).findLast(({ kind, effectiveFrom }) => isStatus(kind) && effectiveFrom <= day);
  if (last === undefined || !isStatus(last.kind)) return { status: 'ACTIVE', since: null, successorCode: null };
  return { status: last.kind, since: last.effectiveFrom, successorCode: last.kind === 'MERGED' ? last.otherCode : null };
}

/** The consortium to which an institution belongs on a day; null: to none. */
export function consortiumOn(changes: Changes, institutionCode: string, day: string): string | null {
  const last = (changes.get(institutionCode) ?? []).findLast(({ kind, effectiveFrom }) => !isStatus(kind) && effectiveFrom <= day);
  return last?.kind === 'JOINED' ? last.otherCode : null;
}

/** Who receives what an institution is paid on a day: its successors are followed to the last one, then that one's consortium. */
export function payeeOn(changes: Changes, institutionCode: string, day: string): Payee {
  const last = successorsOn(changes, institutionCode, day).at(-1) ?? institutionCode;
  const consortium = consortiumOn(changes, last, day);
  return consortium === null ? { kind: 'INSTITUTION', code: last } : { kind: 'CONSORTIUM', code: consortium };
}

/** 承继机构 the institutions that took an institution over by a day, one after the other. Ends where it would come round again. */
export function successorsOn(changes: Changes, institutionCode: string, day: string): readonly string[] {
  const seen = new Set([institutionCode]);
  for (let code: string | null = institutionCode; code !== null;) {
    const { successorCode }: StatusOn = statusOn(changes, code, day);
    if (successorCode === null || seen.has(successorCode)) break;
    seen.add(successorCode);
    code = successorCode;
  }
  return [...seen].slice(1);
}

/** The spans of the days from one to another on which institutions are out of service, by code and day. */
export function outOfService(changes: Changes, { from, to }: { readonly from: string; readonly to: string }): readonly OutOfService[] {
  const spans: OutOfService[] = [];
  for (const [institutionCode, own] of [...changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const states = own.filter(({ kind }) => isStatus(kind));
    states.forEach(({ kind, effectiveFrom }, index) => {
      if (!isStatus(kind) || kind === 'ACTIVE') return;
      const next = states[index + 1]?.effectiveFrom;
      const until = next === undefined ? null : addDays(next, -1);
      if (effectiveFrom <= to && (until === null || until >= from)) {
        spans.push({ institutionCode, status: kind, from: effectiveFrom, to: until });
      }
    });
  }
  return spans;
}
