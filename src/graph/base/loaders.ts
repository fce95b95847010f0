import DataLoader from 'dataloader';
import { rulesetSummary } from './ruleset-rows.js';
import type { CheckedRuleset } from '../../rules/load.js';
import type { RulesetPage } from '../../app/rulesets/ruleset-page.js';
import { everPublished } from '../../app/caches/in-force.js';
import { refusalOf } from '../../app/caches/ruleset-signatures.js';
import type { RulesetSummary } from '../../app/ports/ports-ruleset.js';
import type { SigningKeys } from '../../app/ports/ports-signing.js';
import { sourcesOf } from '../../rules/document/basis.js';
import { storedNames, type StoredNames } from '../../rules/document/stored-names.js';
import type {
  Catalogue,
  ClearingRun,
  DiseaseGroup,
  InpatientCase,
  Institution,
  PaymentReceipt,
  PrismaClient,
  Region,
  WhatIf,
} from '../../generated/prisma/client.js';

/** A row that is known by its region and an id or code. */
export interface RegionKey {
  readonly regionCode: string;
  readonly id: string;
}

/** The texts of a ruleset version: long, and read only where a document is asked for. */
export interface RulesetTexts {
  readonly documentText: string;
  readonly effectiveText: string;
}

/** What a run was decided by. */
export interface RunVersions {
  readonly rulesetIds: readonly string[];
  readonly rulesetId: string | undefined;
  readonly pointValueFraction: string | null;
}

const RUN_VERSIONS = { regionCode: true, runNo: true, rulesetIds: true, pointValueFraction: true } as const;

type Keyed<T> = DataLoader<RegionKey, T | undefined, string>;
const keyText = ({ regionCode, id }: RegionKey): string => `${regionCode}/${id}`;
const TEXTS = { documentText: true, effectiveText: true } as const;

/** What is read by key: every kind with one query a level of the answer, and once a request. Row-level security hides what it must. */
export class Loaders {
  readonly regions: DataLoader<string, Region | undefined>;
  readonly institutions: Keyed<Institution>;
  readonly catalogues: Keyed<Catalogue>;
  /** A revision of a case; `id` is the number of its row. */
  readonly casesBySeq: Keyed<InpatientCase & RegionKey>;
  /** A disease group; `id` is its catalogue's id and its code: `<uuid>/<code>`. */
  readonly groups: Keyed<DiseaseGroup & RegionKey>;
  /** All catalogues of a region, rising by first day in force. */
  readonly cataloguesOfRegion: DataLoader<string, readonly Catalogue[]>;
  /** The versions of a run, the last decided its year, and its exact point value; `id` is the run's number. */
  readonly yearRulesets: Keyed<RegionKey & RunVersions>;
  /** 到账确认 the receipt that holds of a payment, by its id. */
  readonly receipts: Keyed<PaymentReceipt & RegionKey>;
  /** 已公示 runs that were published to their institutions; `id` is the run's number. */
  readonly toldRuns: Keyed<RegionKey>;
  readonly rulesets: Keyed<RulesetSummary>;
  readonly rulesetTexts: Keyed<RulesetTexts>;
  /** 来源与条文 the sources of a ruleset version, with what their articles say. */
  readonly sources: Keyed<ReturnType<typeof sourcesOf> & RegionKey>;
  /** 称呼 what a ruleset version calls its parameters and sources. */
  readonly names: Keyed<StoredNames & RegionKey>;
  /** All versions of a region, rising by scheme and first day in force. RULESET_TAMPERED where they are not what was signed. */
  readonly rulesetsOfRegion: DataLoader<string, readonly RulesetSummary[]>;
  /** 草案 what drafts are called, by their id. */
  readonly draftNames: Keyed<RegionKey & { readonly name: string }>;
  /** 模拟测算 what-ifs by their id: the fund year, and what was asked. */
  readonly askedWhatIfs: Keyed<Pick<WhatIf, 'regionCode' | 'id' | 'year' | 'insurance' | 'request'>>;
  /** Runs by id. */
  readonly runs: Keyed<ClearingRun>;
  /** Kinds of holders by id; `undefined` for the platform itself. */
  readonly holderKinds: DataLoader<string, 'USER' | 'API_KEY' | 'SYSTEM' | undefined>;
  /** Documents that were checked for this request, by content hash: `check` and `examples` share one check. */
  readonly checks = new Map<string, Promise<CheckedRuleset>>();
  /** Versions entry by entry, by content hash: `entries` and `removedEntries` share one reading. */
  readonly pages = new Map<string, Promise<RulesetPage>>();

