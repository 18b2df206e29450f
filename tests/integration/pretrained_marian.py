# SPDX-License-Identifier: GPL-3.0-or-later
"""A small MarianMT model, and translations by transformers and CTranslate2.

make FOLDER TEXT              trains it for a moment on TEXT/train.de and TEXT/train.en and saves it
translate FOLDER FILE BEAM…   prints the first ten lines of FILE, translated with so wide beams by transformers and
                              by CTranslate2 with what its converter makes of the folder
"""
import json
import sys
import tempfile
import warnings
from pathlib import Path

import ctranslate2
import sentencepiece
import torch
from ctranslate2.converters import TransformersConverter
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

warnings.filterwarnings("ignore")
POSITIONS = 256
END = "</s>"


def make(folder, text):
    folder.mkdir()
    pieces = ["</s>", "<unk>"]
    for side, language in (("source", "de"), ("target", "en")):
        sentencepiece.SentencePieceTrainer.train(
            input=str(text / f"train.{language}"), model_prefix=str(folder / side), vocab_size=400,
            hard_vocab_limit=False, minloglevel=2,
        )
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
        (folder / f"{side}.vocab").unlink()
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        pieces += [p for p in map(model.id_to_piece, range(3, model.get_piece_size())) if p not in pieces]
    pieces.append("<pad>")
    (folder / "vocab.json").write_text(json.dumps({piece: i for i, piece in enumerate(pieces)}), encoding="utf-8")
    torch.manual_seed(5)
    model = MarianMTModel(MarianConfig(
        vocab_size=len(pieces), d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64, activation_function="swish",
        max_position_embeddings=POSITIONS, scale_embedding=True, pad_token_id=len(pieces) - 1, eos_token_id=0,
        decoder_start_token_id=len(pieces) - 1, forced_eos_token_id=None, bad_words_ids=[[len(pieces) - 1]],
        dropout=0.0, init_std=0.1,
    ))
    tokenizer = MarianTokenizer.from_pretrained(folder)
    lines = [(text / f"train.{language}").read_text(encoding="utf-8").splitlines()[:32] for language in ("de", "en")]
    batch = tokenizer(lines[0], text_target=lines[1], padding=True, truncation=True, max_length=60, return_tensors="pt")
    batch["labels"][batch["labels"] == tokenizer.pad_token_id] = -100
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(150):
        model(**batch).loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        with torch.no_grad():  # as in all models that Marian made
            model.get_input_embeddings().weight[-1] = 0
    model.save_pretrained(folder)


def lines_of(file):
    return file.read_text(encoding="utf-8").split("\n")[:10]


def most_pieces(source):
    """Of a translation of so many pieces, without the end."""
    return min(source + 10, POSITIONS)


def by_transformers(folder):
    model = MarianMTModel.from_pretrained(folder).eval()
    tokenizer = MarianTokenizer.from_pretrained(folder)

    def translate(line, beam):
        source = tokenizer(line, return_tensors="pt")
        limit = most_pieces(source["input_ids"].shape[1] - 1)
        found = model.generate(
            **source, num_beams=beam, do_sample=False, max_length=None, max_new_tokens=limit, forced_eos_token_id=None,
            early_stopping=beam > 1, length_penalty=1.0)[0, 1:]
        return tokenizer.convert_ids_to_tokens([i for i in found.tolist() if i != tokenizer.eos_token_id])

    return translate


def by_ctranslate2(folder):
    model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    with tempfile.TemporaryDirectory() as converted:
        TransformersConverter(str(folder)).convert(converted, force=True)
        translator = ctranslate2.Translator(converted, compute_type="float32", intra_threads=1)

    def translate(line, beam):
        pieces = model.encode(line, out_type=str)
        # It wants a piece at least, and its length penalty counts the end mark only where that is returned.
        found = translator.translate_batch(
            [pieces + [END]], beam_size=beam, max_decoding_length=most_pieces(len(pieces)), length_penalty=1,
            min_decoding_length=0, return_end_token=True)
        return [piece for piece in found[0].hypotheses[0] if piece != END]

    return translate


def translate(folder, file, *beams):
    target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
    found = {}
    for name, program in (("transformers", by_transformers), ("CTranslate2", by_ctranslate2)):
        translate_line = program(folder)
        for beam in beams:
            found[f"{name}, beam {beam}"] = [target.decode_pieces(translate_line(line, beam)) for line in lines_of(file)]
    print(json.dumps(found))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    beam = [int(width) for width in sys.argv[4:]]
    {"make": make, "translate": translate}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), *beam)
