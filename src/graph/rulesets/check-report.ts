import { builder } from '../base/builder.js';
import { callerOf } from '../base/callers.js';
import { SeverityEnum } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { parseCase } from '../../app/cases/case-parse.js';
import { caseInput } from '../../app/case-files/case-csv-write.js';
import type { WitnessCasesOf } from '../../app/drafts/review/witness-cases.js';
import { checkRulesetText } from '../../app/rulesets/load-ruleset.js';
import { RuleWordsRef, StatedWordsRef } from '../kit/stated-words.js';
import type { Label } from '../../engine/plan/plan.js';
import type { EffectiveDocument, ExampleDocument } from '../../rules/document/document.js';
import { ruleInWords, statedWords, type StatedWords } from '../../rules/explain/stated-words.js';
import { takesNewResult } from '../../rules/examples/example-differences.js';
import type { ExampleMismatch, ExampleOutcome } from '../../rules/examples/examples.js';
import type { Finding, Mend } from '../../rules/findings/finding.js';
import type { CheckedRuleset } from '../../rules/load.js';
import type { WitnessCases } from '../../rules/made/witness-case.js';

const MendRef = builder.objectRef<Mend>('Mend').implement({
  description: '一处改法，写法同 saveDraft 的 patches one edit that mends what was found, written as a patch of saveDraft',
  fields: (t) => ({
    pointer: t.exposeString('pointer', { description: '位置（JSON 指针） JSON pointer' }),
    text: t.string({
      nullable: true,
      description: '新值（文本）；空为删去，或新值在 json the new value, a text; null: what stands there is taken out, or `json` has the new value',
      resolve: ({ value }) => (typeof value === 'string' ? value : null),
    }),
    json: t.string({
      nullable: true,
      description: '新值不是文本时（是否、空值、列表），其 JSON the new value as JSON where it is no text; null where it is one, or nothing',
      resolve: ({ value }) => (value === undefined || typeof value === 'string' ? null : JSON.stringify(value)),
    }),
    before: t.string({
      nullable: true,
      description: '原值（JSON）：采用新结果的改法才有 what stands there now, as JSON; only where the edit takes the new result of an example',
      resolve: ({ before }) => (before === undefined ? null : JSON.stringify(before)),
    }),
    label: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '所设的是什么，如病例分值；只在采用新结果时有 what is set, in words; only where the edit takes a new result',
      resolve: ({ label }) => label ?? null,
    }),
    valueSaid: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '新值，用文字；只在采用新结果时有 the new value, in words; only where the edit takes a new result',
      resolve: ({ said }) => said?.value ?? null,
    }),
    beforeSaid: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '原值，用文字；只在采用新结果时有 what stands there now, in words; only where the edit takes a new result',
      resolve: ({ said }) => said?.before ?? null,
    }),
    remove: t.boolean({ description: '删去 what stands there is taken out', resolve: ({ value }) => value === undefined }),
  }),
});

/** A finding, where a region is at hand what makes its cases, and of a draft its place by names. */
export type FindingView = Finding & { readonly cases?: WitnessCasesOf; readonly place?: string; readonly document?: EffectiveDocument | undefined };

const saidIn = (document: EffectiveDocument | undefined, facts: object | undefined): StatedWords[] =>
  document === undefined ? [] : [...statedWords(document, facts ?? {})];

const CasesRef = builder.objectRef<WitnessCases>('WitnessCases').implement({
  description:
    '例证病例：可原样作 scoreCase 的 input，并写 using: { draftId } 按草案计分 cases that show a finding, each as the input of scoreCase takes it; with `using: { draftId }` it is scored by the draft',
  fields: (t) => ({
    witness: t.field({ type: 'JSON', description: '病例（CaseInput） the case', resolve: ({ witness }) => caseInput(witness) }),
    beside: t.field({
      type: 'JSON',
      nullable: true,
      description: '另一侧的病例 the case on the other side',
      resolve: ({ beside }) => (beside === undefined ? null : caseInput(beside)),
    }),
  }),
});

