import { must } from '../../engine/kit/assert.js';
import type { Label, OutputSpec, Ref, Slot, RankPlan } from '../../engine/plan/plan.js';
import type { DecisionEntity } from '../names/names.js';
import type { NameReader } from '../names/reader.js';
import { bilingual } from '../findings/report.js';
import { isKey, isNumeric } from '../findings/terms.js';
import { NO_UNIT } from '../names/units.js';
import { scopesOf } from '../../engine/plan/scopes.js';

/** Whose decisions can be ranked: each of these has one key an institution. */
const OF_AN_INSTITUTION = scopesOf('INSTITUTION');

/** Compiles a ranking decision. `undefined` after RANK_TYPE or a name that can't be read. */
export function compileRank(entity: DecisionEntity, reader: NameReader, output: OutputSpec): RankPlan | undefined {
  const { by, within, first, ties, as, basis } = must(entity.document.rank, 'rank');
  const pointer = `${entity.pointer}/rank`;
  const refuse = (name: string, why: Label): void => reader.report.add('RANK_TYPE', pointer, { name, why });
  if (!OF_AN_INSTITUTION.includes(reader.scope)) {
    const scopes = OF_AN_INSTITUTION.join(', ');
    refuse(entity.name, bilingual(`必须属于 ${scopes} 之一`, `must belong to one of ${scopes}`));
    return undefined;
  }
  if (output.type !== 'decimal' || output.unit !== NO_UNIT) {
    refuse(entity.name, bilingual('的输出必须是单位为 1 的数', 'must yield a decimal of unit 1'));
  }
  if (as === 'PLACE' && (output.exact || output.round?.scale !== 0)) {
    refuse(entity.name, bilingual('是名次，须舍入到 0 位', 'is a place, to be rounded to 0 places'));
  }
  const part = (key: 'by' | 'within', name: string): Ref | undefined => {
    const found = reader.readValue(name, `${pointer}/${key}`);
    if (found === undefined) return undefined;
    const why = objection(found.ref, found.slot, key);
    if (why === undefined) return found.ref;
    reader.report.add('RANK_TYPE', `${pointer}/${key}`, { name, why });
    return undefined;
  };
  const figure = part('by', by);
  const group = within === undefined ? undefined : part('within', within);
  if (figure === undefined || (within !== undefined && group === undefined)) return undefined;
  return { by: figure, ...(group === undefined ? {} : { within: group }), first, ties, as, basis };
}

function objection({ scope }: Ref, slot: Slot, key: 'by' | 'within'): Label | undefined {
  if (!OF_AN_INSTITUTION.includes(scope)) return bilingual('对各机构都相同', 'is the same for every institution');
  if (key === 'by') return isNumeric(slot.type) ? undefined : bilingual('不是数', 'is no number');
  return isKey(slot) && !slot.optional
    ? undefined
    : bilingual('不是总有值的枚举、编码或是非', 'is no enum, code or boolean that is always known');
}
