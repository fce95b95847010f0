import { builder } from '../base/builder.js';
import { BASES_COST, BasisRef } from '../kit/basis.js';
import { CHECK_COST } from './check-report.js';
import { ChangeKindEnum } from '../base/enums.js';
import { LocalizedTextRef } from '../base/localized-text.js';
import { uuidKey } from '../base/node-key.js';
import { RulesetVersionRef } from './ruleset-version.js';
import { NotFoundError } from '../../app/base/errors.js';
import type { CitedBasis } from '../../rules/document/basis.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { diffBehaviour, type BehaviourChange } from '../../rules/analysis/diff-behaviour.js';
import { changedValues, type DocumentPair, type WordedChange } from '../../rules/analysis/change-words.js';
import { diffDocuments, type DocumentChange } from '../../rules/analysis/diff-text.js';
import { wordsOf, type ExplanationWords } from '../../rules/explain/explain-words.js';
import type { Witness } from '../../rules/analysis/witness.js';
import type { Label } from '../../engine/plan/plan.js';

/** Two compiled versions: the earlier first. */
export interface DiffView {
  readonly before: CompiledRuleset;
  readonly after: CompiledRuleset;
}

interface SituationView {
  readonly decision: string;
  readonly label: Label;
  readonly situation: Label;
  readonly before: string;
  readonly after: string;
  readonly situationSaid: Label;
  readonly beforeSaid: Label;
  readonly afterSaid: Label;
  readonly witness: unknown;
  readonly facts: readonly FactView[];
}

/** A fact of a witness in words. */
interface FactView {
  readonly label: Label;
  readonly value: Label;
}

const FactRef = builder.objectRef<FactView>('WitnessFact').implement({
  description: '例证的一项取值，用业务名称 a fact of a witness, in business words',
  fields: (t) => ({
    label: t.field({ type: LocalizedTextRef, description: '名称 what it is', resolve: ({ label }) => label }),
    value: t.field({ type: LocalizedTextRef, description: '取值 its value', resolve: ({ value }) => value }),
  }),
});

interface DocumentChangeView extends Omit<DocumentChange, 'basis'> {
  readonly basis: readonly CitedBasis[];
  readonly between: DocumentPair;
}

const WordedChangeRef = builder.objectRef<WordedChange>('WordedChange').implement({
  description: '变化的一处，用业务名称 one value that changed of a part, in business words',
  fields: (t) => ({
    name: t.field({ type: LocalizedTextRef, description: '哪一项，如取值、依据、条件 what of the part', resolve: ({ name }) => name }),
    before: t.exposeString('before', { nullable: true, description: '之前，中文；原来没有的为空 before, in Chinese; null where it was not there' }),
    after: t.exposeString('after', { nullable: true, description: '之后，中文；已删除的为空 after, in Chinese; null where it is gone' }),
    percent: t.exposeString('percent', { nullable: true, description: '数字的变动幅度，如 −4.17% by how much a number changed, of what it was' }),
  }),
});

const DocumentChangeRef = builder.objectRef<DocumentChangeView>('DocumentChange').implement({
  description: '文档变化 a change of the document',
  fields: (t) => ({
    kind: t.field({ type: ChangeKindEnum, description: '变化种类 kind of change', resolve: ({ kind }) => kind }),
    pointer: t.exposeString('pointer', {
      description: '位置（JSON 指针）；删除的指向前一版本 JSON pointer; of what was removed, into the earlier version',
    }),
    label: t.field({ type: LocalizedTextRef, description: '名称 what changed', resolve: ({ label }) => label }),
    before: t.string({ nullable: true, description: '之前（规范 JSON） before, canonical JSON', resolve: ({ before }) => before ?? null }),
    after: t.string({ nullable: true, description: '之后（规范 JSON） after, canonical JSON', resolve: ({ after }) => after ?? null }),
    values: t.field({
      type: [WordedChangeRef],
      description: '逐项变化，用业务名称；移动的没有 value by value, in business words; nothing where it moved',
      resolve: (change) => [...changedValues(change, change.between)],
    }),
    basis: t.field({ type: [BasisRef], complexity: BASES_COST, description: '依据 on what it rests', resolve: ({ basis }) => [...basis] }),
  }),
});

const SituationChangeRef = builder.objectRef<SituationView>('SituationChange').implement({
  description: '情形变化：两个版本判定不同的情形 a situation that two versions decide differently',
  fields: (t) => ({
    decision: t.exposeString('decision', { description: '判定标识 id of the decision' }),
    label: t.field({ type: LocalizedTextRef, description: '判定名称 what the decision is called', resolve: ({ label }) => label }),
    situation: t.field({ type: LocalizedTextRef, description: '情形 the situation in words', resolve: ({ situation }) => situation }),
    before: t.exposeString('before', { description: '之前的结果 what the earlier version gives' }),
    after: t.exposeString('after', { description: '之后的结果 what the later version gives' }),
    situationSaid: t.field({
      type: LocalizedTextRef,
      description: '情形，取值也用业务名称 the situation, its values in business words too',
      resolve: ({ situationSaid }) => situationSaid,
    }),
    beforeSaid: t.field({
      type: LocalizedTextRef,
      description: '之前的结果，用业务名称 what the earlier version gives, in business words',
      resolve: ({ beforeSaid }) => beforeSaid,
    }),
    afterSaid: t.field({
      type: LocalizedTextRef,
      description: '之后的结果，用业务名称 what the later version gives, in business words',
      resolve: ({ afterSaid }) => afterSaid,
    }),
    facts: t.field({
      type: [FactRef],
      description: '例证逐项，用业务名称 the witness fact by fact, in business words',
      resolve: ({ facts }) => [...facts],
    }),
    witness: t.field({
      type: 'JSON',
      description: '例证：处于该情形的取值 facts of a case that is in it',
      resolve: ({ witness }) => witness,
    }),
  }),
});

