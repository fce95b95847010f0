import type { PageRoute } from '../../frame/pages.ts';

/** 运行状态: whether the platform is well, and what it is working on. */
export const route: PageRoute = { paths: ['/operation'], menuPath: '/operation', permissions: [] };
