import type { Cases, Values } from './cases.js';

/** The forty-six rules written by hand for one set of cases: what a programmer would write who never wants to change a rule. */
export function decideByHand({ count, columns }: Cases, low: Int32Array, high: Int32Array): void {
  const c = (name: string): Values => columns[name] ?? new Int32Array(0);
  const level = c('hospitalLevel');
  const grade = c('hospitalGrade');
  const kind = c('hospitalKind');
  const discipline = c('discipline');
  const group = c('groupType');
  const chapter = c('chapter');
  const scheme = c('scheme');
  const age = c('age');
  const days = c('daysOld');
  const comorbidity = c('comorbidity');
  const discharge = c('discharge');
  const stay = c('stay');
  const cost = c('caseCostRatio');
  const longer = c('caseStayRatio');
  const rank = c('costRank');
  const icuDays = c('intensiveDays');
  const icuShare = c('intensiveShare');
  const isNew = c('newTechnology');
  const tcm = c('tcmShare');
  const expert = c('visitingExpert');
  const selfPaid = c('selfPaidRatio');
  const readmit = c('readmitDays');
  const same = c('sameGroupReadmit');
  const exam = c('examShare');
  const drug = c('drugShare');
  for (let i = 0; i < count; i++) {
    let a = coefficientBits(level[i] ?? 0, grade[i] ?? 0, kind[i] ?? 0, discipline[i] ?? 0);
    if (group[i] === 2 && (level[i] ?? 0) <= 2) a |= 1 << 10;
    a |= auxiliaryBits(days[i] ?? 0, age[i] ?? 0, comorbidity[i] ?? 0);
    if (discharge[i] === 3 && (stay[i] ?? 0) <= 3) a |= 1 << 18;
    a |= bandBits(level[i] ?? 0, cost[i] ?? 0);
    if ((longer[i] ?? 0) > 50_000) a |= 1 << 28;
    if ((cost[i] ?? 0) > 50_000 && (rank[i] ?? 0) <= 50_000) a |= 1 << 29;
    if ((icuDays[i] ?? 0) >= 20 || ((longer[i] ?? 0) > 20_000 && (icuShare[i] ?? 0) >= 6000)) a |= 1 << 30;
    if (isNew[i] === 1 && group[i] !== 3) a |= 1 << 31;
    let b = 0;
    if (group[i] === 3 && (stay[i] ?? 0) <= 1) b |= 1;
    if (group[i] === 4 && (kind[i] === 1 || kind[i] === 2) && (tcm[i] ?? 0) >= 3000) b |= 2;
    if (group[i] === 5) b |= 4;
    if (expert[i] === 1 && (level[i] ?? 0) <= 2) b |= 8;
    b |= scheme[i] === 0 ? 16 : 32;
    if (scheme[i] === 1 && (chapter[i] === 6 || chapter[i] === 7)) b |= 64;
    if ((selfPaid[i] ?? 0) > 1500) b |= 128;
    if ((stay[i] ?? 0) <= 2 && (cost[i] ?? 0) < 3000 && group[i] !== 3 && discharge[i] !== 3 && discharge[i] !== 1) b |= 256;
    if ((readmit[i] ?? 0) >= 0 && (readmit[i] ?? 0) <= 10 && same[i] === 1) b |= 512;
    if ((comorbidity[i] ?? 0) >= 3 && (cost[i] ?? 0) < 5000) b |= 1024;
    if ((stay[i] ?? 0) > 60 || ((longer[i] ?? 0) > 30_000 && (cost[i] ?? 0) < 8000)) b |= 2048;
    if ((exam[i] ?? 0) > 6000) b |= 4096;
    if ((drug[i] ?? 0) > 5000 && kind[i] !== 1) b |= 8192;
    low[i] = a;
    high[i] = b;
  }
}

function coefficientBits(level: number, grade: number, kind: number, discipline: number): number {
  let bits = 0;
  if (level === 3) bits |= grade === 0 ? 1 : 2;
  else if (level === 2) bits |= grade === 0 ? 4 : 8;
  else if (level === 1) {
    if (kind === 4) bits |= 16;
    if (kind === 5) bits |= grade === 0 ? 32 : 64;
  }
  if (discipline === 0) bits |= 128;
  else if (discipline === 1) bits |= 256;
  if (kind === 1) bits |= 512;
  return bits;
}

function auxiliaryBits(days: number, age: number, comorbidity: number): number {
  let bits = 0;
  if (days <= 28) bits |= 1 << 11;
  else if (age < 6) bits |= 1 << 12;
  if (age >= 80) bits |= 1 << 14;
  else if (age >= 65) bits |= 1 << 13;
  if (comorbidity >= 6) bits |= 1 << 17;
  else if (comorbidity >= 3) bits |= 1 << 16;
  else if (comorbidity >= 1) bits |= 1 << 15;
  return bits;
}

function bandBits(level: number, cost: number): number {
  const first = level === 3 ? 19 : level === 2 ? 22 : 25;
  const low = level === 1 ? 4000 : 5000;
  const high = level === 1 ? 25_000 : 20_000;
  return 1 << (cost < low ? first : cost > high ? first + 2 : first + 1);
}
