-- SPDX-License-Identifier: GPL-3.0-or-later
-- study.db, schema 1: every result of one study. Safe to read with any SQLite client while a sweep runs:
--
--     sqlite3 -readonly -header -column study.db 'SELECT * FROM tradeoff'
--
-- Times are ISO 8601 UTC. JSON columns hold the objects that configuration files use. A `revision` is the
-- value that the counter of that name had when the row was written last: rows changed since r are
-- `revision > r`. BLOBs are Zstandard frames. Start with the views at the end.

PRAGMA application_id = 1346456649; -- "PALI"

-- The study itself: one row.
CREATE TABLE study (
    one             INTEGER PRIMARY KEY CHECK (one = 1),
    id              TEXT NOT NULL,              -- UUID
    name            TEXT NOT NULL,
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    created         TEXT NOT NULL,
    engine_version  TEXT NOT NULL
);

CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counter VALUES ('revision', 0);

-- A named parallel corpus.
CREATE TABLE domain (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    role   TEXT NOT NULL CHECK (role IN ('old', 'new')),
    note   TEXT NOT NULL DEFAULT '',            -- source and licence
    splits TEXT NOT NULL CHECK (json_valid(splits)), -- {"train": {source, target, pairs, blank, duplicates, hash}, …}
    facts  TEXT NOT NULL CHECK (json_valid(facts))   -- overlap warnings, length statistics, samples
);

-- Source and reference lines of a split, joined by line feeds, so that translations can be shown and scored
-- anew from this file alone.
CREATE TABLE reference_text (
    domain_id  INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE,
    split      TEXT NOT NULL CHECK (split IN ('train', 'dev', 'test')),
    hash       TEXT NOT NULL,                   -- of the corpus
    lines      INTEGER NOT NULL,
    sources    BLOB NOT NULL,                   -- zstd
    "references" BLOB NOT NULL,                 -- zstd
    PRIMARY KEY (domain_id, split)
) WITHOUT ROWID;

-- A grid over strategies, λ, ratios and seeds.
CREATE TABLE sweep (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN
                 ('draft', 'queued', 'running', 'paused', 'done', 'partly-done', 'cancelled')),
    spec     TEXT NOT NULL CHECK (json_valid(spec)),
    created  TEXT NOT NULL,
    revision INTEGER NOT NULL
);
CREATE INDEX sweep_by_revision ON sweep (revision);

-- Something to make, once: tokenizer, base model, Fisher information or a trial (one cell of a sweep).
CREATE TABLE job (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('tokenizer', 'base', 'fisher', 'trial')),
    identity   TEXT NOT NULL UNIQUE,            -- SHA-256 of configuration and text
    label      TEXT NOT NULL,                   -- "EWC λ=0.1, seed 1"
    strategy   TEXT,                            -- trials: "ewc+mixing"
    parameters TEXT,                            -- trials: "1:1 λ=0.1"
    seed       INTEGER,                         -- trials that adapt
    config     TEXT NOT NULL CHECK (json_valid(config)),
    requires   TEXT NOT NULL CHECK (json_valid(requires)), -- identities that must be done before
    state      TEXT NOT NULL CHECK (state IN
                   ('waiting', 'running', 'paused', 'interrupted', 'failed', 'done', 'cancelled')),
    position   INTEGER NOT NULL,                -- order in the queue, smaller first
    facts      TEXT NOT NULL CHECK (json_valid(facts)), -- of what was made: parameters, vocabulary, trace …
    revision   INTEGER NOT NULL
);
CREATE INDEX job_by_revision ON job (revision);

CREATE TABLE sweep_job (
    sweep_id INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
    job_id   INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    PRIMARY KEY (sweep_id, job_id)
) WITHOUT ROWID;
CREATE INDEX sweep_job_by_job ON sweep_job (job_id);

-- One execution of a job; a retry is a new run. Progress columns are those of the latest progress event.
CREATE TABLE run (
    id           INTEGER PRIMARY KEY,
    job_id       INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    name         TEXT NOT NULL UNIQUE,          -- folder under runs/
    state        TEXT NOT NULL CHECK (state IN
                     ('waiting', 'running', 'paused', 'interrupted', 'failed', 'done', 'cancelled')),
    device       TEXT NOT NULL,
    threads      INTEGER NOT NULL,
    host         TEXT NOT NULL,
    pid          INTEGER NOT NULL,
    started      TEXT NOT NULL,
    ended        TEXT NOT NULL DEFAULT '',
    exit_code    INTEGER,
    sentence     TEXT NOT NULL DEFAULT '',      -- why it failed
    stage        TEXT NOT NULL DEFAULT '',
    done         REAL NOT NULL DEFAULT 0,       -- in `unit`
    total        REAL NOT NULL DEFAULT 0,
    unit         TEXT NOT NULL DEFAULT '',
    rate         REAL NOT NULL DEFAULT 0,       -- units a second
    seconds_left REAL NOT NULL DEFAULT 0,
    event_offset INTEGER NOT NULL DEFAULT 0,    -- bytes of events.jsonl taken in
    revision     INTEGER NOT NULL
);
CREATE INDEX run_by_revision ON run (revision);
CREATE INDEX run_by_job ON run (job_id);

