import { BundleBaseRef, BundlePreviewRef } from './bundle.js';
import { draftPayload } from './draft-payload.js';
import { builder } from '../base/builder.js';
import { runAsCommand } from '../base/callers.js';
import { COMMAND_ERRORS } from '../base/error-types.js';
import { CatalogueRef, catalogueRow } from '../catalogues/catalogue.js';
import { sentBase64 } from '../kit/sent-file.js';
import { loadBundleBases } from '../../app/bundles/bundle-bases.js';
import { importBundle, previewBundle } from '../../app/bundles/import-bundle.js';
import type { BundleBase, SentBundle } from '../../app/bundles/read-bundle.js';
import { takeBundleCatalogue } from '../../app/bundles/take-catalogue.js';
import type { CatalogueRecord } from '../../app/ports/ports-catalogue.js';

const BUNDLE_FILE = { field: 'bundleBase64', zh: '规则包', en: 'bundle', command: 'dip bundle import' } as const;
type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

function bundleFields(t: InputFields) {
  return {
    bundleBase64: t.string({
      required: true,
      description:
        '规则包文件的字节（Base64，至多 1.5 MiB），可先用 gzip 压缩，哈希不变；再大的用 dip bundle import the bytes of the bundle, in Base64; they may be compressed by gzip, which does not change the hash',
    }),
    acceptKeys: t.stringList({
      defaultValue: [],
      description: '仅此一次接受的不受信任的密钥，须另行核对，记入审计 keys that are accepted for this bundle, which is recorded',
    }),
  };
}

const confirmField = (t: InputFields) =>
  t.string({ required: true, description: '看过的规则包的哈希（预览给出） hash of the bundle that was looked at' });
const regionField = (t: InputFields) => t.string({ required: true, description: '接收的统筹地区代码 code of the receiving region' });

const PreviewInput = builder.inputType('PreviewRulesetBundleInput', {
  description: '规则包预览的输入 input of previewRulesetBundle',
  fields: (t) => ({ regionCode: regionField(t), ...bundleFields(t) }),
});

const ImportInput = builder.inputType('ImportRulesetBundleInput', {
  description: '导入规则包的输入 input of importRulesetBundle',
  fields: (t) => ({
    regionCode: regionField(t),
    ...bundleFields(t),
    bundleHash: confirmField(t),
    name: t.string({ required: true, description: '草案名称 name of the draft' }),
    idempotencyKey: t.string({ required: true, description: '幂等键 idempotency key' }),
  }),
});

const BasesInput = builder.inputType('LoadBundleBasesInput', {
  description: '载入规则包所继承的输入 input of loadBundleBases',
  fields: (t) => ({ ...bundleFields(t), bundleHash: confirmField(t) }),
});

const TakeInput = builder.inputType('ImportBundleCatalogueInput', {
  description: '接收规则包的目录库的输入 input of importBundleCatalogue',
  fields: (t) => ({ regionCode: regionField(t), ...bundleFields(t), bundleHash: confirmField(t) }),
});

interface SentFields {
  readonly bundleBase64: string;
  readonly acceptKeys?: readonly string[] | null | undefined;
}

function sentBundle({ bundleBase64, acceptKeys }: SentFields): SentBundle {
  return { bytes: sentBase64(bundleBase64, BUNDLE_FILE), acceptedKeys: acceptKeys ?? [] };
}

const ImportRulesetBundlePayload = draftPayload('ImportRulesetBundlePayload');

const LoadBundleBasesPayload = builder.objectRef<readonly BundleBase[]>('LoadBundleBasesPayload').implement({
  description: '载入之后所继承的 the bases, as they are now',
  fields: (t) => ({ bases: t.field({ type: [BundleBaseRef], description: '所继承的 bases', resolve: (bases) => [...bases] }) }),
});

const ImportBundleCataloguePayload = builder.objectRef<CatalogueRecord>('ImportBundleCataloguePayload').implement({
  description: '接收的目录库；本地区已有同一份的就是它 the catalogue, or the same one that the region had',
  fields: (t) => ({
    catalogue: t.field({ type: CatalogueRef, description: '目录库 the catalogue', resolve: (record) => catalogueRow(record) }),
  }),
});

builder.mutationFields((t) => ({
  previewRulesetBundle: t.field({
    type: BundlePreviewRef,
    authScopes: { permission: 'ruleset:draft' },
    complexity: { field: 100, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '预览规则包：核对签名，与本地区的规则和目录库比较，不保存 verifies a bundle and compares it with what the region has; stores nothing',
    args: { input: t.arg({ type: PreviewInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, (caller) => previewBundle(context.platform, caller, { regionCode: input.regionCode, ...sentBundle(input) })),
  }),
  importRulesetBundle: t.field({
    type: ImportRulesetBundlePayload,
    authScopes: { permission: 'ruleset:draft' },
    complexity: { field: 100, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '导入规则包：所确认的成为本地区的草案，从不直接生效 makes the bundle that was confirmed a draft of the region, never rules in force',
    args: { input: t.arg({ type: ImportInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => {
      const { regionCode, bundleHash, name, idempotencyKey } = input;
      return runAsCommand(context, (caller) =>
        importBundle(context.platform, caller, { regionCode, ...sentBundle(input), confirm: bundleHash, name, idempotencyKey }),
      );
    },
  }),
  loadBundleBases: t.field({
    type: LoadBundleBasesPayload,
    authScopes: { permission: 'ruleset:publish' },
    complexity: { field: 100, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '载入规则包所继承而本平台没有的基础规则集：须有权在其地区发布 loads the bases that are not here, for whoever may publish in their regions',
    args: { input: t.arg({ type: BasesInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) =>
      runAsCommand(context, (caller) => loadBundleBases(context.platform, caller, { ...sentBundle(input), confirm: input.bundleHash })),
  }),
  importBundleCatalogue: t.field({
    type: ImportBundleCataloguePayload,
    authScopes: { permission: 'catalogue:write' },
    complexity: { field: 100, multiplier: 1 },
    errors: { types: [...COMMAND_ERRORS] },
    description:
      '接收规则包的病种目录库：没有才导入，同名不同的拒绝 imports the catalogue of a bundle where the region has none of that version; refused where it has another one',
    args: { input: t.arg({ type: TakeInput, required: true, description: '输入 input' }) },
    resolve: (_root, { input }, context) => {
      const { regionCode, bundleHash } = input;
      return runAsCommand(context, (caller) =>
        takeBundleCatalogue(context.platform, caller, { regionCode, ...sentBundle(input), confirm: bundleHash }),
      );
    },
  }),
}));
