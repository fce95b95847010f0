import { must } from '../../engine/kit/assert.js';
import { type AggregatePlan, type AveragePlan, type Label, type Ref } from '../../engine/plan/plan.js';
import { pointerTo } from '../findings/finding-codes.js';
import { compileQuantile } from './compile-quantile.js';
import { addedName, memberSlot, type AggregateEntity, type Names } from '../names/names.js';
import { reportUnknown } from '../text/nearest.js';
import { bilingual, type Report } from '../findings/report.js';
import { isNumeric, TYPE_TERMS } from '../findings/terms.js';
import { ADDS_TO, SCOPES } from '../../engine/plan/scopes.js';

/** Compiles the aggregates, after all decisions were: only then is it known which scopes read `<id>.region`. */
export function compileAggregates(names: Names, report: Report): AggregatePlan[] {
  return [...names.entities.values()].flatMap((entity) =>
    entity.kind === 'aggregate' ? (compileAggregate(entity, names, report) ?? []) : [],
  );
}

function compileAggregate(entity: AggregateEntity, names: Names, report: Report): AggregatePlan | undefined {
  const { document, name, pointer } = entity;
  const { of, per, label } = document;
  if (!ADDS_TO[of].includes(per)) report.add('AGGREGATE_SCOPE', `${pointer}/per`, { name, of, per });
  const forms = [document.sum, document.count, document.quantile].filter((form) => form !== undefined);
  if (forms.length !== 1) report.add('AGGREGATE_FORM', pointer, { name });
  const added = addedName(document);
  const sum = added === undefined ? undefined : summed(entity, added, names, report);
  const quantile = document.quantile === undefined ? undefined : compileQuantile(entity, document.quantile, names, report);
  const where = Object.entries(document.where ?? {}).map(([fact, equals]) => compileWhere(entity, { fact, equals }, names, report));
  const known = where.filter((one) => one !== undefined);
  const isWhole = (added === undefined) === (sum === undefined) && (document.quantile === undefined) === (quantile === undefined);
  if (!isWhole || known.length < where.length) return undefined;
  const { ref, slot } = must(names.find(per, name), `slot of ${name}`);
  const regionSlots = SCOPES.flatMap((scope) => {
    const found = names.find(scope, `${name}.region`);
    return found === undefined ? [] : [{ scope, slot: found.ref.slot }];
  });
  const readyAfter = of === per ? { readyAfter: names.lastAdded(entity)?.position ?? -1 } : {};
  const summing = { ...(sum === undefined ? {} : { sum }), ...(quantile === undefined ? {} : { quantile }), where: known };
  return { id: name, of, per, ...summing, label, unit: slot.unit, slot: ref.slot, regionSlots, ...readyAfter };
}

/** What is summed: a number among the facts of the scope, or a rounded output of it. */
function summed({ document, name, pointer }: AggregateEntity, of: string, names: Names, report: Report): Ref | undefined {
  const place = document.sum === undefined ? `${pointer}/quantile/of` : `${pointer}/sum`;
  const entity = names.entities.get(of);
  if (entity === undefined) {
    reportUnknown(of, place, names.entities.keys(), report);
    return undefined;
  }
  names.used.add(of);
  const found = names.find(document.of, of);
  const refuse = (why: Label): undefined => {
    report.add('AGGREGATE_TYPE', place, { name, of, why });
    return undefined;
  };
  if (found === undefined) return refuse(bilingual(`它不是 ${document.of} 的事实或输出`, `it is no fact or output of ${document.of}`));
  if (!isNumeric(found.slot.type))
    return refuse(bilingual(`它是${TYPE_TERMS[found.slot.type].zh}`, `it is ${TYPE_TERMS[found.slot.type].en ?? ''}`));
  if (found.slot.source !== 'fact' && found.slot.source !== 'output') {
    return refuse(bilingual('只能对事实或输出求和', 'only facts and outputs are summed'));
  }
  if (entity.kind === 'decision' && entity.document.output.type === 'decimal' && entity.document.output.exact === true) {
    report.add('AGGREGATE_EXACT', place, { name, of });
    return undefined;
  }
  return found.ref;
}

type Where = AggregatePlan['where'][number];

/** A condition of an aggregate: a boolean or enum output of the scope, or a member of a collected one, and a value that it can have. */
function compileWhere(
  { document, name, pointer }: AggregateEntity,
  { fact, equals }: { fact: string; equals: string | boolean },
  names: Names,
  report: Report,
): Where | undefined {
  const place = pointerTo(pointer, 'where', fact);
  const [base = '', member] = fact.split('.');
  if (names.entities.get(base) === undefined) {
    reportUnknown(fact, place, names.entities.keys(), report);
    return undefined;
  }
  names.used.add(base);
  const refuse = (why: Label): undefined => {
    report.add('AGGREGATE_WHERE', place, { name, fact, why });
    return undefined;
  };
  const set = names.find(document.of, base);
  const isMember = member !== undefined && set?.slot.type === 'set' && set.slot.values?.includes(member) === true;
  const found = isMember ? { ref: { ...set.ref, name: fact, member }, slot: memberSlot(set.slot, member) } : names.find(document.of, fact);
  if (found === undefined || (found.slot.source !== 'output' && found.slot.source !== 'rule')) {
    return refuse(bilingual(`它不是 ${document.of} 的输出`, `it is no output of ${document.of}`));
  }
  const { slot, ref } = found;
  if (slot.type === 'boolean') {
    return typeof equals === 'boolean' ? { ref, equals } : refuse(bilingual('应为 true 或 false', 'true or false is wanted'));
  }
  if (slot.type !== 'enum') return refuse(bilingual('它不是布尔或枚举', 'it is neither boolean nor enum'));
  if (typeof equals === 'string' && slot.values?.includes(equals) === true) return { ref, equals };
  const values = (slot.values ?? []).join(', ');
  return refuse(bilingual(`${String(equals)} 不是它的取值：${values}`, `${String(equals)} is none of its values: ${values}`));
}

/** Averages of institution indicators over peers (the same `institutionClass`) and the region. */
export function compileAverages(names: Names): AveragePlan[] {
  return [...names.entities.values()].flatMap((entity) => {
    if (entity.kind !== 'fact' || entity.average === undefined) return [];
    const slot = names.find('institution', entity.name)?.ref.slot;
    if (slot === undefined) return [];
    const slotOf = (name: string): number | undefined => names.find('institution', name)?.ref.slot;
    const weight = entity.average === 'MEAN' ? undefined : slotOf(entity.average.weight);
    if (entity.average !== 'MEAN') names.used.add(entity.average.weight);
    const peerSlot = names.hasPeers ? slotOf(`${entity.name}.peer`) : undefined; // without classes nobody reads it
    const regionSlot = slotOf(`${entity.name}.region`);
    return [
      {
        fact: entity.name,
        slot,
        ...(weight === undefined ? {} : { weight }),
        ...(peerSlot === undefined ? {} : { peerSlot }),
        ...(regionSlot === undefined ? {} : { regionSlot }),
      },
    ];
  });
}
