# SPDX-License-Identifier: GPL-3.0-or-later
"""MarianMT models of Hugging Face's transformers, and what they make of some sentences.

make FOLDER...   FOLDER/case.json says how large; writes a random model with its tokenizer into FOLDER/model,
                 and what it answers into FOLDER/answer.safetensors and FOLDER/answer.json
read FOLDER...   FOLDER/export is a model that was exported; writes its answers beside it, FOLDER/again.*
"""
import json
import shutil
import sys
import warnings
from pathlib import Path

import numpy
import sentencepiece
import torch
from safetensors.torch import load_file, save_file
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

warnings.filterwarnings("ignore")
SENTENCES = {
    "source": ["der kleine Hund läuft über die Straße .", "ja", "die Straße , die Straße und der Hund 漢字", ""],
    "target": ["the little dog runs across the street .", "yes", "street and 漢字 dog", ""],
}


def train_pieces(folder, side, size, sentences, **ids):
    text = " ".join(sentences)
    (folder / "text").write_text("\n".join(sentences + text.split()) * 20, encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "text"), model_prefix=str(folder / side), vocab_size=size, hard_vocab_limit=False,
        minloglevel=2, **ids,
    )
    (folder / f"{side}.model").rename(folder / f"{side}.spm")
    model = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
    (folder / f"{side}.vocab").unlink()
    (folder / "text").unlink()
    return [model.id_to_piece(i) for i in range(model.get_piece_size())]


def make_tokenizer(folder, language_mark, joint):
    pieces = ["</s>", "<unk>"] + ([">>eng<<"] if language_mark else [])
    if joint:  # as Marian trains its own
        text = SENTENCES["source"][:3] + SENTENCES["target"][:3]
        pieces = train_pieces(folder, "vocab", 90, text, eos_id=0, unk_id=1, bos_id=-1, pad_id=-1)
        for side in ("source", "target"):
            shutil.copy(folder / "vocab.spm", folder / f"{side}.spm")
    else:
        for side in ("source", "target"):
            found = train_pieces(folder, side, 60, SENTENCES[side][:3])[3:]
            pieces += [piece for piece in found if piece not in pieces]
    pieces.append("<pad>")
    (folder / "vocab.json").write_text(json.dumps({piece: i for i, piece in enumerate(pieces)}), encoding="utf-8")
    return pieces


def make(folder):
    case = json.loads((folder / "case.json").read_text())
    target = folder / "model"
    target.mkdir()
    joint = case.get("joint", False)
    pieces = make_tokenizer(target, case["languageMark"], joint)
    torch.manual_seed(case["seed"])
    config = MarianConfig(
        vocab_size=len(pieces), d_model=case["width"], encoder_layers=case["encoder"], decoder_layers=case["decoder"],
        encoder_attention_heads=case["heads"], decoder_attention_heads=case["heads"], encoder_ffn_dim=case["inner"],
        decoder_ffn_dim=case["inner"], activation_function=case["activation"], max_position_embeddings=64,
        scale_embedding=True, pad_token_id=len(pieces) - 1, eos_token_id=0, decoder_start_token_id=len(pieces) - 1,
        forced_eos_token_id=None, bad_words_ids=[[len(pieces) - 1]], init_std=0.1,
    )
    model = MarianMTModel(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "embed_positions" not in name and parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) * 0.1)
        model.final_logits_bias.normal_(0, 1)
    train(model, target, case["updates"])
    if not case["padMoved"]:  # as Marian leaves it; training in transformers moves it
        with torch.no_grad():
            model.model.shared.weight[-1].zero_()
            if case["format"] == "npz":
                model.final_logits_bias[0, -1] = 0
    if case["format"] == "bin":
        config.save_pretrained(target)
        torch.save(model.state_dict(), target / "pytorch_model.bin")
    elif case["format"] == "safetensors":
        model.save_pretrained(target)
    answer(model, target, folder / "answer", case["languageMark"])
    if case["format"] == "npz":
        write_npz(model, target, pieces, joint)
        for key, value in case.get("wrong", {}).items():
            wrong = folder / "wrong" / key
            shutil.copytree(target, wrong)
            save_npz(arrays_of(model), settings_of(model.config) | {key: value}, wrong / "model.npz", False)


def settings_of(config):
    """What Marian writes of a Transformer into the model."""
    return {
        "type": "transformer", "dim-vocabs": f"\n  - {config.vocab_size - 1}\n  - {config.vocab_size - 1}",
        "dim-emb": config.d_model, "enc-depth": config.encoder_layers, "dec-depth": config.decoder_layers,
        "dec-cell-base-depth": 2, "dec-cell-high-depth": 1, "layer-normalization": "false", "right-left": "false",
        "tied-embeddings": "true", "tied-embeddings-src": "false", "tied-embeddings-all": "true",
        "transformer-heads": config.encoder_attention_heads, "transformer-no-projection": "false",
        "transformer-dim-ffn": config.encoder_ffn_dim, "transformer-ffn-depth": 2,
        "transformer-ffn-activation": config.activation_function, "transformer-aan-depth": 2,
        "transformer-aan-nogate": "false", "transformer-decoder-autoreg": "self-attention",
        "transformer-tied-layers": "\n  []", "transformer-preprocess": '""', "transformer-postprocess-emb": "d",
        "transformer-postprocess": "dan", "transformer-train-position-embeddings": "false", "ulr": "false",
        "ulr-dim-emb": 0, "version": "v1.9.0",
    }


