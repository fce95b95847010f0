import type { DecisionDocument } from '../document/document.js';
import { pointerTo } from '../findings/finding-codes.js';
import type { Report } from '../findings/report.js';
import type { Names } from '../names/names.js';

/**
 * Checks decisions that choose a formula by a parameter (`choose`): it is one with choices, or a flag, and each of its members has a formula.
 * A formula for what is no member is found where conditions are compiled. Also where the parameter or the decision is inherited.
 */
export function checkChoices({ entities, document }: Names, report: Report): void {
  document.decisions.forEach((decision, index) => {
    const { id, chooses } = decision;
    if (chooses === undefined) return;
    const pointer = pointerTo('/decisions', index);
    const parameter = entities.get(chooses);
    if (parameter === undefined) return; // UNKNOWN_NAME says so
    const members = parameter.kind === 'parameter' ? membersOf(parameter.document) : undefined;
    if (members === undefined) {
      report.add('CHOOSE_BY', `${pointer}/chooses`, { decision: id, parameter: chooses });
      return;
    }
    const stated = statedOf(decision);
    const lacking = members.filter((member) => !stated.has(member));
    if (lacking.length === 0) return;
    report.add('CHOOSE_LACKS', `${pointer}/rules`, { decision: id, parameter: chooses, members: lacking.join(', ') }, { about: [pointer] });
  });
}

function membersOf(parameter: {
  readonly value: string | boolean;
  readonly enum?: readonly string[] | undefined;
}): readonly string[] | undefined {
  return typeof parameter.value === 'boolean' ? ['true', 'false'] : parameter.enum;
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
