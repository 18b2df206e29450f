# SPDX-License-Identifier: GPL-3.0-or-later
"""The grid of 14 trials of Hasler et al. here and by a script over Hugging Face's transformers, from the same base model to BLEU, each from
the start of its process to the last score; appends a table to RESULTS.md.

    python3 tests/benchmarks/grid.py build/release/bin/palimpsest-engine DATA [--updates 40] [--precision bf16]

DATA (of pair de-en) has the folders news, captions, chat and koran. The base model is a random MarianMT of size small that never ends a sentence by itself,
so each is decoded to a limit: here its own length and 10 pieces, there that of the longest in its batch of 64 of like length. Both take
batches of 4,096 padded pieces, exact Fisher information of as many sentences, greedy translations of the first lines of every test set (here
also of one dev line a domain), and sacreBLEU's BLEU. The peer does what a fast script does: one process, all cores, fused Adam, the
penalty's gradient added in place, sentences for the Fisher information one at a time. It lives in build/benchmark-venv.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import shared  # noqa: E402
from training import BATCH  # noqa: E402
from translation import enter_environment, make_model  # noqa: E402

DOMAINS = ("news", "captions", "chat", "koran")
LAMBDAS = (10, 1, 0.1, 0.01, 0.001)
RATIOS = (100, 10, 1)
TRIALS = [(0, None)] + [(value, None) for value in LAMBDAS] + [(0, ratio) for ratio in RATIOS] + [(value, 1) for value in LAMBDAS]
ROOM, LONGEST = 10, 100


def study_file(arguments, model):
    domains = "".join(
        f'[[domain]]\nname = "{name}"\nrole = "{"old" if name == "news" else "new"}"\n'
        + "".join(f'{split} = ["{arguments.data}/{name}/{split}.de.gz", "{arguments.data}/{name}/{split}.en.gz"]\n' for split in ("train", "dev", "test"))
        for name in DOMAINS)
    precision = {"float32": "float32", "bf16": "bfloat16"}[arguments.precision]
    return (f'[study]\nname = "Grid"\nsource = "de"\ntarget = "en"\n{domains}[pretrained]\nfolder = "{model}"\n'
            f'[filter]\nmaxPieces = {LONGEST}\n[training]\nbatchTokens = {BATCH}\nlearningRate = 1e-4\nwarmup = 10\nvalidateEvery = 0\nvalidateSentences = 1\n'
            f'checkpointEvery = 0\nprecision = "{precision}"\nbudget = {{ policy = "updates", updates = {arguments.updates} }}\n'
            f'[fisher]\nsentences = {arguments.sentences}\n[evaluation]\nmetrics = ["bleu"]\nbeam = 1\ntestSentences = {arguments.lines}\nmaxLengthRatio = 1\n'
            f'[sweep]\nname = "Grid"\nseeds = [1]\nstrategies = ["fine-tuning", {{ name = "ewc", lambda = {list(LAMBDAS)}, scale = "raw" }}, '
            f'{{ name = "mixing", ratio = {list(RATIOS)} }}, {{ name = "ewc+mixing", lambda = {list(LAMBDAS)}, scale = "raw", ratio = 1 }}]\n')


class Peer:
    """Everything in memory of one process."""

    def __init__(self, arguments):
        import sacrebleu
        import torch
        from transformers import MarianMTModel, MarianTokenizer

        self.bleu = sacrebleu.corpus_bleu
        torch.set_num_threads(arguments.threads)
        torch.manual_seed(1)
        self.torch, self.arguments = torch, arguments
        self.model = MarianMTModel.from_pretrained(arguments.peer)
        self.tokenizer = MarianTokenizer.from_pretrained(arguments.peer)
        self.pad = self.tokenizer.pad_token_id
        self.weights = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        self.base = [weight.detach().clone() for weight in self.weights]
        self.text = {name: self.encoded(shared.aligned_pairs(*(f"{arguments.data}/{name}/train.{side}.gz" for side in ("de", "en")))) for name in DOMAINS}
        self.tests = {name: shared.aligned_pairs(*(f"{arguments.data}/{name}/test.{side}.gz" for side in ("de", "en")))[: arguments.lines] for name in DOMAINS}

    def encoded(self, pairs):
        """With SentencePiece's own threads: the tokenizer of transformers goes line by line."""
        known, unknown = self.tokenizer.encoder, self.tokenizer.unk_token_id
        sides = []
        for side, model in enumerate((self.tokenizer.spm_source, self.tokenizer.spm_target)):
            made = model.encode([pair[side] for pair in pairs], out_type=str, num_threads=self.arguments.threads)
            sides.append([[known.get(piece, unknown) for piece in pieces] + [self.tokenizer.eos_token_id] for pieces in made])
        return [pair for pair in zip(*sides) if max(map(len, pair)) <= LONGEST]

    def padded(self, rows, fill):
        made = self.torch.full((len(rows), max(map(len, rows))), fill, dtype=self.torch.long)
        for row, pieces in zip(made, rows):
            row[: len(pieces)] = self.torch.tensor(pieces)
        return made

    def loss(self, pairs, smoothing, reduction="mean"):
        source, labels = self.padded([s for s, _ in pairs], self.pad), self.padded([t for _, t in pairs], -100)
        with self.torch.autocast("cpu", self.torch.bfloat16, enabled=self.arguments.precision == "bf16" and reduction == "mean"):
            shifted = self.model.prepare_decoder_input_ids_from_labels(labels)
            logits = self.model(input_ids=source, attention_mask=source.ne(self.pad), decoder_input_ids=shifted).logits
        return self.torch.nn.functional.cross_entropy(
            logits.flatten(0, 1).float(), labels.flatten(), ignore_index=-100, label_smoothing=smoothing, reduction=reduction)

    def fisher(self):
        self.model.eval()
        sums = [self.torch.zeros_like(weight) for weight in self.weights]
        for pair in random.Random(1).sample(self.text["news"], self.arguments.sentences):
            self.model.zero_grad(set_to_none=True)
            self.loss([pair], 0, "sum").backward()
            for total, weight in zip(sums, self.weights):
                total.addcmul_(weight.grad, weight.grad)
        return [total / self.arguments.sentences for total in sums]

    def batches(self, ratio):
        order = random.Random(1)
        new = [pair for name in DOMAINS[1:] for pair in self.text[name]]
        while True:
            drawn = [order.choice(self.text["news"] if ratio and order.random() < ratio / (1 + ratio) else new) for _ in range(4096)]
            drawn.sort(key=lambda pair: (len(pair[1]), len(pair[0])))
            batches, batch, longest = [], [], (0, 0)
            for pair in drawn:
                longest = tuple(max(most, len(side)) for most, side in zip(longest, pair))
                if batch and sum(longest) * (len(batch) + 1) > BATCH:
                    batches.append(batch)
                    batch, longest = [], tuple(map(len, pair))
                batch.append(pair)
            order.shuffle(batches)
            yield from batches

    def adapt(self, strength, ratio, fisher):
        torch = self.torch
        with torch.no_grad():
            torch._foreach_copy_(self.weights, self.base)
        self.model.train()
        optimizer = torch.optim.Adam(self.weights, lr=1e-4, betas=(0.9, 0.98), eps=1e-9, fused=True)
        batches = self.batches(ratio)
        for update in range(self.arguments.updates):
            for group in optimizer.param_groups:
                group["lr"] = 1e-4 * min(1, (update + 1) / 10)
            optimizer.zero_grad(set_to_none=True)
            self.loss(next(batches), 0.1).backward()
            torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
            if strength:
                with torch.no_grad():
                    torch._foreach_addcmul_([w.grad for w in self.weights], fisher, torch._foreach_sub(self.weights, self.base), 2 * strength)
            optimizer.step()

    def scores(self):
        self.model.eval()
        found = {}
        for name, pairs in self.tests.items():
            hypotheses = [""] * len(pairs)
            order = sorted(range(len(pairs)), key=lambda i: -len(pairs[i][0]))
            for begin in range(0, len(order), 64):
                rows = order[begin : begin + 64]
                given = self.tokenizer([pairs[i][0] for i in rows], return_tensors="pt", padding=True, truncation=True, max_length=300)
                with self.torch.no_grad():
                    made = self.model.generate(**given, num_beams=1, do_sample=False, max_length=None,
                                               max_new_tokens=given["input_ids"].shape[1] - 1 + ROOM, forced_eos_token_id=None)
                for i, text in zip(rows, self.tokenizer.batch_decode(made, skip_special_tokens=True)):
                    hypotheses[i] = text
            found[name] = self.bleu(hypotheses, [[pair[1] for pair in pairs]]).score
        return found

    def run(self):
        fisher = self.fisher()
        table = []
        for strength, ratio in TRIALS:
            self.adapt(strength, ratio, fisher)
            table.append(self.scores())
        return table


