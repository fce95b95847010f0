import { PLATFORM_ACTOR } from './platform-actor.js';
import { isSandbox, type Actor } from '../ports/kit/permissions.js';

/**
 * 双人 whether someone may agree to what they did themselves: only in sandbox regions, with a DEMO key or as the platform. Demonstration persons may not: they are there
 * so that one newcomer can try four eyes.
 */
export function mayAgreeAlone({ keyId, role, sandboxOnly }: Actor, regionCode: string): boolean {
  return (role === 'DEMO' && sandboxOnly) || (keyId === PLATFORM_ACTOR.keyId && isSandbox(regionCode));
}
