import { isRealDate } from '../../engine/kit/calendar.js';
import type { CodeMap, CodeMaps } from '../../engine/plan/code-maps.js';
import type { CodeList, Plan, Ref, GroupingMethod } from '../../engine/plan/plan.js';
import { PERIOD_KINDS, type ForecastMethod } from '../../engine/plan/periods.js';
import { OPERATION_KINDS, type GrouperMethod, type OperationKind } from '../../engine/plan/group-terms.js';
import { compileCodeList, compileCodeMap } from './compile-tables.js';
import type { DecisionContext } from './compile-decision.js';
import type { CodesDocument, ForecastDocument, GroupingDocument } from '../document/document-methods.js';
import { jsonHash } from '../document/hash.js';
import { NameReader } from '../names/reader.js';
import { bilingual } from '../findings/report.js';

type Methods = Pick<
  Plan,
  'insuredRegions' | 'forecast' | 'groupingHash' | 'allocationTies' | 'periodBy' | 'yearStart' | 'codes' | 'grouping'
>;

/** Compiles `methods`. A method that is not stated is a warning where decisions need it; what then stands in the plan is never settled with. */
export function compileMethods(context: DecisionContext): Methods | undefined {
  const { methods } = context.names.document;
  checkPresent(context);
  checkCalendar(context);
  checkDeadlines(context);
  checkForecast(context);
  checkInsuredRegions(context);
  const codes = methods.codes && compileCodes(methods.codes, context);
  const grouping = methods.grouping && compileGrouping(methods.grouping, context);
  if (methods.grouping !== undefined && grouping === undefined) return undefined;
  return {
    ...(codes === undefined ? {} : { codes }),
    ...(grouping === undefined ? {} : { grouping }),
    groupingHash: hashGrouping(grouping, codes),
    allocationTies: methods.allocationTies?.value ?? 'INSTITUTION_CODE',
    periodBy: methods.periodBy?.value ?? 'DISCHARGE',
    yearStart: methods.calendar?.yearStart ?? '01-01',
    ...(methods.forecast === undefined ? {} : { forecast: forecastOf(methods.forecast) }),
    ...(methods.insuredRegions === undefined ? {} : { insuredRegions: methods.insuredRegions }),
  };
}

/** Which methods the decisions ask for. */
function checkPresent({ names, report }: DecisionContext): void {
  const { methods, decisions, aggregates } = names.document;
  const needs = {
    grouping: decisions.some((decision) => decision.scope === 'case'),
    allocationTies: decisions.some((decision) => decision.allocate !== undefined),
    periodBy: aggregates.some((aggregate) => aggregate.of === 'case'),
    calendar: aggregates.some((aggregate) => aggregate.of === 'case'),
  };
  for (const method of ['grouping', 'allocationTies', 'periodBy', 'calendar'] as const) {
    if (needs[method] && methods[method] === undefined) report.add('METHOD_MISSING', '/methods', { method });
  }
}

/** The year starts on a day that every year has: 02-29 is none. */
function checkCalendar({ names, report }: DecisionContext): void {
  const value = names.document.methods.calendar?.yearStart;
  if (value === undefined || isRealDate(`2023-${value}`)) return;
  report.add('CALENDAR_DAY', '/methods/calendar/yearStart', { value });
}

/** Days counted from the last day of declaring need one, and silence consents only when stated days are over. */
function checkDeadlines({ names, report }: DecisionContext): void {
  for (const kind of PERIOD_KINDS) {
    const { declareBy, payWithinWorkingDays, silentConsent, objectionWorkingDays } = names.document.methods.periods?.[kind] ?? {};
    if (silentConsent !== undefined && objectionWorkingDays === undefined) {
      const days = bilingual('异议期满才视为同意', 'silence consents only when these are over');
      report.add('KEY_MISSING', `/methods/periods/${kind}`, { key: 'objectionWorkingDays', expected: days });
    }
    if (payWithinWorkingDays?.from !== 'DECLARATION_DUE' || declareBy !== undefined) continue;
    const expected = bilingual(
      '拨付期限从申报截止日起算；或写 "from": "CONFIRMATION"',
      'payment is counted from it; or state "from": "CONFIRMATION"',
    );
    report.add('KEY_MISSING', `/methods/periods/${kind}`, { key: 'declareBy', expected });
  }
}