const FindingRef = builder.objectRef<FindingView>('Finding').implement({
  description: '校验发现：在哪里、是什么、怎么办 a finding of the check: where, what and what to do',
  fields: (t) => ({
    severity: t.field({ type: SeverityEnum, description: '严重程度 severity', resolve: ({ severity }) => severity }),
    code: t.exposeString('code', { description: '发现代码（封闭列表） code of a closed list' }),
    pointer: t.exposeString('pointer', { description: '文档中的位置（JSON 指针） JSON pointer into the document' }),
    place: t.string({
      nullable: true,
      description:
        '位置，列表里的成员用名称，如 /decisions/points；只在校验草案时有 its place with names of members; null where no draft is checked',
      resolve: ({ place }) => place ?? null,
    }),
    message: t.field({ type: LocalizedTextRef, description: '说明 what is found', resolve: ({ message }) => message }),
    suggestion: t.field({
      type: LocalizedTextRef,
      nullable: true,
      description: '建议 what to do',
      resolve: ({ suggestion }) => suggestion,
    }),
    witness: t.field({
      type: 'JSON',
      nullable: true,
      description: '例证：能说明问题的病例，事实名到取值 a case that shows it, facts by name',
      resolve: ({ witness }) => witness ?? null,
    }),
    beside: t.field({
      type: 'JSON',
      nullable: true,
      description: '另一侧的例证：两个病例才能说明的，与 witness 不同之处就是要害 the other case, where two of them show it',
      resolve: ({ beside }) => beside ?? null,
    }),
    witnessSaid: t.field({
      type: [StatedWordsRef],
      description: '例证，用文字 the case that shows it, in words',
      resolve: ({ witness, document }) => saidIn(document, witness),
    }),
    besideSaid: t.field({
      type: [StatedWordsRef],
      description: '另一侧的例证，用文字 the other case, in words',
      resolve: ({ beside, document }) => saidIn(document, beside),
    }),
    cases: t.field({
      type: CasesRef,
      nullable: true,
      complexity: 50,
      description:
        '例证病例：取本地区的机构和病种做成，按草案计分与 witness 逐项相符；粘入 scoreCase 的 input，并写 using: { draftId }。只在校验草案时有；与病例计分无关，或本地区做不出相符的病例时为空 cases made of an institution and a group of the region that have all that the witness says when the draft scores them: paste one into scoreCase with `using: { draftId }`; only where a draft is checked; null where no case shows it, or none of the region’s fits',
      resolve: async (found) => {
        const cases = await found.cases?.(found);
        // What facts allow one by one, a settlement list need not allow together (more self-paid than the total).
        const isCase = [cases?.witness, cases?.beside].every((one) => one === undefined || parseCase(caseInput(one)).ok);
        return cases !== undefined && isCase ? cases : null;
      },
    }),
    mend: t.field({
      type: [MendRef],
      description: '改法：草案可直接采用的改动（saveDraft 的 patches），没有明确改法时为空 edits that mend it, as saveDraft takes them; empty where no one way is clear',
      resolve: ({ mend }) => [...(mend ?? [])],
    }),
    takesNewResult: t.boolean({
      description:
        '改法是采用新结果：把示例的应得改为现在算出的。只用于结果本来就该变的，须先对照条文 whether the mend takes what comes out now as what the example expects: only where the change was intended, with the article read',
      resolve: takesNewResult,
    }),
  }),
});

/** What a check found; where the document is at hand too, examples can be made of it. */
type CheckReportView = { readonly findings: readonly FindingView[] } & Partial<Pick<CheckedRuleset, 'examples' | 'ruleset' | 'compiled' | 'isInherited'>>;

/** 校验报告. */
export const CheckReportRef = builder.objectRef<CheckReportView>('CheckReport').implement({
  description: '校验报告：一次列出全部问题 report of a check: everything at once',
  fields: (t) => ({
    ok: t.boolean({
      description: '没有错误 no finding is an error',
      resolve: ({ findings }) => findings.every(({ severity }) => severity !== 'ERROR'),
    }),
    findings: t.field({ type: [FindingRef], description: '发现 findings', resolve: ({ findings, compiled }): FindingView[] => findings.map((one) => ({ ...one, document: compiled?.effective })) }),
  }),
});

/** One thing in which an example failed. */
export interface ExampleFailureView extends Omit<ExampleMismatch, 'words'> {
  readonly id: string;
  readonly words: Readonly<Record<'label' | 'expected' | 'actual', Label>>;
}

const NOT_RUN: Label = { zh: '不能运行', en: 'it cannot be run' };

/** What the mismatches say already. */
const COMPARED: ReadonlySet<string> = new Set(['EXAMPLE_FAILED', 'EXAMPLE_FIRED']);

/** What an example expected and what came out; one that could not be run says what it lacks. */
export function exampleFailures({ id, findings, mismatches }: ExampleOutcome): ExampleFailureView[] {
  const others = findings.filter(({ code }) => !COMPARED.has(code));
  return [
    ...mismatches.map((mismatch) => ({ id, ...mismatch })),
    ...others.map(({ code, message, suggestion }) => ({
      ...{ id, field: code, expected: suggestion.zh, actual: message.zh },
      words: { label: NOT_RUN, expected: suggestion, actual: message },
    })),
  ];
}

const ExampleFailureRef = builder.objectRef<ExampleFailureView>('ExampleFailure').implement({
  description: '未通过的示例 an example that failed',
  fields: (t) => ({
    id: t.exposeString('id', { description: '示例标识 id of the example' }),
    field: t.exposeString('field', { description: '输出名、fired，或发现代码 the output, `fired`, or the code of the finding' }),
    expected: t.exposeString('expected', { description: '期望，或要做什么 expected, or what to do' }),
    actual: t.exposeString('actual', { description: '实际，或说明 actual, or what went wrong' }),
    fieldSaid: t.field({ type: LocalizedTextRef, description: '什么不符，用文字 what differs, in words', resolve: ({ words }) => words.label }),
    expectedSaid: t.field({ type: LocalizedTextRef, description: '期望，用文字 expected, in words', resolve: ({ words }) => words.expected }),
    actualSaid: t.field({ type: LocalizedTextRef, description: '实际，用文字 actual, in words', resolve: ({ words }) => words.actual }),
  }),
});

