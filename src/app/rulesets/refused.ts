import { ValidationError, type FieldProblem } from '../base/errors.js';
import type { Label } from '../../engine/plan/plan.js';
import type { Finding } from '../../rules/findings/finding.js';

/** Findings as the fields of a RULESET_INVALID error: the path is the JSON pointer's steps. */
export function findingFields(findings: readonly Finding[]): readonly FieldProblem[] {
  return findings
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ pointer, code, message, suggestion }) => ({
      path: pointer === '' ? ['(document)'] : pointer.slice(1).split('/'),
      code,
      messages: { zh: `${message.zh} ${suggestion.zh}`, en: `${message.en ?? message.zh} ${suggestion.en ?? ''}`.trim() },
    }));
}

/** A ruleset that was not loaded, with everything that was found: the fields are its errors. */
export class RulesetRefused extends ValidationError {
  constructor(
    readonly findings: readonly Finding[],
    fields: readonly FieldProblem[],
    messages: Label,
  ) {
    super(fields, messages, 'RULESET_INVALID');
  }
}

/** The refusal of a document, with its errors as fields. */
export function refuse(findings: readonly Finding[]): RulesetRefused {
  const fields = findingFields(findings);
  const zh = `规则集有 ${fields.length} 处错误，已拒绝，什么也没有改变。第一处：${fields[0]?.path.join('/') ?? ''} ${fields[0]?.messages.zh ?? ''}`;
  const en = `The ruleset has ${fields.length} errors; it is refused, and nothing was changed. First: ${fields[0]?.path.join('/') ?? ''} ${fields[0]?.messages.en ?? ''}`;
  return new RulesetRefused(findings, fields, { zh, en });
}

