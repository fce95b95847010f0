import { builder } from '../base/builder.js';
import { describedValues } from '../base/enums.js';
import { InstitutionRef, institutionOf } from '../regions/institution.js';
import type { StatementOrigin } from '../../app/ports/clearing/ports-statement.js';
import { OBJECTION_OUTCOMES, type ObjectionOutcome } from '../../app/ports/clearing/ports-statement.js';
import { CONSENTS, type Consent } from '../../app/statements/consents.js';
import { must } from '../../engine/kit/assert.js';

const CONSENT_WORDS: Readonly<Record<Consent, string>> = {
  WAITING: '尚未确认 it has said nothing yet',
  OBJECTED: '有异议：未答复，或已采纳而须重新清算 it objects: not answered, or found right so that another run is due',
  CONFIRMED: '本机构已确认 it has confirmed it',
  ON_BEHALF: '经办机构凭书面代为登记 recorded on paper by the agency',
  SILENT: '异议期满视为同意（规则集写明的） it has consented by silence, as the ruleset declares',
};
/** 机构意见. */
export const ConsentEnum = builder.enumType('StatementConsent', {
  description: '机构对结算单的意见 where an institution stands on its statement',
  values: describedValues(CONSENTS, CONSENT_WORDS),
});

const OUTCOME_WORDS: Readonly<Record<ObjectionOutcome, string>> = {
  ACCEPTED: '采纳，须更正后重新清算 found right: another run is due',
  NEXT_PERIOD: '采纳，在之后的结算期以差额更正 found right: a later period corrects it by the difference',
  REJECTED: '不采纳 not found right',
};
/** 异议的结论. */
export const ObjectionOutcomeEnum = builder.enumType('ObjectionOutcome', {
  description: '异议的结论 what becomes of an objection',
  values: describedValues(OBJECTION_OUTCOMES, OUTCOME_WORDS),
});

interface Publication extends StatementOrigin {
  readonly name: string;
  readonly lastDay: Date | string;
  readonly silentConsent: boolean;
  readonly reason: string;
}
/** 公示. */
export const RunPublicationRef = builder.objectRef<Publication>('RunPublication').implement({
  description:
    '公示（预清算）：从此各机构看到自己的结算单，并可提异议 the publication of a run, a named pre-clearing: from then on institutions see their statements and may object',
  fields: (t) => ({
    name: t.exposeString('name', { description: '名称 what it is called' }),
    lastDay: t.field({ type: 'Date', description: '异议截止日（含） last day for objections', resolve: ({ lastDay }) => lastDay }),
    silentConsent: t.exposeBoolean('silentConsent', {
      description: '异议期满未提异议是否视为同意（规则集写明的） whether silence consents when the days are over, as the ruleset declares',
    }),
    reason: t.exposeString('reason', { description: '事由 reason' }),
    createdBy: t.exposeString('createdByName', { description: '公示人 who published it' }),
    createdAt: t.field({ type: 'DateTime', description: '公示时间 when', resolve: ({ createdAt }) => createdAt }),
  }),
});

interface Answer extends StatementOrigin {
  readonly outcome: string;
  readonly answer: string;
  readonly reason: string;
}
const ObjectionAnswerRef = builder.objectRef<Answer>('ObjectionAnswer').implement({
  description: '对异议的答复，只有一次 how an objection was resolved: once',
  fields: (t) => ({
    outcome: t.field({
      type: ObjectionOutcomeEnum,
      description: '结论 what became of it',
      resolve: ({ outcome }) =>
        must(
          OBJECTION_OUTCOMES.find((one) => one === outcome),
          'outcome of an answer',
        ),
    }),
    answer: t.exposeString('answer', { description: '答复 what the institution is told' }),
    reason: t.exposeString('reason', { description: '理由 why' }),
    createdBy: t.exposeString('createdByName', { description: '答复人 who answered' }),
    createdAt: t.field({ type: 'DateTime', description: '答复时间 when', resolve: ({ createdAt }) => createdAt }),
  }),
});

interface Objection extends StatementOrigin {
  readonly id: string;
  readonly regionCode: string;
  readonly runNo: number;
  readonly institutionCode: string;
  readonly text: string;
  readonly source: string | null;
  readonly onBehalf: boolean;
  readonly answer: Answer | null;
}
const ON_BEHALF = '是否由经办机构凭书面代为登记 whether the agency recorded it on paper';
const SOURCE = '依据：代为登记时的书面材料 the paper that it rests on, where the agency recorded it';
/** 异议. */
export const ObjectionRef = builder.objectRef<Objection>('StatementObjection').implement({
  description: '机构对结算单的异议及其答复 an objection to a statement, with its answer',
  fields: (t) => ({
    id: t.exposeID('id', { description: '标识，答复时用 id, for its answer' }),
    runNo: t.exposeInt('runNo', { description: '清算序号 number of the run' }),
    institutionCode: t.exposeString('institutionCode', { description: '机构代码 institution code' }),
    institution: t.field({
      type: InstitutionRef,
      description: '医疗机构 institution',
      resolve: institutionOf,
    }),
    text: t.exposeString('text', { description: '异议内容 what it says' }),
    source: t.exposeString('source', { nullable: true, description: SOURCE }),
    onBehalf: t.exposeBoolean('onBehalf', { description: ON_BEHALF }),
    createdBy: t.exposeString('createdByName', { description: '提出人 who raised it' }),
    createdAt: t.field({ type: 'DateTime', description: '提出时间 when', resolve: ({ createdAt }) => createdAt }),
    answer: t.field({
      type: ObjectionAnswerRef,
      nullable: true,
      description: '答复；未答复为空 its answer; null where there is none yet',
      resolve: ({ answer }) => answer,
    }),
  }),
});

interface Confirmation extends StatementOrigin {
  readonly reason: string;
  readonly source: string | null;
  readonly onBehalf: boolean;
}
/** 机构确认. */
export const StatementConfirmationRef = builder.objectRef<Confirmation>('StatementConfirmation').implement({
  description: '机构对结算单的确认 confirmation of a statement by its institution',
  fields: (t) => ({
    reason: t.exposeString('reason', { description: '说明 remark' }),
    source: t.exposeString('source', { nullable: true, description: SOURCE }),
    onBehalf: t.exposeBoolean('onBehalf', { description: ON_BEHALF }),
    createdBy: t.exposeString('createdByName', { description: '确认人 who confirmed it' }),
    createdAt: t.field({ type: 'DateTime', description: '确认时间 when', resolve: ({ createdAt }) => createdAt }),
  }),
});
