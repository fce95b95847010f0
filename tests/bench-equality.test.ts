import { describe, expect, it } from 'vitest';
import { makeCases } from '../bench/decisions/cases.js';
import { compiledLogic, heldByBlock, loadOurs, noneHeld, plainLoop, plainObjects, tablesByCase } from '../bench/decisions/contenders.js';
import { decideByHand } from '../bench/decisions/hand-written.js';
import { RULES } from '../bench/decisions/rules.js';
import { groupBatch, judgeEach, moreCases } from '../bench/grouper/contenders.js';
import { indexGrouper } from '../src/engine/grouper/grouper-index.js';
import { DRG_CASES } from './support/grouping-3/drg-cases.js';
import { drgDocument } from './support/grouping-3/drg-document.js';
import { openedGrouper } from './support/grouping-3/opened-grouper.js';

const CASES = 2_000;
const FEW = 300;

describe('the ways of the decisions bench decide alike', () => {
  it('on the same rules and cases, every twentieth number on a threshold', async () => {
    const cases = makeCases(CASES);
    const objects = plainObjects(cases);
    const { ruleset, asked } = await loadOurs();
    const [loop, logic, byCase, byHand] = [noneHeld(FEW), noneHeld(CASES), noneHeld(CASES), noneHeld(CASES)];
    await plainLoop(objects.slice(0, FEW), loop);
    compiledLogic()(objects, logic);
    tablesByCase(ruleset, cases, byCase);
    const byBlock = heldByBlock(ruleset, cases);
    decideByHand(cases, byHand.low, byHand.high);
    for (const held of [logic, byCase, byBlock, byHand]) {
      expect(held.low.slice(0, FEW)).toEqual(loop.low);
      expect(held.high.slice(0, FEW)).toEqual(loop.high);
      expect(held).toEqual(byHand);
    }
    // It would show nothing if rules held always or never, or if the engine were asked for every case.
    const seldom = [...byHand.low].reduce((bits, held) => bits & held, -1);
    const ever = [...byHand.low].reduce((bits, held) => bits | held, 0);
    expect(seldom).toBe(0);
    expect((ever >>> 0).toString(2).replaceAll('0', '').length).toBeGreaterThan(28);
    expect(asked).toBeLessThan(20 * RULES.length);
  });
});

describe('the ways of the grouper bench group alike', () => {
  it('in the columns of a batch as json-rules-engine does case by case, and as the book says', async () => {
    const index = indexGrouper(openedGrouper(drgDocument()));
    const cases = moreCases(
      DRG_CASES.map(({ facts }) => facts),
      6 * DRG_CASES.length,
    );
    const groups = groupBatch(index, cases)();
    expect(groups).toEqual(await judgeEach(index, cases)());
    expect(groups.slice(0, DRG_CASES.length)).toEqual(DRG_CASES.map(({ group }) => group));
    expect(new Set(groups).size).toBeGreaterThan(40);
  });
});
