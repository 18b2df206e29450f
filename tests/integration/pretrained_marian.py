# SPDX-License-Identifier: GPL-3.0-or-later
"""A small MarianMT model, and translations by transformers and CTranslate2.

make FOLDER TEXT              trains it for a moment on TEXT/train.de and TEXT/train.en and saves it
translate FOLDER FILE BEAM    prints the first ten lines of FILE, translated with so wide a beam
ctranslate2 FOLDER FILE BEAM  the same, by CTranslate2 with what its converter makes of the folder
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


def translate(folder, file, beam):
    model = MarianMTModel.from_pretrained(folder).eval()
    tokenizer = MarianTokenizer.from_pretrained(folder)
    for line in lines_of(file):
        source = tokenizer(line, return_tensors="pt")
        limit = most_pieces(source["input_ids"].shape[1] - 1)
        found = model.generate(
            **source, num_beams=beam, do_sample=False, max_length=None, max_new_tokens=limit, forced_eos_token_id=None,
            early_stopping=beam > 1, length_penalty=1.0)[0, 1:]
        pieces = tokenizer.convert_ids_to_tokens([i for i in found.tolist() if i != tokenizer.eos_token_id])
        print(tokenizer.spm_target.decode_pieces(pieces))


def ctranslate2_translate(folder, file, beam):
    models = [sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm")) for side in ("source", "target")]
    with tempfile.TemporaryDirectory() as converted:
        TransformersConverter(str(folder)).convert(converted, force=True)
        translator = ctranslate2.Translator(converted, compute_type="float32", intra_threads=1)
    for line in lines_of(file):
        pieces = models[0].encode(line, out_type=str)
        found = translator.translate_batch(
            [pieces + ["</s>"]], beam_size=beam, max_decoding_length=most_pieces(len(pieces)), length_penalty=1)
        print(models[1].decode_pieces(found[0].hypotheses[0]))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    beam = [int(width) for width in sys.argv[4:]]
    {"make": make, "translate": translate, "ctranslate2": ctranslate2_translate}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]), *beam)
