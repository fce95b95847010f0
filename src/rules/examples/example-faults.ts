import type { RunFailureCode } from '../../engine/decide/scope-run.js';
import type { Plan, Slot } from '../../engine/plan/plan.js';
import { READABLE, type Scope } from '../../engine/plan/scopes.js';
import { nearest } from '../text/nearest.js';
import { bilingual } from '../findings/report.js';
import type { Finding } from '../findings/finding.js';
import { lacksAverage, type Stated } from './example-frames.js';

type Why = Finding['message'];

/** What does not hold of a name in an example, and what may have been meant. */
export interface ExampleFault {
  readonly why: Why;
  readonly guess: string | undefined;
}

const fault = (zh: string, en: string, guess?: string): ExampleFault => ({ why: bilingual(zh, en), guess });

/** Faults that need no more said than what they are. */
export const EXAMPLE_FAULTS = {
  WRONG_FORM: fault('值只能是文本、true、false、null 或文本的列表', 'a value is a text, true, false, null or a list of texts'),
  OF_ALL_INSTITUTIONS: fault(
    '参数对各机构相同，请写在 given 中、institutions 之外',
    'a parameter is the same for every institution: state it in given, outside institutions',
  ),
  INSTITUTION_NOT_GIVEN: fault('given 的 institutions 中没有该机构', 'given.institutions does not have this institution'),
} as const;

/** A name in `given` that nothing has that the example's scope reads; `parameters`: those whose values an example may try. */
export function unknownGiven(plan: Plan, scope: Scope, name: string, parameters: readonly string[]): ExampleFault {
  if (lacksAverage(plan, name))
    return fault(
      '该事实没有 average，所以没有均值；请在 facts 里写上 average，或删去这一项',
      'this fact has no average: declare average in facts, or remove this',
    );
  const known = [...namesIn(plan, scope), ...parameters];
  return fault('该层读不到这个名称', 'nothing of this name can be read in the scope of the example', nearest(name, known));
}

/** A name in `expect` that is no output in reach. */
export function unknownExpected(plan: Plan, scope: Scope, name: string): ExampleFault {
  return fault('该层没有这个输出', 'the scope of the example has no such output', nearest(name, namesIn(plan, scope)));
}

/** A name in `fired` that no rule has. */
export function unknownRule(decisions: Plan['decisions'][Scope], wanted: string): ExampleFault {
  const known = decisions.flatMap(({ id, rules }) => [...rules.map(({ name }) => name), `${id}.otherwise`]);
  return fault('没有这条规则', 'there is no such rule', nearest(wanted, known));
}

/** A stated value that its slot can't have; where one of a list was misspelt, the list's are near. */
export function wrongValue(spec: Slot, stated: Stated): ExampleFault {
  const value = JSON.stringify(stated);
  const asked = ASKED[spec.type](spec);
  return fault(
    `值 ${value} 不符，${asked.zh}`,
    `the value is ${value}; ${asked.en}`,
    typeof stated === 'string' ? nearest(stated, spec.values ?? []) : undefined,
  );
}

/** A decision that could not be worked out with what the example states: at what it stopped. */
export function stopped(code: RunFailureCode, at: string): ExampleFault {
  const [zh, en] = STOPPED[code] ?? ['算不出', 'it cannot be worked out'];
  return fault(`${zh}（${code}，“${at}”）`, `${en} (${code}, “${at}”)`);
}

const STOPPED: Readonly<Partial<Record<RunFailureCode, readonly [zh: string, en: string]>>> = {
  MISSING_VALUE: ['需要的值是 null', 'a value that it needs is null'],
  GROUP_COLUMN_MISSING: ['given.group 没有它需要的列', 'given.group has no such column'],
  TABLE_KEY_MISSING: ['表中没有这样的键', 'the table has no such key'],
  DIVISION_BY_ZERO: ['除数为零', 'something is divided by zero'],
  OUT_OF_RANGE: ['值超出允许的范围', 'a value is out of range'],
};

const ASKED: Readonly<Record<Slot['type'], (spec: Slot) => { readonly zh: string; readonly en: string }>> = {
  decimal: () => ({
    zh: '须是取值范围内、写成文本的小数，如 "1.5"',
    en: 'it must be a decimal in its domain, written as a text such as "1.5"',
  }),
  integer: () => ({
    zh: '须是取值范围内、写成文本的整数，如 "3"',
    en: 'it must be a whole number in its domain, written as a text such as "3"',
  }),
  boolean: () => ({ zh: '须为 true 或 false，不加引号', en: 'it must be true or false, without quotes' }),
  enum: ({ values = [] }) => ({ zh: `须为 ${values.join('、')} 之一`, en: `it must be one of ${values.join(', ')}` }),
  code: () => ({ zh: '须是一个编码', en: 'it must be a code' }),
  date: () => ({ zh: '须是日期，如 "2024-06-30"', en: 'it must be a date such as "2024-06-30"' }),
  codes: () => ({ zh: '须是编码的列表', en: 'it must be a list of codes' }),
  set: ({ values = [] }) => ({ zh: `须是列表，成员为 ${values.join('、')}`, en: `it must be a list of ${values.join(', ')}` }),
};

function namesIn({ slots }: Plan, scope: Scope): readonly string[] {
  const all = [scope, ...READABLE[scope]].flatMap((one) => slots[one]);
  return all.flatMap(({ name, type, values = [] }) => (type === 'set' ? values.map((member) => `${name}.${member}`) : [name]));
}
