import type { PageRoute } from '../../frame/pages.ts';

/** 预算与月结: a fund year's budget, its periods and one of them, deadlines, ledger, adjustments and payments. */
export const route: PageRoute = {
  paths: ['/budget', '/budget/:year/:insurance', '/budget/:year/:insurance/:part', '/budget/:year/:insurance/:part/:period'],
  menuPath: '/budget',
  permissions: ['statement:read'],
};
