-- SPDX-License-Identifier: GPL-3.0-or-later
-- study.db, schema 2: what people write on jobs and sweeps, and the bin.

ALTER TABLE job ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)); -- ["camera-ready", …]
ALTER TABLE job ADD COLUMN binned TEXT NOT NULL DEFAULT ''; -- when it was put into the bin; '' = it is not there
ALTER TABLE sweep ADD COLUMN note TEXT NOT NULL DEFAULT '';

-- As before, without what lies in the bin.
DROP VIEW tradeoff;
DROP VIEW trial_score;

-- Every score with its words.
CREATE VIEW trial_score AS
    SELECT job.id AS job_id, job.label, job.strategy, job.parameters, job.seed,
           evaluation.id AS evaluation_id, evaluation.split, evaluation.step, evaluation.selected,
           score.domain, score.role, score.metric, score.value, signature.text AS signature
      FROM score
      JOIN evaluation ON evaluation.id = score.evaluation_id
      JOIN job ON job.id = evaluation.job_id
      LEFT JOIN signature ON signature.id = score.signature_id
     WHERE job.kind = 'trial' AND job.binned = '';

-- The trade-off points: means over new and old domains of each trial's selected checkpoint.
CREATE VIEW tradeoff AS
    SELECT strategy, parameters, seed, split, metric,
           avg(CASE role WHEN 'new' THEN value END) AS mean_new,
           avg(CASE role WHEN 'old' THEN value END) AS mean_old,
           count(DISTINCT domain) AS domains, step, job_id, evaluation_id
      FROM trial_score
     WHERE selected = 1
     GROUP BY evaluation_id, metric;

PRAGMA user_version = 2;
