-- 定时发布: scheduled drafts are looked for once a minute, among whatever happened to all others.
CREATE INDEX "draft_event_scheduled" ON "draft_event" ("region_code", "draft_id", "seq") WHERE "kind" = 'SCHEDULED';
