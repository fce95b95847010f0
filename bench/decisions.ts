import { decideByBlock, decideLoaded } from './decisions/blocks.js';
import { makeCases } from './decisions/cases.js';
import {
  blockRun,
  compiledLogic,
  heldByBlock,
  loadOurs,
  noneHeld,
  plainLoop,
  plainObjects,
  tablesByCase,
  type Held,
} from './decisions/contenders.js';
import { decideByHand } from './decisions/hand-written.js';
import { RULES } from './decisions/rules.js';
import { cheapest, thousands } from './measure.js';
import { machine, record } from './report.js';

/** Cases that each way is measured on: the slow ones on the first of those that the fast ones get. */
const ALL = { loop: 5_000, objects: 200_000, columns: 2_000_000 };
/** Only to see that the bench works: it says so, and records nothing. */
const FEW = { loop: 200, objects: 1_000, columns: 2_000 };
const TIMES = 8;

function isSame(a: Held, b: Held, count: number): boolean {
  for (let row = 0; row < count; row++) if (a.low[row] !== b.low[row] || a.high[row] !== b.high[row]) return false;
  return true;
}

/** Decisions in bulk: one set of rules, several ways to decide it, and that all of them decide alike. */
export async function benchDecisions(isTrial = process.env.DIP_BENCH_TRIAL !== undefined): Promise<void> {
  const COUNTS = isTrial ? FEW : ALL;
  const before = machine();
  const cases = makeCases(COUNTS.columns);
  const some = { count: COUNTS.objects, columns: cases.columns };
  const objects = plainObjects(some);
  const few = objects.slice(0, COUNTS.loop);
  const { ruleset, asked } = await loadOurs();
  const logic = compiledLogic();

  const loopHeld = noneHeld(COUNTS.loop);
  const logicHeld = noneHeld(COUNTS.objects);
  const caseHeld = noneHeld(COUNTS.objects);
  const handHeld = noneHeld(COUNTS.columns);
  const blockHeld = heldByBlock(ruleset, cases);
  const blocks = blockRun(ruleset);

  const loop = COUNTS.loop / (await cheapest(2, () => plainLoop(few, loopHeld)));
  const compiled = COUNTS.objects / (await cheapest(TIMES, () => logic(objects, logicHeld)));
  const byCase = COUNTS.objects / (await cheapest(TIMES, () => tablesByCase(ruleset, some, caseHeld)));
  const byBlock = COUNTS.columns / (await cheapest(TIMES, () => decideByBlock(blocks, cases)));
  const loaded = COUNTS.columns / (await cheapest(TIMES, () => decideLoaded(blocks, cases)));
  const byHand = COUNTS.columns / (await cheapest(TIMES, () => decideByHand(cases, handHeld.low, handHeld.high)));

  const same: readonly [string, boolean][] = [
    ['json-logic-engine', isSame(loopHeld, logicHeld, COUNTS.loop)],
    ['tables, a case at a time', isSame(loopHeld, caseHeld, COUNTS.loop) && isSame(blockHeld, caseHeld, COUNTS.objects)],
    ['tables, by blocks', isSame(loopHeld, blockHeld, COUNTS.loop)],
    ['written by hand', isSame(loopHeld, handHeld, COUNTS.loop) && isSame(blockHeld, handHeld, COUNTS.columns)],
  ];
  const different = same.filter(([, isEqual]) => !isEqual).map(([name]) => name);
  if (different.length > 0) throw new Error(`decides differently: ${different.join(', ')}`);

  const row = (name: string, rate: number, count: number): string[] => [
    name,
    thousands(count),
    thousands(rate),
    `${(rate / loop).toFixed(rate / loop < 10 ? 1 : 0)} ×`,
  ];
  record(
    {
      name: 'decisions',
      title: 'Decisions in bulk',
      header: [`${RULES.length} rules`, 'cases', 'cases a cpu-second', 'against the plain loop'],
      rows: [
        row('plain json-rules-engine loop', loop, COUNTS.loop),
        row('json-logic-engine, compiled', compiled, COUNTS.objects),
        row('our tables, a case at a time, facts made for each', byCase, COUNTS.objects),
        row('our tables, by blocks as a run does: facts loaded, outcomes written', byBlock, COUNTS.columns),
        row('the same, facts loaded already', loaded, COUNTS.columns),
        row('the rules written by hand', byHand, COUNTS.columns),
      ],
      notes: [
        `By blocks: ${thousands(byBlock / loop)} × the plain loop, ${(byBlock / compiled).toFixed(1)} × json-logic-engine compiled, ${Math.round((100 * byBlock) / byHand)} % of hand-written code, which reads its columns where they are and writes bits.`,
        `json-rules-engine was run ${asked} times to make our tables; all of them decided alike (${thousands(COUNTS.loop)} cases against the loop, ${thousands(COUNTS.columns)} cases by blocks against the code by hand), every twentieth number on a threshold.`,
      ],
    },
    before,
  );
}
