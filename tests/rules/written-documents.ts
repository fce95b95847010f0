import { expect } from 'vitest';
import type { EffectiveDocument, RulesetDocument } from '../../src/rules/document/document.js';
import { extendDocument, type Extended } from '../../src/rules/extend/extend.js';
import { effectiveHash } from '../../src/rules/document/hash.js';
import { shapeDocument } from '../../src/rules/shape/shape.js';

/** Documents are written as JSON, as a city writes them. */
export type Written = Readonly<Record<string, unknown>>;

/** The head that every document needs. */
export const HEAD: Written = {
  region: '990901',
  version: '1',
  scheme: 'DIP',
  pointUnit: 'point',
  title: { zh: '虚构市' },
  effective: { from: '2024-01-01' },
};

/** A parameter with a value. */
export const parameter = (value: string, more: Written = {}): Written => ({ value, label: { zh: '参数' }, basis: ['demo#1'], ...more });

/** A rule of a decision that yields an enum. */
export const rule = (name: string, type: string, value: string, more: Written = {}): Written => ({
  name,
  label: { zh: name },
  basis: ['demo#1'],
  conditions: { all: [{ fact: 'lengthOfStay', operator: 'greaterThan', value: '2' }] },
  event: { type, params: { value } },
  ...more,
});

/** A decision with rules. */
export const tier = (id: string, rules: readonly Written[], more: Written = {}): Written => ({
  id,
  scope: 'case',
  label: { zh: id },
  output: { type: 'enum', values: ['HIGH', 'LOW', 'NORMAL'] },
  hit: 'unique',
  rules,
  otherwise: { value: 'NORMAL', basis: ['demo#1'] },
  ...more,
});

/** A decision that is one formula. */
export const formula = (id: string, text: string, more: Written = {}): Written => ({
  id,
  scope: 'case',
  label: { zh: id },
  output: { type: 'decimal', unit: '1', exact: true },
  formula: text,
  basis: ['demo#1'],
  ...more,
});

/** Reads a written document; its shape must be right. */
export function read(written: Written): RulesetDocument {
  const { document, findings } = shapeDocument({ ...HEAD, ...written });
  expect(findings).toEqual([]);
  if (document === undefined) throw new Error('no document');
  return document;
}

/** A base of a city: merged, and published under 990900 version 1. */
export function baseOf(written: Written): EffectiveDocument {
  const { effective, findings } = extendDocument(read({ region: '990900', ...written }), () => undefined);
  expect(findings).toEqual([]);
  if (effective === undefined) throw new Error('no base');
  return effective;
}

/** Extends a base with what a city writes. */
export function extend(base: EffectiveDocument, written: Written): Extended {
  const hash = effectiveHash(base);
  const document = read({ ...written, extends: { region: base.region, version: base.version, effectiveHash: hash } });
  return extendDocument(document, (region, version) =>
    region === base.region && version === base.version ? { effective: base, effectiveHash: hash } : undefined,
  );
}
