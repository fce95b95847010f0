import { defineConfig } from 'prisma/config';

/** Where Prisma's own commands find the schema and the migrations. The server applies the migrations by itself (`src/store/database/migrate.ts`). */
export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
