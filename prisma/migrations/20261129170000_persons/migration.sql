-- 人员 people who sign in to the console: a name, a password's hash, and what a key of that role may. 会话 signed-in browsers.
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "holder_id" UUID NOT NULL,
    "login" TEXT NOT NULL,
    "password_hash" TEXT,
    "must_change" BOOLEAN NOT NULL DEFAULT true,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),
    "role" "role" NOT NULL,
    "scopes" TEXT[],
    "regions" TEXT[],
    "institution_code" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "person_session" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "regions" TEXT[],
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_session_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "person_login_key" ON "person"("login");
CREATE UNIQUE INDEX "person_session_hash_key" ON "person_session"("hash");
CREATE INDEX "person_session_person_id_idx" ON "person_session"("person_id");

ALTER TABLE "person" ADD CONSTRAINT "person_holder_id_fkey" FOREIGN KEY ("holder_id") REFERENCES "holder"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "person_session" ADD CONSTRAINT "person_session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- From here on: what Prisma can't say.

ALTER TABLE person ADD CONSTRAINT person_login_small CHECK (login = lower(login) AND login <> '');
ALTER TABLE person ADD CONSTRAINT person_no_demo CHECK (role <> 'DEMO');

-- Seen by whoever has one of their regions, made by whoever has all of them: as keys are. Never by an institution.
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_regions ON person
  USING ((SELECT app_everywhere()) OR ((SELECT app_institution()) IS NULL AND regions && (SELECT app_regions())::text[]))
  WITH CHECK ((SELECT app_everywhere()) OR ((SELECT app_institution()) IS NULL AND regions <@ (SELECT app_regions())::text[]));
ALTER TABLE person_session ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_regions ON person_session
  USING ((SELECT app_everywhere()) OR ((SELECT app_institution()) IS NULL AND regions && (SELECT app_regions())::text[]))
  WITH CHECK ((SELECT app_everywhere()) OR ((SELECT app_institution()) IS NULL AND regions <@ (SELECT app_regions())::text[]));

GRANT SELECT, INSERT ON person, person_session TO dip_app;
GRANT UPDATE (password_hash, must_change, failures, locked_until, disabled_at, last_sign_in_at) ON person TO dip_app;
GRANT UPDATE (expires_at, ended_at) ON person_session TO dip_app;
