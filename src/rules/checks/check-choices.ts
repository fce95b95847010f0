import type { DecisionDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { Report } from '../findings/report.js';
import { choiceMembers, lackingMembers, reportNoChoice } from '../names/choice-members.js';
import type { Names } from '../names/names.js';

/**
 * Checks decisions that choose a formula by a parameter (`choose`): it is one with choices, or a flag, and each of its members has a formula.
 * Also where the parameter or the decision is inherited. A formula for what is no member is found where conditions are compiled; those of a
 * choice by something else are not looked at, for they would only be wrong in its wake.
 */
export function checkChoices(names: Names, report: Report): void {
  names.document.decisions.forEach((decision, index) => {
    const { id, chooses } = decision;
    if (chooses === undefined) return;
    const pointer = pointerTo('/decisions', index);
    const entity = names.entities.get(chooses);
    const members = choiceMembers(entity);
    if (entity === undefined) reportNoChoice(chooses, `${pointer}/chooses`, { entities: names.entities, report });
    else if (members === undefined) report.add('CHOOSE_BY', `${pointer}/chooses`, { decision: id, parameter: chooses });
    else checkMembers(decision, { pointer, members, parameter: chooses }, report);
  });
}

function checkMembers(
  decision: DecisionDocument,
  { pointer, members, parameter }: { readonly pointer: string; readonly members: readonly string[]; readonly parameter: string },
  report: Report,
): void {
  const lacking = lackingMembers(members, statedOf(decision));
  if (lacking.length === 0) return;
  report.add('CHOOSE_LACKS', `${pointer}/rules`, { decision: decision.id, parameter, members: lacking.join(', ') }, { about: [pointer] });
}

/** The members that have a formula: what its rules compare the parameter with. */
function statedOf({ rules = [] }: DecisionDocument): ReadonlySet<string> {
  return new Set(
    rules.flatMap(({ conditions }) =>
      'all' in conditions
        ? conditions.all.flatMap((leaf) => ('value' in leaf && typeof leaf.value !== 'object' ? [String(leaf.value)] : []))
        : [],
    ),
  );
}
