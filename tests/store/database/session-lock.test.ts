import { describe, expect, it } from 'vitest';
import type { Pace } from '../../../src/app/ports/ports.js';
import { SessionLock } from '../../../src/store/database/session-lock.js';

/** Lets owners queue behind a first one, then releases one after the other; the order in which they had their turn. */
async function turns(queued: readonly (readonly [string, Pace])[]): Promise<readonly string[]> {
  const lock = new SessionLock();
  const first = {};
  await lock.acquire(first);
  const order: string[] = [];
  const all = queued.map(async ([name, pace]) => {
    const owner = {};
    await lock.acquire(owner, pace);
    order.push(name);
    lock.release(owner);
  });
  lock.release(first);
  await Promise.all(all);
  return order;
}

describe('the embedded database’s session', () => {
  it('is given to whoever came first', async () => {
    expect(
      await turns([
        ['a', 'PROMPT'],
        ['b', 'PROMPT'],
        ['c', 'PROMPT'],
      ]),
    ).toEqual(['a', 'b', 'c']);
  });

  it('is given to prompt work before bulk work, however long that waits', async () => {
    expect(
      await turns([
        ['bulk', 'BULK'],
        ['another', 'BULK'],
        ['question', 'PROMPT'],
      ]),
    ).toEqual(['question', 'bulk', 'another']);
  });

  it('is given to bulk work now and then, however many questions wait', async () => {
    const questions = Array.from({ length: 20 }, (_, index): readonly [string, Pace] => [`q${index}`, 'PROMPT']);
    const order = await turns([['bulk', 'BULK'], ...questions]);
    expect(order.indexOf('bulk')).toBe(8);
    expect(order).toHaveLength(21);
  });

  it('is not given to one who stopped waiting, nor taken from its owner by another', async () => {
    const lock = new SessionLock();
    const [owner, impatient, patient] = [{}, {}, {}];
    await lock.acquire(owner);
    let entered = '';
    void lock.acquire(impatient, 'BULK').then(() => (entered += 'impatient'));
    const turn = lock.acquire(patient).then(() => (entered += 'patient'));
    lock.release(impatient);
    expect(entered).toBe('');
    lock.release(owner);
    await turn;
    lock.release(patient);
    await lock.acquire(owner);
    expect(entered).toBe('patient');
  });
});