  constructor(prisma: PrismaClient, signing: SigningKeys) {
    this.regions = new DataLoader(async (codes) => {
      const rows = await prisma.region.findMany({ where: { code: { in: [...codes] } } });
      return codes.map((code) => rows.find((row) => row.code === code));
    });
    this.institutions = keyed(async (keys) => {
      const rows = await prisma.institution.findMany({ where: { regionCode: { in: regionsOf(keys) }, code: { in: idsOf(keys) } } });
      return rows.map((row) => ({ ...row, id: row.code }));
    });
    this.catalogues = keyed((keys) => prisma.catalogue.findMany({ where: whereIds(keys) }));
    this.casesBySeq = keyed(async (keys) => {
      const where = { regionCode: { in: regionsOf(keys) }, seq: { in: idsOf(keys).map(BigInt) } };
      return (await prisma.inpatientCase.findMany({ where })).map((row) => ({ ...row, id: String(row.seq) }));
    });
    this.groups = keyed(async (keys) => {
      const parts = idsOf(keys).map((id) => [id.slice(0, id.indexOf('/')), id.slice(id.indexOf('/') + 1)] as const);
      const [catalogueIds, codes] = [parts.map(([id]) => id), parts.map(([, code]) => code)];
      const where = { regionCode: { in: regionsOf(keys) }, catalogueId: { in: catalogueIds }, code: { in: codes } };
      return (await prisma.diseaseGroup.findMany({ where })).map((row) => ({ ...row, id: `${row.catalogueId}/${row.code}` }));
    });
    this.cataloguesOfRegion = new DataLoader(async (codes) => {
      const rows = await prisma.catalogue.findMany({ where: { regionCode: { in: [...codes] } }, orderBy: { effectiveFrom: 'asc' } });
      return codes.map((code) => rows.filter((row) => row.regionCode === code));
    });
    this.yearRulesets = keyed(async (keys) => {
      const where = { regionCode: { in: regionsOf(keys) }, runNo: { in: idsOf(keys).map(Number) } };
      const rows = await prisma.clearingRun.findMany({ where, select: RUN_VERSIONS });
      return rows.map(({ runNo, ...row }) => ({ ...row, id: String(runNo), rulesetId: row.rulesetIds.at(-1) }));
    });
    this.receipts = keyed(async (keys) => {
      const where = { regionCode: { in: regionsOf(keys) }, paymentId: { in: idsOf(keys) } };
      const rows = await prisma.paymentReceipt.findMany({ where, orderBy: { revision: 'asc' } });
      return [...new Map(rows.map((row) => [row.paymentId, { ...row, id: row.paymentId }])).values()];
    });
    this.toldRuns = keyed(async (keys) => {
      const where = { regionCode: { in: regionsOf(keys) }, runNo: { in: idsOf(keys).map(Number) } };
      const rows = await prisma.runPublication.findMany({ where, select: { regionCode: true, runNo: true } });
      return rows.map(({ regionCode, runNo }) => ({ regionCode, id: String(runNo) }));
    });
    this.rulesets = keyed(async (keys) => {
      const rows = await prisma.rulesetVersion.findMany({ where: whereIds(keys), omit: TEXTS });
      return rows.map(rulesetSummary);
    });
    this.draftNames = keyed((keys) =>
      prisma.rulesetDraft.findMany({ where: whereIds(keys), select: { regionCode: true, id: true, name: true } }),
    );
    this.askedWhatIfs = keyed((keys) =>
      prisma.whatIf.findMany({ where: whereIds(keys), select: { regionCode: true, id: true, year: true, insurance: true, request: true } }),
    );
    this.runs = keyed((keys) => prisma.clearingRun.findMany({ where: whereIds(keys) }));
    this.rulesetTexts = keyed((keys) =>
      prisma.rulesetVersion.findMany({ where: whereIds(keys), select: { regionCode: true, id: true, ...TEXTS } }),
    );
    this.sources = keyed((keys) => this.#readTexts(keys, sourcesOf));
    this.names = keyed((keys) => this.#readTexts(keys, storedNames));
    this.rulesetsOfRegion = new DataLoader((codes) => versionsOf(prisma, signing, codes));
    this.holderKinds = new DataLoader(async (ids) => {
      const known = ids.filter((id) => /^[0-9a-f-]{36}$/.test(id));
      const rows =
        known.length === 0 ? [] : await prisma.holder.findMany({ where: { id: { in: known } }, select: { id: true, kind: true } });
      return ids.map((id) => rows.find((row) => row.id === id)?.kind);
    });
  }

  /** What is read of the effective texts of versions. */
  async #readTexts<T>(keys: readonly RegionKey[], read: (effectiveText: string) => T): Promise<(T & RegionKey)[]> {
    const texts = await Promise.all(keys.map((key) => this.rulesetTexts.load(key)));
    return keys.flatMap(({ regionCode, id }, index) => {
      const text = texts[index];
      return text === undefined ? [] : [{ ...read(text.effectiveText), regionCode, id }];
    });
  }

  /** Forgets everything: something may have changed. */
  clear(): void {
    for (const loader of Object.values(this)) if (loader instanceof DataLoader) loader.clearAll();
    this.checks.clear();
    this.pages.clear();
  }
}

/** The versions of regions; an error in place of those that are not what was signed. */
async function versionsOf(
  prisma: PrismaClient,
  signing: SigningKeys,
  codes: readonly string[],
): Promise<readonly (readonly RulesetSummary[] | Error)[]> {
  const where = { regionCode: { in: [...codes] } };
  // Asked together: a request that is answered meanwhile (another field failed) closes its session, and nothing more may be asked then.
  const [rows, signatures, rolls] = await Promise.all([
    prisma.rulesetVersion.findMany({ where, omit: TEXTS, orderBy: [{ scheme: 'asc' }, { effectiveFrom: 'asc' }, { publishedAt: 'asc' }] }),
    prisma.rulesetSignature.findMany({ where, orderBy: { signedAt: 'asc' } }),
    prisma.rulesetRoll.findMany({ where }),
  ]);
  return codes.map((code) => {
    const versions = rows.filter(({ regionCode }) => regionCode === code).map(rulesetSummary);
    const published = everPublished(versions);
    const roll = rolls.find(({ regionCode }) => regionCode === code);
    return refusalOf(code, { published, signatures, roll }, signing) ?? versions;
  });
}

function keyed<T extends RegionKey>(load: (keys: readonly RegionKey[]) => Promise<readonly T[]>): Keyed<T> {
  return new DataLoader<RegionKey, T | undefined, string>(
    async (keys) => {
      const found = new Map((await load(keys)).map((row) => [keyText(row), row]));
      return keys.map((key) => found.get(keyText(key)));
    },
    { cacheKeyFn: keyText },
  );
}

function regionsOf(keys: readonly RegionKey[]): string[] {
  return [...new Set(keys.map(({ regionCode }) => regionCode))];
}

function idsOf(keys: readonly RegionKey[]): string[] {
  return keys.map(({ id }) => id);
}

/** Ids are unique by themselves; the region is named so that the key's index is used. */
function whereIds(keys: readonly RegionKey[]): { regionCode: { in: string[] }; id: { in: string[] } } {
  return { regionCode: { in: regionsOf(keys) }, id: { in: idsOf(keys) } };
}
