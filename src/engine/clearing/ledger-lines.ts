import { LEDGER_ACCOUNT_LABELS, POOL_LABELS, type LedgerAccount } from './ledger.js';
import { POOLS } from '../plan/accounts.js';

interface Said {
  readonly zh: string;
  readonly en: string;
}

const WORDS: Readonly<Record<string, Said>> = {
  payment: { zh: '拨付', en: 'payment' },
  'advance.settled': { zh: '冲抵预拨', en: 'advance settled' },
  'prepaid.settled': { zh: '结清预拨', en: 'advances of the year settled' },
};
const OF_ACCOUNTS: Readonly<Record<string, Said>> = {
  opening: { zh: '期初', en: 'opening' },
  takenBack: { zh: '转回各期暂记', en: 'taken back from periods' },
};

/**
 * 摘要 what a line of the ledger is called: a line of a statement as its ruleset labels it (`labelOf`; its id where nobody labels it), a word of the
 * ledger (payment, opening.FUND, takenBack.QUALITY_DEPOSIT, prepaid.settled.ASSISTANCE) in words, and what is taken back by what it was.
 */
export function ledgerLineLabel(line: string, labelOf: (id: string) => Said | undefined): Said {
  const [head = '', ...rest] = line.split('.');
  if (head === 'reversed' && rest.length > 0) {
    const { zh, en } = ledgerLineLabel(rest.join('.'), labelOf);
    return { zh: `更正冲回：${zh}`, en: `taken back: ${en}` };
  }
  const account = OF_ACCOUNTS[head];
  const name = rest[0];
  if (account !== undefined && isAccount(name)) {
    const { zh, en } = LEDGER_ACCOUNT_LABELS[name];
    return { zh: `${account.zh}：${zh}`, en: `${account.en}: ${en}` };
  }
  const pool = POOLS.find((one) => line.endsWith(`.${one}`));
  const word = WORDS[pool === undefined ? line : line.slice(0, -pool.length - 1)];
  if (word === undefined) return labelOf(line) ?? { zh: line, en: line };
  return pool === undefined ? word : { zh: `${word.zh}（${POOL_LABELS[pool].zh}）`, en: `${word.en} (${POOL_LABELS[pool].en})` };
}

function isAccount(name: string | undefined): name is LedgerAccount {
  return name !== undefined && Object.hasOwn(LEDGER_ACCOUNT_LABELS, name);
}
