# SPDX-License-Identifier: GPL-3.0-or-later
"""Training here, by Hugging Face's transformers and by Sockeye, in turns in one run on the same sentences; appends a table to RESULTS.md, with what
the EWC penalty and the Fisher information cost.

    python3 tests/benchmarks/training.py build/ci/tests/engine/adaptation/training_benchmark TEXT.de TEXT.en [--size small]

TEXT gives the lengths and the frequencies: its words, the most frequent first, are the pieces. All train an encoder-decoder
Transformer of the same shape with tied embeddings, dropout .1, label smoothing .1 and Adam, on batches of 4,096 padded source and target
pieces cut from sentences sorted by length. What counts is the real target pieces a second; the loss after the same number of updates is
shown, so that one sees that all learn. The peers live in build/benchmark-venv, see translation.py.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import shared  # noqa: E402
from translation import enter_environment  # noqa: E402

SIZES = {"small": (256, 4, 1024, 3, 8000), "base": (512, 8, 2048, 6, 32000)}
BATCH = 4096
WARM_UP = 2  # updates that are not measured
FIRST = 4  # pieces below are marks: pad 0, unknown 1, begin 2, end 3


def pairs_of(text, vocabulary, count):
    """Sentences as numbers of words by frequency."""
    chosen = [(s.split(), t.split()) for s, t in text if 0 < len(s.split()) <= 100 and 0 < len(t.split()) <= 100]
    random.Random(1).shuffle(chosen)
    chosen = chosen[:count]
    words = collections.Counter(word for pair in chosen for side in pair for word in side)
    number = {word: FIRST + place for place, (word, _) in enumerate(words.most_common(vocabulary - FIRST))}
    return [tuple([number.get(word, 1) for word in side] for side in pair) for pair in chosen]


def batches_of(pairs, seed=1):
    """Sorted by length in windows, as the engine's stream does, cut by padded pieces, shuffled."""
    order = random.Random(seed)
    pairs = pairs[:]
    order.shuffle(pairs)
    batches = []
    for begin in range(0, len(pairs), 4096):
        window = sorted(pairs[begin : begin + 4096], key=lambda pair: (len(pair[1]), len(pair[0])))
        batch = []
        for pair in window:
            longest = max(len(p[0]) + 1 for p in batch + [pair]) + max(len(p[1]) + 1 for p in batch + [pair])
            if batch and longest * (len(batch) + 1) > BATCH:
                batches.append(batch)
                batch = []
            batch.append(pair)
        batches.append(batch)
    order.shuffle(batches)
    return batches


def transformers_logits(width, heads, inner, layers, vocabulary):
    """The model and its logits for padded sources and shifted targets."""
    from transformers import MarianConfig, MarianMTModel

    model = MarianMTModel(MarianConfig(
        vocab_size=vocabulary, d_model=width, encoder_layers=layers, decoder_layers=layers, encoder_attention_heads=heads,
        decoder_attention_heads=heads, encoder_ffn_dim=inner, decoder_ffn_dim=inner, activation_function="relu", dropout=0.1,
        attention_dropout=0.1, activation_dropout=0.1, max_position_embeddings=512, scale_embedding=True, pad_token_id=0, eos_token_id=3,
        decoder_start_token_id=2, init_std=width**-0.5))
    return model, lambda source, decoder: model(input_ids=source, attention_mask=source.ne(0), decoder_input_ids=decoder).logits


def sockeye_logits(width, heads, inner, layers, vocabulary):
    """Traced, as its trainer does."""
    import torch
    from sockeye import constants, data_io, encoder, model, transformer

    statistics_of_data = data_io.DataStatistics(*[1] * 10, 1.0, 1.0, [], [], [])
    stack = transformer.TransformerConfig(
        model_size=width, attention_heads=heads, feed_forward_num_hidden=inner, act_type="relu", num_layers=layers, dropout_attention=0.1,
        dropout_act=0.1, dropout_prepost=0.1, positional_embedding_type=constants.FIXED_POSITIONAL_EMBEDDING, preprocess_sequence="n",
        postprocess_sequence="dr", max_seq_len_source=512, max_seq_len_target=512, depth_key_value=width)
    embedding = encoder.EmbeddingConfig(vocab_size=vocabulary, num_embed=width, dropout=0.1)
    made = model.SockeyeModel(model.ModelConfig(
        config_data=data_io.DataConfig(statistics_of_data, 512, 512, 1, 1), vocab_source_size=vocabulary, vocab_target_size=vocabulary,
        config_embed_source=embedding, config_embed_target=embedding, config_encoder=stack, config_decoder=stack))
    made.apply(model.initialize_parameters)
    traced = []

    def logits(source, decoder):
        length = torch.stack([source.ne(0).sum(1), torch.zeros(len(source), dtype=torch.long)], 1)
        given = source.unsqueeze(2).int(), length.int(), decoder.unsqueeze(2).int(), decoder.ne(0).sum(1).int()
        if not traced:
            traced.append(torch.jit.trace(made, given, strict=False, check_trace=False))
        return traced[0](*given)[constants.LOGITS_NAME]

    return made, logits


PEERS = {"transformers": transformers_logits, "sockeye": sockeye_logits}


