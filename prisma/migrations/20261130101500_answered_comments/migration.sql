-- 批注的答复: which comment a comment answers; null where it begins. Answers stand at the place of what they answer.
ALTER TABLE "draft_comment" ADD COLUMN "answers_id" UUID;
ALTER TABLE "draft_comment" ADD CONSTRAINT "draft_comment_region_code_draft_id_answers_id_fkey" FOREIGN KEY ("region_code","draft_id","answers_id")
  REFERENCES "draft_comment"("region_code","draft_id","id") ON DELETE NO ACTION ON UPDATE NO ACTION;
