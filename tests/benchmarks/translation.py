# SPDX-License-Identifier: GPL-3.0-or-later
"""Translation here, by Hugging Face's transformers and by CTranslate2 with the same weights, in turns in one run; appends a
table to RESULTS.md.

    python3 tests/benchmarks/translation.py build/release/bin/palimpsest-engine TEXT.de TEXT.en [--size small] [--rounds n]

TEXT trains the two SentencePiece models; lines of 20 pieces are translated. The MarianMT model is random, so every translation runs to
its limit of 30 pieces: the same work for all, and the same pieces where the arithmetic agrees, which is counted. The peers live in a
virtual environment of their own, build/benchmark-venv, made at the first call. CPU, as many threads for all; float32, and beside it bfloat16
here and int8 there. CTranslate2 both with all threads for a batch and with a worker a thread, as here.
"""
import argparse
import copy
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import shared  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / "build" / "benchmark-venv"
PACKAGES = ["torch==2.13.0", "transformers", "sentencepiece", "ctranslate2", "sacrebleu", "numpy", "optuna"]
ALONE = ["sockeye==3.1.34"]  # asks for a LibTorch of long ago, but runs with this one
SIZES = {"small": (256, 4, 1024, 3, 8000), "base": (512, 8, 2048, 6, 16000)}
OURS = "Palimpsest"
LENGTH, ROOM = 20, 10  # pieces of a source; a translation has at most as many and ROOM more


def enter_environment():
    """Goes on in the peers' environment."""
    if pathlib.Path(sys.prefix) == VENV:
        return
    installed = VENV / "packages.txt"
    if not installed.exists() or installed.read_text() != "\n".join(PACKAGES + ALONE):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([VENV / "bin" / "pip", "install", "-q", *PACKAGES], check=True)
        subprocess.run([VENV / "bin" / "pip", "install", "-q", "--no-deps", *ALONE], check=True)
        installed.write_text("\n".join(PACKAGES + ALONE))
    os.execv(VENV / "bin" / "python", [str(VENV / "bin" / "python"), *sys.argv])


def make_model(folder, source, target, size, seed=3):
    import sentencepiece
    import torch
    from transformers import MarianConfig, MarianMTModel

    width, heads, inner, layers, vocabulary = SIZES[size]
    pieces = ["</s>", "<unk>"]
    for side, lines in (("source", source), ("target", target)):
        text = folder / f"{side}.txt"
        text.write_text("\n".join(lines[:100000]), encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(folder / side), vocab_size=vocabulary // 2, minloglevel=2)
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        known = set(pieces)
        pieces += [p for p in map(model.id_to_piece, range(3, model.get_piece_size())) if p not in known]
        for left in (text, folder / f"{side}.vocab"):
            left.unlink()
    pieces.append("<pad>")
    (folder / "vocab.json").write_text(json.dumps({piece: i for i, piece in enumerate(pieces)}), encoding="utf-8")
    torch.manual_seed(seed)
    model = MarianMTModel(MarianConfig(
        vocab_size=len(pieces), d_model=width, encoder_layers=layers, decoder_layers=layers, encoder_attention_heads=heads,
        decoder_attention_heads=heads, encoder_ffn_dim=inner, decoder_ffn_dim=inner, activation_function="swish",
        max_position_embeddings=512, scale_embedding=True, pad_token_id=len(pieces) - 1, eos_token_id=0,
        decoder_start_token_id=len(pieces) - 1, forced_eos_token_id=None, bad_words_ids=[[len(pieces) - 1]], init_std=0.05))
    with torch.no_grad():
        model.final_logits_bias[0, 0] = -1e4  # nothing ends early
    model.save_pretrained(folder)
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "MarianTokenizer"}))


class Ours:
    """A process a call, so that what starting costs is taken off: the time of all lines less that of a quarter of them."""

    def __init__(self, engine, study, threads):
        self.precision = "float32"
        self.command = [engine, "translate", "--study", str(study), "--threads", str(threads), "--max-length-ratio", "1"]

    def run(self, lines, beam):
        start = time.perf_counter()
        text = subprocess.run(
            [*self.command, "--beam", str(beam), "--precision", self.precision], input="\n".join(lines) + "\n", text=True, check=True, capture_output=True).stdout
        return time.perf_counter() - start, text.splitlines()

    def __call__(self, lines, beam):
        quarter = len(lines) // 4
        little = self.run(lines[:quarter], beam)[0]
        seconds, text = self.run(lines, beam)
        return (seconds - little) * len(lines) / (len(lines) - quarter), text


