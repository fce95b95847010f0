-- CreateEnum
CREATE TYPE "payment_scheme" AS ENUM ('DIP', 'DRG');

-- CreateEnum
CREATE TYPE "insurance_scheme" AS ENUM ('EMPLOYEE', 'RESIDENT');

-- CreateEnum
CREATE TYPE "sex" AS ENUM ('MALE', 'FEMALE', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "ruleset_status" AS ENUM ('DRAFT', 'IN_REVIEW', 'APPROVED', 'PUBLISHED', 'SUPERSEDED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "group_kind" AS ENUM ('PRE', 'MERGED', 'SUBDIVIDED', 'CORE', 'COMPOSITE', 'DRG', 'UNGROUPED');

-- CreateEnum
CREATE TYPE "job_status" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'HALTED');

-- CreateEnum
CREATE TYPE "duplicate_policy" AS ENUM ('REJECT', 'REVISE');

-- CreateEnum
CREATE TYPE "actor_kind" AS ENUM ('USER', 'API_KEY', 'SYSTEM');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('CLERK', 'APPROVER', 'FINANCE', 'INSTITUTION', 'INTEGRATOR', 'AUDITOR', 'ADMIN', 'DEMO');

-- CreateTable
CREATE TABLE "region" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent_code" TEXT,
    "sandbox" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "region_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "counter" (
    "region_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "counter_pkey" PRIMARY KEY ("region_code","name")
);

-- CreateTable
CREATE TABLE "institution" (
    "region_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "institution_pkey" PRIMARY KEY ("region_code","code")
);

-- CreateTable
CREATE TABLE "institution_profile" (
    "region_code" TEXT NOT NULL,
    "institution_code" TEXT NOT NULL,
    "effective_from" DATE NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "level" TEXT NOT NULL,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "institution_profile_pkey" PRIMARY KEY ("region_code","institution_code","effective_from","seq")
);

-- CreateTable
CREATE TABLE "institution_figure" (
    "region_code" TEXT NOT NULL,
    "institution_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "name" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "institution_figure_pkey" PRIMARY KEY ("region_code","year","insurance","institution_code","name","seq")
);

-- CreateTable
CREATE TABLE "ruleset_version" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "scheme" "payment_scheme" NOT NULL,
    "status" "ruleset_status" NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "title" JSONB NOT NULL,
    "document_text" TEXT NOT NULL,
    "effective_text" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "effective_hash" TEXT NOT NULL,
    "grouping_hash" TEXT NOT NULL,
    "effective_from" DATE NOT NULL,
    "effective_to" DATE,
    "based_on_region" TEXT,
    "based_on_id" UUID,
    "settlement_ready" BOOLEAN NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "ruleset_version_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateTable
CREATE TABLE "catalogue" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "version" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "grouping_hash" TEXT NOT NULL,
    "effective_from" DATE NOT NULL,
    "group_count" INTEGER NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "catalogue_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateTable
CREATE TABLE "disease_group" (
    "region_code" TEXT NOT NULL,
    "catalogue_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "group_kind" NOT NULL,
    "flags" TEXT[],
    "points" DECIMAL(20,8) NOT NULL,
    "mean_cost" JSONB NOT NULL DEFAULT '{}',
    "mean_days" DECIMAL(20,8),
    "variation" DECIMAL(20,8),
    "case_count" INTEGER,
    "auxiliary" JSONB NOT NULL DEFAULT '{}',
    "match" JSONB NOT NULL,

    CONSTRAINT "disease_group_pkey" PRIMARY KEY ("region_code","catalogue_id","code")
);

-- CreateTable
CREATE TABLE "inpatient_case" (
    "region_code" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "case_no" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "import_seq" BIGINT NOT NULL,
    "voided" BOOLEAN NOT NULL DEFAULT false,
    "institution_code" TEXT NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "admission_date" DATE NOT NULL,
    "discharge_date" DATE NOT NULL,
    "settlement_date" DATE,
    "insured_region_code" TEXT,
    "age_years" SMALLINT,
    "age_days" INTEGER,
    "sex" "sex" NOT NULL DEFAULT 'UNKNOWN',
    "birth_weight_grams" INTEGER,
    "principal_diagnosis" TEXT NOT NULL,
    "other_diagnoses" TEXT[],
    "procedures" TEXT[],
    "assigned_group_code" TEXT,
    "total_cost" DECIMAL(17,2) NOT NULL,
    "drug_cost" DECIMAL(17,2),
    "consumable_cost" DECIMAL(17,2),
    "exam_cost" DECIMAL(17,2),
    "laboratory_cost" DECIMAL(17,2),
    "treatment_cost" DECIMAL(17,2),
    "surgery_cost" DECIMAL(17,2),
    "nursing_cost" DECIMAL(17,2),
    "bed_cost" DECIMAL(17,2),
    "tcm_treatment_cost" DECIMAL(17,2),
    "tcm_patent_cost" DECIMAL(17,2),
    "tcm_herbal_cost" DECIMAL(17,2),
    "other_cost" DECIMAL(17,2),
    "self_paid_outside" DECIMAL(17,2),
    "fund_paid" DECIMAL(17,2),
    "icu_days" DECIMAL(9,4),
    "discharge_way" TEXT,
    "case_flags" TEXT[],
    "attributes" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "inpatient_case_pkey" PRIMARY KEY ("region_code","seq")
);

