-- 得分块: what a run stores of its cases, as columns (decision 0072): one row a shard and institution with an array a column, one row beside it for each
-- value that the run sums and for each 64 aggregates. Scores of earlier runs are turned into it: there is one form.
CREATE TABLE "score_block" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "shard_no" INTEGER NOT NULL,
    "institution_code" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "case_seq" BIGINT[],
    "case_no" TEXT[],
    "month" SMALLINT[],
    "group_code" TEXT[],
    "inclusion" TEXT[],
    "deviation" TEXT[],
    "cost_ratio" TEXT[],
    "institution_coefficient" DECIMAL(20,8)[],
    "auxiliary_factor" DECIMAL(20,8)[],
    "points" DECIMAL(28,8)[],
    "payment" DECIMAL(17,2)[],
    "outcome_id" INTEGER[],
    "exception_code" TEXT[],

    CONSTRAINT "score_block_pkey" PRIMARY KEY ("region_code","run_no","shard_no","institution_code")
);
CREATE TABLE "score_sum" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "shard_no" INTEGER NOT NULL,
    "institution_code" TEXT NOT NULL,
    "sum_no" INTEGER NOT NULL,
    "amounts" DECIMAL(28,8)[],

    CONSTRAINT "score_sum_pkey" PRIMARY KEY ("region_code","run_no","shard_no","institution_code","sum_no")
);
CREATE TABLE "score_mask" (
    "region_code" TEXT NOT NULL,
    "run_no" INTEGER NOT NULL,
    "shard_no" INTEGER NOT NULL,
    "institution_code" TEXT NOT NULL,
    "mask_no" INTEGER NOT NULL,
    "masks" BIGINT[],

    CONSTRAINT "score_mask_pkey" PRIMARY KEY ("region_code","run_no","shard_no","institution_code","mask_no")
);
-- Every column of a block has a value, missing or not, for each of its rows.
ALTER TABLE "score_block" ADD CONSTRAINT "score_block_is_whole" CHECK (rows > 0 AND rows = ALL (ARRAY[cardinality(case_seq), cardinality(case_no),
  cardinality(month), cardinality(group_code), cardinality(inclusion), cardinality(deviation), cardinality(cost_ratio),
  cardinality(institution_coefficient), cardinality(auxiliary_factor), cardinality(points), cardinality(payment), cardinality(outcome_id),
  cardinality(exception_code)]));

CALL protect_for_institution('score_block');
CALL protect_for_institution('score_sum');
CALL protect_for_institution('score_mask');
GRANT SELECT, INSERT ON score_block, score_sum, score_mask TO dip_app;

-- Earlier runs: blocks of at most 8,192 scores of one institution, numbered in place of shards.
CREATE TEMPORARY TABLE "score_place" ON COMMIT DROP AS
  SELECT region_code, run_no, case_seq, institution_code,
    dense_rank() OVER (PARTITION BY region_code, run_no ORDER BY institution_code, part) - 1 AS shard_no
  FROM (SELECT region_code, run_no, case_seq, institution_code,
    (row_number() OVER (PARTITION BY region_code, run_no, institution_code ORDER BY case_seq) - 1) / 8192 AS part FROM case_score) cut;
INSERT INTO "score_block"
  SELECT region_code, run_no, shard_no, institution_code, count(*), array_agg(case_seq), array_agg(case_no), array_agg(month), array_agg(group_code),
    array_agg(inclusion), array_agg(deviation), array_agg(cost_ratio), array_agg(institution_coefficient), array_agg(auxiliary_factor),
    array_agg(points), array_agg(payment), array_agg(outcome_id), array_agg(exception_code)
  FROM (SELECT p.shard_no, s.* FROM score_place p JOIN case_score s USING (region_code, run_no, case_seq) ORDER BY region_code, run_no, shard_no, case_seq) s
  GROUP BY region_code, run_no, shard_no, institution_code;
INSERT INTO "score_sum"
  SELECT region_code, run_no, shard_no, institution_code, sum_no - 1, array_agg(amount)
  FROM (SELECT p.region_code, p.run_no, p.shard_no, p.institution_code, a.sum_no, a.amount
    FROM score_place p JOIN case_score s USING (region_code, run_no, case_seq), unnest(s.sums) WITH ORDINALITY AS a (amount, sum_no)
    ORDER BY p.region_code, p.run_no, p.shard_no, a.sum_no, case_seq) s
  GROUP BY region_code, run_no, shard_no, institution_code, sum_no;
INSERT INTO "score_mask"
  SELECT region_code, run_no, shard_no, institution_code, mask_no - 1, array_agg(mask)
  FROM (SELECT p.region_code, p.run_no, p.shard_no, p.institution_code, a.mask_no, a.mask
    FROM score_place p JOIN case_score s USING (region_code, run_no, case_seq),
      unnest(array_prepend(s.aggregate_mask, s.aggregate_masks_more)) WITH ORDINALITY AS a (mask, mask_no)
    ORDER BY p.region_code, p.run_no, p.shard_no, a.mask_no, case_seq) s
  GROUP BY region_code, run_no, shard_no, institution_code, mask_no;
DROP TABLE "case_score";

-- 病例得分: scores as rows, for whoever reads SQL: an auditor, a check of the money. The platform reads the blocks.
CREATE VIEW "case_score" WITH (security_invoker = true) AS
  SELECT b.region_code, b.run_no, b.shard_no, b.institution_code, u.*
  FROM score_block b CROSS JOIN LATERAL unnest(case_seq, case_no, month, group_code, inclusion, deviation, cost_ratio, institution_coefficient,
    auxiliary_factor, points, payment, outcome_id, exception_code) AS u (case_seq, case_no, month, group_code, inclusion, deviation, cost_ratio,
    institution_coefficient, auxiliary_factor, points, payment, outcome_id, exception_code);
-- 病例汇总值: what each case adds to each value that the run sums.
CREATE VIEW "case_score_sum" WITH (security_invoker = true) AS
  SELECT b.region_code, b.run_no, b.institution_code, u.case_seq, s.sum_no, u.amount
  FROM score_block b JOIN score_sum s USING (region_code, run_no, shard_no, institution_code)
  CROSS JOIN LATERAL unnest(b.case_seq, s.amounts) AS u (case_seq, amount);
GRANT SELECT ON case_score, case_score_sum TO dip_app;
