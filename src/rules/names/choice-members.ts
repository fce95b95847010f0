import type { Label } from '../../engine/plan/plan.js';
import { bilingual, type Report } from '../findings/report.js';
import { nearest, reportUnknown } from '../text/nearest.js';
import type { Entity, ParameterEntity } from './names.js';

/** The choices of a parameter by which `choose` may go: its `enum`, or `true` and `false` of a flag. `undefined`: it is something else. */
export function choiceMembers(entity: Entity | undefined): readonly string[] | undefined {
  return entity?.kind === 'parameter' ? membersOf(entity) : undefined;
}

function membersOf({ document }: ParameterEntity): readonly string[] | undefined {
  return typeof document.value === 'boolean' ? ['true', 'false'] : document.enum;
}

/** The members that have no formula, but for those of which one that is stated looks like a slip: it is told so itself. */
export function lackingMembers(members: readonly string[], stated: ReadonlySet<string>): readonly string[] {
  const strangers = [...stated].filter((member) => !members.includes(member));
  const meant = new Set(strangers.map((stranger) => nearest(stranger, members)));
  return members.filter((member) => !stated.has(member) && !meant.has(member));
}

type Entities = ReadonlyMap<string, Entity>;

/** UNKNOWN_NAME for what a choice goes by, with the parameters that can choose. */
export function reportNoChoice(
  name: string,
  pointer: string,
  { entities, report }: { readonly entities: Entities; readonly report: Report },
): void {
  const known = choosable(entities);
  reportUnknown(name, pointer, known, report, choosableWords(known));
}

/** The names by which a choice may go. */
function choosable(entities: Entities): readonly string[] {
  return [...entities.values()].filter((entity) => choiceMembers(entity) !== undefined).map(({ name }) => name);
}

/** Most names that the advice lists. */
const MOST_LISTED = 8;

function choosableWords(known: readonly string[]): Label {
  const list = known.slice(0, MOST_LISTED).join(', ');
  if (known.length === 0) {
    return bilingual(
      'by 写一个有 enum 的参数或 true／false 参数：请先在 parameters 中写出它。',
      'by names a parameter with enum, or a flag: state it under parameters first.',
    );
  }
  const more = known.length > MOST_LISTED;
  return bilingual(
    `by 写一个有 enum 的参数或 true／false 参数，现有：${list}${more ? ' 等' : ''}。`,
    `by names a parameter with enum, or a flag; there are: ${list}${more ? ' and others' : ''}.`,
  );
}
