-- When work on the file of an import began: one that nobody works on any more is ended.
ALTER TABLE "import_job" ADD COLUMN "started_at" TIMESTAMPTZ(3);
GRANT UPDATE (started_at) ON import_job TO dip_app;
