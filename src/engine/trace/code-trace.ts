import { CODE_FACTS, readCode } from '../codes/code-map.js';
import type { CodeMap } from '../plan/code-maps.js';
import type { Label, Plan } from '../plan/plan.js';
import type { InpatientCase } from '../plan/inpatient-case.js';
import type { TraceStep } from './trace.js';

/** 编码读法 the steps that say which code of a case was read as which, one a fact; none where no code changes. Numbered from 1. */
export function traceCodes({ codes, slots }: Plan, reported: InpatientCase): readonly TraceStep[] {
  if (codes === undefined) return [];
  const steps: TraceStep[] = [];
  for (const fact of ['principalDiagnosis', 'otherDiagnoses', 'procedures'] as const) {
    const map = codes[CODE_FACTS[fact]];
    const stated = reported[fact];
    const listed = typeof stated === 'string' ? [stated] : stated;
    const changed = [...new Set(listed)].filter((code) => readCode(map, code) !== code);
    if (map === undefined || changed.length === 0) continue;
    const label = slots.case.find(({ name }) => name === fact)?.label ?? { zh: fact };
    steps.push({ ...codeStep({ map, fact, label, listed, changed }), basis: [...map.basis, ...codes.basis], seq: steps.length + 1 });
  }
  return steps;
}

interface CodesRead {
  readonly map: CodeMap;
  readonly fact: string;
  readonly label: Label;
  readonly listed: readonly string[];
  /** Each code that changes, once. */
  readonly changed: readonly string[];
}

function codeStep({ map, fact, label, listed, changed }: CodesRead): Omit<TraceStep, 'basis' | 'seq'> {
  const read = (code: string): string => readCode(map, code);
  return {
    scope: 'case',
    decision: fact,
    label,
    hit: 'formula',
    unit: '',
    output: listed.map(read).join(', '),
    exact: null,
    formula: null,
    substituted: changed.map((code) => `${code} → ${read(code)}`).join(', '),
    rule: null,
    parts: [],
    inputs: changed.map((code) => ({
      ...{ name: `${map.id}[${code}]`, label: null, value: read(code), unit: '' },
      ...{ source: 'table', scope: null },
    })),
    rules: [],
    allocation: null,
  };
}
