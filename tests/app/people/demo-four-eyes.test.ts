import { expect, it } from 'vitest';
import { mayAgreeAlone } from '../../../src/app/kernel/four-eyes.js';
import { PLATFORM_ACTOR } from '../../../src/app/kernel/platform-actor.js';
import { DEMO_PERSONS, demoActor, isDemoPerson } from '../../../src/app/people/demo-persons.js';
import { testActor } from '../../graph/endpoint.js';

const PERSONS = Object.keys(DEMO_PERSONS).filter(isDemoPerson);

it('demonstration persons are held to four eyes; the DEMO key and the platform are not, in sandbox regions alone', () => {
  expect(PERSONS.length).toBe(7);
  expect(PERSONS.filter((person) => mayAgreeAlone(demoActor(person, 'H1'), '990300'))).toEqual([]);
  expect(mayAgreeAlone(testActor({ role: 'DEMO' }), '990300')).toBe(true);
  expect([mayAgreeAlone(PLATFORM_ACTOR, '990300'), mayAgreeAlone(PLATFORM_ACTOR, '370300')]).toEqual([true, false]);
  expect(mayAgreeAlone(testActor({ role: 'FINANCE' }), '990300')).toBe(false);
});
