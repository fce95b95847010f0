import { ACCOUNTS, type Label } from '../../engine/plan/plan.js';
import type { DecisionDocument } from '../document/document.js';
import type { DecisionEntity, Names } from '../names/names.js';
import { bilingual, type Report } from '../findings/report.js';

/** The statement's total, every line of which names an account. */
const STATEMENT = 'payable';

/** Checks the lines of totals (ARCHITECTURE 3, "Lines"). That they add up is asserted whenever they are run. */
export function checkLines(names: Names, report: Report): void {
  const taken = new Map<string, string>();
  for (const entity of names.entities.values()) {
    if (entity.kind !== 'decision' || entity.document.line === undefined) continue;
    const { of, order, account } = entity.document.line;
    const pointer = `${entity.pointer}/line`;
    names.used.add(of);
    if (!isFenOutput(names, entity.document)) report.add('LINE_UNIT', pointer, { name: entity.name });
    const why = objection(names, entity, of);
    if (why !== undefined) report.add('LINE_TOTAL', `${pointer}/of`, { of, why });
    if (of === STATEMENT && !ACCOUNTS.some((known) => known === account)) {
      report.add('LINE_ACCOUNT', pointer, { name: entity.name, account: account ?? '—', allowed: ACCOUNTS.join(', ') });
    }
    const place = `${of} ${order}`;
    if (taken.has(place)) report.add('LINE_ORDER', `${pointer}/order`, { of, order });
    taken.set(place, pointer);
  }
}

function objection(names: Names, line: DecisionEntity, of: string): Label | undefined {
  const total = names.entities.get(of);
  if (total?.kind !== 'decision') return bilingual('没有这个判定', 'there is no such decision');
  if (total.name === line.name) return bilingual('它就是本行', 'it is this line itself');
  if (total.document.scope !== line.document.scope) return bilingual('它属于另一个层级', 'it belongs to another scope');
  if (total.document.allocate !== undefined) return bilingual('它是分配判定，不是合计', 'it is an allocation, no total');
  if (!isFenOutput(names, total.document)) return bilingual('它不是 yuan、两位小数', 'it is not in yuan at scale 2');
  return undefined;
}

function isFenOutput(names: Names, { output }: DecisionDocument): boolean {
  return output.type === 'decimal' && names.unit(output.unit) === 'yuan' && output.round?.scale === 2;
}