-- CreateTable
CREATE TABLE "case_supersession" (
    "region_code" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "by_seq" BIGINT NOT NULL,
    "import_seq" BIGINT NOT NULL,

    CONSTRAINT "case_supersession_pkey" PRIMARY KEY ("region_code","seq")
);

-- CreateTable
CREATE TABLE "import_job" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "status" "job_status" NOT NULL DEFAULT 'QUEUED',
    "phase" TEXT NOT NULL DEFAULT '',
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT,
    "accepted" BIGINT NOT NULL DEFAULT 0,
    "rejected" BIGINT NOT NULL DEFAULT 0,
    "institution_code" TEXT,
    "file_name" TEXT,
    "file_hash" TEXT,
    "control_totals" JSONB,
    "on_duplicate" "duplicate_policy" NOT NULL DEFAULT 'REJECT',
    "dry_run" BOOLEAN NOT NULL DEFAULT false,
    "idempotency_key" TEXT,
    "failure" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_job_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateTable
CREATE TABLE "import_reject" (
    "region_code" TEXT NOT NULL,
    "import_id" UUID NOT NULL,
    "row_no" BIGINT NOT NULL,
    "item" INTEGER NOT NULL DEFAULT 0,
    "case_no" TEXT,
    "institution_code" TEXT,
    "code" TEXT NOT NULL,
    "path" TEXT NOT NULL DEFAULT '',
    "messages" JSONB NOT NULL,

    CONSTRAINT "import_reject_pkey" PRIMARY KEY ("region_code","import_id","row_no","item")
);

-- CreateTable
CREATE TABLE "budget" (
    "region_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "revision" INTEGER NOT NULL,
    "items" JSONB NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budget_pkey" PRIMARY KEY ("region_code","year","insurance","revision")
);

-- CreateTable
CREATE TABLE "budget_actuals" (
    "region_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "revision" INTEGER NOT NULL,
    "items" JSONB NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budget_actuals_pkey" PRIMARY KEY ("region_code","year","insurance","revision")
);

-- CreateTable
CREATE TABLE "adjustment" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "institution_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "reverses_id" UUID,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "adjustment_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateTable
CREATE TABLE "payment" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "institution_code" TEXT NOT NULL,
    "month" SMALLINT,
    "amount_fen" BIGINT NOT NULL,
    "paid_on" DATE NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "reverses_id" UUID,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateTable
CREATE TABLE "assessment" (
    "region_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "insurance" "insurance_scheme" NOT NULL,
    "institution_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "value" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "assessment_pkey" PRIMARY KEY ("region_code","year","insurance","institution_code","name","seq")
);

-- CreateTable
CREATE TABLE "catalogue_job" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "status" "job_status" NOT NULL DEFAULT 'QUEUED',
    "phase" TEXT NOT NULL DEFAULT '',
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT,
    "request" JSONB NOT NULL,
    "catalogue_id" UUID,
    "report" JSONB,
    "idempotency_key" TEXT,
    "failure" JSONB,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "catalogue_job_pkey" PRIMARY KEY ("region_code","id")
);

