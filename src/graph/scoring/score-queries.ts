import { builder } from '../base/builder.js';
import { callerOf, orUserError } from '../base/callers.js';
import { askedDraft, CaseInput, choiceOf, parseInput, RulesetSelector, type AskedVersion } from '../cases/case-input.js';
import { CHECK_COST } from '../rulesets/check-report.js';
import { SCHEME_CHOICE } from '../base/enums.js';
import { ScoreCaseResult } from './case-score.js';
import type { GraphContext } from '../base/context.js';
import { batchItem } from '../gates/input-gate.js';
import type { ScoreView } from './score-view.js';
import { ForbiddenError, ValidationError, type UserError } from '../../app/base/errors.js';
import type { RawCase } from '../../app/cases/case-parse.js';
import { scoreCase } from '../../app/scoring/score-case.js';
import { soundText } from '../../engine/kit/text.js';

/** The most cases that one request may score. */
const MOST_CASES = 500;
/** Scoring without what explains it. */
const SCORE_COST = 20;

interface ItemView {
  readonly index: number;
  readonly caseNo: string;
  readonly result: ScoreView | UserError;
}

const ScoreCasesItemRef = builder.objectRef<ItemView>('ScoreCasesItem').implement({
  description: '批量计分中的一例 one case of a batch',
  fields: (t) => ({
    index: t.exposeInt('index', { description: '在输入中的位置，从 0 起 place in the input, from 0' }),
    caseNo: t.exposeString('caseNo', { description: '病例号 case number' }),
    result: t.field({ type: ScoreCaseResult, description: '计分应答 its score, or its mistake', resolve: ({ result }) => result }),
  }),
});

const ScoreCasesResultRef = builder.objectRef<readonly ItemView[]>('ScoreCasesResult').implement({
  description: '批量计分的结果，逐例应答 a batch, answered case by case',
  fields: (t) => ({
    scored: t.int({
      description: '成功例数 cases scored',
      resolve: (items) => items.filter(({ result }) => !(result instanceof Error)).length,
    }),
    failed: t.int({
      description: '未成功例数 cases that could not be scored',
      resolve: (items) => items.filter(({ result }) => result instanceof Error).length,
    }),
    results: t.field({
      type: [ScoreCasesItemRef],
      complexity: { field: 0, multiplier: 1 },
      description: '逐例结果，次序同输入 one a case, in the order of the input',
      resolve: (items) => [...items],
    }),
  }),
});

interface Asked extends AskedVersion {
  readonly input: RawCase;
}

/** A draft is compiled first. */
function draftCost(using: { readonly draftId?: string | null | undefined } | null | undefined): number {
  return using?.draftId ? CHECK_COST.field : 0;
}

async function score(context: GraphContext, { input, ...asked }: Asked): Promise<ScoreView> {
  return await scoreCase(context.platform, callerOf(context), asked.regionCode, parseInput(input), choiceOf(asked));
}

builder.queryFields((t) => ({
  scoreCase: t.field({
    type: ScoreCaseResult,
    complexity: ({ using }) => ({ field: SCORE_COST + draftCost(using), multiplier: 1 }),
    authScopes: { permission: 'case:score' },
    description: '对一个病例计分，不保存任何内容 scores a case; nothing is stored',
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      input: t.arg({ type: CaseInput, required: true, description: '病例 the case' }),
      using: t.arg({
        type: RulesetSelector,
        description: '选用的规则集；默认出院日生效的版本 which ruleset; by default the one in force on the day of discharge',
      }),
      scheme: t.arg(SCHEME_CHOICE),
    },
    resolve: async (_root, args, context) => score(context, { ...args, draft: await askedDraft(context, args) }),
  }),
  scoreCases: t.field({
    type: ScoreCasesResultRef,
    complexity: ({ inputs, using }) => ({ field: inputs.length * SCORE_COST + draftCost(using), multiplier: Math.max(1, inputs.length) }),
    authScopes: { permission: 'case:score' },
    description: `批量计分，至多 ${MOST_CASES} 例，逐例应答，不保存任何内容 scores at most ${MOST_CASES} cases, answered one by one; nothing is stored`,
    args: {
      regionCode: t.arg.string({ required: true, description: '统筹地区代码 region code' }),
      inputs: t.arg({ type: [CaseInput], required: true, description: '病例 the cases' }),
      using: t.arg({
        type: RulesetSelector,
        description: '选用的规则集；默认各例出院日生效的版本 which ruleset; by default the one in force on each day of discharge',
      }),
      scheme: t.arg(SCHEME_CHOICE),
    },
    resolve: async (_root, { inputs, ...asked }, context) => {
      if (inputs.length > MOST_CASES) throw tooMany(inputs.length);
      const draft = await askedDraft(context, asked);
      const items: ItemView[] = [];
      for (const [index, input] of inputs.entries()) {
        const raw = batchItem(context, input);
        const caseNo = typeof raw.caseNo === 'string' ? soundText(raw.caseNo) : '';
        const result = await orUserError(() => score(context, { ...asked, draft, input: raw }));
        if (result instanceof ForbiddenError) context.noteRefusal('Query.scoreCases', result);
        items.push({ index, caseNo, result });
      }
      return items;
    },
  }),
}));

function tooMany(count: number): ValidationError {
  const messages = {
    zh: `一次至多 ${MOST_CASES} 例，现为 ${count} 例。请分批，或用导入文件。`,
    en: `At most ${MOST_CASES} cases at once, these are ${count}. Send them in parts, or import a file.`,
  };
  return new ValidationError([{ path: ['inputs'], code: 'TOO_MANY', messages }], messages, 'LIMIT_EXCEEDED');
}
