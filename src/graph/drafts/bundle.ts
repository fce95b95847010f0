import { DraftRef } from './draft.js';
import { builder } from '../base/builder.js';
import { describedValues } from '../base/enums.js';
import { globalId, joinKey } from '../base/node-key.js';
import { CHECK_COST } from '../rulesets/check-report.js';
import { RulesetDiffRef } from '../rulesets/ruleset-diff.js';
import { RulesetVersionRef } from '../rulesets/ruleset-version.js';
import type { BundledVersion } from '../../app/bundles/bundle.js';
import type { CatalogueComparison } from '../../app/bundles/compare-catalogues.js';
import type { BundlePreview } from '../../app/bundles/import-bundle.js';
import type { BundleKey } from '../../app/bundles/open-bundle.js';
import type { BundleBase } from '../../app/bundles/read-bundle.js';
import type { DraftBundle } from '../../app/drafts/kit/event-detail.js';
import { bundleOfDraft } from '../../app/drafts/kit/stored-draft-parse.js';

const TRUST: Readonly<Record<BundleKey['trust'], string>> = {
  TRUSTED: '受信任 trusted here',
  ACCEPTED: '仅此一次接受 accepted for this bundle',
  UNKNOWN: '不受信任，另有受信任的签名 not trusted; another signature is',
};
const TrustEnum = builder.enumType('BundleKeyTrust', {
  description: '规则包签名密钥是否受信任 whether a key of a bundle is trusted',
  values: describedValues(['TRUSTED', 'ACCEPTED', 'UNKNOWN'] as const, TRUST),
});

const BASE_STATES: Readonly<Record<BundleBase['state'], string>> = {
  KNOWN: '已有，哈希相同 it is here under the same hash',
  TO_LOAD: '没有，导入时载入 it is not here, and would be loaded',
};
const BaseStateEnum = builder.enumType('BundleBaseState', {
  description: '规则包所继承的本平台有没有 whether a base of a bundle is here',
  values: describedValues(['KNOWN', 'TO_LOAD'] as const, BASE_STATES),
});

const CATALOGUE_STATES: Readonly<Record<CatalogueComparison['state'], string>> = {
  ABSENT: '本地区没有此版本 the region has none of that version',
  KNOWN: '已有，内容相同 it has the same one',
  DIFFERENT: '同名而内容不同，不能接收 it has another one of that version, so it can not be taken over',
};
const CatalogueStateEnum = builder.enumType('BundleCatalogueState', {
  description: '规则包的目录库本地区有没有 whether the region has the catalogue of a bundle',
  values: describedValues(['ABSENT', 'KNOWN', 'DIFFERENT'] as const, CATALOGUE_STATES),
});

const BundleKeyRef = builder.objectRef<BundleKey>('BundleKey').implement({
  description: '规则包的签名密钥 a key that signed something in a bundle',
  fields: (t) => ({
    keyId: t.exposeString('keyId', { description: '密钥标识 id of the key' }),
    trust: t.field({ type: TrustEnum, description: '是否受信任 whether it is trusted', resolve: ({ trust }) => trust }),
  }),
});

/** 规则包所继承的. */
export const BundleBaseRef = builder.objectRef<BundleBase>('BundleBase').implement({
  description: '规则包所继承的基础规则集 a version that the bundle’s rests on',
  fields: (t) => ({
    regionCode: t.exposeString('region', { description: '统筹地区代码 region code' }),
    version: t.exposeString('version', { description: '版本号 version' }),
    effectiveHash: t.exposeString('effectiveHash', { description: '合并哈希 hash of the merged rules' }),
    state: t.field({ type: BaseStateEnum, description: '本平台有没有 whether it is here', resolve: ({ state }) => state }),
  }),
});

const BundledRulesetRef = builder.objectRef<BundledVersion>('BundledRuleset').implement({
  description: '规则包里的规则集版本 the version that a bundle brings',
  fields: (t) => ({
    regionCode: t.exposeString('region', { description: '对方的统筹地区代码 region code of the sender' }),
    regionName: t.exposeString('regionName', { description: '对方的地区名称 name of its region' }),
    scheme: t.exposeString('scheme', { description: '支付方式 DIP、DRG scheme' }),
    version: t.exposeString('version', { description: '版本号 version' }),
    contentHash: t.exposeString('contentHash', { description: '文本哈希 hash of its text' }),
    effectiveHash: t.exposeString('effectiveHash', { description: '合并哈希 hash of the merged rules' }),
    effectiveFrom: t.field({ type: 'Date', description: '生效日 first day in force', resolve: ({ effectiveFrom }) => effectiveFrom }),
    effectiveTo: t.field({
      type: 'Date',
      nullable: true,
      description: '失效日；没有为空 last day in force; null: none is stated',
      resolve: ({ effectiveTo }) => effectiveTo,
    }),
  }),
});

interface CatalogueView extends CatalogueComparison {
  readonly csv: string;
}

