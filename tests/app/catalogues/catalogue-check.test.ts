import { describe, expect, it } from 'vitest';
import { checkCatalogue } from '../../../src/app/catalogues/catalogue-check.js';
import { readCatalogueCsv } from '../../../src/app/catalogues/catalogue-csv.js';
import type { GroupingMethod } from '../../../src/engine/plan/plan.js';
import { codeList, groupingMethod } from '../../support/disease-group.js';

/** Layers, comparison and ties of the national base. */
const METHOD = groupingMethod({
  layers: ['CORE', 'COMPOSITE'],
  ties: ['MOST_RELATED_OPERATIONS', 'EXACT', 'MOST_OPERATIONS', 'NEAREST_MEAN_COST', 'HIGHEST_POINTS', 'GROUP_CODE'],
  operationKinds: { SURGERY: codeList('s', ['51*']), DIAGNOSTIC: codeList('d', ['87*', '88*']) },
  partial: true,
});

const HEADER = '病种编码,病种名称,病种类型,病种分值,主要诊断编码,主要手术操作编码,治疗方式,次均费用.3,次均费用.ALL';

async function notes(rows: readonly string[], method: GroupingMethod = METHOD): Promise<readonly string[]> {
  const { groups, problems, lines } = await readCatalogueCsv(Buffer.from([HEADER, ...rows, ''].join('\n')));
  expect(problems).toEqual([]);
  return checkCatalogue(groups, method, lines).map(({ line, level, code, message: { zh } }) => `${line} ${level} ${code} ${zh}`);
}

const REMOVAL = 'K80.1:51.2300,胆囊结石，腹腔镜胆囊切除,CORE,1000,K80.1,51.2300,,10000.00,8900.00'.replace('，', '、');

describe('a catalogue row that no case reaches is named with the row that hides it (R6)', () => {
  it('a layer that the city does not use', async () => {
    const [only, ...more] = await notes([REMOVAL, 'BX-1,并项组,并项,1990,K80.1,51.2200,,19400.00,8700.00']);
    expect(only).toMatch(/^3 WARNING LAYER_NOT_USED 病种 BX-1（并项组）属于分组层 MERGED，而本规则集的分组方法只用 CORE、COMPOSITE/);
    expect(more).toEqual([]);
  });

  it('two rows with one key and different points: an error that names the other', async () => {
    const [only, ...more] = await notes([
      'K81.1a,甲,核心,1000,K81.100x001,,,4200.00,3700.00',
      'K81.1b,乙,核心,500,K81.100x002,,,4200.00,3700.00',
    ]);
    expect(only).toMatch(/^3 ERROR SAME_KEY 病种 K81\.1b（乙）与 K81\.1a（甲） 的分组条件相同/);
    expect(more).toEqual([]);
  });

  it('nothing of two rows with one key that the cost tells apart', async () => {
    const rows = ['K81.1a,甲,核心,1000,K81.100x001,,,4200.00,3700.00', 'K81.1b,乙,核心,500,K81.100x002,,,4200.00,3600.00'];
    expect(await notes(rows)).toEqual([]);
  });

  it('codes in another case are the same codes', async () => {
    expect(
      await notes(['K82.1,丙,核心,500,k82.1,,,4200.00,3700.00', 'K82.2,丁,核心,500,K82.200X001,51.2300X001,,4200.00,3700.00']),
    ).toEqual([]);
  });

  it('a diagnosis that begins with a digit, an operation that lost its zero', async () => {
    const found = await notes(['K82.1,丙,核心,500,82.1,,,4200.00,3700.00', 'I20,丁,核心,500,I20.0,0.66,,4200.00,3700.00']);
    expect(found.map((text) => text.slice(0, 30))).toEqual([
      expect.stringContaining('2 WARNING NO_SUCH_CODE'),
      expect.stringContaining('3 WARNING NO_SUCH_CODE'),
    ]);
    expect(found[0]).toContain('没有病例能入此病种');
  });

  it('a diagnosis of three characters that is compared as a whole code, with the way to write the category', async () => {
    const [only] = await notes(['K82,丙,核心,500,K82,,,4200.00,3700.00']);
    expect(only).toMatch(/^2 WARNING THREE_CHARACTERS .*请写成“K82\*”/);
    expect(await notes(['K82,丙,综合,500,K82,,保守治疗,4200.00,3700.00'])).toEqual([]);
  });

  it('codes that the method excludes', async () => {
    const [only] = await notes(['K82,丙,核心,500,K82.1,,,4200.00,3700.00'], { ...METHOD, exclude: codeList('x', ['K82*']) });
    expect(only).toMatch(/^2 WARNING EXCLUDED/);
  });

  it('a prefix that other rows cover wholly', async () => {
    const parts = [...'0123456789x'].map((next) => `P${next},部分,核心,9${next === 'x' ? '' : next}00,K82.${next}*,,,,`);
    const [only, ...more] = await notes(['Z,全体,核心,100,K82*,,,,', ...parts]);
    expect(only).toMatch(/^2 WARNING HIDDEN/);
    expect(more).toEqual([]);
    expect(await notes(['Z,全体,核心,100,K82*,,,,', ...parts.slice(1)])).toEqual([]);
  });

  it('ranges and short codes are read where the method says PREFIX, and named where it does not', async () => {
    const rows = ['A15,结核,核心,500,A15-A16,,,,', 'M47,脊椎,核心,500,M47.0+,,,,'];
    expect(await notes(rows, { ...METHOD, diagnosis: 'PREFIX' })).toEqual([]);
    expect((await notes(rows)).map((text) => text.slice(0, 22))).toEqual(['2 WARNING NO_SUCH_CODE', '3 WARNING NO_SUCH_CODE']);
  });

  it('an operation that may not be main, where the row asks for it as main; one that does not count, where it asks for it as related', async () => {
    const conservative = codeList('c', ['44.1300']);
    const method: GroupingMethod = {
      ...METHOD,
      ...{ operations: 'MAIN_THEN_RELATED', unlistedOperations: 'SURGERY', diagnosis: 'PREFIX' },
      operationKinds: { CONSERVATIVE: conservative },
      mainOperations: [
        { operations: conservative, otherwise: 'CONSERVATIVE' },
        { operations: codeList('o', ['45.2501']), diagnoses: codeList('d', ['K20*']), otherwise: 'CONSERVATIVE' },
      ],
    };
    const found = await notes(['a,甲,核心,500,A41,44.1300,,,', 'b,乙,核心,500,A41,45.2501,,,', 'c,丙,核心,500,K20,45.2501,,,'], method);
    expect(found.map((text) => text.slice(0, 20))).toEqual(['2 WARNING NEVER_MAIN', '3 WARNING NEVER_MAIN']);
    expect(found[0]).toContain('没有病例能入此病种');
  });
});
