import type { PageRoute } from '../../frame/pages.ts';

/** 规则集: which versions a region has, and when they hold. */
export const route: PageRoute = {
  paths: ['/rulesets', '/rulesets/:version'],
  menuPath: '/rulesets',
  permissions: ['ruleset:read'],
};
