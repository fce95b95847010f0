import { builder } from '../base/builder.js';
import type { SpecialQuota } from '../../app/clearing/settle/special-quota.js';

/** 特例单议名额. */
export const SpecialQuotaRef = builder.objectRef<SpecialQuota>('SpecialQuota').implement({
  description: '特例单议名额（例） special-case reviews of a fund year: approved, let be, left; cases',
  fields: (t) => ({
    approved: t.field({ type: 'Decimal', description: '通过的病例数 cases that were approved', resolve: ({ approved }) => approved }),
    quota: t.field({ type: 'Decimal', description: '名额 how many there may be', resolve: ({ quota }) => quota }),
    left: t.field({
      type: 'Decimal',
      description: '剩余；负数为超出 how many are left; below nothing: so many too many',
      resolve: ({ left }) => left,
    }),
  }),
});
