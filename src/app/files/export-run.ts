import { casesText } from './export-cases.js';
import * as tables from './run-tables.js';
import { tableText, type ExportFormat, type Table } from '../sheets/table-text.js';
import {
  budgetItems,
  decisionsOf,
  figuresOf,
  profilesOf,
  readRunInputs,
  situationRows,
  statementDecisions,
  valuesOf,
  versionsOf,
  yearDocument,
  type RunDecision,
  type RunInputs,
} from '../clearing/evidence/run-evidence.js';
import { correctedCases } from '../clearing/evidence/corrections.js';
import { parseSnapshot } from '../clearing/run/run-snapshot.js';
import { CASE_FILE_COLUMNS } from '../case-files/case-csv-columns.js';
import { requirePermission } from '../kernel/command.js';
import { ForbiddenError, NotFoundError } from '../base/errors.js';
import { isSandbox, type Permission } from '../ports/kit/permissions.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { figuresOfRun, type RunFigures } from '../scoring/run-figures.js';
import type { ScopeValueRecord, StatementRecord } from '../ports/clearing/ports-run-results.js';
import type { RunRecord } from '../ports/clearing/ports-run.js';
import { must } from '../../engine/kit/assert.js';
import { printFen } from '../../engine/number/quantity.js';

/** Rows that are read at a time, each page in a short transaction of its own: what a run has stored never changes. */
const PAGE = 5_000;
/** Keys with their traces that are read at a time: traces are long. */
const KEYS = 200;

interface Source {
  readonly platform: Platform;
  readonly caller: Caller;
  readonly run: RunRecord;
  readonly format: ExportFormat;
}

/** One kind of export: who may have it, its columns, and its text. */
interface RunExportKind {
  readonly scopes: readonly Permission[];
  /** It concerns all institutions: not for a key of one of them. */
  readonly isForAgency?: true;
  readonly columns: readonly string[];
  readonly text: (source: Source) => AsyncIterable<string> | Promise<AsyncIterable<string>>;
}

const STATEMENT_COLUMNS = ['regionCode', 'year', 'insurance', 'institutionCode', 'institutionName', 'cases', 'points', 'payable', 'note'];

/** A table that is made of a run's frozen inputs. */
function ofInputs<Row>(table: Table<Row>, rows: (inputs: RunInputs) => readonly Row[]): RunExportKind {
  return {
    scopes: ['run:read', 'budget:read'],
    isForAgency: true,
    columns: table.columns,
    text: ({ caller, run, format }) =>
      tableText(
        table,
        once(async () => rows(await readRunInputs(caller.read, run))),
        format,
      ),
  };
}

