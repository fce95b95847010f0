-- CreateTable
CREATE TABLE "code_table" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "code_system" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "title" JSONB NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,
    "sources" TEXT[],
    "content" BYTEA NOT NULL,
    "content_hash" TEXT NOT NULL,
    "row_count" INTEGER NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "code_table_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "code_table_region_code_kind_code_system_version_key" ON "code_table"("region_code", "kind", "code_system", "version");

-- AddForeignKey
ALTER TABLE "code_table" ADD CONSTRAINT "code_table_region_code_fkey" FOREIGN KEY ("region_code") REFERENCES "region"("code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Published data, as groupers and catalogues: readable by all, so that a city can use the nation's; added for one's own regions, never changed.
ALTER TABLE code_table ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON code_table FOR SELECT USING (true);
CREATE POLICY own_regions ON code_table FOR INSERT
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);
GRANT SELECT, INSERT ON code_table TO dip_app;