/** Shares of earlier years need to know whose and how many. */
function checkForecast({ names, report }: DecisionContext): void {
  const { forecast } = names.document.methods;
  if (forecast?.completion !== 'MONTH_SHARES') return;
  const expected = bilingual('按往年同月占比预测时须写明', 'shares of earlier years need it');
  for (const key of ['by', 'years'] as const)
    if (forecast[key] === undefined) report.add('KEY_MISSING', '/methods/forecast', { key, expected });
}

/** What is charged to regions of insurance is divided by a sum of cases. */
function checkInsuredRegions({ names, report }: DecisionContext): void {
  const name = names.document.methods.insuredRegions?.by;
  if (name === undefined) return;
  const entity = names.entities.get(name);
  names.used.add(name);
  if (entity?.kind === 'aggregate' && entity.document.of === 'case') return;
  report.add('INSURED_REGIONS_SUM', '/methods/insuredRegions/by', { name });
}

function forecastOf({ completion, by, years, basis }: ForecastDocument): ForecastMethod {
  return { completion, basis, ...(by === undefined ? {} : { by }), ...(years === undefined ? {} : { years }) };
}

/** How codes of other editions are read. */
function compileCodes({ basis, editions, ...named }: CodesDocument, { names, report }: DecisionContext): CodeMaps {
  const map = (use: 'diagnoses' | 'operations'): CodeMap | undefined => {
    const name = named[use];
    if (name === undefined) return undefined;
    const entity = names.entities.get(name);
    names.used.add(name);
    if (entity?.kind === 'table' && entity.document.kind === 'codeMap') return compileCodeMap(name, entity.document);
    report.add('CODES_TABLE', `/methods/codes/${use}`, { name });
    return undefined;
  };
  const [diagnoses, operations] = [map('diagnoses'), map('operations')];
  if (named.diagnoses === undefined && named.operations === undefined) {
    report.add('KEY_MISSING', '/methods/codes', { key: 'diagnoses', expected: bilingual('或 operations', 'or operations') });
  }
  return {
    ...(diagnoses === undefined ? {} : { diagnoses }),
    ...(operations === undefined ? {} : { operations }),
    ...(editions === undefined ? {} : { editions }),
    basis,
  };
}

function compileGrouping(document: GroupingDocument, context: DecisionContext): GroupingMethod | undefined {
  const { report } = context;
  const pointer = '/methods/grouping';
  const { ties, layers, match } = document;
  const { grouper } = document;
  const onlyDrg = layers.includes('DRG') && layers.every((layer) => layer === 'DRG' || layer === 'UNGROUPED');
  if (grouper !== undefined && !onlyDrg) report.add('GROUPER_LAYERS', `${pointer}/layers`, { layers: layers.join(', ') });
  if (ties.at(-1) !== 'GROUP_CODE' || new Set(ties).size < ties.length) report.add('TIES_END', `${pointer}/ties`, {});
  const exclude = codes(document.exclude, `${pointer}/exclude`, context);
  const operationKinds: Partial<Record<OperationKind, CodeList>> = {};
  for (const kind of OPERATION_KINDS) {
    const list = codes(document.operationKinds?.[kind], `${pointer}/operationKinds/${kind}`, context);
    if (list !== undefined) operationKinds[kind] = list;
  }
  const admit = (document.admit ?? []).map(({ groupFlag, when }, index) => {
    const ref = admitRef(when, `${pointer}/admit/${index}/when`, context);
    return ref && { groupFlag, when: ref };
  });
  const known = admit.filter((one) => one !== undefined);
  const mainOperations = compileMainOperations(document, context);
  if (known.length < admit.length) return undefined;
  return {
    ...(exclude === undefined ? {} : { exclude }),
    layers: [...new Set(layers)],
    operationKinds,
    ...(document.operations === undefined ? {} : { operations: document.operations }),
    ...(mainOperations === undefined ? {} : { mainOperations }),
    ...(document.unlistedOperations === undefined ? {} : { unlistedOperations: document.unlistedOperations }),
    admit: known,
    ties,
    diagnosis: match?.diagnosis ?? 'EXACT',
    partial: match?.partial ?? false,
    ...(grouper === undefined ? {} : { grouper: compileGrouper(grouper) }),
  };
}

