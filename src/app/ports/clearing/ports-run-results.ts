import type { Fen } from '../../../engine/number/quantity.js';
import type { DecimalText } from './ports-score.js';

/** Values of one key of one scope: evidence between cases and statements. Values are text by name. */
export interface ScopeValueRecord {
  readonly scope: string;
  readonly key: string;
  readonly institutionCode: string | null;
  readonly values: Readonly<Record<string, unknown>>;
  /** How each decision came about, of the fund's and the months' keys; null of institutions', which stands in their statements. */
  readonly trace: unknown;
}

/** 账户 an account over the year. */
export interface AccountRecord {
  readonly account: string;
  readonly openingFen: Fen;
  readonly closingFen: Fen;
}

/** In a posting of no institution, in place of a code. */
export const NO_INSTITUTION = '*';

/** 结算单 a statement. Steps and trace are JSON without numbers for money. */
export interface StatementRecord {
  readonly institutionCode: string;
  readonly cases: number;
  readonly points: DecimalText;
  readonly payableFen: Fen;
  readonly steps: unknown;
  readonly trace: unknown;
}

/** What a statement comes to, without how. */
export type StatementFigures = Pick<StatementRecord, 'institutionCode' | 'cases' | 'points' | 'payableFen'>;

/** 分录 one stored line: of a statement, of another total whose lines name accounts, or of what is left in FUND and goes to RETAINED. */
export interface PostingRecord {
  readonly institutionCode: string;
  readonly line: string;
  readonly total: string;
  readonly lineOrder: number;
  readonly account: string;
  readonly amountFen: Fen;
  readonly sign: 1 | -1;
}

/** Sums of postings and statements, made in SQL independently of the engine. */
export interface PostingSums {
  /** Σ sign × amount by account, of the lines of one total or of all. */
  readonly byAccount: Readonly<Record<string, Fen>>;
  readonly statements: number;
  readonly payableFen: Fen;
}

/** Which disease groups of an institution: after or before a key; `LAST`: from the end backwards. */
export interface GroupValuePage {
  readonly institutionCode: string;
  readonly limit: number;
  readonly after?: string;
  readonly before?: string;
  readonly begin?: 'FIRST' | 'LAST';
}

/** What a run leaves behind: never changes once stored. */
export interface RunResults {
  insertScopeValues(regionCode: string, runNo: number, rows: readonly ScopeValueRecord[]): Promise<void>;
  /** By key; of one institution, where one is asked for. */
  scopeValues(regionCode: string, runNo: number, scope: string, institutionCode?: string): Promise<readonly ScopeValueRecord[]>;
  /** 机构病种 the disease groups of an institution by key (`H1/I63`), a page of them. */
  groupValues(regionCode: string, runNo: number, page: GroupValuePage): Promise<readonly ScopeValueRecord[]>;
  /** Keys by scope and key, after one. */
  scopeValuesAfter(
    regionCode: string,
    runNo: number,
    page: { readonly first: number; readonly after?: Pick<ScopeValueRecord, 'scope' | 'key'> },
  ): Promise<readonly ScopeValueRecord[]>;
  insertStatements(regionCode: string, runNo: number, rows: readonly StatementRecord[]): Promise<void>;
  /** By institution code. */
  statements(regionCode: string, runNo: number): Promise<readonly StatementRecord[]>;
  /** The figures of all statements, by institution code. */
  statementFigures(regionCode: string, runNo: number): Promise<readonly StatementFigures[]>;
  findStatement(regionCode: string, runNo: number, institutionCode: string): Promise<StatementRecord | undefined>;
  insertAccounts(regionCode: string, runNo: number, rows: readonly AccountRecord[]): Promise<void>;
  /** By name; empty where a run ended before accounts were kept. */
  accounts(regionCode: string, runNo: number): Promise<readonly AccountRecord[]>;
  insertPostings(regionCode: string, runNo: number, rows: readonly PostingRecord[]): Promise<void>;
  postings(regionCode: string, runNo: number, institutionCode?: string): Promise<readonly PostingRecord[]>;
  sums(regionCode: string, runNo: number, total?: string): Promise<PostingSums>;
}
