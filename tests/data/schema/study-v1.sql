-- SPDX-License-Identifier: GPL-3.0-or-later
-- A study of schema 1 as version-1 programs wrote it: sqlite3 study.db .dump, and the two numbers that a dump leaves out.
BEGIN TRANSACTION;
CREATE TABLE study (
    one             INTEGER PRIMARY KEY CHECK (one = 1),
    id              TEXT NOT NULL,              -- UUID
    name            TEXT NOT NULL,
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    created         TEXT NOT NULL,
    engine_version  TEXT NOT NULL
);
INSERT INTO study VALUES(1,'e3baf02d-047e-41d0-a667-fa4cf35988eb','News & captions_100%','de','en','2026-11-25T22:12:48.101Z','0.1.0');
CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counter VALUES('revision',31);
CREATE TABLE domain (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    role   TEXT NOT NULL CHECK (role IN ('old', 'new')),
    note   TEXT NOT NULL DEFAULT '',            -- source and licence
    splits TEXT NOT NULL CHECK (json_valid(splits)), -- {"train": {source, target, pairs, blank, duplicates, hash}, …}
    facts  TEXT NOT NULL CHECK (json_valid(facts))   -- overlap warnings, length statistics, samples
);
INSERT INTO domain VALUES(1,'captions','new','made for tests','{"dev":{"blank":1,"duplicates":2,"hash":"captions-dev","pairs":100,"source":"corpora/captions/dev.de","target":"corpora/captions/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"captions-test","pairs":100,"source":"corpora/captions/test.de","target":"corpora/captions/test.en"},"train":{"blank":1,"duplicates":2,"hash":"captions-train","pairs":100,"source":"corpora/captions/train.de","target":"corpora/captions/train.en"}}','{}');
INSERT INTO domain VALUES(2,'news','old','made for tests','{"dev":{"blank":1,"duplicates":2,"hash":"news-dev","pairs":100,"source":"corpora/news/dev.de","target":"corpora/news/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"news-test","pairs":100,"source":"corpora/news/test.de","target":"corpora/news/test.en"},"train":{"blank":1,"duplicates":2,"hash":"news-train","pairs":100,"source":"corpora/news/train.de","target":"corpora/news/train.en"}}','{}');
INSERT INTO domain VALUES(3,'koran','new','made for tests','{"dev":{"blank":1,"duplicates":2,"hash":"koran-dev","pairs":100,"source":"corpora/koran/dev.de","target":"corpora/koran/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"koran-test","pairs":100,"source":"corpora/koran/test.de","target":"corpora/koran/test.en"},"train":{"blank":1,"duplicates":2,"hash":"koran-train","pairs":100,"source":"corpora/koran/train.de","target":"corpora/koran/train.en"}}','{}');
CREATE TABLE reference_text (
    domain_id  INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE,
    split      TEXT NOT NULL CHECK (split IN ('train', 'dev', 'test')),
    hash       TEXT NOT NULL,                   -- of the corpus
    lines      INTEGER NOT NULL,
    sources    BLOB NOT NULL,                   -- zstd
    "references" BLOB NOT NULL,                 -- zstd
    PRIMARY KEY (domain_id, split)
) WITHOUT ROWID;
CREATE TABLE sweep (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN
                 ('draft', 'queued', 'running', 'paused', 'done', 'partly-done', 'cancelled')),
    spec     TEXT NOT NULL CHECK (json_valid(spec)),
    created  TEXT NOT NULL,
    revision INTEGER NOT NULL
);
INSERT INTO sweep VALUES(1,'Hasler et al. 2021','draft','{"base":{"filter":{"maxPieces":200,"maxRatio":9.0},"model":{"activation":"relu","dModel":256,"decoderLayers":3,"encoderLayers":3,"feedForward":1024,"heads":4,"maxPositions":512,"norm":"pre","positions":"sinusoidal","preset":"small","tiedEmbeddings":true},"tokenizer":{"byteFallback":true,"characterCoverage":1.0,"domains":[],"kind":"unigram","maxSentences":1000000,"normalization":"nfkc","seed":1,"vocabulary":8000},"training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}},"devices":"auto","evaluation":{"beam":4,"devBeam":1,"lengthPenalty":1.0,"maxLengthRatio":3,"metrics":["bleu","chrf"],"testSentences":0},"fisher":{"batchTokens":1536,"estimator":"exact","labelSmoothing":0.0,"seed":1,"sentences":1000},"name":"Hasler et al. 2021","newDomains":[],"oldDomains":[],"seeds":[1],"strategies":[{"axes":{},"base":{"adapts":false,"name":"baseline","parts":[]}},{"axes":{},"base":{"adapts":true,"name":"fine-tuning","parts":[]}},{"axes":{"ewc.lambda":[0.1]},"base":{"adapts":true,"name":"ewc","parts":[{"kind":"ewc","parameters":{}}]}},{"axes":{"mixing.ratio":[100,10,1]},"base":{"adapts":true,"name":"mixing","parts":[{"kind":"mixing","parameters":{}}]}},{"axes":{"ewc.lambda":[0.1]},"base":{"adapts":true,"name":"ewc+mixing","parts":[{"kind":"ewc","parameters":{}},{"kind":"mixing","parameters":{"ratio":1}}]}}],"training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}}','2026-11-25T22:12:48.273Z',1);
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
INSERT INTO job VALUES(1,'tokenizer','3d6797f12d04a48bc6d624c0658819030b2f72e85eceddf242d2512d99e057d9','Tokenizer, 8000 pieces',NULL,NULL,NULL,'{"base":{"filter":{"maxPieces":200,"maxRatio":9.0},"model":{"activation":"relu","dModel":256,"decoderLayers":3,"encoderLayers":3,"feedForward":1024,"heads":4,"maxPositions":512,"norm":"pre","positions":"sinusoidal","preset":"small","tiedEmbeddings":true},"tokenizer":{"byteFallback":true,"characterCoverage":1.0,"domains":[],"kind":"unigram","maxSentences":1000000,"normalization":"nfkc","seed":1,"vocabulary":8000},"training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}},"baseFolder":"","device":"cpu","domains":[{"name":"news","note":"made for tests","role":"old","splits":{"dev":{"blank":1,"duplicates":2,"hash":"news-dev","pairs":100,"source":"corpora/news/dev.de","target":"corpora/news/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"news-test","pairs":100,"source":"corpora/news/test.de","target":"corpora/news/test.en"},"train":{"blank":1,"duplicates":2,"hash":"news-train","pairs":100,"source":"corpora/news/train.de","target":"corpora/news/train.en"}}},{"name":"captions","note":"made for tests","role":"new","splits":{"dev":{"blank":1,"duplicates":2,"hash":"captions-dev","pairs":100,"source":"corpora/captions/dev.de","target":"corpora/captions/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"captions-test","pairs":100,"source":"corpora/captions/test.de","target":"corpora/captions/test.en"},"train":{"blank":1,"duplicates":2,"hash":"captions-train","pairs":100,"source":"corpora/captions/train.de","target":"corpora/captions/train.en"}}},{"name":"koran","note":"made for tests","role":"new","splits":{"dev":{"blank":1,"duplicates":2,"hash":"koran-dev","pairs":100,"source":"corpora/koran/dev.de","target":"corpora/koran/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"koran-test","pairs":100,"source":"corpora/koran/test.de","target":"corpora/koran/test.en"},"train":{"blank":1,"duplicates":2,"hash":"koran-train","pairs":100,"source":"corpora/koran/train.de","target":"corpora/koran/train.en"}}}],"evaluation":{"beam":4,"devBeam":1,"lengthPenalty":1.0,"maxLengthRatio":3,"metrics":["bleu","chrf"],"testSentences":0},"fisher":{"batchTokens":1536,"estimator":"exact","labelSmoothing":0.0,"seed":1,"sentences":1000},"fisherFolder":"","identity":"3d6797f12d04a48bc6d624c0658819030b2f72e85eceddf242d2512d99e057d9","kind":"tokenizer","protocol":1,"run":"","sourceLanguage":"de","strategy":{"adapts":true,"name":"","parts":[]},"targetLanguage":"en","threads":1,"tokenizerFolder":"tokenizers/3d6797f12d04","training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}}','[]','waiting',1,'{}',3);
INSERT INTO job VALUES(2,'base','a1dc8cf535f3a096b260a3de12043790bffbc97eb714a9ae2e8026880f1d13a8','Base model, small',NULL,NULL,NULL,'{"base":{"filter":{"maxPieces":200,"maxRatio":9.0},"model":{"activation":"relu","dModel":256,"decoderLayers":3,"encoderLayers":3,"feedForward":1024,"heads":4,"maxPositions":512,"norm":"pre","positions":"sinusoidal","preset":"small","tiedEmbeddings":true},"tokenizer":{"byteFallback":true,"characterCoverage":1.0,"domains":[],"kind":"unigram","maxSentences":1000000,"normalization":"nfkc","seed":1,"vocabulary":8000},"training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}},"baseFolder":"models/a1dc8cf535f3","device":"cpu","domains":[{"name":"news","note":"made for tests","role":"old","splits":{"dev":{"blank":1,"duplicates":2,"hash":"news-dev","pairs":100,"source":"corpora/news/dev.de","target":"corpora/news/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"news-test","pairs":100,"source":"corpora/news/test.de","target":"corpora/news/test.en"},"train":{"blank":1,"duplicates":2,"hash":"news-train","pairs":100,"source":"corpora/news/train.de","target":"corpora/news/train.en"}}}],"evaluation":{"beam":4,"devBeam":1,"lengthPenalty":1.0,"maxLengthRatio":3,"metrics":["bleu","chrf"],"testSentences":0},"fisher":{"batchTokens":1536,"estimator":"exact","labelSmoothing":0.0,"seed":1,"sentences":1000},"fisherFolder":"","identity":"a1dc8cf535f3a096b260a3de12043790bffbc97eb714a9ae2e8026880f1d13a8","kind":"base","protocol":1,"run":"","sourceLanguage":"de","strategy":{"adapts":true,"name":"","parts":[]},"targetLanguage":"en","threads":1,"tokenizerFolder":"tokenizers/3d6797f12d04","training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}}','["3d6797f12d04a48bc6d624c0658819030b2f72e85eceddf242d2512d99e057d9"]','waiting',2,'{}',5);
INSERT INTO job VALUES(3,'fisher','cef55a9becb695ecce433f713e6a57f4862c6b7d2b68c1c0f741437a72a8f9c2','Fisher information, 1000 sentences',NULL,NULL,NULL,'{"base":{"filter":{"maxPieces":200,"maxRatio":9.0},"model":{"activation":"relu","dModel":256,"decoderLayers":3,"encoderLayers":3,"feedForward":1024,"heads":4,"maxPositions":512,"norm":"pre","positions":"sinusoidal","preset":"small","tiedEmbeddings":true},"tokenizer":{"byteFallback":true,"characterCoverage":1.0,"domains":[],"kind":"unigram","maxSentences":1000000,"normalization":"nfkc","seed":1,"vocabulary":8000},"training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}},"baseFolder":"models/a1dc8cf535f3","device":"cpu","domains":[{"name":"news","note":"made for tests","role":"old","splits":{"dev":{"blank":1,"duplicates":2,"hash":"news-dev","pairs":100,"source":"corpora/news/dev.de","target":"corpora/news/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"news-test","pairs":100,"source":"corpora/news/test.de","target":"corpora/news/test.en"},"train":{"blank":1,"duplicates":2,"hash":"news-train","pairs":100,"source":"corpora/news/train.de","target":"corpora/news/train.en"}}}],"evaluation":{"beam":4,"devBeam":1,"lengthPenalty":1.0,"maxLengthRatio":3,"metrics":["bleu","chrf"],"testSentences":0},"fisher":{"batchTokens":1536,"estimator":"exact","labelSmoothing":0.0,"seed":1,"sentences":1000},"fisherFolder":"fisher/cef55a9becb6","identity":"cef55a9becb695ecce433f713e6a57f4862c6b7d2b68c1c0f741437a72a8f9c2","kind":"fisher","protocol":1,"run":"","sourceLanguage":"de","strategy":{"adapts":true,"name":"","parts":[]},"targetLanguage":"en","threads":1,"tokenizerFolder":"tokenizers/3d6797f12d04","training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}}','["a1dc8cf535f3a096b260a3de12043790bffbc97eb714a9ae2e8026880f1d13a8"]','waiting',3,'{}',7);
INSERT INTO job VALUES(4,'trial','86629dffd9409578b5b3a4176f60c1f20981834f0881898952cd9edbbdfb683f','Unadapted base model','baseline','',NULL,'{"base":{"filter":{"maxPieces":200,"maxRatio":9.0},"model":{"activation":"relu","dModel":256,"decoderLayers":3,"encoderLayers":3,"feedForward":1024,"heads":4,"maxPositions":512,"norm":"pre","positions":"sinusoidal","preset":"small","tiedEmbeddings":true},"tokenizer":{"byteFallback":true,"characterCoverage":1.0,"domains":[],"kind":"unigram","maxSentences":1000000,"normalization":"nfkc","seed":1,"vocabulary":8000},"training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}},"baseFolder":"models/a1dc8cf535f3","device":"cpu","domains":[{"name":"news","note":"made for tests","role":"old","splits":{"dev":{"blank":1,"duplicates":2,"hash":"news-dev","pairs":100,"source":"corpora/news/dev.de","target":"corpora/news/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"news-test","pairs":100,"source":"corpora/news/test.de","target":"corpora/news/test.en"},"train":{"blank":1,"duplicates":2,"hash":"news-train","pairs":100,"source":"corpora/news/train.de","target":"corpora/news/train.en"}}},{"name":"captions","note":"made for tests","role":"new","splits":{"dev":{"blank":1,"duplicates":2,"hash":"captions-dev","pairs":100,"source":"corpora/captions/dev.de","target":"corpora/captions/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"captions-test","pairs":100,"source":"corpora/captions/test.de","target":"corpora/captions/test.en"},"train":{"blank":1,"duplicates":2,"hash":"captions-train","pairs":100,"source":"corpora/captions/train.de","target":"corpora/captions/train.en"}}},{"name":"koran","note":"made for tests","role":"new","splits":{"dev":{"blank":1,"duplicates":2,"hash":"koran-dev","pairs":100,"source":"corpora/koran/dev.de","target":"corpora/koran/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"koran-test","pairs":100,"source":"corpora/koran/test.de","target":"corpora/koran/test.en"},"train":{"blank":1,"duplicates":2,"hash":"koran-train","pairs":100,"source":"corpora/koran/train.de","target":"corpora/koran/train.en"}}}],"evaluation":{"beam":4,"devBeam":1,"lengthPenalty":1.0,"maxLengthRatio":3,"metrics":["bleu","chrf"],"testSentences":0},"fisher":{"batchTokens":1536,"estimator":"exact","labelSmoothing":0.0,"seed":1,"sentences":1000},"fisherFolder":"","identity":"86629dffd9409578b5b3a4176f60c1f20981834f0881898952cd9edbbdfb683f","kind":"trial","protocol":1,"run":"","sourceLanguage":"de","strategy":{"adapts":false,"name":"baseline","parts":[]},"targetLanguage":"en","threads":1,"tokenizerFolder":"tokenizers/3d6797f12d04","training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}}','["a1dc8cf535f3a096b260a3de12043790bffbc97eb714a9ae2e8026880f1d13a8"]','done',4,'{}',24);
INSERT INTO job VALUES(5,'trial','715acf2d2c59988fe1164bd2fd37a01a3bc922f26b619a30832b2b22009e7663','Fine-tuning, seed 1','fine-tuning','',1,'{"base":{"filter":{"maxPieces":200,"maxRatio":9.0},"model":{"activation":"relu","dModel":256,"decoderLayers":3,"encoderLayers":3,"feedForward":1024,"heads":4,"maxPositions":512,"norm":"pre","positions":"sinusoidal","preset":"small","tiedEmbeddings":true},"tokenizer":{"byteFallback":true,"characterCoverage":1.0,"domains":[],"kind":"unigram","maxSentences":1000000,"normalization":"nfkc","seed":1,"vocabulary":8000},"training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}},"baseFolder":"models/a1dc8cf535f3","device":"cpu","domains":[{"name":"news","note":"made for tests","role":"old","splits":{"dev":{"blank":1,"duplicates":2,"hash":"news-dev","pairs":100,"source":"corpora/news/dev.de","target":"corpora/news/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"news-test","pairs":100,"source":"corpora/news/test.de","target":"corpora/news/test.en"},"train":{"blank":1,"duplicates":2,"hash":"news-train","pairs":100,"source":"corpora/news/train.de","target":"corpora/news/train.en"}}},{"name":"captions","note":"made for tests","role":"new","splits":{"dev":{"blank":1,"duplicates":2,"hash":"captions-dev","pairs":100,"source":"corpora/captions/dev.de","target":"corpora/captions/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"captions-test","pairs":100,"source":"corpora/captions/test.de","target":"corpora/captions/test.en"},"train":{"blank":1,"duplicates":2,"hash":"captions-train","pairs":100,"source":"corpora/captions/train.de","target":"corpora/captions/train.en"}}},{"name":"koran","note":"made for tests","role":"new","splits":{"dev":{"blank":1,"duplicates":2,"hash":"koran-dev","pairs":100,"source":"corpora/koran/dev.de","target":"corpora/koran/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"koran-test","pairs":100,"source":"corpora/koran/test.de","target":"corpora/koran/test.en"},"train":{"blank":1,"duplicates":2,"hash":"koran-train","pairs":100,"source":"corpora/koran/train.de","target":"corpora/koran/train.en"}}}],"evaluation":{"beam":4,"devBeam":1,"lengthPenalty":1.0,"maxLengthRatio":3,"metrics":["bleu","chrf"],"testSentences":0},"fisher":{"batchTokens":1536,"estimator":"exact","labelSmoothing":0.0,"seed":1,"sentences":1000},"fisherFolder":"","identity":"715acf2d2c59988fe1164bd2fd37a01a3bc922f26b619a30832b2b22009e7663","kind":"trial","protocol":1,"run":"","sourceLanguage":"de","strategy":{"adapts":true,"name":"fine-tuning","parts":[]},"targetLanguage":"en","threads":1,"tokenizerFolder":"tokenizers/3d6797f12d04","training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}}','["a1dc8cf535f3a096b260a3de12043790bffbc97eb714a9ae2e8026880f1d13a8"]','done',5,'{}',27);
INSERT INTO job VALUES(6,'trial','373a6da2c4227764a0a05b0fbaa68d9a867cb49c560bba07ae048ebe5cd88c48','EWC λ=0.1, seed 1','ewc','λ=0.1',1,'{"base":{"filter":{"maxPieces":200,"maxRatio":9.0},"model":{"activation":"relu","dModel":256,"decoderLayers":3,"encoderLayers":3,"feedForward":1024,"heads":4,"maxPositions":512,"norm":"pre","positions":"sinusoidal","preset":"small","tiedEmbeddings":true},"tokenizer":{"byteFallback":true,"characterCoverage":1.0,"domains":[],"kind":"unigram","maxSentences":1000000,"normalization":"nfkc","seed":1,"vocabulary":8000},"training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}},"baseFolder":"models/a1dc8cf535f3","device":"cpu","domains":[{"name":"news","note":"made for tests","role":"old","splits":{"dev":{"blank":1,"duplicates":2,"hash":"news-dev","pairs":100,"source":"corpora/news/dev.de","target":"corpora/news/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"news-test","pairs":100,"source":"corpora/news/test.de","target":"corpora/news/test.en"},"train":{"blank":1,"duplicates":2,"hash":"news-train","pairs":100,"source":"corpora/news/train.de","target":"corpora/news/train.en"}}},{"name":"captions","note":"made for tests","role":"new","splits":{"dev":{"blank":1,"duplicates":2,"hash":"captions-dev","pairs":100,"source":"corpora/captions/dev.de","target":"corpora/captions/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"captions-test","pairs":100,"source":"corpora/captions/test.de","target":"corpora/captions/test.en"},"train":{"blank":1,"duplicates":2,"hash":"captions-train","pairs":100,"source":"corpora/captions/train.de","target":"corpora/captions/train.en"}}},{"name":"koran","note":"made for tests","role":"new","splits":{"dev":{"blank":1,"duplicates":2,"hash":"koran-dev","pairs":100,"source":"corpora/koran/dev.de","target":"corpora/koran/dev.en"},"test":{"blank":1,"duplicates":2,"hash":"koran-test","pairs":100,"source":"corpora/koran/test.de","target":"corpora/koran/test.en"},"train":{"blank":1,"duplicates":2,"hash":"koran-train","pairs":100,"source":"corpora/koran/train.de","target":"corpora/koran/train.en"}}}],"evaluation":{"beam":4,"devBeam":1,"lengthPenalty":1.0,"maxLengthRatio":3,"metrics":["bleu","chrf"],"testSentences":0},"fisher":{"batchTokens":1536,"estimator":"exact","labelSmoothing":0.0,"seed":1,"sentences":1000},"fisherFolder":"fisher/cef55a9becb6","identity":"373a6da2c4227764a0a05b0fbaa68d9a867cb49c560bba07ae048ebe5cd88c48","kind":"trial","protocol":1,"run":"","sourceLanguage":"de","strategy":{"adapts":true,"name":"ewc","parts":[{"kind":"ewc","parameters":{"factor":0.5,"lambda":0.1,"scale":"raw"}}]},"targetLanguage":"en","threads":1,"tokenizerFolder":"tokenizers/3d6797f12d04","training":{"accumulate":1,"adamBeta1":0.9,"adamBeta2":0.98,"adamEpsilon":1e-09,"averageBest":4,"batchTokens":1536,"budget":{"minutes":0.0,"newDataEpochs":1.0,"patience":5,"policy":"updates","updates":250},"checkpointEvery":100,"choice":"last","clipNorm":1.0,"clipScope":"before-penalty","dropout":0.1,"labelSmoothing":0.1,"learningRate":0.001,"logEvery":10,"precision":"auto","schedule":"inverse-square-root","seed":1,"validateEvery":50,"validateSentences":500,"warmup":50,"weightDecay":0.0}}','["a1dc8cf535f3a096b260a3de12043790bffbc97eb714a9ae2e8026880f1d13a8","cef55a9becb695ecce433f713e6a57f4862c6b7d2b68c1c0f741437a72a8f9c2"]','done',6,'{}',30);
CREATE TABLE sweep_job (
    sweep_id INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
    job_id   INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    PRIMARY KEY (sweep_id, job_id)
) WITHOUT ROWID;
INSERT INTO sweep_job VALUES(1,1);
INSERT INTO sweep_job VALUES(1,2);
INSERT INTO sweep_job VALUES(1,3);
INSERT INTO sweep_job VALUES(1,4);
INSERT INTO sweep_job VALUES(1,5);
INSERT INTO sweep_job VALUES(1,6);
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
INSERT INTO run VALUES(1,4,'run-4','done','cpu',1,'here',0,'','',NULL,'','',0.0,0.0,'',0.0,0.0,0,23);
INSERT INTO run VALUES(2,5,'run-5','done','cpu',1,'here',0,'','',NULL,'','',0.0,0.0,'',0.0,0.0,0,26);
INSERT INTO run VALUES(3,6,'run-6','done','cpu',1,'here',0,'','',NULL,'','',0.0,0.0,'',0.0,0.0,0,29);
CREATE TABLE metric_record (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id   INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step     INTEGER NOT NULL,
    "values" TEXT NOT NULL CHECK (json_valid("values"))
);
INSERT INTO metric_record VALUES(1,1,10,'{"loss":2.5}');
INSERT INTO metric_record VALUES(2,2,10,'{"loss":2.5}');
INSERT INTO metric_record VALUES(3,3,10,'{"loss":2.5}');
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
INSERT INTO evaluation VALUES(1,4,1,250,'test',1,'2026-11-25T22:12:48.330Z');
INSERT INTO evaluation VALUES(2,5,2,250,'test',1,'2026-11-25T22:12:48.331Z');
INSERT INTO evaluation VALUES(3,6,3,250,'test',1,'2026-11-25T22:12:48.331Z');
CREATE TABLE signature (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE                   -- as sacreBLEU prints it
);
INSERT INTO signature VALUES(1,'nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0');
CREATE TABLE score (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
    domain        TEXT NOT NULL,
    metric        TEXT NOT NULL,                -- bleu, chrf, ter, loss
    role          TEXT NOT NULL CHECK (role IN ('old', 'new')),
    value         REAL NOT NULL,
    signature_id  INTEGER REFERENCES signature (id),
    PRIMARY KEY (evaluation_id, domain, metric)
) WITHOUT ROWID;
INSERT INTO score VALUES(1,'captions','bleu','new',18.0,1);
INSERT INTO score VALUES(1,'koran','bleu','new',10.0,1);
INSERT INTO score VALUES(1,'news','bleu','old',24.0,1);
INSERT INTO score VALUES(2,'captions','bleu','new',18.0,1);
INSERT INTO score VALUES(2,'koran','bleu','new',10.0,1);
INSERT INTO score VALUES(2,'news','bleu','old',24.0,1);
INSERT INTO score VALUES(3,'captions','bleu','new',18.0,1);
INSERT INTO score VALUES(3,'koran','bleu','new',10.0,1);
INSERT INTO score VALUES(3,'news','bleu','old',24.0,1);
CREATE TABLE translation (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
    domain        TEXT NOT NULL,
    lines         INTEGER NOT NULL,
    text          BLOB NOT NULL,                -- zstd
    PRIMARY KEY (evaluation_id, domain)
) WITHOUT ROWID;
INSERT INTO translation VALUES(1,'captions',2,X'28b52ffd2016b100006572737465205a65696c652063617074696f6e730a0a');
INSERT INTO translation VALUES(1,'koran',2,X'28b52ffd20139900006572737465205a65696c65206b6f72616e0a0a');
INSERT INTO translation VALUES(1,'news',2,X'28b52ffd20129100006572737465205a65696c65206e6577730a0a');
INSERT INTO translation VALUES(2,'captions',2,X'28b52ffd2016b100006572737465205a65696c652063617074696f6e730a0a');
INSERT INTO translation VALUES(2,'koran',2,X'28b52ffd20139900006572737465205a65696c65206b6f72616e0a0a');
INSERT INTO translation VALUES(2,'news',2,X'28b52ffd20129100006572737465205a65696c65206e6577730a0a');
INSERT INTO translation VALUES(3,'captions',2,X'28b52ffd2016b100006572737465205a65696c652063617074696f6e730a0a');
INSERT INTO translation VALUES(3,'koran',2,X'28b52ffd20139900006572737465205a65696c65206b6f72616e0a0a');
INSERT INTO translation VALUES(3,'news',2,X'28b52ffd20129100006572737465205a65696c65206e6577730a0a');
CREATE TABLE segment_statistic (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
    domain        TEXT NOT NULL,
    metric        TEXT NOT NULL,
    segments      INTEGER NOT NULL,
    width         INTEGER NOT NULL,
    data          BLOB NOT NULL,                -- zstd
    PRIMARY KEY (evaluation_id, domain, metric)
) WITHOUT ROWID;
INSERT INTO segment_statistic VALUES(1,'captions','bleu',2,3,X'28b52ffd2030d500005000f03f00400810141a400600200bc8b79299ca106086cb5d01');
INSERT INTO segment_statistic VALUES(1,'koran','bleu',2,3,X'28b52ffd2030d500005000f03f00400810141a400600200bc8b79299ca106086cb5d01');
INSERT INTO segment_statistic VALUES(1,'news','bleu',2,3,X'28b52ffd2030d500005000f03f00400810141a400600200bc8b79299ca106086cb5d01');
INSERT INTO segment_statistic VALUES(2,'captions','bleu',2,3,X'28b52ffd2030d500005000f03f00400810141a400600200bc8b79299ca106086cb5d01');
INSERT INTO segment_statistic VALUES(2,'koran','bleu',2,3,X'28b52ffd2030d500005000f03f00400810141a400600200bc8b79299ca106086cb5d01');
INSERT INTO segment_statistic VALUES(2,'news','bleu',2,3,X'28b52ffd2030d500005000f03f00400810141a400600200bc8b79299ca106086cb5d01');
INSERT INTO segment_statistic VALUES(3,'captions','bleu',2,3,X'28b52ffd2030d500005000f03f00400810141a400600200bc8b79299ca106086cb5d01');
INSERT INTO segment_statistic VALUES(3,'koran','bleu',2,3,X'28b52ffd2030d500005000f03f00400810141a400600200bc8b79299ca106086cb5d01');
INSERT INTO segment_statistic VALUES(3,'news','bleu',2,3,X'28b52ffd2030d500005000f03f00400810141a400600200bc8b79299ca106086cb5d01');
CREATE TABLE request (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    action  TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    state   TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused')),
    answer  TEXT NOT NULL DEFAULT '',
    created TEXT NOT NULL
);
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
INSERT INTO message VALUES(1,'info','The conductor started.',NULL,1,'2026-11-25T22:12:48.331Z','2026-11-25T22:12:48.331Z',31);
CREATE TABLE conductor (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    host          TEXT NOT NULL,
    pid           INTEGER NOT NULL,
    boot_id       TEXT NOT NULL,
    process_start TEXT NOT NULL,                -- tells a process from a later one with the same number
    heartbeat     TEXT NOT NULL
);
CREATE TABLE document (
    kind  TEXT NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;
INSERT INTO document VALUES('view','tradeoff','{"split":"test"}');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('metric_record',3);
INSERT INTO sqlite_sequence VALUES('evaluation',3);
CREATE INDEX sweep_by_revision ON sweep (revision);
CREATE INDEX job_by_revision ON job (revision);
CREATE INDEX sweep_job_by_job ON sweep_job (job_id);
CREATE INDEX run_by_revision ON run (revision);
CREATE INDEX run_by_job ON run (job_id);
CREATE INDEX metric_record_by_step ON metric_record (run_id, step);
CREATE INDEX evaluation_by_run ON evaluation (run_id);
CREATE INDEX request_open ON request (id) WHERE state = 'open';
CREATE INDEX message_by_revision ON message (revision);
CREATE INDEX message_by_text ON message (text);
CREATE VIEW trial_score AS
    SELECT job.id AS job_id, job.label, job.strategy, job.parameters, job.seed,
           evaluation.id AS evaluation_id, evaluation.split, evaluation.step, evaluation.selected,
           score.domain, score.role, score.metric, score.value, signature.text AS signature
      FROM score
      JOIN evaluation ON evaluation.id = score.evaluation_id
      JOIN job ON job.id = evaluation.job_id
      LEFT JOIN signature ON signature.id = score.signature_id
     WHERE job.kind = 'trial';
CREATE VIEW tradeoff AS
    SELECT strategy, parameters, seed, split, metric,
           avg(CASE role WHEN 'new' THEN value END) AS mean_new,
           avg(CASE role WHEN 'old' THEN value END) AS mean_old,
           count(DISTINCT domain) AS domains, step, job_id, evaluation_id
      FROM trial_score
     WHERE selected = 1
     GROUP BY evaluation_id, metric;
CREATE VIEW latest_run AS
    SELECT job.id AS job_id, job.kind, job.label, job.state AS job_state, run.id AS run_id,
           run.name, run.state, run.device, run.stage, run.done, run.total, run.unit, run.rate,
           run.seconds_left, run.started, run.ended, run.exit_code, run.sentence
      FROM job
      LEFT JOIN run ON run.id = (SELECT max(id) FROM run AS other WHERE other.job_id = job.id);
CREATE VIEW metric AS
    SELECT metric_record.run_id, item.key AS name, metric_record.step, item.value
      FROM metric_record, json_each(metric_record."values") AS item
     ORDER BY metric_record.run_id, item.key, metric_record.step;
COMMIT;
PRAGMA application_id = 1346456649;
PRAGMA user_version = 1;
