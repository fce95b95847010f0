import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole, expectUntroubled, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');
const REGION = '990300';
const NAME = '试改费用极高的规则';

const rule = (name: string, conditions: readonly object[]) => ({
  ...{ name, label: { zh: '试' }, basis: ['sandbox#加成'] },
  conditions: { all: conditions },
  event: { type: 'deviationFactor', params: { value: '0.5' } },
});
const SHADOWED = {
  ...{ id: 'deviationFactor', hit: 'first' },
  rules: [
    rule('factor-high', [{ fact: 'deviation', operator: 'equal', value: 'HIGH' }]),
    rule('dear', [
      { fact: 'costRatio', operator: 'known', value: true },
      { fact: 'costRatio', operator: 'greaterThan', value: '3' },
      { fact: 'deviation', operator: 'equal', value: 'HIGH' },
    ]),
  ],
};
/** Whole, so that it can fail: what it expects is not what the budget comes to. */
const WRONG = {
  ...{ id: 'wrong', scope: 'institution' },
  given: { insurance: 'EMPLOYEE', institutionClass: 'TERTIARY_A_GENERAL', tcmInstitution: null, keyDiscipline: null, cmi: null },
  expect: { baseCoefficient: '1.1000' },
};
const RIGHT = { ...WRONG, id: 'right', expect: { baseCoefficient: '1.2000' } };

interface Draft {
  readonly draftId: string;
}
interface Checked {
  readonly rulesetDraft: {
    readonly check: {
      readonly report: {
        readonly findings: readonly { readonly code: string; readonly cases: { readonly witness: unknown } | null }[];
        readonly boundaryExamples: { readonly total: number; readonly examples: readonly { readonly example: { readonly id: string } }[] };
      };
      readonly examples: {
        readonly total: number;
        readonly passed: number;
        readonly examples: readonly { readonly id: string; readonly passed: boolean; readonly expect: unknown }[];
      };
    };
  };
}

interface Mutations {
  readonly noticed: number;
  readonly survived: number;
  readonly judged: number;
  readonly unnoticed: readonly {
    readonly rule: string;
    readonly change: { readonly zh: string };
    readonly example: { readonly id: string } | null;
  }[];
}