/** 清算的导出 everything of a clearing run that may leave as a file, by name. */
export const RUN_EXPORT_KINDS = {
  statements: {
    scopes: ['statement:read'],
    columns: STATEMENT_COLUMNS,
    text: async ({ platform, caller, run, format }) =>
      tableText(statementTable(run, await figuresOfRun(platform, caller.read, run)), statementPage(caller, run), format),
  },
  scores: {
    scopes: ['run:read', 'case:read'],
    columns: tables.SCORES.columns,
    text: (source) => tableText(tables.SCORES, scorePages(source), source.format),
  },
  corrections: {
    scopes: ['statement:read', 'case:read'],
    columns: tables.CORRECTIONS.columns,
    text: (source) => tableText(tables.CORRECTIONS, correctionPages(source), source.format),
  },
  exceptions: {
    scopes: ['run:read', 'case:read'],
    columns: tables.EXCEPTIONS.columns,
    text: ({ caller: { read }, run: { regionCode, runNo }, format }) =>
      tableText(
        tables.EXCEPTIONS,
        paged(
          (afterSeq: bigint) => read(({ scores }) => scores.exceptions(regionCode, runNo, { first: PAGE, afterSeq })),
          -1n,
          ({ caseSeq }) => caseSeq,
        ),
        format,
      ),
  },
  standsOut: {
    scopes: ['run:read', 'case:read'],
    isForAgency: true,
    columns: tables.STANDS_OUT.columns,
    text: ({ caller: { read }, run: { regionCode, runNo }, format }) =>
      tableText(
        tables.STANDS_OUT,
        once(() => read(({ standOuts }) => standOuts.list(regionCode, runNo, { first: PAGE, afterNo: 0 }))),
        format,
      ),
  },
  cases: { scopes: ['run:read', 'case:read'], columns: CASE_FILE_COLUMNS.map(({ name }) => name), text: frozenCases },
  profiles: ofInputs(tables.PROFILES, ({ snapshot }) => profilesOf(snapshot)),
  figures: ofInputs(tables.FIGURES, ({ snapshot }) => figuresOf(snapshot)),
  budget: ofInputs(tables.BUDGET, budgetItems),
  records: ofInputs(tables.RECORDS, ({ records }) => records?.rows ?? []),
  versions: ofInputs(tables.VERSIONS, ({ snapshot }) => versionsOf(snapshot)),
  values: {
    scopes: ['run:read', 'budget:read'],
    isForAgency: true,
    columns: tables.VALUES.columns,
    text: (source) => tableText(tables.VALUES, mapPages(keyPages(source), valuesOf), source.format),
  },
  decisions: {
    scopes: ['run:read', 'budget:read'],
    isForAgency: true,
    columns: tables.DECISIONS.columns,
    text: (source) => tableText(tables.DECISIONS, decisionPages(source), source.format),
  },
  accounts: {
    scopes: ['run:read', 'budget:read'],
    isForAgency: true,
    columns: tables.ACCOUNT_TABLE.columns,
    text: ({ caller: { read }, run: { regionCode, runNo }, format }) =>
      tableText(
        tables.ACCOUNT_TABLE,
        once(() => read(({ runResults }) => runResults.accounts(regionCode, runNo))),
        format,
      ),
  },
  postings: {
    scopes: ['statement:read'],
    columns: tables.POSTINGS.columns,
    text: ({ caller: { read }, run: { regionCode, runNo }, format }) =>
      tableText(
        tables.POSTINGS,
        once(() => read(({ runResults }) => runResults.postings(regionCode, runNo))),
        format,
      ),
  },
  situations: {
    scopes: ['run:read', 'case:read'],
    isForAgency: true,
    columns: tables.SITUATIONS.columns,
    text: ({ caller: { read }, run: { regionCode, runNo }, format }) => {
      const outcomes = paged(
        (afterId: number) => read(({ scores }) => scores.outcomes(regionCode, runNo, { first: KEYS, afterId })),
        -1,
        ({ outcomeId }) => outcomeId,
        KEYS,
      );
      return tableText(tables.SITUATIONS, mapPages(outcomes, situationRows), format);
    },
  },
} as const satisfies Readonly<Record<string, RunExportKind>>;

/** The name of one of them. */
export type RunExport = keyof typeof RUN_EXPORT_KINDS;
/** What of a clearing run may leave as a file. */
export const RUN_EXPORTS: readonly RunExport[] = Object.keys(RUN_EXPORT_KINDS).filter(
  (name): name is RunExport => name in RUN_EXPORT_KINDS,
);

/** A run's scores, statements, inputs or evidence as text. Throws FORBIDDEN, NOT_FOUND. */
export async function exportRun(
  platform: Platform,
  caller: Caller,
  { regionCode, runId, what }: { readonly regionCode: string; readonly runId: string; readonly what: RunExport },
  format: ExportFormat,
): Promise<AsyncIterable<string>> {
  const kind: RunExportKind = RUN_EXPORT_KINDS[what];
  for (const scope of kind.scopes) requirePermission(caller.actor, scope, regionCode);
  if (kind.isForAgency === true && caller.actor.institutionCode !== null) throw notForInstitutions(must(kind.scopes.at(-1), 'scope'));
  const run = await caller.read(({ runs }) => runs.find(regionCode, runId));
  if (run === undefined) throw new NotFoundError({ zh: '清算任务', en: 'clearing run' }, runId);
  return await kind.text({ platform, caller, run, format });
}

function notForInstitutions(scope: Permission): ForbiddenError {
  return new ForbiddenError(scope, {
    zh: '这份数据涉及全部医疗机构，机构密钥不能下载。',
    en: 'This concerns all institutions: a key of one of them may not have it.',
  });
}

interface NamedStatement extends StatementRecord {
  readonly institutionName: string;
}

function statementTable({ regionCode, year, insurance, stage }: RunRecord, figures: RunFigures): Table<NamedStatement> {
  const note = isSandbox(regionCode) ? '演示' : stage === 'TRIAL' ? '试算' : '';
  return {
    columns: STATEMENT_COLUMNS,
    cells: ({ institutionCode, institutionName, cases, points, payableFen }) => [
      ...[regionCode, year, insurance, institutionCode, institutionName, cases, figures.points(points)],
      ...[printFen(payableFen), note],
    ],
    more: ({ steps }) => ({ steps }),
  };
}

