import { must } from '../../engine/kit/assert.js';
import { CONTRACT_OUTPUTS, type ContractOutputName } from '../../engine/plan/contract-outputs.js';
import type { Label } from '../../engine/plan/plan.js';
import type { DecisionDocument } from '../document/document.js';
import type { DecisionEntity, Names } from '../names/names.js';
import { bilingual, type Report } from '../findings/report.js';
import { isStandOutParameter } from './stand-out-parameters.js';
import { SCOPE_TERMS } from '../findings/terms.js';
import type { Scope } from '../../engine/plan/scopes.js';

/** What a contract output looks like; where it belongs and who asks for it says the engine. */
type Shape =
  | { readonly kind: 'decimal'; readonly units: readonly string[]; readonly exact: 'EXACT' | 'ROUNDED' | 'EITHER'; readonly missing?: true }
  | { readonly kind: 'enum'; readonly has: string; readonly only?: readonly string[] }
  | { readonly kind: 'collect' }
  | { readonly kind: 'boolean' };

const ratio: Shape = { kind: 'decimal', units: ['1'], exact: 'EITHER' };
const yuan: Shape = { kind: 'decimal', units: ['yuan'], exact: 'ROUNDED' };
const points: Shape = { kind: 'decimal', units: ['point'], exact: 'ROUNDED' };

const SHAPES: Readonly<Record<ContractOutputName, Shape>> = {
  inclusion: { kind: 'enum', has: 'INCLUDED', only: ['INCLUDED', 'EXCLUDED', 'BY_ITEM', 'BED_DAY'] },
  costRatio: { kind: 'decimal', units: ['1'], exact: 'EXACT', missing: true },
  deviation: { kind: 'enum', has: 'NORMAL' },
  auxiliaryFactor: ratio,
  institutionCoefficient: ratio,
  points,
  specialCaseReasons: { kind: 'collect' },
  flags: { kind: 'collect' },
  dipBudget: yuan,
  riskReserve: yuan,
  budgetPointValue: { kind: 'decimal', units: ['yuan/point'], exact: 'EITHER' },
  budgetBalanced: { kind: 'boolean' },
  preSettlement: yuan,
  depositWithheld: yuan,
  quarterSettlement: yuan,
  paymentRatio: ratio,
  settlementWeight: { kind: 'decimal', units: ['point', 'yuan'], exact: 'ROUNDED' },
  fund: yuan,
  settlementPointValue: { kind: 'decimal', units: ['yuan/point'], exact: 'EXACT' },
  entitlement: yuan,
  payable: yuan,
};

/** Warns of contract outputs that are absent (bases are incomplete), and refuses those of another type, unit or scope. */
export function checkContract(names: Names, report: Report): void {
  const shapes = new Map<string, Shape>(Object.entries(SHAPES));
  for (const [name, { scope, by }] of Object.entries(CONTRACT_OUTPUTS)) {
    const entity = names.entities.get(name);
    if (entity?.kind === 'decision') checkOutput(entity, { scope, shape: must(shapes.get(name), 'shape') }, { names, report });
    else if (by !== null && !isNotAskedFor(name, names)) {
      report.add('CONTRACT_OUTPUT_MISSING', '/decisions', { name, scope: SCOPE_TERMS[scope] });
    }
  }
}

/** What stands out is said by parameters that are ratios: refuses another kind, type or unit under one of their names. */
export function checkStandOutParameters(names: Names, report: Report): void {
  for (const entity of names.entities.values()) {
    if (!isStandOutParameter(entity.name)) continue;
    const isRatio =
      entity.kind === 'parameter' &&
      typeof entity.document.value === 'string' &&
      names.unit(entity.document.unit ?? '1') === names.unit('1');
    if (!isRatio || entity.document.enum !== undefined) report.add('STAND_OUT_PARAMETER', entity.pointer, { name: entity.name });
  }
}

/** Where the settlement weight is money, there is no point value. */
function isNotAskedFor(name: string, names: Names): boolean {
  const weight = names.entities.get('settlementWeight');
  if (name !== 'settlementPointValue' || weight?.kind !== 'decision') return false;
  return weight.document.output.type === 'decimal' && names.unit(weight.document.output.unit) === 'yuan';
}

interface Wanted {
  readonly scope: Scope;
  readonly shape: Shape;
}

function checkOutput(
  { name, document, pointer }: DecisionEntity,
  { scope, shape }: Wanted,
  { names, report }: { readonly names: Names; readonly report: Report },
): void {
  if (document.scope !== scope) {
    report.add('CONTRACT_OUTPUT_TYPE', `${pointer}/scope`, { name, expected: SCOPE_TERMS[scope], actual: SCOPE_TERMS[document.scope] });
  }
  const expected = objection(document, shape, names);
  if (expected !== undefined) report.add('CONTRACT_OUTPUT_TYPE', `${pointer}/output`, { name, expected, actual: describe(document) });
}

/** What the output should be, where it is something else. */
function objection(document: DecisionDocument, shape: Shape, names: Names): Label | undefined {
  const { output } = document;
  switch (shape.kind) {
    case 'collect':
      return output.type === 'enum' && document.hit === 'collect'
        ? undefined
        : bilingual('枚举列表（hit 为 collect）', 'a list of enum values (hit collect)');
    case 'boolean':
      return output.type === 'boolean' ? undefined : bilingual('是非（boolean）', 'a boolean');
    case 'enum': {
      const fits = output.type === 'enum' && document.hit !== 'collect' && output.values.includes(shape.has);
      const strangers = output.type === 'enum' ? output.values.filter((value) => shape.only?.includes(value) === false) : [];
      if (fits && strangers.length === 0) return undefined;
      const values = shape.only?.join(', ') ?? `${shape.has}, …`;
      return bilingual(`枚举（${values}，含 ${shape.has}）`, `an enum (${values}; ${shape.has} among them)`);
    }
    case 'decimal': {
      if (output.type !== 'decimal') return decimalTerm(shape);
      const units = shape.units.map((unit) => names.unit(unit));
      const isExact = output.exact ?? false;
      const exactFits = shape.exact === 'EITHER' || (shape.exact === 'EXACT') === isExact;
      const missingFits = shape.missing === undefined || output.optional === true;
      return units.includes(names.unit(output.unit)) && exactFits && missingFits ? undefined : decimalTerm(shape);
    }
  }
}

function decimalTerm({ units, exact, missing }: Extract<Shape, { kind: 'decimal' }>): Label {
  const unit = units.join(' / ');
  const [zh, en] = exact === 'EXACT' ? ['，exact', ', exact'] : exact === 'ROUNDED' ? ['，有舍入', ', rounded'] : ['', ''];
  const optional = missing === undefined ? '' : ', optional';
  return bilingual(`数（${unit}${zh}${optional}）`, `a decimal (${unit}${en}${optional})`);
}

function describe({ output, hit }: DecisionDocument): Label {
  if (output.type !== 'decimal') return bilingual(`${output.type}${hit === 'collect' ? '（collect）' : ''}`, output.type);
  const parts = [output.unit, output.exact === true ? 'exact' : '', output.optional === true ? 'optional' : ''].filter(
    (part) => part !== '',
  );
  return bilingual(`数（${parts.join(', ')}）`, `a decimal (${parts.join(', ')})`);
}