/** 两个版本的差异. */
export const RulesetDiffRef = builder.objectRef<DiffView>('RulesetDiff').implement({
  description: '两个版本的差异 how two versions differ',
  fields: (t) => ({
    comparedWith: t.string({
      description: '与哪一版比较：地区和版本号 region and version of the earlier one, which it is compared with',
      resolve: ({ before: { plan } }) => `${plan.region} ${plan.version}`,
    }),
    textual: t.field({
      type: [DocumentChangeRef],
      description: '文档变化 changes of the document',
      resolve: ({ before, after }) =>
        diffDocuments(before.effective, after.effective).map((change) => ({
          ...change,
          between: { before: before.effective, after: after.effective },
          basis: wordsOf((change.kind === 'REMOVED' ? before : after).effective).basis(change.basis),
        })),
    }),
    behavioural: t.field({
      type: [SituationChangeRef],
      description: '判定不同的情形 situations that the two decide differently',
      resolve: ({ before, after }) =>
        diffBehaviour(before, after).flatMap((change) => situationsOf(change, wordsOf(before.effective), wordsOf(after.effective))),
    }),
  }),
});

const WHOLE: Readonly<Record<BehaviourChange['kind'], Label>> = {
  ADDED: { zh: '新增的判定', en: 'the decision is new' },
  REMOVED: { zh: '已删除的判定', en: 'the decision was removed' },
  CHANGED: { zh: '输出或命中方式改变', en: 'its output or hit policy changed' },
  INCOMPARABLE: { zh: '无法逐一比较（事实类型改变或情形过多）', en: 'not comparable one by one' },
};

/** A value; anything else that is given is a formula. */
const VALUE = /^(?:[A-Z][A-Z0-9_]*|true|false|-?\d[\d.]*)$/;
/** A value that is a code, within a sentence. */
const CODE = /\b[A-Z][A-Z0-9_]{2,}\b/g;
/** What stands behind a formula where only its parameters differ: ` (deviationHigh = 2.4)`. */
const NOTED = /^(.*?) \((\w+ = [^()]*)\)$/;

/** What a version gives, with Chinese names in place of codes. */
function outcomeSaid(outcome: string, words: ExplanationWords): Label {
  if (VALUE.test(outcome)) return words.valueOf(outcome);
  const [, formula = outcome, note] = NOTED.exec(outcome) ?? [];
  const { zh } = words.formula(formula);
  if (note === undefined) return { zh, en: outcome };
  const noted = note.split(', ').map((part) => {
    const [name = '', value = ''] = part.split(' = ');
    return `${words.labelOf(name).zh} = ${value}`;
  });
  return { zh: `${zh}（${noted.join('，')}）`, en: outcome };
}

function factsSaid(witness: Witness, words: ExplanationWords): readonly FactView[] {
  return Object.entries(witness).map(([name, value]) => ({
    label: words.labelOf(name),
    value: words.valueOf(value),
  }));
}

function situationsOf(
  { decision, label, kind, output, situations }: BehaviourChange,
  earlier: ExplanationWords,
  later: ExplanationWords,
): readonly SituationView[] {
  const listed = situations.map(({ situation, witness, before, after }) => ({
    decision,
    label,
    situation,
    before: before.outcome,
    after: after.outcome,
    situationSaid: { ...situation, zh: situation.zh.replace(CODE, (code) => later.valueOf(code).zh) },
    beforeSaid: outcomeSaid(before.outcome, earlier),
    afterSaid: outcomeSaid(after.outcome, later),
    witness,
    facts: factsSaid(witness, later),
  }));
  if (listed.length > 0 && output === undefined) return listed;
  const [before, after] = [output?.before ?? '—', output?.after ?? '—'];
  const said = { situationSaid: WHOLE[kind], beforeSaid: { zh: before, en: before }, afterSaid: { zh: after, en: after } };
  return [{ decision, label, situation: WHOLE[kind], before, after, ...said, witness: {}, facts: [] }, ...listed];
}

builder.objectField(RulesetVersionRef, 'diff', (t) =>
  t.field({
    type: RulesetDiffRef,
    complexity: CHECK_COST,
    description: '与另一版本（视为较早者）比较 compared with another version, taken as the earlier one',
    args: {
      against: t.arg.globalID({ required: true, for: RulesetVersionRef, description: '另一版本的全局标识 global id of the other version' }),
    },
    resolve: async (version, { against }, { loaders, platform, session }) => {
      const earlier = await loaders.rulesets.load(uuidKey(against.id));
      if (earlier === undefined) throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, against.id);
      return {
        before: await platform.rulesets.get(session.read, earlier),
        after: await platform.rulesets.get(session.read, version),
      };
    },
  }),
);
