import type { PageRoute } from '../../frame/pages.ts';

/** 审计: the log, whether it is whole, and runs worked out again. */
export const route: PageRoute = { paths: ['/audit'], menuPath: '/audit', permissions: ['audit:read'] };