def layer_names():
    """Of a layer, Marian's names and transformers'."""
    for theirs, ours in (("self", "self_attn"), ("context", "encoder_attn")):
        for letter, projection in zip("qkvo", ("q_proj", "k_proj", "v_proj", "out_proj")):
            yield f"{theirs}_W{letter}", f"{ours}.{projection}.weight"
            yield f"{theirs}_b{letter}", f"{ours}.{projection}.bias"
        yield f"{theirs}_Wo_ln_scale", f"{ours}_layer_norm.weight"
        yield f"{theirs}_Wo_ln_bias", f"{ours}_layer_norm.bias"
    for number in "12":
        yield f"ffn_W{number}", f"fc{number}.weight"
        yield f"ffn_b{number}", f"fc{number}.bias"
    yield "ffn_ffn_ln_scale", "final_layer_norm.weight"
    yield "ffn_ffn_ln_bias", "final_layer_norm.bias"


def arrays_of(model):
    """The model's state in Marian's names: matrices turned around, vectors as rows, no pad piece."""
    state = {name: tensor.detach().numpy() for name, tensor in model.state_dict().items()}
    arrays = {
        "Wemb": state["model.shared.weight"][:-1], "decoder_ff_logit_out_b": state["final_logits_bias"][:, :-1],
    }
    for stack in ("encoder", "decoder"):
        for layer in range(getattr(model.config, f"{stack}_layers")):
            for theirs, ours in layer_names():
                array = state.get(f"model.{stack}.layers.{layer}.{ours}")
                if array is not None:
                    arrays[f"{stack}_l{layer + 1}_{theirs}"] = numpy.ascontiguousarray(numpy.atleast_2d(array.T))
    return arrays


def save_npz(arrays, settings, file, packed):
    text = "".join(f"{key}: {value}\n" for key, value in settings.items()).encode() + b"\0"
    save = numpy.savez_compressed if packed else numpy.savez
    save(file, **arrays, **{"special:model.yml": numpy.frombuffer(text, dtype=numpy.int8)})


def write_npz(model, folder, pieces, joint):
    save_npz(arrays_of(model), settings_of(model.config), folder / "model.npz", packed=joint)
    numpy.savez(folder / "model.npz.optimizer.npz", adam_mt=numpy.zeros(3, dtype=numpy.float32))
    (folder / "vocab.json").unlink()
    if joint:
        (folder / "source.spm").unlink()
        (folder / "target.spm").unlink()
    else:
        lines = [f"{json.dumps(piece, ensure_ascii=i % 2 == 0)}: {i}\n" for i, piece in enumerate(pieces[:-1])]
        (folder / "opus.vocab.yml").write_text("".join(lines), encoding="utf-8")


def batch_of(tokenizer, sources):
    """Source, target and the decoder's input."""
    pairs = tokenizer(sources, text_target=SENTENCES["target"], padding=True, return_tensors="pt")
    labels = pairs["labels"]
    start = torch.full_like(labels[:, :1], tokenizer.pad_token_id)
    given = {"input_ids": pairs["input_ids"], "attention_mask": pairs["attention_mask"]}
    return given, torch.cat((start, labels[:, :-1]), dim=1), labels


def train(model, folder, updates):
    """A little, so that sentences end and beams differ."""
    given, inputs, labels = batch_of(MarianTokenizer.from_pretrained(folder), SENTENCES["source"])
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(updates):
        loss = model(**given, decoder_input_ids=inputs).logits.log_softmax(-1).gather(-1, labels[..., None])
        (-loss[labels != model.config.pad_token_id].mean()).backward()
        optimiser.step()
        optimiser.zero_grad()


def answer(model, tokenizer_folder, to, language_mark=False):
    model.eval()
    tokenizer = MarianTokenizer.from_pretrained(tokenizer_folder)
    mark = ">>eng<<" if language_mark else ""
    sources = [mark + text for text in SENTENCES["source"]]
    given, inputs, labels = batch_of(tokenizer, sources)
    with torch.no_grad():
        output = model(**given, decoder_input_ids=inputs)
        tensors = {
            "input_ids": given["input_ids"], "labels": labels, "logits": output.logits,
            "encoder": output.encoder_last_hidden_state,
        }
        searches = {}
        for beam in (1, 4):
            found = model.generate(
                **given, num_beams=beam, max_length=64, early_stopping=beam > 1, length_penalty=1.0, do_sample=False,
            )
            searches[str(beam)] = [row.tolist()[1:] for row in found]
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, to.with_suffix(".safetensors"))
    told = {
        "sources": sources, "targets": SENTENCES["target"], "searches": searches,
        "ids": [tokenizer(text)["input_ids"] for text in sources],
        "targetIds": [tokenizer(text_target=text)["input_ids"] for text in SENTENCES["target"]],
        "texts": tokenizer.batch_decode(labels, skip_special_tokens=True),
    }
    to.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")


def read(folder):
    case = json.loads((folder / "case.json").read_text())
    model = MarianMTModel.from_pretrained(folder / "export")
    answer(model, folder / "export", folder / "again", case["languageMark"])
    original = folder / "model" / "model.safetensors"
    if original.exists():  # to the last bit the same tensors
        before, after = load_file(original), load_file(folder / "export" / "model.safetensors")
        for name in before.keys() | after.keys():
            if "embed_positions" not in name and not torch.equal(before[name], after[name]):
                raise SystemExit(f"{name} is another tensor")


if __name__ == "__main__":
    for each in sys.argv[2:]:
        {"make": make, "read": read}[sys.argv[1]](Path(each))
