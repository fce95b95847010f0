-- 情形属于哪个版本: which of the versions that its run pinned scored the cases of an outcome, by its number among them from 0; -1 for cases that
-- could not be scored. Null in runs from before.
ALTER TABLE run_outcome ADD COLUMN version_no smallint;
