import { ACCOUNTS, accountUse, poolOf } from '../../engine/plan/accounts.js';
import type { Label } from '../../engine/plan/plan.js';
import { assertNever } from '../../engine/kit/assert.js';
import type { DecisionDocument } from '../document/document.js';
import type { DecisionEntity, Names } from '../names/names.js';
import { bilingual, type Report } from '../findings/report.js';

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
    checkAccount(names, entity, { of, account }, report);
    const place = `${of} ${order}`;
    if (taken.has(place)) report.add('LINE_ORDER', `${pointer}/order`, { of, order });
    taken.set(place, pointer);
  }
}

/** Whether the account on a line holds: a line of a statement names one, a line that moves money between accounts another one than FUND. */
function checkAccount(
  names: Names,
  { name, pointer, document: { scope } }: DecisionEntity,
  { of, account }: { readonly of: string; readonly account: string | undefined },
  report: Report,
): void {
  const use = accountUse({ scope, of }, (id) => {
    const total = names.entities.get(id);
    return total?.kind === 'decision' ? total.document.line?.of : undefined;
  });
  switch (use) {
    case 'STATEMENT':
      if (isAccount(account)) return;
      return report.add('LINE_ACCOUNT', `${pointer}/line`, { name, account: account ?? '—', allowed: ACCOUNTS.join(', ') });
    case 'TRANSFER':
      if (account === undefined || (isAccount(account) && account !== 'FUND' && poolOf(account) === 'BASIC')) return;
      return report.add('LINE_TRANSFER', `${pointer}/line/account`, { name, account, why: transferObjection(account) });
    case 'PART':
      if (account === undefined) return;
      return report.add('LINE_TRANSFER', `${pointer}/line/account`, {
        name,
        account,
        why: bilingual(
          `它的合计 “${of}” 本身是另一合计的一行，同一笔钱会划转两次`,
          `its total “${of}” is a line of another total, and the same money would move twice`,
        ),
      });
    case 'ADVANCE':
      if (account === undefined || isAccount(account)) return;
      return report.add('LINE_ACCOUNT', `${pointer}/line`, { name, account, allowed: ACCOUNTS.join(', ') });
    case 'RECORD':
      return;
    default:
      assertNever(use);
  }
}

function transferObjection(account: string): Label {
  if (account === 'FUND') return bilingual('基金就是划转的另一方', 'FUND is the other side of the transfer');
  if (poolOf(account) !== 'BASIC')
    return bilingual(
      '它是另一个基金的账户，基本医保基金的钱不划入，也不从它划出',
      "it is another fund's account: no money moves between it and the basic fund",
    );
  const allowed = ACCOUNTS.filter((known) => known !== 'FUND' && poolOf(known) === 'BASIC').join(', ');
  return bilingual(`没有这个账户，可写 ${allowed}`, `there is no such account; there are ${allowed}`);
}

function isAccount(account: string | undefined): boolean {
  return ACCOUNTS.some((known) => known === account);
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
