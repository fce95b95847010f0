-- CreateTable
CREATE TABLE "drg_grouper" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "title" JSONB NOT NULL,
    "code_system" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "content_hash" TEXT NOT NULL,
    "mdc_count" INTEGER NOT NULL,
    "adrg_count" INTEGER NOT NULL,
    "drg_count" INTEGER NOT NULL,
    "set_count" INTEGER NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "drg_grouper_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "drg_grouper_region_code_code_version_key" ON "drg_grouper"("region_code", "code", "version");

-- AddForeignKey
ALTER TABLE "drg_grouper" ADD CONSTRAINT "drg_grouper_region_code_fkey" FOREIGN KEY ("region_code") REFERENCES "region"("code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Published data, as rulesets and catalogues: readable by all, so that a city can use the nation's; added for one's own regions, never changed.
ALTER TABLE drg_grouper ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON drg_grouper FOR SELECT USING (true);
CREATE POLICY own_regions ON drg_grouper FOR INSERT
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);
GRANT SELECT, INSERT ON drg_grouper TO dip_app;
