import { must } from '../../engine/kit/assert.js';
import type { Label } from '../../engine/plan/plan.js';
import type { Finding, Mend } from './finding.js';
import { FINDINGS, type FindingCode } from './finding-list.js';
import { pointerStep } from './pointer-steps.js';
import { fill, type Argument, type FindingTemplate, type Placeholders, type Severity } from './messages.js';

type Templates = typeof FINDINGS;
type TextOf<T> = T extends { readonly zh: infer Zh extends string } ? Zh : never;
/** The arguments that a code's messages need, read off their placeholders. */
export type FindingArguments<Code extends FindingCode> = Readonly<
  Record<Placeholders<TextOf<Templates[Code]['message']>> | Placeholders<TextOf<Templates[Code]['suggestion']>>, Argument>
>;

/** What a finding may say beyond its template. */
export interface FindingExtras {
  /** Where it is not the code's own, e.g. WARNING for what is inherited. */
  readonly severity?: Severity | undefined;
  /** In place of the template's suggestion. */
  readonly suggestion?: Label | undefined;
  readonly witness?: Readonly<Record<string, string>> | undefined;
  /** The case on the other side. */
  readonly beside?: Readonly<Record<string, string>> | undefined;
  readonly mend?: readonly Mend[] | undefined;
  /** Where the entries stand that are at odds. */
  readonly about?: readonly string[] | undefined;
}

/** Makes a finding. `pointer` is a JSON pointer into the document; `args` fill the placeholders of message and suggestion. */
export function finding<Code extends FindingCode>(
  code: Code,
  pointer: string,
  args: FindingArguments<Code>,
  extras: FindingExtras = {},
): Finding {
  const template: FindingTemplate = FINDINGS[code];
  const suggestion = extras.suggestion ?? fill(template.suggestion, args);
  return {
    severity: extras.severity ?? template.severity,
    code,
    pointer,
    message: fill(template.message, args),
    suggestion,
    ...(extras.witness === undefined ? {} : { witness: extras.witness }),
    ...(extras.beside === undefined ? {} : { beside: extras.beside }),
    ...(extras.mend === undefined ? {} : { mend: extras.mend }),
    ...(extras.about === undefined ? {} : { about: extras.about }),
  };
}

const SEVERITIES: readonly Severity[] = ['ERROR', 'WARNING', 'INFO'];
const PRECEDENCE: ReadonlyMap<string, number> = new Map(Object.keys(FINDINGS).map((code, index) => [code, index]));

/** Errors first, then by the precedence of codes; equal ones stay in the order in which they were found. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      must(PRECEDENCE.get(a.code), a.code) - must(PRECEDENCE.get(b.code), b.code),
  );
}

/** Most findings that one check reports. */
export const MOST_FINDINGS = 200;

/** The first findings, errors before the rest, with one more that says how many were left out. */
export function capFindings(findings: readonly Finding[], most = MOST_FINDINGS): Finding[] {
  if (findings.length <= most) return [...findings];
  const bySeverity = SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
  return [...bySeverity.slice(0, most), finding('FINDINGS_LEFT_OUT', '', { count: findings.length - most })];
}

/** Whether findings refuse the load. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((one) => one.severity === 'ERROR');
}

/** A step of a JSON pointer, escaped (RFC 6901), appended to a pointer. */
export function pointerTo(pointer: string, ...steps: readonly (string | number)[]): string {
  return steps.reduce<string>((path, step) => `${path}/${pointerStep(String(step))}`, pointer);
}
