import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ACCESS, StoreConflict, type Access, type Unit } from '../../../src/app/ports/ports.js';
import type { NewRuleset } from '../../../src/app/ports/ports-ruleset.js';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';
import { must } from '../../../src/engine/kit/assert.js';
import { decimal, printShort, type Fraction } from '../../../src/engine/number/quantity.js';
import { openTestDatabase, TEST_ENGINES, type TestDatabase } from '../../support/database.js';

const REGION = '990300';
const KEY = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;

const ruleset = (version: string, effectiveFrom: string, more: Partial<NewRuleset> = {}): NewRuleset => ({
  regionCode: REGION,
  version,
  scheme: 'DIP',
  title: { zh: '演示规则', en: 'demo rules' },
  documentText: '{"b":1, "a":2}\n',
  effectiveText: '{"a":2,"b":1}',
  contentHash: `c-${version}`,
  effectiveHash: `e-${version}`,
  groupingHash: 'g',
  effectiveFrom,
  effectiveTo: null,
  basedOn: null,
  settlementReady: false,
  ...more,
});

const group = (code: string, points: string): DiseaseGroup => ({
  code,
  name: `病种 ${code}`,
  kind: 'CORE',
  flags: ['PRIMARY_CARE', 'TCM'],
  points: decimal(points),
  meanCost: new Map<string, Fraction>([
    ['ALL', decimal('10000.5')],
    ['3', decimal('12000.12345678')],
  ]),
  meanDays: decimal('8.25'),
  variation: null,
  caseCount: 120,
  auxiliary: new Map([['SEVERE', decimal('1.2')]]),
  match: {
    diagnoses: ['I63*'],
    otherDiagnoses: [],
    operations: [['36.0601', '37.2200'], ['88.5500']],
    relatedOperations: [],
    operationKind: 'SURGERY',
    ageDaysMin: 0,
    ageDaysMax: 28,
  },
});

/** A group with its numbers as people read them. */
const printed = (group: DiseaseGroup): unknown => ({
  ...group,
  points: printShort(group.points),
  meanDays: group.meanDays === null ? null : printShort(group.meanDays),
  meanCost: [...group.meanCost].map(([level, cost]) => [level, printShort(cost)]).sort(),
  auxiliary: [...group.auxiliary].map(([type, factor]) => [type, printShort(factor)]),
});

