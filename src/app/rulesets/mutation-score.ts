import { setImmediate } from 'node:timers/promises';
import type { Platform } from '../kernel/platform.js';
import type { CheckedRuleset } from '../../rules/load.js';
import { mutate, type MutationReport } from '../../rules/probes/mutate.js';

/** Others get their turn after so many milliseconds of one question. */
const TURN_MS = 50;

/**
 * 变异得分 of a checked document's own rules: how many changes of them in one place its examples notice. `undefined` where it has errors. Seconds for
 * hundreds of rules; other requests are answered meanwhile. Nothing is stored.
 */
export async function mutationScore(
  { judge }: Pick<Platform, 'judge'>,
  { ruleset, isInherited }: Partial<Pick<CheckedRuleset, 'ruleset' | 'isInherited'>>,
): Promise<MutationReport | undefined> {
  if (ruleset === undefined) return undefined;
  let since = performance.now();
  const onProgress = async (): Promise<void> => {
    if (performance.now() - since < TURN_MS) return;
    await setImmediate();
    since = performance.now();
  };
  return await mutate(ruleset, judge, { ...(isInherited && { isInherited }), onProgress });
}
