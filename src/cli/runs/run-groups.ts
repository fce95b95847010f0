import { withSession, type Context } from '../host/context.js';
import { printRows, type RowsOptions, type ShownColumn, type ShownValue } from '../print/printed-rows.js';
import { explainedJson, section } from '../print/statement-explained.js';
import { grouped } from '../terminal/money.js';
import { Mistake } from '../terminal/mistake.js';
import { findRun } from './find-run.js';
import { decisionsOf, groupKeyOf, groupCodeOf, yearDocument } from '../../app/clearing/evidence/run-evidence.js';
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
  const records = await withSession(context, 'NEEDS_DATA', async (session) => {
    const { platform, caller } = session;
    const run = await findRun(session, region, wanted);
    const effective = await yearDocument(platform, caller.read, run);
    const stored = await caller.read(({ runResults }) =>
      runResults.scopeValues(run.regionCode, run.runNo, 'institutionGroup', institution),
    );
    return stored.map((record) => ({ record, steps: decisionsOf(record, effective).map(({ step }) => step) }));
  });
  const own = records.filter(({ record }) => group === undefined || record.key === groupKeyOf(institution, group));
  if (group !== undefined && own.length === 0) throw noGroup(wanted, institution, group);
  const rows = own.map(({ record, steps }) => rowOf(groupCodeOf(record), steps));
  const [first] = own;
  const columns = [GROUP, ...(first?.steps ?? []).map(columnOf)];
  const none =
    '没有机构病种层的判定：规则集没有这样写，或这家机构没有计入的病例。 The run decided nothing about groups of this institution.';
  const explained = group === undefined ? [] : (first?.steps ?? []);
  const beside = group === undefined ? {} : { trace: explained.map(explainedJson) };
  await printRows(context, options, { key: 'groups', columns, rows, none, beside });
  const isForPeople = options.json !== true && options.csv !== true;
  if (isForPeople && explained.length > 0) await context.terminal.out(section('各判定的由来', explained, 1));
}

function rowOf(groupCode: string, steps: readonly ExplainedStep[]): Record<string, ShownValue> {
  return { groupCode, ...Object.fromEntries(steps.map(({ decision, output }) => [decision, output])) };
}

/** A column of a decision: amounts are grouped for people. */
function columnOf({ decision, label, unit }: ExplainedStep): ShownColumn {
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
