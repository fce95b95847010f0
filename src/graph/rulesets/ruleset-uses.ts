import { builder } from '../base/builder.js';
import { ClearingRunRef } from '../clearing/clearing-run.js';
import { keysetPage, type KeysetWanted } from '../kit/keyset-page.js';
import { RulesetVersionRef } from './ruleset-version.js';
import type { RulesetUse, UsingCase } from '../../app/ports/ports-ruleset.js';
import { must } from '../../engine/kit/assert.js';

const UsingCaseRef = builder.objectRef<UsingCase>('UsingCase').implement({
  description: '由某一版本计分的一个病例 a case that a version scored in a run',
  fields: (t) => ({
    caseNo: t.exposeString('caseNo', { description: '病例号 case number' }),
    institutionCode: t.exposeString('institutionCode', { description: '机构代码 institution' }),
  }),
});

const whole = (place: string): number | undefined => (/^\d{1,9}$/.test(place) ? Number(place) : undefined);
const row = (place: string): bigint | undefined => (/^\d{1,18}$/.test(place) ? BigInt(place) : undefined);

const RulesetUseRef = builder.objectRef<RulesetUse>('RulesetUse').implement({
  description: '使用记录：用到某一版本的一次清算 a run that pinned a version of a ruleset',
  fields: (t) => ({
    run: t.field({
      type: ClearingRunRef,
      description: '清算 the run',
      resolve: async ({ regionCode, runId }, _args, { loaders }) => must(await loaders.runs.load({ regionCode, id: runId }), 'run of a use'),
    }),
    cases: t.int({
      nullable: true,
      description: '由它计分的病例数；较早的清算没有 cases that it scored; null in earlier runs',
      resolve: ({ cases }) => (cases === null ? null : Number(cases)),
    }),
    caseList: t.connection(
      {
        type: UsingCaseRef,
        description: '由它计分的病例，按导入次序 the cases that it scored, in the order of their import',
        resolve: (use, args, { session }) =>
          keysetPage(args, {
            name: `USING${use.runNo}`,
            placeOf: ({ seq }: UsingCase) => seq.toString(),
            parse: row,
            read: ({ after = -1n, limit }: KeysetWanted<bigint>) =>
              session.read(({ rulesets }) => rulesets.casesUsing(use, { first: limit, afterSeq: after })),
          }),
      },
      { name: 'UsingCaseConnection', description: '病例列表 a page of cases' },
      { name: 'UsingCaseEdge', description: '列表中的一条 an entry' },
    ),
  }),
});

builder.objectField(RulesetVersionRef, 'uses', (t) =>
  t.connection(
    {
      type: RulesetUseRef,
      authScopes: { agency: 'case:read' },
      description: '使用记录：哪些清算用到本版本，各计分多少病例，新的在前 which runs used this version, and for how many cases; newest first',
      resolve: ({ regionCode, id: rulesetId }, args, { session }) =>
        keysetPage(args, {
          name: 'USES',
          placeOf: ({ runNo }: RulesetUse) => String(runNo),
          parse: whole,
          read: ({ after, limit }: KeysetWanted<number>) =>
            session.read(({ rulesets }) =>
              rulesets.uses({ regionCode, rulesetId }, { first: limit, ...(after === undefined ? {} : { beforeRunNo: after }) }),
            ),
        }),
    },
    { name: 'RulesetUseConnection', description: '使用记录列表 a page of uses' },
    { name: 'RulesetUseEdge', description: '列表中的一条 an entry' },
  ),
);
