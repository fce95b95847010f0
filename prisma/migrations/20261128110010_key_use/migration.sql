-- AlterTable
ALTER TABLE "api_key" ADD COLUMN "last_used_at" TIMESTAMPTZ(3);

-- When a key was last used is written from time to time, not at every request.
GRANT UPDATE (last_used_at) ON api_key TO dip_app;