class Transformers:
    def __init__(self, folder, threads):
        import torch
        from transformers import MarianMTModel, MarianTokenizer

        torch.set_num_threads(threads)
        self.model = MarianMTModel.from_pretrained(folder).eval()
        self.tokenizer = MarianTokenizer.from_pretrained(folder)
        self.marks = {self.tokenizer.pad_token_id, self.tokenizer.eos_token_id}
        self.no_grad = torch.no_grad

    def __call__(self, lines, beam, batch=64):
        start = time.perf_counter()
        texts = []
        with self.no_grad():
            for i in range(0, len(lines), batch):
                given = self.tokenizer(lines[i : i + batch], return_tensors="pt", padding=True)
                found = self.model.generate(
                    **given, num_beams=beam, do_sample=False, max_length=None, max_new_tokens=LENGTH + ROOM,
                    early_stopping=beam > 1, forced_eos_token_id=None)
                for row in found[:, 1:]:  # all three put pieces together alike, unknown ones, too
                    pieces = self.tokenizer.convert_ids_to_tokens([i for i in row.tolist() if i not in self.marks])
                    texts.append(self.tokenizer.spm_target.decode_pieces(pieces))
        return time.perf_counter() - start, texts


class CTranslate2:
    def __init__(self, folder, workers, threads, precision):
        import ctranslate2
        from transformers import MarianTokenizer

        made = folder.parent / f"ctranslate2-{precision}"
        ctranslate2.converters.TransformersConverter(str(folder)).convert(str(made), quantization=precision, force=True)
        self.translator = ctranslate2.Translator(str(made), device="cpu", inter_threads=workers, intra_threads=threads, compute_type=precision)
        self.tokenizer = MarianTokenizer.from_pretrained(folder)

    def __call__(self, lines, beam, batch=64):
        start = time.perf_counter()
        sources = [self.tokenizer.convert_ids_to_tokens(self.tokenizer(line)["input_ids"]) for line in lines]
        results = self.translator.translate_batch(
            sources, beam_size=beam, max_batch_size=batch, max_decoding_length=LENGTH + ROOM, length_penalty=1)
        texts = [self.tokenizer.spm_target.decode_pieces(result.hypotheses[0]) for result in results]
        return time.perf_counter() - start, texts


def chosen_lines(folder, source, count):
    """Lines of the same number of pieces, end mark included."""
    import sentencepiece

    model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    found = []
    for line in source:
        if len(model.encode(line)) == LENGTH and line not in found:
            found.append(line)
        if len(found) == count:
            return found
    raise SystemExit(f"the text has only {len(found)} lines of {LENGTH} pieces")


def main():
    enter_environment()
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    import ctranslate2
    import transformers

    source, target = shared.lines_of(arguments.source), shared.lines_of(arguments.target)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "marian"
        folder.mkdir()
        make_model(folder, source, target, arguments.size)
        lines = chosen_lines(folder, source, arguments.lines)
        study = pathlib.Path(place) / "study"
        for words in (["study", "create", "--source", "de", "--target", "en"], ["base", "import", str(folder)]):
            subprocess.run([arguments.engine, *words, "--study", str(study)], check=True, capture_output=True)
        models = study / "models"
        ours = Ours(arguments.engine, study, arguments.threads)
        ours.command[2:4] = ["--model", str(next(models.iterdir())), "--tokenizer", str(next((study / "tokenizers").iterdir()))]
        half = copy.copy(ours)
        half.precision = "bfloat16"
        peers = {OURS: ours, "Palimpsest, bfloat16": half, "transformers": Transformers(folder, arguments.threads),
                 "CTranslate2, threads": CTranslate2(folder, 1, arguments.threads, "float32"),
                 "CTranslate2, workers": CTranslate2(folder, arguments.threads, 1, "float32"),
                 "CTranslate2, workers, int8": CTranslate2(folder, arguments.threads, 1, "int8")}
        rows = []
        for beam in (1, 4):
            times = {name: [] for name in peers}
            texts = {}
            for _ in range(arguments.rounds):
                for name, peer in peers.items():
                    seconds, texts[name] = peer(lines, beam)
                    times[name].append(seconds)
            middle = {name: statistics.median(all_times) for name, all_times in times.items()}
            for name in peers:
                same = sum(a.strip() == b.strip() for a, b in zip(texts[OURS], texts[name]))
                rows.append((beam, name, len(lines) / middle[name], middle[name] / middle[OURS], same))
        report(rows, arguments, f"transformers {transformers.__version__}, CTranslate2 {ctranslate2.__version__}")


def report(rows, arguments, versions):
    width, _, inner, layers, _ = SIZES[arguments.size]
    text = (f"\n## Translation, {time.strftime('%Y-%m-%d')}\n\n`tests/benchmarks/translation.py`, MarianMT of size {arguments.size} (d {width}, "
            f"{layers}+{layers}, ff {inner}), {arguments.lines} lines of {LENGTH} pieces, {LENGTH + ROOM} pieces each out, float32 where nothing else is "
            f"said, {arguments.threads} threads, medians of {arguments.rounds} turns. {shared.processor()}, load {os.getloadavg()[0]:.1f}; {versions}.\n\n"
            f"| beam | program | lines/s | speed of {OURS} over its | same text as {OURS} |\n|---:|---|---:|---:|---:|\n")
    for beam, name, speed, ratio, same in rows:
        text += f"| {beam} | {name} | {speed:.1f} | {ratio:.2f} | {same} of {arguments.lines} |\n"
    shared.report(text)


if __name__ == "__main__":
    main()
