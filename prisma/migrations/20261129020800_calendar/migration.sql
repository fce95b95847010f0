-- 工作日历: days that a region states as holidays or as days that are worked; append-only, the last statement of a day holds.
CREATE TABLE "calendar_day" (
    "region_code" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendar_day_pkey" PRIMARY KEY ("region_code","day","seq")
);

-- AddForeignKey
ALTER TABLE "calendar_day" ADD CONSTRAINT "calendar_day_region_code_fkey" FOREIGN KEY ("region_code") REFERENCES "region"("code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Read by whoever has the region, its institutions too: their deadlines follow from it. Stated by the agency, never changed.
ALTER TABLE calendar_day ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON calendar_day FOR SELECT
  USING (CASE WHEN region_code = ANY ((SELECT app_regions())::text[]) THEN true ELSE false END);
CREATE POLICY own_regions ON calendar_day FOR INSERT
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);
GRANT SELECT, INSERT ON calendar_day TO dip_app;
GRANT USAGE ON SEQUENCE calendar_day_seq_seq TO dip_app;