describe('检查与算例 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;
  let draftId = '';
  let keys = 0;

  async function act(name: string, input: object): Promise<Draft> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Payload { draft { draftId } } ... on Error { message } } }`;
    const data = await opened.ask<Record<string, { draft?: Draft; message?: string }>>(query, {
      input: { regionCode: REGION, idempotencyKey: `c${++keys}`, ...input },
    });
    const done = data[name]?.draft;
    if (done === undefined) throw new Error(data[name]?.message ?? name);
    return done;
  }

  const checked = (): Promise<Checked> =>
    opened.ask(
      `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { check {
        report { findings { code cases { witness } } boundaryExamples { total examples { example } } }
        examples { total passed examples { id passed expect } } } } }`,
      { id: draftId },
    );

  const mutated = async (): Promise<Mutations> =>
    (
      await opened.ask<{ rulesetDraft: { check: { report: { mutations: Mutations } } } }>(
        `query ($id: String!) { rulesetDraft(regionCode: "${REGION}", draftId: $id) { check { report {
          mutations { noticed survived judged unnoticed { rule change { zh } example } } } } } }`,
        { id: draftId },
      )
    ).rulesetDraft.check.report.mutations;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    draftId = (await act('createDraft', { name: NAME, from: { regionCode: REGION, version: '2021.1' } })).draftId;
    const patches = [
      { pointer: '/version', text: '2024.8' },
      { pointer: '/effective', json: '{ "from": "2024-12-01", "to": "2024-12-31" }' },
      { pointer: '/examples', json: JSON.stringify([RIGHT, WRONG]) },
      { pointer: '/decisions/deviationFactor', json: JSON.stringify(SHADOWED) },
    ];
    await act('saveDraft', { draftId, baseRevision: 1, patches, reason: '试' });
    visitor = await opened.visit();
  });
  afterAll(() => opened.close());

  const picture = async (name: string): Promise<void> => {
    await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
  };
  const untroubled = (): Promise<void> => expectUntroubled(visitor);

  it('lists drafts and versions, and opens the check of one', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/${REGION}/checks`);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '2021.1', exact: true }).waitFor();
    await picture('checks');
    await untroubled();
    await page.getByRole('link', { name: NAME }).click();
    await page.getByRole('heading', { name: `检查与算例：${NAME}` }).waitFor();
  });

  it('scores the witness of a finding by the draft, and shows the same points as GraphQL', async () => {
    const { page } = visitor;
    const witness = (await checked()).rulesetDraft.check.report.findings.find(({ code }) => code === 'RULE_SHADOWED')?.cases?.witness;
    const { scoreCase } = await opened.ask<{ scoreCase: { points: string; trace: readonly object[] } }>(
      `query ($case: CaseInput!, $id: String!) { scoreCase(regionCode: "${REGION}", input: $case, using: { draftId: $id }) { ... on CaseScore { points trace { decision } } } }`,
      { case: witness, id: draftId },
    );
    const finding = page.getByRole('listitem').filter({ hasText: 'RULE_SHADOWED' }).first();
    await finding.getByText('例证（展开）').click();
    const shown = await finding.locator('.stated').first().innerText();
    expect(shown).toContain('费用倍率：4');
    expect(shown).not.toMatch(/[A-Za-z]/);
    await finding.getByRole('button', { name: '以此病例试算' }).click();
    const sentence = finding.locator('.witness-score strong').first();
    await sentence.waitFor();
    expect((await sentence.textContent())?.replaceAll(',', '')).toBe(`${scoreCase.points} 分`);
    // Two cases show it: each decision stands once, both sides beside each other.
    expect(await finding.locator('.step-pair tbody tr').count()).toBe(scoreCase.trace.length);
    await picture('checks-witness');
    await untroubled();
  });

  it('shows each example with what was given, expected and got, those that differ first', async () => {
    const { page } = visitor;
    const { examples } = (await checked()).rulesetDraft.check;
    expect(examples.examples.map(({ id, passed }) => [id, passed])).toEqual([
      ['right', true],
      ['wrong', false],
    ]);
    await page.getByText(`${examples.total} 个算例，相符 ${examples.passed} 个`).waitFor();
    const rows = page.getByRole('region', { name: '算例' }).locator('tbody tr[data-row-key]');
    expect(await rows.count()).toBe(2);
    const first = await rows.first().textContent();
    expect(first).toContain('险种：职工医保');
    expect(first).toContain('基本系数：应为 1.1000，实际 1.2');
    expect(first).not.toMatch(/EMPLOYEE|institutionClass|baseCoefficient/);
    expect(await rows.nth(1).textContent()).toContain('相符');
  });

  it('takes what comes out now as what is expected, once old and new were seen beside each other', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: '全部采用新结果（1 个算例）' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('只用于结果本来就该变的').waitFor();
    expect(await dialog.locator('tbody tr').allTextContents()).toEqual([expect.stringMatching(/^wrong基本系数1\.10001\.2$/)]);
    await picture('checks-new-result');
    await untroubled();
    await dialog.getByRole('button', { name: '已核对，采用' }).click();
    await page.getByText('2 个算例，相符 2 个').waitFor();
    const { examples } = (await checked()).rulesetDraft.check.examples;
    expect(examples.map(({ id, passed, expect: stated }) => [id, passed, stated])).toEqual([
      ['right', true, { baseCoefficient: '1.2000' }],
      ['wrong', true, { baseCoefficient: '1.2' }],
    ]);
    expect(await page.getByRole('button', { name: /采用新结果/ }).count()).toBe(0);
  });

  it('takes examples as a sheet: a cell that can’t be is refused at its place, the mended one is seen before it is saved', async () => {
    const { page } = visitor;
    const href = await page.getByRole('link', { name: '只下载算例（CSV）' }).getAttribute('href');
    const answered = await fetch(`${opened.url}${href ?? ''}`, { headers: { authorization: `Bearer ${opened.key}` } });
    const csv = await answered.text();
    await page.getByRole('button', { name: '导入或粘贴算例' }).click();
    const dialog = page.getByRole('dialog');
    const send = (text: string): Promise<void> =>
      dialog.getByLabel(/选择改好的文件/).setInputFiles({ name: '算例.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    const row = csv.split('\n').find((one) => one.startsWith('wrong,')) ?? '';
    const cells = row.split(',');
    await send(csv.replace(row, cells.with(2, '病房').join(',')));
    await dialog.getByText('CSV!C3').first().waitFor();
    await send(csv.replace(row, `${row}\n${cells.with(0, 'third').with(1, '第三例').join(',')}`));
    await dialog.getByText('新增一行').waitFor();
    await dialog.getByLabel('事由（必填，至多 500 字）').fill('从表格补一例');
    await picture('checks-import');
    await untroubled();
    await dialog
      .getByRole('button', { name: /保存为一次修订/ })
      .last()
      .click();
    await page.getByText('3 个算例，相符 3 个').waitFor();
    const { examples } = (await checked()).rulesetDraft.check.examples;
    expect(examples.map(({ id, passed }) => [id, passed])).toEqual([
      ['right', true],
      ['wrong', true],
      ['third', true],
    ]);
  });

  it('takes rows of examples as they are copied in a spreadsheet: a fault at its cell, the others untouched', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: '导入或粘贴算例' }).click();
    const dialog = page.getByRole('dialog');
    const paste = async (text: string): Promise<void> => {
      await dialog.getByLabel('或粘贴从 Excel 复制的几行（连表头）').fill(text);
      await dialog.getByRole('button', { name: '看粘贴的改了什么' }).click();
    };
    const headings = ['算例', '中文名', '层级', '同例', '应得：baseCoefficient'].join('\t');
    await paste(`${headings}\nfourth\t第四例\t病房\tright\t1.2000`);
    await dialog.getByText('粘贴!C2').first().waitFor();
    await paste(`${headings}\nfourth\t第四例\t机构\tright\t1.2000`);
    await dialog.getByText('新增一行').waitFor();
    expect(await dialog.locator('tbody tr[data-row-key]').count()).toBe(1);
    await dialog.getByLabel('事由（必填，至多 500 字）').fill('粘贴一例');
    await picture('checks-paste');
    await untroubled();
    await dialog
      .getByRole('button', { name: /保存为一次修订/ })
      .last()
      .click();
    await page.getByText('4 个算例，相符 4 个').waitFor();
    expect((await checked()).rulesetDraft.check.examples.examples.map(({ id }) => id)).toEqual(['right', 'wrong', 'third', 'fourth']);
  });

  it('takes an example at a boundary into the draft: one more example, one less that is missing', async () => {
    const { page } = visitor;
    const before = (await checked()).rulesetDraft.check;
    const [offered] = before.report.boundaryExamples.examples;
    if (offered === undefined) throw new Error('no boundary example');
    await page.getByRole('button', { name: `采用 ${offered.example.id}`, exact: true }).click();
    await page.getByText(`${before.examples.total + 1} 个算例，相符 ${before.examples.passed + 1} 个`).waitFor();
    const after = (await checked()).rulesetDraft.check;
    expect(after.examples.examples.map(({ id }) => id)).toContain(offered.example.id);
    expect(after.report.boundaryExamples.examples.map(({ example }) => example.id)).not.toContain(offered.example.id);
    await picture('checks-adopted');
    await untroubled();
  });

  it('tells in words which change of a rule no example would notice, and takes the example that would', async () => {
    const { page } = visitor;
    const before = await mutated();
    expect(before.survived).toBeGreaterThan(0);
    await page.getByRole('button', { name: '逐处试改，看算例能否察觉' }).click();
    await page.getByText(`试改 ${before.judged} 处，算例察觉 ${before.noticed} 处`).waitFor();
    const table = page.getByRole('region', { name: '变异得分' });
    const lost = before.unnoticed.find(({ example }) => example !== null);
    const made = lost?.example?.id;
    if (lost === undefined || made === undefined) throw new Error('no made example');
    await table.getByText(lost.change.zh).first().waitFor();
    await picture('checks-mutations');
    await untroubled();
    await table
      .getByRole('button', { name: `采用 ${made}`, exact: true })
      .first()
      .click();
    await page.getByText(new RegExp(`试改 ${before.judged} 处，算例察觉 (?!${before.noticed} )`)).waitFor({ timeout: 60_000 });
    const after = await mutated();
    expect(after.survived).toBeLessThan(before.survived);
    expect(after.unnoticed.map(({ rule: name, change }) => `${name} ${change.zh}`)).not.toContain(`${lost.rule} ${lost.change.zh}`);
    await page.getByText(`试改 ${after.judged} 处，算例察觉 ${after.noticed} 处`).waitFor();
  });

  it('checks a stored version again, in English too', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/${REGION}/checks/version/2021.1`);
    const { region } = await opened.ask<{ region: { ruleset: { examples: { total: number; passed: number } } } }>(
      `{ region(code: "${REGION}") { ruleset(version: "2021.1") { examples { total passed } } } }`,
    );
    const { total, passed } = region.ruleset.examples;
    expect(passed).toBe(total);
    await page.getByText(`${total} 个算例，相符 ${passed} 个`).waitFor();
    // Examples stand there by what they are called; what the document calls them is in the tooltip.
    const examples = page.getByRole('region', { name: '算例', exact: true });
    await examples.getByText('年初预算的计提和扣除').waitFor();
    expect(await examples.getByTitle('we11-budget').textContent()).toBe('年初预算的计提和扣除');
    expect(await examples.textContent()).not.toContain('we11-budget');
    await picture('checks-version');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText(`${passed} of ${total} examples come out as expected`).waitFor();
    await page.getByText('the budget at the beginning of the year').waitFor();
    expect(await page.getByRole('button', { name: 'Take', exact: false }).count()).toBe(0);
    await picture('checks-version-en');
    await untroubled();
  });
});
