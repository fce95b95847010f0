import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole, expectUntroubled, type OpenConsole, type Visit } from '../support/console.js';

const PICTURES = path.join(tmpdir(), 'dip-console');
const REGION = '990300';

interface Change {
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}
interface Shown {
  readonly whatIf: {
    readonly candidates: readonly {
      readonly name: string;
      readonly result: { readonly pointValue: Change; readonly entitlement: Change };
      readonly institutions: {
        readonly edges: readonly {
          readonly node: {
            readonly code: string;
            readonly name: string;
            readonly entitlement: Change;
            readonly payable: Change;
            readonly byRule: string;
            readonly byPrice: string;
            readonly byRest: string;
            readonly byLater: string;
          };
        }[];
      };
      readonly levels: readonly { readonly level: string; readonly entitlement: Change }[];
    }[];
  };
}

/** An amount as the console prints it. */
const printed = (amount: string): string => {
  const [whole = '', places = ''] = amount.replace('-', '').split('.');
  return `${amount.startsWith('-') ? '−' : ''}${BigInt(whole).toLocaleString('en-US')}.${places}`;
};

describe('模拟测算 in a browser', () => {
  let opened: OpenConsole;
  let visitor: Visit;

  const shownOf = (id: string): Promise<Shown> =>
    opened.ask(
      `query ($id: ID!) { whatIf(id: $id) { candidates { name result { pointValue { before after difference } entitlement { before after difference } }
        institutions(first: 100) { edges { node { code name entitlement { before after difference } payable { before after difference } byRule byPrice byRest byLater } } }
        levels { level entitlement { before after difference } } } } }`,
      { id },
    );

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    opened = await openConsole();
    visitor = await opened.visit();
  });
  afterAll(() => opened.close());

  const picture = async (name: string): Promise<void> => {
    await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
  };
  const untroubled = (): Promise<void> => expectUntroubled(visitor);
  const idOfPage = (): string => decodeURIComponent(new URL(visitor.page.url()).pathname.split('/').at(-1) ?? '');

  it('says that there is none yet', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/${REGION}/what-ifs`);
    await page.getByLabel('密钥', { exact: true }).fill(opened.key);
    await page.keyboard.press('Enter');
    await page.getByText('还没有测算。').first().waitFor();
    await untroubled();
  });

  it('a clerk lowers a coefficient: each hospital’s change to the fen as GraphQL answers it, 0.00 in all, the parts add up', async () => {
    const { page } = visitor;
    await page.getByRole('link', { name: '新的测算' }).click();
    await page.getByLabel('选择参数或系数').click();
    await page.keyboard.type('baseCoefficients[TERTIARY_A_GENERAL,EMPLOYEE]');
    await page.keyboard.press('Enter');
    await page.getByLabel('新值').fill('1.1');
    await page.getByRole('button', { name: '再加一个方案' }).click();
    const second = page.getByRole('group', { name: '方案' }).nth(1);
    await second.getByLabel('选择参数或系数').click();
    await page.keyboard.type('deviationHigh');
    await page.keyboard.press('Enter');
    await second.getByLabel('新值').fill('2.9');
    // A choice is picked by what it is called; codes are found, and stand in tooltips only.
    await second.getByRole('button', { name: '再改一项' }).click();
    await second.getByLabel('选择参数或系数').nth(1).click();
    await page.keyboard.type('费用倍率的分母');
    await page.keyboard.press('Enter');
    await second.getByText('同级别机构的次均费用', { exact: true }).waitFor();
    await second.getByRole('combobox', { name: '新值' }).click();
    await page.getByTitle('LEVEL_MEAN').last().waitFor();
    await page.keyboard.press('Escape');
    await picture('what-if-new');
    expect(await page.getByRole('main').textContent()).not.toMatch(/deviationHigh|ratioBase|LEVEL_MEAN|baseCoefficients/);
    await second.getByRole('button', { name: '删去', exact: true }).nth(1).click();
    await untroubled();
    await page.getByRole('button', { name: '开始测算' }).click();
    await page.getByRole('heading', { name: '模拟测算：2024 年 职工医保' }).waitFor();
    const region = page.getByRole('table', { name: '全区总况' });
    await region.waitFor();
    const changes = page.getByRole('main').getByRole('listitem').filter({ hasText: '费用极高界值：2' });
    expect(await changes.last().textContent()).toBe('费用极高界值：2 → 2.9');
    expect(await changes.last().getAttribute('title')).toBe('deviationHigh');
    const [candidate, other] = (await shownOf(idOfPage())).whatIf.candidates;
    if (candidate === undefined || other === undefined) throw new Error('no candidates');
    expect([candidate.name, other.name]).toEqual(['方案 1', '方案 2']);
    expect(candidate.result.entitlement.difference).toBe('0.00');
    const { before, after, difference } = candidate.result.pointValue;
    const pointValue = region.getByRole('row').filter({ hasText: '结算点值' }).locator('td');
    expect((await pointValue.allTextContents()).slice(0, 3)).toEqual([before, after, difference].map(printed));
    const nodes = candidate.institutions.edges.map(({ node }) => node);
    const losing = nodes.find(({ code }) => code === 'H1');
    if (losing === undefined) throw new Error('no H1');
    expect(losing.entitlement.difference).toMatch(/^-/);
    const table = page.getByRole('region', { name: '各机构应得的增减' });
    const row = table.getByRole('row').filter({ hasText: losing.name });
    await row.waitFor();
    const cells = await row.locator('td').allTextContents();
    const { entitlement, payable, byRule, byPrice, byRest, byLater } = losing;
    expect(cells).toEqual(
      expect.arrayContaining(
        [entitlement.before, entitlement.after, entitlement.difference, payable.difference, byRule, byPrice].map(printed),
      ),
    );
    const sum = (amounts: readonly string[]): string => amounts.reduce((total, one) => total.plus(one), new Decimal(0)).toFixed(2);
    expect(sum([byRule, byPrice, byRest, byLater])).toBe(payable.difference);
    expect(sum(nodes.map((one) => one.entitlement.difference))).toBe('0.00');
    expect(sum(candidate.levels.map((one) => one.entitlement.difference))).toBe('0.00');
    const levels = page.getByRole('region', { name: '各级别医院的增减' }).getByRole('row').filter({ hasText: '三级' });
    expect(await levels.textContent()).toContain(
      printed(candidate.levels.find(({ level }) => level === '3')?.entitlement.difference ?? ''),
    );
    await picture('what-if');
    await untroubled();
  });

  it('shows the cases of a hospital that moved, with both traces and the steps that differ', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: '第一人民医院' }).click();
    const cases = page.getByRole('region', { name: '第一人民医院的变动病例' }).first();
    await cases
      .getByRole('button', { name: /两方的计分过程$/ })
      .first()
      .click();
    const first = cases.getByRole('region', { name: /两方的计分过程$/ });
    const marked = first.locator('.step-differs');
    await marked.first().waitFor();
    const coefficient = first.getByRole('row').filter({ hasText: '1.1' }).filter({ hasText: '1.2' }).first();
    expect(await coefficient.getAttribute('class')).toContain('step-differs');
    expect(await first.locator('.step-pair tbody tr').count()).toBeGreaterThan(await marked.count());
    expect(page.url()).toContain('institution=H1');
    await picture('what-if-cases');
    await untroubled();
  });

  it('answers while a value is moved: what is under way is finished and shown, then the newest value is worked out, none between', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/${REGION}/what-ifs/tune?year=2024&insurance=EMPLOYEE&target=deviationHigh`);
    const slider = page.getByRole('slider', { name: /拖动：/ });
    await page.getByText(/^已按 \S+ 算出$/).waitFor();
    // Starts stand still until they are let go.
    const held: (() => void)[] = [];
    const sent: string[] = [];
    await page.route('**/graphql', async (route) => {
      const body = route.request().postData() ?? '';
      if (/mutation CancelWhatIf\b/.test(body)) sent.push('cancel');
      if (!/mutation StartWhatIf\b/.test(body)) return route.continue();
      sent.push(/"value":"([^"]+)"/.exec(body)?.[1] ?? '');
      await new Promise<void>((resolve) => held.push(resolve));
      return route.continue();
    });
    const letGo = async (nth: number): Promise<void> => {
      await expect.poll(() => held.length).toBe(nth);
      held[nth - 1]?.();
    };
    await slider.focus();
    for (let step = 0; step < 30; step++) await page.keyboard.press('ArrowLeft');
    await page.getByText(/正在按 1\.99 测算…之后按 1\.7 测算。/).waitFor();
    await letGo(1);
    await page.getByText('正在按 1.7 测算… 下面是按 1.99 算出的。').waitFor();
    const region = page.getByRole('table', { name: '全区总况' });
    await region.getByRole('columnheader', { name: '1.99' }).first().waitFor();
    await picture('what-if-tuning-moved');
    await letGo(2);
    await page.getByText('已按 1.7 算出').waitFor();
    await page.unroute('**/graphql');
    expect(sent).toEqual(['1.99', '1.7']);
    const { whatIfs } = await opened.ask<{
      whatIfs: { edges: readonly { node: { id: string; candidates: readonly { changes: readonly { after: string }[] }[] } }[] };
    }>(`{ whatIfs(regionCode: "${REGION}", first: 1) { edges { node { id candidates { changes { after } } } } } }`);
    const newest = whatIfs.edges[0]?.node;
    expect(newest?.candidates[0]?.changes[0]?.after).toBe('1.7');
    const [candidate] = (await shownOf(newest?.id ?? '')).whatIf.candidates;
    const pointValue = page.getByRole('table', { name: '全区总况' }).getByRole('row').filter({ hasText: '结算点值' });
    expect(await pointValue.textContent()).toContain(printed(candidate?.result.pointValue.after ?? ''));
    await picture('what-if-tuning');
    await untroubled();
  });

  it('says what is wrong with a value, in the clerk’s language', async () => {
    const { page } = visitor;
    await page.goto(`${opened.url}/${REGION}/what-ifs/new?year=2019`);
    await page.getByRole('alert').filter({ hasText: '2019' }).first().waitFor();
    await picture('what-if-refused');
    await untroubled();
  });
});