/** 支付参考额 `payment` is points × point value: indicative, before the fund's share (docs/explanations.md). */
async function* scorePages({ platform, caller, run }: Source) {
  const { actor, read } = caller;
  const { regionCode, runNo } = run;
  const own = actor.institutionCode === null ? {} : { institutionCode: actor.institutionCode };
  const figures = await figuresOfRun(platform, read, run);
  const list = (afterSeq: bigint) => read(({ scores }) => scores.list(regionCode, runNo, { first: PAGE, afterSeq, ...own }));
  for await (const page of paged(list, -1n, ({ caseSeq }) => caseSeq)) {
    yield page.map((score) => ({
      ...score,
      institutionCoefficient: figures.figure('institutionCoefficient', score.institutionCoefficient),
      auxiliaryFactor: figures.figure('auxiliaryFactor', score.auxiliaryFactor),
      points: figures.points(score.points),
      payment: figures.payment(score),
    }));
  }
}

/** By institution with a statement that the caller may see; figures that a case neither had nor has are left out. */
async function* correctionPages({ platform, caller: { read }, run }: Source) {
  const statements = await read(({ runResults }) => runResults.statements(run.regionCode, run.runNo));
  for (const { institutionCode } of statements) {
    const list = (after: string) => correctedCases(platform, read, { ...run, institutionCode }, { limit: PAGE, after });
    for await (const page of paged(list, '', ({ caseNo }) => caseNo))
      yield page.flatMap((one) =>
        one.figures
          .filter(({ counted, now }) => Number(counted) !== 0 || Number(now) !== 0)
          .map((figure) => ({ ...one, institutionCode, figure })),
      );
  }
}

async function* statementPage({ read }: Caller, { regionCode, runNo }: RunRecord): AsyncGenerator<readonly NamedStatement[]> {
  yield await read(async ({ runResults, institutions }) => {
    const names = new Map((await institutions.list(regionCode)).map(({ code, name }) => [code, name]));
    const statements = await runResults.statements(regionCode, runNo);
    return statements.map((statement) => ({ ...statement, institutionName: names.get(statement.institutionCode) ?? '' }));
  });
}

/** The cases as the run saw them, also where they were revised or voided since; of an institution's key its own. */
async function frozenCases({ platform, caller, run: { regionCode, runNo }, format }: Source): Promise<AsyncIterable<string>> {
  const snapshot = parseSnapshot(must(await caller.read(({ runs }) => runs.frozenInputs(regionCode, runNo)), 'frozen inputs'));
  const { insurance, from, to, periodBy, throughImportSeq } = snapshot;
  const selection = { regionCode, insurance, from, to, periodBy, throughImportSeq: BigInt(throughImportSeq) };
  const names = new Set<string>();
  for (const { id, effectiveHash } of snapshot.rulesets) {
    const { effective } = await platform.rulesets.get(caller.read, { regionCode, id, effectiveHash });
    for (const [name, { scope }] of Object.entries(effective.facts)) if (scope === 'case') names.add(name);
  }
  return await casesText(caller, selection, [...names].sort(), format);
}

async function* keyPages({ caller: { read }, run: { regionCode, runNo } }: Source): AsyncGenerator<readonly ScopeValueRecord[]> {
  for (let after: Pick<ScopeValueRecord, 'scope' | 'key'> | undefined; ;) {
    const from = after;
    const page = await read(({ runResults }) =>
      runResults.scopeValuesAfter(regionCode, runNo, { first: KEYS, ...(from === undefined ? {} : { after: from }) }),
    );
    yield page;
    after = page.at(-1);
    if (after === undefined || page.length < KEYS) return;
  }
}

async function* decisionPages(source: Source): AsyncGenerator<readonly RunDecision[]> {
  const { platform, caller, run } = source;
  const effective = await yearDocument(platform, caller.read, run);
  for await (const page of keyPages(source)) yield page.flatMap((record) => decisionsOf(record, effective));
  const statements = await caller.read(({ runResults }) => runResults.statements(run.regionCode, run.runNo));
  for (const { institutionCode, trace } of statements) yield statementDecisions(institutionCode, trace, effective);
}

async function* once<Row>(read: () => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  yield await read();
}

/** Pages of a list that is read by the place of its last row. */
async function* paged<Row, Place>(
  read: (after: Place) => Promise<readonly Row[]>,
  first: Place,
  placeOf: (row: Row) => Place,
  size = PAGE,
): AsyncGenerator<readonly Row[]> {
  for (let after = first; ;) {
    const page = await read(after);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < size) return;
    after = placeOf(last);
  }
}

async function* mapPages<From, To>(
  pages: AsyncIterable<readonly From[]>,
  map: (row: From) => readonly To[],
): AsyncGenerator<readonly To[]> {
  for await (const page of pages) yield page.flatMap(map);
}