describe.each(TEST_ENGINES)('rulesets, catalogues and ledgers on %s', (engine) => {
  let test: TestDatabase;
  const write = <T>(work: (unit: Unit) => Promise<T>, access: Access = PLATFORM_ACCESS): Promise<T> =>
    test.store.transaction(access, 'WRITE', work);
  const read = <T>(work: (unit: Unit) => Promise<T>, access: Access = PLATFORM_ACCESS): Promise<T> =>
    test.store.transaction(access, 'READ', work);

  beforeAll(async () => {
    test = await openTestDatabase(engine);
    await write(async (unit) => {
      for (const code of [REGION, '370300']) await unit.regions.save({ code, name: code, parentCode: null, sandbox: code === REGION });
      await unit.institutions.save(['H1', 'H2'].map((code) => ({ regionCode: REGION, code, name: code })));
    });
  });
  afterAll(() => test.close());

  it('keep ruleset texts byte for byte, readable from every region', async () => {
    const base = await write((unit) =>
      unit.rulesets.insertPublished(ruleset('base', '2021-01-01', { regionCode: '370300', effectiveTo: '2024-12-31' })),
    );
    const stored = await write((unit) =>
      unit.rulesets.insertPublished(ruleset('2024.1', '2024-01-01', { basedOn: { regionCode: '370300', id: base.id } })),
    );
    expect(stored).toMatchObject({
      ...ruleset('2024.1', '2024-01-01'),
      basedOn: { regionCode: '370300', id: base.id },
      status: 'PUBLISHED',
      revision: 1,
      createdByName: '平台',
    });
    const other: Access = { holderId: 'h', holderName: 'n', regions: ['990999'], institutionCode: 'H9' };
    const found = await read(
      async (unit) => [
        await unit.rulesets.findById(REGION, stored.id),
        await unit.rulesets.findByVersion(REGION, '2024.1'),
        await unit.rulesets.findByEffectiveHash(REGION, 'e-2024.1'),
      ],
      other,
    );
    expect(found).toEqual([stored, stored, stored]);
    expect(await read((unit) => unit.rulesets.findByVersion(REGION, 'none'))).toBeUndefined();
    const { documentText, effectiveText, ...summary } = stored;
    expect(await read((unit) => unit.rulesets.list(REGION))).toEqual([summary]);
    expect([documentText, effectiveText]).toEqual(['{"b":1, "a":2}\n', '{"a":2,"b":1}']);
  });

  it('refuse the same version, and the same first day in force for one scheme', async () => {
    for (const again of [ruleset('2024.1', '2025-01-01'), ruleset('2024.2', '2024-01-01')]) {
      const twice = write((unit) => unit.rulesets.insertPublished(again));
      await expect(twice).rejects.toBeInstanceOf(StoreConflict);
      await expect(twice).rejects.toMatchObject({ kind: 'UNIQUE' });
    }
    await write((unit) => unit.rulesets.insertPublished(ruleset('2024.drg', '2024-01-01', { scheme: 'DRG' })));
    const dangling = write((unit) =>
      unit.rulesets.insertPublished(
        ruleset('2026.1', '2026-01-01', { basedOn: { regionCode: REGION, id: '00000000-0000-7000-8000-000000000009' } }),
      ),
    );
    await expect(dangling).rejects.toMatchObject({ kind: 'REFERENCE' });
  });

  it('keep catalogues and give their groups back exactly, in code order', async () => {
    const fields = { regionCode: REGION, version: '2024', contentHash: 'c', groupingHash: 'g', effectiveFrom: '2024-01-01', note: '' };
    const groups = [group('I63.9:b', '1234.5678'), group('I63.9:a', '0.00000001'), group('A\\b"c', '1')];
    const stored = await write((unit) => unit.catalogues.insert(fields, groups));
    expect(stored).toMatchObject({ ...fields, groupCount: 3 });
    const back = await read((unit) => unit.catalogues.groups(REGION, stored.id), {
      holderId: 'h',
      holderName: 'n',
      regions: [],
      institutionCode: null,
    });
    expect(back.map(({ code }) => code)).toEqual(['A\\b"c', 'I63.9:a', 'I63.9:b']);
    expect(printed(must(back[2], 'group'))).toEqual(printed(group('I63.9:b', '1234.5678')));
    expect(await read((unit) => unit.catalogues.list(REGION))).toEqual([stored]);
    await expect(write((unit) => unit.catalogues.insert(fields, []))).rejects.toBeInstanceOf(StoreConflict);
  });

  it('follow a catalogue job', async () => {
    const job = await write((unit) => unit.catalogues.createJob(REGION, { years: ['2021'] }, 'k'));
    await write((unit) =>
      unit.catalogues.updateJob(REGION, job.id, {
        status: 'FAILED',
        phase: 'means',
        done: 3n,
        report: { groups: '0' },
        failure: { code: 'VALIDATION_FAILED', zh: '没有病例', en: 'no cases' },
      }),
    );
    const after = await read((unit) => unit.catalogues.findJob(REGION, job.id));
    expect(after).toMatchObject({
      status: 'FAILED',
      phase: 'means',
      done: 3n,
      request: { years: ['2021'] },
      report: { groups: '0' },
      failure: { zh: '没有病例' },
    });
    expect(after?.finishedAt).toBeInstanceOf(Date);
  });

  it('give the profile and the figures that hold: the last recorded', async () => {
    const profile = (effectiveFrom: string, level: string) => ({
      regionCode: REGION,
      institutionCode: 'H1',
      effectiveFrom,
      level,
      attributes: { institutionClass: `C${level}` },
    });
    const figure = (name: string, value: string) => ({ ...KEY, institutionCode: 'H1', name, value });
    await write(async (unit) => {
      await unit.institutions.addProfiles([profile('2024-01-01', '2'), profile('2023-01-01', '1')]);
      await unit.institutions.addProfiles([profile('2024-01-01', '3')]);
      await unit.institutions.addFigures([figure('cmi', '1.01'), figure('share', '0.5')]);
      await unit.institutions.addFigures([figure('cmi', '1.02')]);
    });
    const [profiles, figures] = await read(async (unit) => [
      await unit.institutions.profiles(REGION),
      await unit.institutions.figures(REGION, 2024),
    ]);
    expect(profiles).toEqual([profile('2023-01-01', '1'), profile('2024-01-01', '3')]);
    expect(figures).toEqual([figure('cmi', '1.02'), figure('share', '0.5')]);
  });

  it('keep budgets by revision, and amounts in fen beyond what a double holds', async () => {
    await write((unit) => unit.fundYears.setBudget(KEY, { income: '1.00' }, { reason: 'first' }));
    const second = await write((unit) => unit.fundYears.setBudget(KEY, { income: '700000000.00' }, { reason: 'second' }));
    expect(second.revision).toBe(2);
    expect((await read((unit) => unit.fundYears.budget(KEY)))?.items).toEqual({ income: '700000000.00' });
    expect(await read((unit) => unit.fundYears.actuals(KEY))).toBeUndefined();
    const amountFen = 9007199254740993n;
    const adjustment = await write((unit) =>
      unit.fundYears.addAdjustment({ ...KEY, institutionCode: 'H1', name: 'deduction', amountFen, reason: '违规扣减', reversesId: null }),
    );
    const reversal = { ...KEY, institutionCode: 'H1', name: 'deduction', amountFen: -amountFen, reason: '冲销', reversesId: adjustment.id };
    await write((unit) => unit.fundYears.addAdjustment(reversal));
    await expect(write((unit) => unit.fundYears.addAdjustment(reversal))).rejects.toBeInstanceOf(StoreConflict);
    const adjustments = await read((unit) => unit.fundYears.adjustments(KEY));
    expect(adjustments.map((row) => row.amountFen)).toEqual([amountFen, -amountFen]);
    await write((unit) =>
      unit.fundYears.addPayment({
        ...KEY,
        institutionCode: 'H1',
        period: '03',
        month: 3,
        amountFen: 100n,
        paidOn: '2024-04-15',
        reason: '',
        reversesId: null,
      }),
    );
    expect((await read((unit) => unit.fundYears.payments(KEY)))[0]).toMatchObject({ amountFen: 100n, paidOn: '2024-04-15', month: 3 });
    const assessment = { ...KEY, period: 'YEAR', institutionCode: 'H1', name: 'assessmentScore', reason: '' };
    await write((unit) => unit.fundYears.setAssessments([{ ...assessment, value: '88' }]));
    await write((unit) => unit.fundYears.setAssessments([{ ...assessment, value: '91.5', source: '淄医保发〔2024〕9号' }]));
    expect(await read((unit) => unit.fundYears.assessments(KEY))).toEqual([
      { ...assessment, value: '91.5', source: '淄医保发〔2024〕9号', createdByName: '平台' },
    ]);
    await write((unit) => unit.fundYears.setPointValue({ ...KEY, kind: 'SETTLEMENT', value: '8.32430380', fraction: '41/5', runNo: 1 }));
    expect(await read((unit) => unit.fundYears.pointValue(KEY, 'SETTLEMENT'))).toMatchObject({ revision: 1, fraction: '41/5' });
    expect(await read((unit) => unit.fundYears.pointValue(KEY, 'BUDGET'))).toBeUndefined();
  });

  it('number concurrent revisions without a gap or a clash', async () => {
    const key = { ...KEY, year: 2025 };
    const revisions = await Promise.all(
      Array.from({ length: 12 }, (_, n) => write((unit) => unit.fundYears.setBudget(key, { income: String(n) }, { reason: '' }))),
    );
    expect(revisions.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
  });

  it('chain audit events by hash, also when many are appended at once, and find a change, a gap and a cut-off tail', async () => {
    const append = (n: number): Promise<unknown> =>
      write((unit) =>
        unit.audit.append({
          regionCode: REGION,
          action: 'test',
          subject: `s${n}`,
          detail: { n: String(n), 中: '文', nested: { z: null, a: [] } },
        }),
      );
    await Promise.all(Array.from({ length: 20 }, (_, n) => append(n)));
    const institution: Access = { holderId: 'h', holderName: 'n', regions: [REGION], institutionCode: 'H1' };
    await write((unit) => unit.audit.append({ regionCode: REGION, action: 'own', subject: 's', detail: {} }), institution);
    expect(await read((unit) => unit.audit.list(REGION, { first: 5 }), institution)).toEqual([]);
    const events = await read((unit) => unit.audit.list(REGION, { first: 100 }));
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, n) => 21n - BigInt(n)));
    expect(events.slice(0, -1).every((event, index) => event.prevHash === events[index + 1]?.hash)).toBe(true);
    expect(await read((unit) => unit.audit.list(REGION, { first: 2, beforeSeq: 4n }))).toHaveLength(2);
    const broken = (): Promise<bigint | undefined> => read(async (unit) => (await unit.audit.verify(REGION)).fault?.seq);
    expect(await broken()).toBeUndefined();
    const owner = test.database.pool;
    await owner.query("UPDATE audit_event SET actor_name = 'someone else' WHERE region_code = $1 AND seq = 7", [REGION]);
    expect(await broken()).toBe(7n);
    await owner.query("UPDATE audit_event SET actor_name = '平台' WHERE region_code = $1 AND seq = 7", [REGION]);
    expect(await broken()).toBeUndefined();
    await owner.query('DELETE FROM audit_event WHERE region_code = $1 AND seq >= 21', [REGION]);
    expect(await broken()).toBe(21n);
    await owner.query('DELETE FROM audit_event WHERE region_code = $1 AND seq = 3', [REGION]);
    expect(await broken()).toBe(3n);
  });

  it('answer the same idempotency key once, also when asked at once', async () => {
    let worked = 0;
    const ask = (): Promise<string> =>
      write(async (unit) => {
        const known = await unit.idempotency.find(REGION, 'k1');
        if (known !== undefined) return known.resultRef;
        worked++;
        await unit.idempotency.record(REGION, 'k1', { operation: 'startClearingRun', requestHash: 'h', resultRef: `run-${worked}` });
        return `run-${worked}`;
      });
    expect(await Promise.all([ask(), ask(), ask(), ask()])).toEqual(['run-1', 'run-1', 'run-1', 'run-1']);
  });

  it('keep keys by hash and revoke them once', async () => {
    const holder = await write((unit) => unit.keys.saveHolder({ name: '王五', kind: 'USER', regions: [REGION] }));
    const key = await write((unit) =>
      unit.keys.insert({
        holderId: holder.id,
        prefix: 'dip_test_ab12',
        hash: 'f'.repeat(64),
        role: 'CLERK',
        scopes: [],
        regions: [REGION],
        institutionCode: null,
        expiresAt: null,
      }),
    );
    expect(await read((unit) => unit.keys.findByHash('f'.repeat(64)))).toEqual({ key, holder });
    expect(await read((unit) => unit.keys.findByHash('0'.repeat(64)))).toBeUndefined();
    expect([await write((unit) => unit.keys.revoke(key.id)), await write((unit) => unit.keys.revoke(key.id))]).toEqual([true, false]);
    expect((await read((unit) => unit.keys.find(key.id)))?.revokedAt).toBeInstanceOf(Date);
    const renamed = await write((unit) => unit.keys.saveHolder({ ...holder, name: '王武' }));
    expect(renamed).toEqual({ ...holder, name: '王武' });
  });

  it('keep imports with their rejects, page by page', async () => {
    const job = await write((unit) => unit.imports.create({ regionCode: REGION, onDuplicate: 'REVISE', dryRun: false, fileName: 'a.csv' }));
    const reject = (rowNo: bigint, item: number) => ({
      rowNo,
      item,
      caseNo: null,
      institutionCode: 'H1',
      code: 'BAD_NUMBER',
      path: 'totalCost',
      messages: { zh: '金额有误', en: 'bad amount' },
    });
    await write(async (unit) => {
      await unit.imports.addRejects(REGION, job.id, [reject(2n, 0), reject(2n, 1), reject(10n, 0)]);
      await unit.imports.update(REGION, job.id, {
        status: 'SUCCEEDED',
        accepted: 8n,
        rejected: 2n,
        done: 10n,
        total: 10n,
        fileHash: 'abc',
        controlTotals: { rows: '10' },
      });
    });
    const page = (rowNo: bigint, item: number) =>
      read((unit) => unit.imports.rejectPage(REGION, job.id, { after: { rowNo, item }, limit: 2, begin: 'FIRST' }));
    expect(await page(0n, 0)).toEqual([reject(2n, 0), reject(2n, 1)]);
    expect(await page(2n, 1)).toEqual([reject(10n, 0)]);
    expect(await read((unit) => unit.imports.findByFileHash(REGION, 'abc'))).toMatchObject({
      id: job.id,
      status: 'SUCCEEDED',
      accepted: 8n,
      rejected: 2n,
      controlTotals: { rows: '10' },
    });
  });

  it('tell caches after the commit, and not when it failed', async () => {
    const heard: string[] = [];
    const stop = test.store.onChange((regionCode) => heard.push(regionCode));
    await write((unit) => unit.announce(REGION));
    await expect(
      write(async (unit) => {
        await unit.announce('370300');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(heard).toContain(REGION);
    expect(heard).not.toContain('370300');
    stop();
  });

  it('hold a reader open for a query, read-only, and end it', async () => {
    const reader = await test.store.reader({ holderId: 'h', holderName: 'n', regions: [REGION], institutionCode: null });
    expect(await reader.prisma.institution.count()).toBe(2);
    expect((await reader.unit.institutions.list(REGION)).map(({ code }) => code)).toEqual(['H1', 'H2']);
    await reader.close();
    await expect(reader.prisma.institution.count()).rejects.toThrow();
  });
});
