import { TEST_KEYS } from '../support/signing.js';
import { importCaseFile } from '../../src/app/case-files/import-case-file.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { startCaseImport } from '../../src/app/case-files/start-case-import.js';
import { openStore, type StoreLocation } from '../../src/store/open-store.js';
import { testPlatform } from '../support/tiny-city.js';

/** Imports a file in a process of its own, and kills itself with SIGKILL when some chunks of it are stored. */
const [location = '{}', regionCode = ''] = process.argv.slice(2);
const { store } = await openStore(JSON.parse(location) as StoreLocation, () => TEST_KEYS);
const platform = testPlatform(store);
const caller = platformCaller(platform);
const request = { onDuplicate: 'REJECT', errorPolicy: 'SKIP', dryRun: false, idempotencyKey: 'killed' } as const;
const { id: importId } = await startCaseImport(platform, caller, { regionCode, ...request });
const row = (i: number): string => `K-${i},H1,EMPLOYEE,2024-03-01,2024-03-09,I63.900,100.00\n`;
async function* open(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('caseNo,institutionCode,insurance,admissionDate,dischargeDate,principalDiagnosis,totalCost\n');
  for (let i = 0; i < 10_000; i++) yield Buffer.from(row(i));
  const job = await caller.read(({ imports }) => imports.find(regionCode, importId));
  if ((job?.done ?? 0n) > 0n) process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
}
await importCaseFile(platform, caller, { regionCode, importId, format: 'CSV', file: { sha256: importId, open } });
