import { describe, expect, it } from 'vitest';
import { sentBase64 } from '../../../src/graph/kit/sent-file.js';

const FILE = { field: 'workbookBase64', zh: '目录库', en: 'catalogue', command: 'dip catalogue import' } as const;

describe('a file that is sent within a request', () => {
  it('is Base64, or is refused as none, not read as whatever that would be (B9)', () => {
    expect(Buffer.from(sentBase64('UEsD\nBA==', FILE)).toString('latin1')).toBe('PK\u0003\u0004');
    expect(() => sentBase64('!!!notbase64', FILE)).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ code: 'NOT_BASE64' })] }) as Error,
    );
  });

  it('says where a larger one goes', () => {
    expect(() => sentBase64(Buffer.alloc(1_600_000).toString('base64'), FILE)).toThrow('dip catalogue import');
  });
});
