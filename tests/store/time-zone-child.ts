import { PLATFORM_ACCESS } from '../../src/app/ports/ports.js';
import { testCase } from '../support/cases.js';
import { openTestDatabase, TEST_ENGINES } from '../support/database.js';

/** Prints what the store gives back for dates and instants: to be compared between time zones of the process. */
const REGION = '990300';
const print = (value: unknown): void =>
  void process.stdout.write(`${JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))}\n`);

for (const engine of TEST_ENGINES) {
  const test = await openTestDatabase(engine);
  const { store } = test;
  await store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
    await unit.regions.save({ code: REGION, name: '演示市', parentCode: null, sandbox: true });
    await unit.institutions.save([{ regionCode: REGION, code: 'H1', name: 'H1' }]);
    await unit.institutions.addProfiles([
      { regionCode: REGION, institutionCode: 'H1', effectiveFrom: '2024-01-01', level: '3', attributes: {} },
    ]);
    const rows = [testCase({ caseNo: 'A', admissionDate: '2024-02-29', dischargeDate: '2024-03-31' })];
    await unit.cases.insert({ regionCode: REGION, onDuplicate: 'REJECT', rows });
    await unit.audit.append({ regionCode: REGION, action: 'test', subject: 's', detail: {} });
  });
  await store.transaction(PLATFORM_ACCESS, 'READ', async (unit) => {
    const month = { regionCode: REGION, throughImportSeq: 1n, from: '2024-03-31', to: '2024-03-31', periodBy: 'DISCHARGE' } as const;
    const [range] = await unit.cases.ranges(month, 10);
    const found = await unit.cases.find(REGION, { institutionCode: 'H1', caseNo: 'A' });
    const batch = range === undefined ? undefined : await unit.cases.readBatch(month, range);
    print({ admissionDate: found?.admissionDate, dischargeDate: found?.dischargeDate, columns: batch?.dischargeDate });
    print(await unit.institutions.profiles(REGION));
    const now = await unit.now();
    const [event] = await unit.audit.list(REGION, { first: 1 });
    const drift = Math.abs(now.getTime() - Date.now()) < 60_000 && Math.abs((event?.at.getTime() ?? 0) - Date.now()) < 60_000;
    print({ drift, broken: (await unit.audit.verify(REGION)).fault ?? null });
  });
  await test.close();
}
