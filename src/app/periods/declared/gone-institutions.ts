import type { RunSnapshot } from '../../clearing/run/run-snapshot.js';
import type { Unit } from '../../ports/ports.js';
import { changesThatCount, isEnded, statusOn } from '../../../engine/clearing/institution-changes.js';

/**
 * 已注销、已并入的机构 whether an institution was closed, or merged into another one, by the first day of a run's period: it declares no more and
 * says nothing to a statement, so nothing waits for it. As it is recorded now: whoever closes the period knows it.
 */
export async function goneFrom(
  { institutions }: Unit,
  { regionCode, from, period }: RunSnapshot,
): Promise<(institutionCode: string) => boolean> {
  const changes = changesThatCount(await institutions.changes(regionCode));
  return (institutionCode) => isEnded(statusOn(changes, institutionCode, period?.from ?? from).status);
}