-- CreateTable
CREATE TABLE "holder" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "actor_kind" NOT NULL DEFAULT 'USER',
    "regions" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "holder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "holder_id" UUID NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "scopes" TEXT[],
    "regions" TEXT[],
    "institution_code" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "region_code" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("region_code","seq")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "region_code" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "result_ref" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("region_code","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "ruleset_version_region_code_version_key" ON "ruleset_version"("region_code", "version");

-- CreateIndex
CREATE UNIQUE INDEX "ruleset_version_region_code_scheme_effective_from_key" ON "ruleset_version"("region_code", "scheme", "effective_from");

-- CreateIndex
CREATE UNIQUE INDEX "catalogue_region_code_version_key" ON "catalogue"("region_code", "version");

-- CreateIndex
CREATE UNIQUE INDEX "catalogue_region_code_effective_from_key" ON "catalogue"("region_code", "effective_from");

-- CreateIndex
CREATE UNIQUE INDEX "inpatient_case_region_code_case_no_revision_key" ON "inpatient_case"("region_code", "case_no", "revision");

-- CreateIndex
CREATE INDEX "adjustment_region_code_year_insurance_idx" ON "adjustment"("region_code", "year", "insurance");

-- CreateIndex
CREATE UNIQUE INDEX "adjustment_region_code_reverses_id_key" ON "adjustment"("region_code", "reverses_id");

-- CreateIndex
CREATE INDEX "payment_region_code_year_insurance_idx" ON "payment"("region_code", "year", "insurance");

-- CreateIndex
CREATE UNIQUE INDEX "payment_region_code_reverses_id_key" ON "payment"("region_code", "reverses_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_prefix_key" ON "api_key"("prefix");

-- AddForeignKey
ALTER TABLE "region" ADD CONSTRAINT "region_parent_code_fkey" FOREIGN KEY ("parent_code") REFERENCES "region"("code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "institution" ADD CONSTRAINT "institution_region_code_fkey" FOREIGN KEY ("region_code") REFERENCES "region"("code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "institution_profile" ADD CONSTRAINT "institution_profile_region_code_institution_code_fkey" FOREIGN KEY ("region_code", "institution_code") REFERENCES "institution"("region_code", "code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "institution_figure" ADD CONSTRAINT "institution_figure_region_code_institution_code_fkey" FOREIGN KEY ("region_code", "institution_code") REFERENCES "institution"("region_code", "code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ruleset_version" ADD CONSTRAINT "ruleset_version_region_code_fkey" FOREIGN KEY ("region_code") REFERENCES "region"("code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ruleset_version" ADD CONSTRAINT "ruleset_version_based_on_region_based_on_id_fkey" FOREIGN KEY ("based_on_region", "based_on_id") REFERENCES "ruleset_version"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "catalogue" ADD CONSTRAINT "catalogue_region_code_fkey" FOREIGN KEY ("region_code") REFERENCES "region"("code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "disease_group" ADD CONSTRAINT "disease_group_region_code_catalogue_id_fkey" FOREIGN KEY ("region_code", "catalogue_id") REFERENCES "catalogue"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "inpatient_case" ADD CONSTRAINT "inpatient_case_region_code_institution_code_fkey" FOREIGN KEY ("region_code", "institution_code") REFERENCES "institution"("region_code", "code") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_reject" ADD CONSTRAINT "import_reject_region_code_import_id_fkey" FOREIGN KEY ("region_code", "import_id") REFERENCES "import_job"("region_code", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_holder_id_fkey" FOREIGN KEY ("holder_id") REFERENCES "holder"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on: what Prisma can't say.

-- The role under which every transaction works. It owns nothing; the connection's user sets it with SET LOCAL ROLE.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dip_app') THEN CREATE ROLE dip_app NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was being made at the same time
END $$;
DO $$
BEGIN
  -- From PostgreSQL 16 on, the maker of a role is a member that may not set it, until it is granted.
  IF NOT pg_has_role(current_user, 'dip_app', 'MEMBER') OR current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE format('GRANT dip_app TO %I', current_user);
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO dip_app;

-- What a transaction may see, as it was set when it began (src/store/access.ts). Nothing set: nothing seen.
CREATE FUNCTION app_regions() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT string_to_array(coalesce(current_setting('app.regions', true), ''), ',') $$;
CREATE FUNCTION app_institution() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.institution', true), '') $$;
CREATE FUNCTION app_everywhere() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('app.everywhere', true), '') = 'on' $$;

-- Three kinds of tables with a region. Functions stand in sub-selects so that they are evaluated once a query, not once a row. The CASE
-- keeps the planner from taking the list of regions for an index condition, or for something that hardly any row meets: queries name
-- their region, and are planned by that.
-- REGION: whoever has the region, its institutions' keys too.
CREATE PROCEDURE protect_for_region(name text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY own_regions ON %I USING (CASE WHEN region_code = ANY ((SELECT app_regions())::text[]) THEN true ELSE false END)', name);
END $$;
-- INSTITUTION: an institution's key sees its own rows only. The table has an institution_code.
CREATE PROCEDURE protect_for_institution(name text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY own_regions ON %I USING (CASE WHEN region_code = ANY ((SELECT app_regions())::text[]) '
    'THEN (SELECT app_institution()) IS NULL OR institution_code = (SELECT app_institution()) ELSE false END)', name);
END $$;
-- AGENCY: never an institution's key.
CREATE PROCEDURE protect_for_agency(name text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY own_regions ON %I USING (CASE WHEN region_code = ANY ((SELECT app_regions())::text[]) '
    'THEN (SELECT app_institution()) IS NULL ELSE false END)', name);
END $$;

CALL protect_for_region('counter');
CALL protect_for_region('institution');
CALL protect_for_region('institution_profile');
CALL protect_for_region('budget');
CALL protect_for_region('budget_actuals');
CALL protect_for_region('idempotency_key');
CALL protect_for_institution('institution_figure');
CALL protect_for_institution('inpatient_case');
CALL protect_for_institution('import_job');
CALL protect_for_institution('import_reject');
CALL protect_for_institution('adjustment');
CALL protect_for_institution('payment');
CALL protect_for_institution('assessment');
CALL protect_for_region('case_supersession');
CALL protect_for_agency('catalogue_job');

-- Regions, published rulesets and catalogues are readable by all, written for one's own regions.
ALTER TABLE region ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON region FOR SELECT USING (true);
CREATE POLICY added ON region FOR INSERT WITH CHECK ((SELECT app_everywhere()) OR code = ANY ((SELECT app_regions())::text[]));
CREATE POLICY changed ON region FOR UPDATE USING ((SELECT app_everywhere()) OR code = ANY ((SELECT app_regions())::text[]));

ALTER TABLE ruleset_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY published ON ruleset_version FOR SELECT USING (status = 'PUBLISHED');
CREATE POLICY own_regions ON ruleset_version
  USING (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);

ALTER TABLE catalogue ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON catalogue FOR SELECT USING (true);
CREATE POLICY own_regions ON catalogue FOR INSERT
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);

ALTER TABLE disease_group ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON disease_group FOR SELECT USING (true);
CREATE POLICY own_regions ON disease_group FOR INSERT
  WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);

-- The audit log can be appended to by everyone who acts in a region, and read by the agency.
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY appended ON audit_event FOR INSERT WITH CHECK (region_code = ANY ((SELECT app_regions())::text[]));
CREATE POLICY own_regions ON audit_event FOR SELECT
  USING (region_code = ANY ((SELECT app_regions())::text[]) AND (SELECT app_institution()) IS NULL);
-- Whoever appends needs the hash before, even an institution's key that may not read the log.
CREATE FUNCTION audit_previous_hash(region text, before bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public AS $$ SELECT hash FROM audit_event WHERE region_code = region AND seq = before $$;
REVOKE ALL ON FUNCTION audit_previous_hash(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_previous_hash(text, bigint) TO dip_app;

-- Keys and holders: seen and made by whoever has all (made) or one (seen) of their regions.
ALTER TABLE holder ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_regions ON holder
  USING ((SELECT app_everywhere()) OR ((SELECT app_institution()) IS NULL AND regions && (SELECT app_regions())::text[]))
  WITH CHECK ((SELECT app_everywhere()) OR ((SELECT app_institution()) IS NULL AND regions <@ (SELECT app_regions())::text[]));
ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_regions ON api_key
  USING ((SELECT app_everywhere()) OR ((SELECT app_institution()) IS NULL AND regions && (SELECT app_regions())::text[]))
  WITH CHECK ((SELECT app_everywhere()) OR ((SELECT app_institution()) IS NULL AND regions <@ (SELECT app_regions())::text[]));

-- Immutability is by privilege: nothing may be deleted, and only the columns named here may change.
GRANT SELECT, INSERT ON region, counter, institution, institution_profile, institution_figure, ruleset_version, catalogue, disease_group,
  inpatient_case, case_supersession, import_job, import_reject, budget, budget_actuals, adjustment, payment, assessment, catalogue_job,
  holder, api_key, audit_event, idempotency_key TO dip_app;
GRANT UPDATE (name, parent_code, sandbox) ON region TO dip_app;
GRANT UPDATE (value) ON counter TO dip_app;
GRANT UPDATE (name) ON institution TO dip_app;
GRANT UPDATE (status, phase, done, total, accepted, rejected, file_hash, control_totals, failure, finished_at) ON import_job TO dip_app;
GRANT UPDATE (status, phase, done, total, catalogue_id, report, failure, finished_at) ON catalogue_job TO dip_app;
GRANT UPDATE (name, kind, regions) ON holder TO dip_app;
GRANT UPDATE (revoked_at) ON api_key TO dip_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO dip_app;
