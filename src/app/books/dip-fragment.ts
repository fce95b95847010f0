import type { DipLists } from './dip-lists.js';

const EXCLUDED = '五、不纳入分组的主要诊断';
const BARRED = '五、不纳入分组的主要手术操作';

interface CodeTable {
  readonly kind: 'codes';
  readonly codes: readonly string[];
  readonly label: { readonly zh: string; readonly en: string };
  readonly basis: readonly string[];
}

/** A part of a ruleset's document: what a city puts beside its own entries. */
export interface RulesetFragment {
  readonly sources: Readonly<Record<string, { readonly title: string; readonly kind: 'OFFICIAL' | 'ASSUMPTION' }>>;
  readonly tables: Readonly<Record<string, CodeTable>>;
  readonly methods: { readonly grouping: Readonly<Record<string, unknown>> };
}

const table = (codes: readonly string[], zh: string, en: string, sheet: string): CodeTable => ({
  ...{ kind: 'codes', codes, label: { zh, en }, basis: [`library#${sheet}`] },
});

/**
 * 五 the lists as tables of a ruleset, and the entries of `methods.grouping` that name them. What happens to an operation that may not be main
 * the book doesn't say: the entries below follow record 0030, and a city states its own basis for them.
 */
export function rulesetFragment({ excluded, conservative, neverMain, limited }: DipLists): RulesetFragment {
  const numbered = (name: string, i: number): string => `${name}${limited.length > 1 ? String(i + 1) : ''}`;
  const entries: [string, CodeTable][] = [
    ['excludedDiagnoses', table(excluded, '不纳入分组的主要诊断', 'principal diagnoses that are not grouped', EXCLUDED)],
    ['conservativeCodes', table(conservative, '按保守治疗入组的手术操作', 'operations that count as conservative', BARRED)],
    ['neverMainOperations', table(neverMain, '不可作为主要手术操作的手术操作', 'operations that are never main', BARRED)],
    ...limited.flatMap(({ operations, diagnoses }, i): [string, CodeTable][] => [
      [
        numbered('limitedOperations', i),
        table(operations, '限主要诊断的手术操作', 'operations that are main with some diagnoses only', BARRED),
      ],
      [
        numbered('limitedDiagnoses', i),
        table(diagnoses, '可作主要手术操作的主要诊断', 'the diagnoses with which they may be main', BARRED),
      ],
    ]),
  ];
  const filled = entries.filter(([, { codes }]) => codes.length > 0);
  const has = new Set(filled.map(([name]) => name));
  const basis = [`library#${BARRED}`];
  const chosen = [...basis, 'reading#不可作主要手术操作时怎样处理'];
  return {
    sources: {
      library: { title: '按病种分值付费病种库工作簿', kind: 'OFFICIAL' },
      reading: { title: '病种库没有写、由地区选择的读法（docs/decisions/0030-dip-library.md）', kind: 'ASSUMPTION' },
    },
    tables: Object.fromEntries(filled),
    methods: {
      grouping: {
        ...(has.has('excludedDiagnoses') ? { exclude: 'excludedDiagnoses' } : {}),
        mainOperations: [
          ...(has.has('conservativeCodes') ? [{ operations: 'conservativeCodes', otherwise: 'CONSERVATIVE', basis }] : []),
          ...limited.map((_, i) => ({
            ...{
              operations: numbered('limitedOperations', i),
              diagnoses: numbered('limitedDiagnoses', i),
              otherwise: 'CONSERVATIVE',
              basis,
            },
          })),
          ...(has.has('neverMainOperations') ? [{ operations: 'neverMainOperations', otherwise: 'NEXT', basis: chosen }] : []),
        ],
      },
    },
  };
}
