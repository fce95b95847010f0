import { must } from '../../engine/kit/assert.js';
import type { AllocatePlan, Label, OutputSpec, Ref, Slot } from '../../engine/plan/plan.js';
import type { DecisionEntity } from '../names/names.js';
import type { NameReader } from '../names/reader.js';
import { bilingual } from '../findings/report.js';
import { isNumeric } from '../findings/terms.js';
import { PERIOD_KINDS, PERIODS } from '../../engine/plan/periods.js';
import { scopesOf, type Scope } from '../../engine/plan/scopes.js';

/** Money is divided among the institutions of a year or of a period of it: what is divided is one amount, what it goes by is each institution's. */
const OF_THE_YEAR = scopesOf('YEAR');
const OF_AN_INSTITUTION = scopesOf('INSTITUTION', 'MONTH', 'QUARTER');
/** Where money may be divided: where statements are made. */
const POOLS: readonly Scope[] = PERIOD_KINDS.map((kind) => PERIODS[kind].scope);
/** The facts that name a period: the same for every institution of it. */
const NAMES_OF_PERIODS: readonly (string | undefined)[] = [PERIODS.MONTH.fact, PERIODS.QUARTER.fact];

/** Compiles a pooled decision (ARCHITECTURE 3, "Pooled decisions"). `undefined` after ALLOCATE_TYPE or a name that can't be read. */
export function compileAllocate(
  entity: DecisionEntity,
  { reader, output, sameForAll }: { reader: NameReader; output: OutputSpec; sameForAll: ReadonlySet<string> },
): AllocatePlan | undefined {
  const allocate = must(entity.document.allocate, 'allocate');
  const pointer = `${entity.pointer}/allocate`;
  const refuse = (name: string, why: Label): void => reader.report.add('ALLOCATE_TYPE', pointer, { name, why });
  if (!POOLS.includes(reader.scope)) {
    refuse(entity.name, bilingual(`必须属于 ${POOLS.join('、')} 之一`, `must belong to one of ${POOLS.join(', ')}`));
    return undefined;
  }
  if (!isFen(output)) refuse(entity.name, bilingual('的输出必须是 yuan、两位小数', 'must yield yuan at scale 2'));
  const part = (key: string, name: string, rule: PartRule): Ref | undefined =>
    readPart(reader, { name, pointer: `${pointer}/${key}`, rule });
  if ('total' in allocate) {
    const total = part('total', allocate.total, { scopes: OF_THE_YEAR, sameForAll, unit: 'yuan' });
    const weight = part('weight', allocate.weight, { scopes: OF_AN_INSTITUTION });
    return total && weight && { kind: 'total', total, weight, basis: allocate.basis };
  }
  const claim = part('claim', allocate.claim, { scopes: OF_AN_INSTITUTION, unit: 'yuan' });
  const limit = part('limit', allocate.limit, { scopes: OF_THE_YEAR, sameForAll, unit: 'yuan' });
  return claim && limit && { kind: 'claim', claim, limit, rule: allocate.rule, basis: allocate.basis };
}

/** Whether an output is money in whole fen: yuan, rounded to 2 places. */
function isFen({ type, unit, round }: OutputSpec): boolean {
  return type === 'decimal' && unit === 'yuan' && round?.scale === 2;
}

/** Whether money may be divided in a scope: it has statements. */
export function isPool(scope: Scope): boolean {
  return POOLS.includes(scope);
}

/** Whether a value of a frame is one for all institutions: it stands in the year's frames, is a sum of the region, or rests on such alone. */
export function isSameForAll(ref: Ref, sameForAll: ReadonlySet<string>): boolean {
  return OF_THE_YEAR.includes(ref.scope) || (POOLS.includes(ref.scope) && isRegional(ref.name, sameForAll));
}

function isRegional(name: string, sameForAll: ReadonlySet<string>): boolean {
  const [base = '', member] = name.split('.');
  return member === 'region' || sameForAll.has(base) || NAMES_OF_PERIODS.includes(base);
}

interface PartRule {
  readonly scopes: readonly Scope[];
  /** Where what is meant must be one for all: the decisions of statements that are. */
  readonly sameForAll?: ReadonlySet<string>;
  readonly unit?: string;
}

function readPart(reader: NameReader, part: { name: string; pointer: string; rule: PartRule }): Ref | undefined {
  const { name, pointer, rule } = part;
  const found = reader.readValue(name, pointer);
  if (found === undefined) return undefined;
  const why = objection(found.ref, found.slot, rule);
  if (why === undefined) return found.ref;
  reader.report.add('ALLOCATE_TYPE', pointer, { name, why });
  return undefined;
}

function objection(ref: Ref, slot: Slot, { scopes, sameForAll, unit }: PartRule): Label | undefined {
  if (!isNumeric(slot.type)) return bilingual('不是数', 'is no number');
  if (sameForAll !== undefined && POOLS.includes(ref.scope) && !isSameForAll(ref, sameForAll)) {
    return bilingual(
      '各机构可能不同：它须只取决于基金年度的值和全区合计（<汇总>.region）',
      'may differ from institution to institution: it must rest on values of the fund year and sums of the region (<aggregate>.region) alone',
    );
  }
  if (sameForAll === undefined ? !scopes.includes(ref.scope) : !isSameForAll(ref, sameForAll))
    return bilingual(`必须属于 ${scopes.join('、')} 之一`, `must belong to one of ${scopes.join(', ')}`);
  return unit === undefined || slot.unit === unit ? undefined : bilingual(`的单位必须是 ${unit}`, `must be in ${unit}`);
}
