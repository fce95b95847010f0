-- 规则草案: texts that nobody is paid by yet, what people do to them, and what they say of them. All of it is only ever added to.
CREATE TABLE "ruleset_draft" (
    "region_code" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "scheme" "payment_scheme" NOT NULL,
    "name" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "origin_region" TEXT,
    "origin_id" UUID,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ruleset_draft_pkey" PRIMARY KEY ("region_code","id")
);

CREATE TABLE "draft_event" (
    "region_code" TEXT NOT NULL,
    "draft_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "draft_event_pkey" PRIMARY KEY ("region_code","draft_id","seq"),
    CONSTRAINT "draft_event_region_code_draft_id_fkey" FOREIGN KEY ("region_code","draft_id")
      REFERENCES "ruleset_draft"("region_code","id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "draft_text" (
    "region_code" TEXT NOT NULL,
    "draft_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "document_text" TEXT NOT NULL,

    CONSTRAINT "draft_text_pkey" PRIMARY KEY ("region_code","draft_id","seq"),
    CONSTRAINT "draft_text_region_code_draft_id_seq_fkey" FOREIGN KEY ("region_code","draft_id","seq")
      REFERENCES "draft_event"("region_code","draft_id","seq") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "draft_comment" (
    "region_code" TEXT NOT NULL,
    "draft_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "pointer" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "draft_comment_pkey" PRIMARY KEY ("region_code","draft_id","id"),
    CONSTRAINT "draft_comment_region_code_draft_id_fkey" FOREIGN KEY ("region_code","draft_id")
      REFERENCES "ruleset_draft"("region_code","id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "publishing_rule" (
    "region_code" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "approvals" SMALLINT NOT NULL,
    "roles" TEXT[],
    "missed_day" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "publishing_rule_pkey" PRIMARY KEY ("region_code","seq")
);

CALL protect_for_agency('ruleset_draft');
CALL protect_for_agency('draft_event');
CALL protect_for_agency('draft_text');
CALL protect_for_agency('draft_comment');
CALL protect_for_agency('publishing_rule');
GRANT SELECT, INSERT ON ruleset_draft, draft_event, draft_text, draft_comment, publishing_rule TO dip_app;