const codes = {
  added: '新增的病种 groups that are new',
  removed: '本地区有而它没有的病种 groups that it has not',
  changed: '改动的病种 groups that are otherwise',
};
const BundleCatalogueRef = builder.objectRef<CatalogueView>('BundleCatalogue').implement({
  description: '规则包的病种目录库，与本地区当时的比较 the catalogue of a bundle, beside the one of the region',
  fields: (t) => ({
    version: t.exposeString('version', { description: '版本号 version' }),
    effectiveFrom: t.field({ type: 'Date', description: '生效日 first day in force', resolve: ({ effectiveFrom }) => effectiveFrom }),
    contentHash: t.exposeString('contentHash', { description: '内容哈希 hash of its groups' }),
    state: t.field({ type: CatalogueStateEnum, description: '本地区有没有 whether the region has it', resolve: ({ state }) => state }),
    groupCount: t.exposeInt('groups', { description: '病种数 how many groups it has' }),
    comparedWith: t.string({
      nullable: true,
      description: '与本地区的哪一版比较；没有为空 version that it is compared with; null: the region has none',
      resolve: ({ beside }) => beside ?? null,
    }),
    added: t.stringList({ description: codes.added, resolve: ({ added }) => [...added] }),
    removed: t.stringList({ description: codes.removed, resolve: ({ removed }) => [...removed] }),
    changed: t.stringList({ description: codes.changed, resolve: ({ changed }) => [...changed] }),
    documentText: t.exposeString('csv', {
      complexity: { field: 20 },
      description: '全文（CSV），可用 importCatalogue 以另一版本号导入 its text, which importCatalogue takes under another version',
    }),
  }),
});

/** 规则包的比较. */
export const BundlePreviewRef = builder.objectRef<BundlePreview>('PreviewRulesetBundlePayload').implement({
  description: '规则包的预览：带来什么、与本地区的有何不同，什么也没有保存 what a bundle would bring; nothing was stored',
  fields: (t) => ({
    bundleHash: t.string({
      description: '规则包的 SHA-256，导入时写明 hash of the bundle, to be stated when it is imported',
      resolve: ({ sha256 }) => sha256,
    }),
    ruleset: t.field({ type: BundledRulesetRef, description: '带来的版本 the version', resolve: ({ bundle }) => bundle.ruleset }),
    keys: t.field({ type: [BundleKeyRef], description: '签名的密钥 keys that signed it', resolve: ({ keys }) => [...keys] }),
    bases: t.field({
      type: [BundleBaseRef],
      description: '所继承的，最底层在前 what it rests on, root first',
      resolve: ({ bases }) => [...bases],
    }),
    catalogue: t.field({
      type: BundleCatalogueRef,
      nullable: true,
      description: '病种目录库；没有带来为空 its catalogue; null: it brings none',
      resolve: ({ catalogue, bundle }) => (catalogue === undefined ? null : { ...catalogue, csv: bundle.catalogue?.csv ?? '' }),
    }),
    comparedWith: t.string({
      nullable: true,
      description: '与本地区的哪一版比较；没有为空 version of the region that it is compared with; null: it has none',
      resolve: ({ beforeVersion }) => beforeVersion ?? null,
    }),
    diff: t.field({
      type: RulesetDiffRef,
      nullable: true,
      complexity: CHECK_COST,
      description: '与那一版的差异：文本和判定不同的情形 how it differs from that version',
      resolve: ({ before, after }) => (before === undefined ? null : { before, after }),
    }),
  }),
});

builder.objectField(RulesetVersionRef, 'bundlePath', (t) =>
  t.string({
    description:
      '规则包的下载地址；带上它所用的目录库，加 ?catalogue=版本号 带另一份，?catalogue= 不带 where its bundle is fetched; with the catalogue that it uses, with ?catalogue= another one or none',
    resolve: ({ regionCode, id }) => `/exports/${encodeURIComponent(globalId('RulesetVersion', joinKey(regionCode, id)))}`,
  }),
);

const DraftBundleRef = builder.objectRef<DraftBundle>('DraftBundle').implement({
  description: '草案所来自的规则包 the bundle that a draft was made of',
  fields: (t) => ({
    bundleHash: t.string({ description: '规则包的 SHA-256 hash of the bundle', resolve: ({ bundle }) => bundle }),
    regionCode: t.string({ description: '对方的统筹地区代码 region code of the sender', resolve: ({ from }) => from.region }),
    version: t.string({ description: '对方的版本号 version of the sender', resolve: ({ from }) => from.version }),
  }),
});

builder.objectFields(DraftRef, (t) => ({
  bundle: t.field({
    type: DraftBundleRef,
    nullable: true,
    description: '来源：由规则包导入的，是哪一个；否则为空 the bundle that it was made of; null: none',
    resolve: (opened) => bundleOfDraft(opened) ?? null,
  }),
}));
