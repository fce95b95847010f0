import { PLATFORM_ACTOR } from './platform-actor.js';
import { isSandbox, type Actor } from '../ports/kit/permissions.js';

/** 双人 whether someone may agree to what they did themselves: only in sandbox regions, with a DEMO key or as the platform. */
export function mayAgreeAlone({ keyId, sandboxOnly }: Actor, regionCode: string): boolean {
  return sandboxOnly || (keyId === PLATFORM_ACTOR.keyId && isSandbox(regionCode));
}