def timed(command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return time.perf_counter() - start


def main():
    enter_environment()
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("data")
    parser.add_argument("--updates", type=int, default=40)
    parser.add_argument("--sentences", type=int, default=400)
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--peer", help="(of the script itself) folder of the base model")
    arguments = parser.parse_args()
    arguments.data = str(pathlib.Path(arguments.data).resolve())
    if arguments.peer:
        print(json.dumps(Peer(arguments).run()))
        return
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        model = folder / "marian"
        model.mkdir()
        pairs = shared.aligned_pairs(*(f"{arguments.data}/news/train.{side}.gz" for side in ("de", "en")))
        make_model(model, [pair[0] for pair in pairs], [pair[1] for pair in pairs], "small")
        (folder / "grid.toml").write_text(study_file(arguments, model), encoding="utf-8")
        study = folder / "study"
        ours = timed([arguments.engine, "sweep", "run", "--study", str(study), "--file", str(folder / "grid.toml"),
                      "--devices", f"cpu:{arguments.threads}x1"])
        status = subprocess.run([arguments.engine, "export", "table", "--study", str(study), "--format", "csv"], check=True, capture_output=True, text=True)
        peer = timed([sys.executable, __file__, arguments.engine, arguments.data, "--peer", str(model), "--updates", str(arguments.updates),
                      "--sentences", str(arguments.sentences), "--lines", str(arguments.lines), "--threads", str(arguments.threads),
                      "--precision", arguments.precision])
    assert status.stdout.count("\n") > len(TRIALS), status.stdout
    report(ours, peer, load, arguments)


def report(ours, peer, load, arguments):
    import transformers

    text = (f"\n## The whole grid, {time.strftime('%Y-%m-%d')}\n\n`tests/benchmarks/grid.py`, {len(TRIALS)} trials of {arguments.updates} updates of {BATCH:,} "
            f"padded pieces, size small, {arguments.precision}, Fisher information of {arguments.sentences} sentences, {arguments.lines} test lines of "
            f"{len(DOMAINS)} domains each; here {arguments.threads} workers with one thread, there one process with {arguments.threads} threads. "
            f"{shared.processor()}, load {load:.1f}; transformers {transformers.__version__}.\n\n"
            "| Palimpsest, start to end | script over transformers | ratio | target |\n|---:|---:|---:|---:|\n"
            f"| {ours:,.0f} s | {peer:,.0f} s | {peer / ours:.2f} | ≥ 3 |\n")
    shared.report(text)


if __name__ == "__main__":
    main()