/** An example as it stands in the document, whole, and how it went. */
interface ExampleRunView {
  readonly example: ExampleDocument;
  readonly outcome: ExampleOutcome;
  readonly document: EffectiveDocument;
}

const ExampleRunRef = builder.objectRef<ExampleRunView>('ExampleRun').implement({
  description: '一个示例及其结果 an example and how it went',
  fields: (t) => ({
    id: t.string({ description: '示例标识 id', resolve: ({ example }) => example.id }),
    scope: t.string({ description: '层级 scope', resolve: ({ example }) => example.scope }),
    label: t.field({ type: LocalizedTextRef, nullable: true, description: '名称 label', resolve: ({ example }) => example.label }),
    given: t.field({ type: 'JSON', description: '给出的事实 what is given', resolve: ({ example }) => example.given }),
    expect: t.field({ type: 'JSON', description: '应得的输出 the outputs that are expected', resolve: ({ example }) => example.expect }),
    fired: t.stringList({ description: '应成立的规则 rules that are expected to hold', resolve: ({ example }) => [...(example.fired ?? [])] }),
    held: t.stringList({
      description: '实际成立的规则；判定没有规则成立的写作 判定.otherwise rules that held; `decision.otherwise` where none of its rules did',
      resolve: ({ outcome }) => [...outcome.held],
    }),
    givenSaid: t.field({
      type: [StatedWordsRef],
      description: '给出的事实，用文字 what is given, in words',
      resolve: ({ example, document }) => saidIn(document, example.given),
    }),
    expectSaid: t.field({
      type: [StatedWordsRef],
      description: '应得的输出，用文字 what is expected, in words',
      resolve: ({ example, document }) => saidIn(document, example.expect),
    }),
    firedSaid: t.field({
      type: [RuleWordsRef],
      description: '应成立的规则，用文字 the rules that are expected to hold, in words',
      resolve: ({ example: { fired = [] }, document }) => fired.map((name) => ruleInWords(document, name)),
    }),
    heldSaid: t.field({
      type: [RuleWordsRef],
      description: '实际成立的规则，用文字 the rules that held, in words',
      resolve: ({ outcome: { held }, document }) => held.map((name) => ruleInWords(document, name)),
    }),
    passed: t.boolean({ description: '通过 it came out as expected', resolve: ({ outcome }) => outcome.findings.length === 0 }),
    failures: t.field({
      type: [ExampleFailureRef],
      description: '不符之处 in what it differs',
      resolve: ({ outcome }) => exampleFailures(outcome),
    }),
  }),
});

/** 示例报告. */
export const ExampleReportRef = builder.objectRef<Pick<CheckedRuleset, 'examples' | 'compiled'>>('ExampleReport').implement({
  description: '示例报告：规则集自带示例的运行结果 how the examples of a ruleset went',
  fields: (t) => ({
    total: t.int({ description: '示例数 examples in all', resolve: ({ examples }) => examples.length }),
    passed: t.int({
      description: '通过数 examples that passed',
      resolve: ({ examples }) => examples.filter(({ findings }) => findings.length === 0).length,
    }),
    failures: t.field({
      type: [ExampleFailureRef],
      description: '未通过的 those that failed',
      resolve: ({ examples }) => examples.flatMap(exampleFailures),
    }),
    examples: t.field({
      type: [ExampleRunRef],
      description: '全部示例，按文档次序，写了 like 的已补全 all examples in their order, those with `like` whole',
      resolve: ({ examples, compiled }): ExampleRunView[] => {
        if (compiled === undefined) return [];
        const { effective: document } = compiled;
        const outcomes = new Map(examples.map((outcome) => [outcome.id, outcome]));
        return document.examples.flatMap((example) => {
          const outcome = outcomes.get(example.id);
          return outcome === undefined ? [] : [{ example, outcome, document }];
        });
      },
    }),
  }),
});

/** Checking compiles a document and runs its examples: as dear as hundreds of fields. */
export const CHECK_COST = { field: 500, multiplier: 1 } as const;

builder.queryField('checkRuleset', (t) =>
  t.field({
    type: CheckReportRef,
    complexity: CHECK_COST,
    authScopes: { permission: 'ruleset:check' },
    description: '校验规则集文本，不保存任何内容 checks a ruleset; nothing is stored',
    args: {
      documentText: t.arg.string({
        required: true,
        description: '规则集文本（JSON，至多 1.5 MiB） text of the document, JSON, at most 1.5 MiB',
      }),
    },
    resolve: (_root, { documentText }, context) => checkRulesetText(context.platform, callerOf(context), documentText),
  }),
);
