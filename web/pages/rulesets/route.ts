import type { PageRoute } from '../../frame/pages.ts';

/** 规则集: which versions a region has, and when they hold; a version; a parameter, table or decision of it. */
export const route: PageRoute = {
  paths: ['/rulesets', '/rulesets/:version', '/rulesets/:version/:entry'],
  menuPath: '/rulesets',
  permissions: ['ruleset:read'],
};