-- What a worker logged at one update: {"loss": 4.2, "penalty": 0.1, …}. Ids grow in the order of arrival.
CREATE TABLE metric_record (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step     INTEGER NOT NULL,
    "values" TEXT NOT NULL CHECK (json_valid("values"))
);
CREATE INDEX metric_record_by_step ON metric_record (run_id, step);

-- Scores of one checkpoint of one job on one split. Ids grow with time and are not used twice.
CREATE TABLE evaluation (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id   INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    run_id   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step     INTEGER NOT NULL,                  -- updates of training
    split    TEXT NOT NULL CHECK (split IN ('train', 'dev', 'test')),
    selected INTEGER NOT NULL CHECK (selected IN (0, 1)), -- the checkpoint that the job keeps
    time     TEXT NOT NULL,
    UNIQUE (job_id, step, split)
);
CREATE INDEX evaluation_by_run ON evaluation (run_id);

CREATE TABLE signature (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE                   -- as sacreBLEU prints it
);

CREATE TABLE score (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
    domain        TEXT NOT NULL,
    metric        TEXT NOT NULL,                -- bleu, chrf, ter, loss
    role          TEXT NOT NULL CHECK (role IN ('old', 'new')),
    value         REAL NOT NULL,
    signature_id  INTEGER REFERENCES signature (id),
    PRIMARY KEY (evaluation_id, domain, metric)
) WITHOUT ROWID;

-- The translations behind an evaluation's scores, one line a segment.
CREATE TABLE translation (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
    domain        TEXT NOT NULL,
    lines         INTEGER NOT NULL,
    text          BLOB NOT NULL,                -- zstd
    PRIMARY KEY (evaluation_id, domain)
) WITHOUT ROWID;

-- Sufficient statistics of each segment: `segments` rows of `width` little-endian doubles.
CREATE TABLE segment_statistic (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
    domain        TEXT NOT NULL,
    metric        TEXT NOT NULL,
    segments      INTEGER NOT NULL,
    width         INTEGER NOT NULL,
    data          BLOB NOT NULL,                -- zstd
    PRIMARY KEY (evaluation_id, domain, metric)
) WITHOUT ROWID;

-- What a window or command line asks of the conductor, and its answer.
CREATE TABLE request (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    action  TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    state   TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused')),
    answer  TEXT NOT NULL DEFAULT '',
    created TEXT NOT NULL
);
CREATE INDEX request_open ON request (id) WHERE state = 'open';

CREATE TABLE message (
    id       INTEGER PRIMARY KEY,
    severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    text     TEXT NOT NULL,
    job_id   INTEGER REFERENCES job (id) ON DELETE CASCADE,
    count    INTEGER NOT NULL DEFAULT 1,        -- how often it was said
    first    TEXT NOT NULL,
    last     TEXT NOT NULL,
    revision INTEGER NOT NULL
);
CREATE INDEX message_by_revision ON message (revision);
CREATE INDEX message_by_text ON message (text);

-- Who conducts the study at present: at most one row.
CREATE TABLE conductor (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    host          TEXT NOT NULL,
    pid           INTEGER NOT NULL,
    boot_id       TEXT NOT NULL,
    process_start TEXT NOT NULL,                -- tells a process from a later one with the same number
    heartbeat     TEXT NOT NULL
);

-- Named JSON documents of the window: views, recipes, drafts.
CREATE TABLE document (
    kind  TEXT NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;

-- Every score with its words.
CREATE VIEW trial_score AS
    SELECT job.id AS job_id, job.label, job.strategy, job.parameters, job.seed,
           evaluation.id AS evaluation_id, evaluation.split, evaluation.step, evaluation.selected,
           score.domain, score.role, score.metric, score.value, signature.text AS signature
      FROM score
      JOIN evaluation ON evaluation.id = score.evaluation_id
      JOIN job ON job.id = evaluation.job_id
      LEFT JOIN signature ON signature.id = score.signature_id
     WHERE job.kind = 'trial';

-- The trade-off points: means over new and old domains of each trial's selected checkpoint.
CREATE VIEW tradeoff AS
    SELECT strategy, parameters, seed, split, metric,
           avg(CASE role WHEN 'new' THEN value END) AS mean_new,
           avg(CASE role WHEN 'old' THEN value END) AS mean_old,
           count(DISTINCT domain) AS domains, step, job_id, evaluation_id
      FROM trial_score
     WHERE selected = 1
     GROUP BY evaluation_id, metric;

-- The newest run of each job, with the job's state.
CREATE VIEW latest_run AS
    SELECT job.id AS job_id, job.kind, job.label, job.state AS job_state, run.id AS run_id,
           run.name, run.state, run.device, run.stage, run.done, run.total, run.unit, run.rate,
           run.seconds_left, run.started, run.ended, run.exit_code, run.sentence
      FROM job
      LEFT JOIN run ON run.id = (SELECT max(id) FROM run AS other WHERE other.job_id = job.id);

-- Metric series, one value a row.
CREATE VIEW metric AS
    SELECT metric_record.run_id, item.key AS name, metric_record.step, item.value
      FROM metric_record, json_each(metric_record."values") AS item
     ORDER BY metric_record.run_id, item.key, metric_record.step;

PRAGMA user_version = 1;