function compileGrouper({ basis: _, contentHash, ...grouper }: NonNullable<GroupingDocument['grouper']>): GrouperMethod {
  return contentHash === undefined ? grouper : { ...grouper, contentHash };
}

/** Operations that may be main in some cases only, and what follows where the first operation is the main one. */
function compileMainOperations(document: GroupingDocument, context: DecisionContext): GroupingMethod['mainOperations'] {
  const { report } = context;
  const pointer = '/methods/grouping';
  const isMain = document.operations === 'MAIN_THEN_RELATED';
  if (document.mainOperations !== undefined && !isMain) report.add('GROUPING_MAIN', `${pointer}/mainOperations`, {});
  if (isMain && document.unlistedOperations === undefined) report.add('GROUPING_UNLISTED', pointer, {});
  return document.mainOperations?.flatMap(({ operations, diagnoses, otherwise }, index) => {
    const at = `${pointer}/mainOperations/${index}`;
    const limited = codes(operations, `${at}/operations`, context);
    const allowed = codes(diagnoses, `${at}/diagnoses`, context);
    return limited === undefined ? [] : [{ operations: limited, ...(allowed === undefined ? {} : { diagnoses: allowed }), otherwise }];
  });
}

function codes(name: string | undefined, pointer: string, { names, report }: DecisionContext): CodeList | undefined {
  if (name === undefined) return undefined;
  const entity = names.entities.get(name);
  names.used.add(name);
  if (entity?.kind === 'table' && entity.document.kind === 'codes') return compileCodeList(name, entity.document);
  report.add('GROUPING_TABLE', pointer, { name });
  return undefined;
}

/** A boolean of the case that is known before it is grouped. */
function admitRef(name: string, pointer: string, { names, report, afterGrouping }: DecisionContext): Ref | undefined {
  const reader = new NameReader({ names, scope: 'case', position: Number.POSITIVE_INFINITY, report, afterGrouping });
  const found = reader.readValue(name, pointer);
  if (found === undefined) return undefined;
  const why =
    found.slot.type !== 'boolean' || found.slot.optional
      ? bilingual('它不是总有值的是非', 'it is no boolean that is always known')
      : found.ref.scope !== 'case'
        ? bilingual('它不属于病例', 'it does not belong to the case')
        : reader.readsGroup
          ? bilingual('它取决于分组结果', 'it depends on the group')
          : undefined;
  if (why === undefined) return found.ref;
  report.add('GROUPING_ADMIT', pointer, { name, why });
  return undefined;
}

/**
 * SHA-256 of how cases are grouped: the method and the content of the code lists it names, without basis, labels and the lists' names; and
 * how codes are read, where the ruleset reads any.
 */
function hashGrouping(grouping: GroupingMethod | undefined, codes: CodeMaps | undefined): string {
  const list = ({ exact, prefixes }: CodeList) => ({ exact: [...exact].sort(), prefixes: [...prefixes].sort() });
  const rows = (map: CodeMap | undefined) => [...(map?.rows ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const kinds = Object.entries(grouping?.operationKinds ?? {}).map(([kind, codeList]) => ({ kind, ...list(codeList) }));
  const content = grouping && {
    exclude: grouping.exclude === undefined ? null : list(grouping.exclude),
    layers: grouping.layers,
    operationKinds: kinds,
    admit: grouping.admit.map(({ groupFlag, when }) => ({ groupFlag, when: when.name })),
    ties: grouping.ties,
    diagnosis: grouping.diagnosis,
    partial: grouping.partial,
    ...(grouping.grouper === undefined ? {} : { grouper: grouping.grouper }),
    ...(grouping.operations === undefined ? {} : { operations: grouping.operations }),
    ...(grouping.unlistedOperations === undefined ? {} : { unlistedOperations: grouping.unlistedOperations }),
    ...(grouping.mainOperations === undefined
      ? {}
      : {
          mainOperations: grouping.mainOperations.map(({ operations, diagnoses, otherwise }) => ({
            operations: list(operations),
            diagnoses: diagnoses === undefined ? null : list(diagnoses),
            otherwise,
          })),
        }),
    ...(codes === undefined
      ? {}
      : {
          codes: {
            diagnoses: rows(codes.diagnoses),
            operations: rows(codes.operations),
            ...(codes.editions === undefined ? {} : { editions: codes.editions }),
          },
        }),
  };
  return jsonHash(content ?? null);
}