def train_peer(peer, pairs, size, precision, threads, updates):
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model, logits_of = PEERS[peer](*SIZES[size])
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4, betas=(0.9, 0.98), fused=True)

    def padded(rows, front=(), behind=(3,)):
        made = torch.zeros(len(rows), max(map(len, rows)) + len(front) + len(behind), dtype=torch.long)
        for row, pieces in zip(made, rows):
            row[: len(pieces) + len(front) + len(behind)] = torch.tensor([*front, *pieces, *behind])
        return made

    batches = batches_of(pairs)[: WARM_UP + updates]
    pieces = sum(len(target) + 1 for batch in batches[WARM_UP:] for _, target in batch)
    for update, batch in enumerate(batches):
        if update == WARM_UP:
            start = time.perf_counter()
        for group in optimizer.param_groups:
            group["lr"] = 5e-4 * min(1, (update + 1) / 10)
        source, labels = padded([s for s, _ in batch]), padded([t for _, t in batch])
        decoder = padded([t for _, t in batch], front=(2,), behind=())
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16", cache_enabled=peer != "sockeye"):
            logits = logits_of(source, decoder)
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=0, label_smoothing=0.1)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        real = labels.ne(0)
        nll = torch.nn.functional.cross_entropy(logits.float()[real], labels[real]).item()
    return {"seconds": seconds, "targetPieces": pieces, "loss": nll,
            "peakMebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def peer_in_a_process(peer, file, arguments):
    """So that its memory is its own."""
    command = [sys.executable, __file__, "--peer", peer, str(file), "--size", arguments.size, "--precision", arguments.precision,
               "--threads", str(arguments.threads), "--updates", str(arguments.updates)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    enter_environment()
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="?")
    parser.add_argument("source", nargs="?")
    parser.add_argument("target", nargs="?")
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--updates", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--peer", nargs=2, help="(of the script itself) a peer and the file of pairs to train it on")
    arguments = parser.parse_args()
    if arguments.peer:
        peer, file = arguments.peer
        lines = pathlib.Path(file).read_text(encoding="utf-8").splitlines()
        pairs = [tuple([int(piece) for piece in side.split()] for side in line.split("\t")) for line in lines]
        print(json.dumps(train_peer(peer, pairs, arguments.size, arguments.precision, arguments.threads, arguments.updates)))
        return
    pairs = pairs_of(shared.aligned_pairs(arguments.source, arguments.target), SIZES[arguments.size][4], 20000)
    ours, peers = [], {peer: [] for peer in PEERS}
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "pairs.txt"
        file.write_text("".join(" ".join(map(str, s)) + "\t" + " ".join(map(str, t)) + "\n" for s, t in pairs), encoding="utf-8")
        for _ in range(arguments.rounds):
            made = subprocess.run(
                [arguments.program, str(file), ",".join(map(str, SIZES[arguments.size])), arguments.precision, str(arguments.threads), str(arguments.updates)],
                check=True, capture_output=True, text=True).stdout
            ours.append(json.loads(made))
            for peer, runs in peers.items():
                runs.append(peer_in_a_process(peer, file, arguments))
    report(ours, peers, arguments)


def report(ours, peers, arguments):
    import sockeye
    import transformers

    width, _, inner, layers, vocabulary = SIZES[arguments.size]

    def middle(values):
        return statistics.median(values)

    speed = {peer: middle([run["targetPieces"] / run["seconds"] for run in runs]) for peer, runs in peers.items()}
    here = middle([run["targetPieces"] / seconds for run in ours for seconds in run["seconds"]])
    memory = middle([run["peakMebibytes"] for run in ours])

    def shown(value):
        return f"{value:,.2f}" if value < 20 else f"{value:,.0f}"

    def peer_row(what, own, value, target, ratio=True):
        cells = " | ".join(shown(value(peer)) for peer in PEERS)
        ratios = " · ".join(f"{own / value(peer):.2f}" for peer in PEERS) if ratio else ""
        return f"| {what} | {shown(own)} | {cells} | {ratios} | {target} |\n"

    def own_row(what, ratio, target="", own=""):
        return f"| {what} | {own} | | | {ratio} | {target} |\n"

    def over_plain(key):
        return middle([other / plain for run in ours for other, plain in zip(run[key], run["seconds"])])

    fisher = [run["fisher"] for run in ours]
    checkpointed = middle([run["checkpointedPeakMebibytes"] for run in ours])
    text = (
        f"\n## Training, {time.strftime('%Y-%m-%d')}\n\n`tests/benchmarks/training.py`, size {arguments.size} (d {width}, {layers}+{layers}, "
        f"ff {inner}, {vocabulary:,} pieces), {arguments.precision}, {arguments.threads} threads, {arguments.updates} updates of {BATCH:,} "
        f"padded pieces, medians of {arguments.rounds} turns. {shared.processor()}, load {os.getloadavg()[0]:.1f}; "
        f"transformers {transformers.__version__}, Sockeye {sockeye.__version__}.\n\n"
        "| what | Palimpsest | transformers | Sockeye | ratio | target |\n|---|---:|---:|---:|---:|---|\n"
        + peer_row("target pieces a second", here, speed.get, "≥ 2")
        + peer_row("loss at the last update", middle([run["loss"] for run in ours]), lambda peer: middle([run["loss"] for run in peers[peer]]), "alike", False)
        + peer_row("peak memory (MiB)", memory, lambda peer: middle([run["peakMebibytes"] for run in peers[peer]]), "≤ 0.7")
        + own_row("peak memory with activation checkpointing over that without", f"{checkpointed / memory:.2f}", own=f"{checkpointed:,.0f}")
        + own_row("its step over a plain step", f"{over_plain('checkpointedSeconds'):.2f}")
        + own_row("step with EWC over a plain step, logged at every update", f"{over_plain('ewcSeconds'):.3f}", "≤ 1.03")
        + own_row(f"exact Fisher information of {fisher[0]['sentences']} sentences over one batched pass",
                  f"{middle([run['exact'] / run['pass'] for run in fisher]):.2f}", "≤ 2")
        + own_row("the same, one sentence at a time, over one batched pass", f"{middle([run['oneByOne'] / run['pass'] for run in fisher]):.2f}"))
    shared.report(text)


if __name__ == "__main__":
    main()
