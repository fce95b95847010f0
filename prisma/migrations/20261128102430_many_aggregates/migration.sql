-- A ruleset may have more aggregates of cases than one mask has bits: the words of 64 bits that follow the first, where there are any.
ALTER TABLE "case_score" ADD COLUMN "aggregate_masks_more" BIGINT[];
