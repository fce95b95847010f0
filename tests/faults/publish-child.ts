import { TEST_KEYS } from '../support/signing.js';
import { draftOf } from '../../src/app/drafts/drafts.js';
import { publishScheduled } from '../../src/app/drafts/review/publish-scheduled.js';
import type { Store, Unit } from '../../src/app/ports/ports.js';
import { openStore, type StoreLocation } from '../../src/store/open-store.js';
import { testPlatform, TinyCity } from '../support/tiny-city.js';
import { publishApproved, withdrawNext } from './draft-of-tiny-city.js';

/** The steps of a publication or a withdrawal, in order: what it writes, and the commit. */
export type PublishingStep = 'BEGIN' | 'VERSION' | 'SIGNATURE' | 'WITHDRAWAL' | 'ROLL' | 'EVENT' | 'REQUEST' | 'AUDIT' | 'COMMIT';

/** Publishes a draft in a process of its own, by a person or on its day, or withdraws a version, and kills itself with SIGKILL after one step. */
const [location = '', draftId = '', step = '', door = ''] = process.argv.slice(2);
const { store } = await openStore(JSON.parse(location) as StoreLocation, () => TEST_KEYS);

async function die(reached: PublishingStep): Promise<void> {
  if (reached !== step) return;
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
}

const after =
  <A extends readonly unknown[], R>(reached: PublishingStep, work: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    const result = await work(...args);
    await die(reached);
    return result;
  };

function dying({ rulesets, drafts, idempotency, audit, ...unit }: Unit): Unit {
  return {
    ...unit,
    rulesets: {
      ...rulesets,
      insertPublished: after('VERSION', (...args: Parameters<typeof rulesets.insertPublished>) => rulesets.insertPublished(...args)),
      addSignature: after('SIGNATURE', (...args: Parameters<typeof rulesets.addSignature>) => rulesets.addSignature(...args)),
      withdraw: after('WITHDRAWAL', (...args: Parameters<typeof rulesets.withdraw>) => rulesets.withdraw(...args)),
      setRoll: after('ROLL', (...args: Parameters<typeof rulesets.setRoll>) => rulesets.setRoll(...args)),
    },
    drafts: { ...drafts, record: after('EVENT', (...args: Parameters<typeof drafts.record>) => drafts.record(...args)) },
    idempotency: {
      ...idempotency,
      record: after('REQUEST', (...args: Parameters<typeof idempotency.record>) => idempotency.record(...args)),
    },
    audit: { ...audit, append: after('AUDIT', (...args: Parameters<typeof audit.append>) => audit.append(...args)) },
  };
}

const cut: Store = {
  onChange: (listener) => store.onChange(listener),
  ready: () => store.ready(),
  tidy: () => store.tidy(),
  transaction: async (access, mode, work, pace) => {
    if (mode === 'READ') return await store.transaction(access, mode, work, pace);
    const result = await store.transaction(
      access,
      mode,
      async (unit) => {
        await die('BEGIN');
        return await work(dying(unit));
      },
      pace,
    );
    await die('COMMIT');
    return result;
  },
};
const city = new TinyCity(testPlatform(cut));
if (door === 'PERSON') await publishApproved(city, await draftOf(city.as('APPROVER'), city.regionCode, draftId));
else if (door === 'SCHEDULE') await publishScheduled(city.platform);
else await withdrawNext(city);
process.stdout.write('done\n');
process.exit(0);
