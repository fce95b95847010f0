import type { PageRoute } from '../../frame/pages.ts';

/** 接口与密钥: keys of systems, operations that they ask with samples, the contract. */
export const route: PageRoute = {
  paths: ['/integration', '/integration/:operation'],
  menuPath: '/integration',
  permissions: ['key:manage', 'ruleset:check'],
};
