import { describe, expect, it } from 'vitest';
import { firstName, namesSaidBy } from '../../../src/engine/catalogue/catalogue-names.js';

describe('names of codes that a catalogue says', () => {
  const group = (name: string, diagnosis: string, operations: readonly string[] = [], related: readonly string[] = []) => ({
    name,
    match: {
      diagnoses: [diagnosis],
      otherDiagnoses: [],
      operations: operations.map((code) => [code]),
      relatedOperations: related.map((code) => [code]),
    },
  });

  it('are those of diagnoses treated without operations, and of operations that stand alone behind one of them', () => {
    const names = namesSaidBy([
      group('胆囊结石伴胆囊炎，腹腔镜下胆囊切除术', 'K80.1*', ['51.2300']),
      group('胆囊结石伴胆囊炎，保守治疗', 'K80.1*'),
      group('胆囊结石伴胆囊炎，胆囊切除术＋探查', 'K80.1*', ['51.2200'], ['51.5100']),
      group('脑梗死:取栓术', 'I63.9*', ['39.7400']),
      group('K81 胆囊炎，保守治疗组', 'K81*'),
    ]);
    const codes = ['K80.1', '51.2300', '51.2200', '39.7400', 'I63.9', 'K81'];
    expect(codes.map((code) => names.get(code))).toEqual(['胆囊结石伴胆囊炎', '腹腔镜下胆囊切除术', ...Array<undefined>(4)]);
  });

  it('come from the first source that knows a code', () => {
    const names = firstName([
      new Map([['A', '一']]),
      new Map([
        ['A', '二'],
        ['B', '三'],
      ]),
    ]);
    expect(['A', 'B', 'C'].map((code) => names.get(code))).toEqual(['一', '三', undefined]);
  });
});
