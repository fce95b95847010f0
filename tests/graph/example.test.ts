import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from './endpoint.js';
import { explainCase } from '../../examples/score-case.js';

const CASE = {
  caseNo: 'E1',
  institutionCode: 'H2',
  insurance: 'EMPLOYEE',
  admissionDate: '2024-05-01',
  dischargeDate: '2024-05-09',
  ageYears: 47,
  principalDiagnosis: 'K80.100',
  procedures: ['51.2300'],
  totalCost: '11000.00',
} as const;

describe('the example client, with operations typed by codegen', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  const explain = (key: string, changes: object = {}) =>
    explainCase({ url: 'http://dip.test/graphql', key: `dip_test_${key}`, fetch: (url, init) => endpoint.fetch(url, init) }, '990300', {
      ...CASE,
      ...changes,
      procedures: [...CASE.procedures],
    });

  it('scores a case and explains it in Chinese', async () => {
    const lines = await explain('INTEGRATOR');
    expect(lines[0]).toMatch(
      /^病例 E1，病种 K80\.1_51\.2300 胆囊结石伴胆囊炎:腹腔镜下胆囊切除术，分值 1350\.0000，支付参考额 \d+\.\d{2} 元（规则集 2021\.1）$/,
    );
    expect(lines.some((line) => line.includes('公式 病种(分值)'))).toBe(true);
    expect(lines.some((line) => line.includes('依据 '))).toBe(true);
  });

  it('passes a mistake on as it is, and throws for a key that does not work', async () => {
    expect((await explain('INTEGRATOR', { totalCost: '-1.00' }))[0]).toContain('VALIDATION_FAILED');
    await expect(explain('NOBODY')).rejects.toThrow('密钥无效');
  });
});
