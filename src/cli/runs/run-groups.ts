import { withSession, type Context } from '../host/context.js';
import { printRows, type RowsOptions, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { explainedJson, section } from '../print/statement-explained.js';
import { grouped } from '../terminal/money.js';
import { Mistake } from '../terminal/mistake.js';
import { findRun } from './find-run.js';
import { explainGroups, groupDecisions, type GroupDecision } from '../../app/clearing/evidence/explain-groups.js';
import { groupCodeOf, groupKeyOf, yearRuleset } from '../../app/clearing/evidence/run-evidence.js';
import type { ScopeValueRecord } from '../../app/ports/clearing/ports-run-results.js';
import type { ExplainedStep } from '../../rules/explain/explain.js';

/** What `dip run groups` takes. */
export interface GroupCommandOptions extends RowsOptions {
  readonly region?: string;
  /** Of one disease group, explained. */
  readonly group?: string;
}

interface GroupsAsked extends GroupCommandOptions {
  readonly run: string;
  readonly institution: string;
}

const GROUP: ShownColumn = { name: 'groupCode', title: '病种' };

/** Prints what a run decided about the disease groups of an institution, as it is stored; runs nothing. Throws `Mistake` NOT_FOUND. */
export async function showGroupsOfInstitution(
  context: Context,
  { run: wanted, institution, region, group, ...options }: GroupsAsked,
): Promise<void> {
  const { decisions, own, explained } = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { platform, caller } = session;
    const run = await findRun(session, region, wanted);
    const stored = await caller.read(({ runResults }) =>
      runResults.scopeValues(run.regionCode, run.runNo, 'institutionGroup', institution),
    );
    const shown = stored.filter(({ key }) => group === undefined || key === groupKeyOf(institution, group));
    const steps =
      group === undefined ? new Map<string, readonly ExplainedStep[]>() : await explainGroups(platform, caller.read, run, shown);
    return { decisions: groupDecisions(await yearRuleset(platform, caller.read, run)), own: shown, explained: [...steps.values()].flat() };
  });
  if (group !== undefined && own.length === 0) throw noGroup(wanted, institution, group);
  const none =
    '没有机构病种层的判定：规则集没有这样写，或这家机构没有计入的病例。 The run decided nothing about groups of this institution.';
  await printRows(context, options, {
    ...{ key: 'groups', columns: [GROUP, ...decisions.map(columnOf)], rows: own.map((record) => rowOf(record, decisions)), none },
    ...(group === undefined ? {} : { beside: { trace: explained.map(explainedJson) } }),
  });
  const isForPeople = options.json !== true && options.csv !== true;
  if (isForPeople && explained.length > 0) await context.terminal.out(section('各判定的由来', explained, 1));
}

function rowOf(record: ScopeValueRecord, decisions: readonly GroupDecision[]): Record<string, ShownValue> {
  const shown = decisions.map(({ decision }): [string, ShownValue] => {
    const value = record.values[decision];
    return [decision, typeof value === 'string' ? value : null];
  });
  return { groupCode: groupCodeOf(record), ...Object.fromEntries(shown) };
}

/** A column of a decision: amounts are grouped for people. */
function columnOf({ decision, label, unit }: GroupDecision): ShownColumn {
  const isMoney = unit === 'yuan';
  return {
    name: decision,
    title: isMoney ? `${label.zh}（元）` : label.zh,
    ...(isMoney ? { align: 'right' as const, text: (value: ShownValue) => (value === null ? '' : grouped(String(value))) } : {}),
  };
}

function noGroup(run: string, institution: string, group: string): Mistake {
  return new Mistake(
    'NOT_FOUND',
    `清算任务“${run}”里没有机构“${institution}”的病种“${group}”的判定。用 dip run groups ${run} ${institution} 查看有哪些。`,
    `Run “${run}” decided nothing about group “${group}” of institution “${institution}”. dip run groups ${run} ${institution} lists them.`,
  );
}
