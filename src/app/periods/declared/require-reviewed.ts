import { deadlinesOfRun } from './deadlines-of-run.js';
import { goneFrom } from './gone-institutions.js';
import { declarationsOf } from './declarations.js';
import { someOf, stateWord } from './refusals.js';
import type { RunSnapshot } from '../../clearing/run/run-snapshot.js';
import { StateError } from '../../base/errors.js';
import type { Platform } from '../../kernel/platform.js';
import type { RunRecord } from '../../ports/clearing/ports-run.js';
import type { Unit } from '../../ports/ports.js';
import { periodLabel } from '../../../engine/plan/periods.js';

/**
 * Refuses to close a period before every institution that has a statement in it, and is still there, has a declaration that was reviewed twice (N21-24), where the
 * ruleset says by when it is declared (`methods.periods.<kind>.declareBy`). UNAVAILABLE, naming the institutions.
 */
export async function requireReviewed(
  platform: Pick<Platform, 'rulesets'>,
  unit: Unit,
  run: RunRecord,
  snapshot: RunSnapshot,
): Promise<void> {
  const { regionCode, runNo, year, insurance, period: key } = run;
  if ((await deadlinesOfRun(platform, unit, run, snapshot)).declareBy === undefined) return;
  const declared = declarationsOf(await unit.periods.declarations({ regionCode, year, insurance }, key));
  const isGone = await goneFrom(unit, snapshot);
  const open = (await unit.periods.payables(regionCode, runNo))
    .map(({ institutionCode }) => ({ institutionCode, state: declared.get(institutionCode)?.state }))
    .filter(({ institutionCode, state }) => state !== 'SECOND_REVIEWED' && !isGone(institutionCode));
  if (open.length === 0) return;
  const { zh, en } = periodLabel(key);
  const named = (language: 'zh' | 'en'): readonly string[] =>
    open.map(({ institutionCode, state }) =>
      language === 'zh' ? `${institutionCode}（${stateWord(state).zh}）` : `${institutionCode} (${stateWord(state).en})`,
    );
  throw new StateError('UNAVAILABLE', {
    zh: `结算 ${runNo} 不能确认：${zh}的申报须经初审和复审，以下机构尚未完成：${someOf(named('zh'), '、')}。`,
    en: `Run ${runNo} can't be confirmed: declarations of the ${en} must be reviewed twice, and these are not: ${someOf(named('en'), ', ')}.`,
  });
}
