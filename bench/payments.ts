import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBench } from './city.js';
import { thousands } from './measure.js';
import { machine, record } from './report.js';
import { saveRegion } from '../src/app/regions/region-save.js';
import { PLATFORM_ACCESS } from '../src/app/ports/ports.js';
import { importYearRecords } from '../src/app/year-files/import-year-records.js';
import { recordPayment } from '../src/app/years/record-payment.js';

const KEY = { regionCode: '990300', year: 2024, insurance: 'EMPLOYEE' } as const;
const INSTITUTIONS = 200;
/** Payments that a year has before the next ones are measured: 200 institutions are paid each month and some more. */
const STEPS = [0, 2_000, 10_000] as const;
const MEASURED = 30;

/** What one more payment costs beside the payments that a year has already, and a file of them, through the product's own doors. */
export async function benchPayments(): Promise<void> {
  const before = machine();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'dip-payments-'));
  const { platform, caller, open } = await openBench({ dataDir });
  try {
    await saveRegion(platform, caller, { code: KEY.regionCode, name: '演示市' });
    await platform.store.transaction(PLATFORM_ACCESS, 'WRITE', async (unit) => {
      const codes = Array.from({ length: INSTITUTIONS }, (_, n) => codeOf(n));
      await unit.institutions.save(codes.map((code) => ({ regionCode: KEY.regionCode, code, name: code })));
      await unit.announce(KEY.regionCode);
    });
    let sent = 0;
    const pay = () => {
      const one = { institutionCode: codeOf(sent), month: 1 + (sent % 12), amount: '100.01', paidOn: '2024-03-01', reason: '拨付' };
      return recordPayment(platform, caller, { ...KEY, ...one, idempotencyKey: `payment ${(sent += 1)}` });
    };
    await pay();
    const rows: string[][] = [];
    let [had, first] = [0, 0];
    for (const wanted of STEPS) {
      const file = new TextEncoder().encode(fileOf(wanted - had));
      const fileSeconds =
        wanted === had ? 0 : await seconds(() => importYearRecords(platform, caller, { ...KEY, kind: 'PAYMENT', mode: 'STORE', file }));
      had = wanted;
      const each = (await seconds(() => times(MEASURED, pay))) / MEASURED;
      if (first === 0) first = each;
      rows.push([thousands(wanted), fileSeconds.toFixed(1), (each * 1_000).toFixed(0), (each / first).toFixed(1)]);
    }
    record(
      {
        name: 'payments',
        title: 'Payments of a year',
        header: ['payments of the year', 'seconds of the file that brought them', 'milliseconds each more', 'of the first'],
        rows,
        notes: [
          'Embedded. Every payment is booked, and what is on BANK compared with what was paid: sums in SQL, so that no payment is read anew.',
        ],
      },
      before,
    );
  } finally {
    await open.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const codeOf = (n: number): string => `H${String(n % INSTITUTIONS).padStart(3, '0')}`;

function fileOf(count: number): string {
  const lines = Array.from({ length: count }, (_, n) => `${codeOf(n)},${1 + (n % 12)},${n + 1}.07,2024-04-01,拨付`);
  return `机构编码,结算期,金额,拨付日期,事由\n${lines.join('\n')}\n`;
}

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < count; i++) await work();
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}
