# SPDX-License-Identifier: GPL-3.0-or-later
"""Encodes the lines of a JSON list on standard input with SentencePiece's own Python binding."""
import json
import sys

import sentencepiece

processor = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
ids = [processor.encode(line) for line in json.load(sys.stdin)]
json.dump(
    {
        "special": [processor.pad_id(), processor.unk_id(), processor.bos_id(), processor.eos_id()],
        "ids": ids,
        "text": [processor.decode(line) for line in ids],
    },
    sys.stdout,
)
