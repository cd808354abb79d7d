# SPDX-License-Identifier: BSD-2-Clause
"""A peer: SentencePiece, a unigram model of 4000 pieces, trained on the text it then cuts.

    sentencepiece_peer.py TEXT

Prints MB of UTF-8 a second, one thread, of a run that began with the model loaded.
"""
import os
import sys
import tempfile
import time

import sentencepiece


def main():
    text = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        prefix = os.path.join(folder, "model")
        with open(os.path.join(folder, "part"), "wb") as part, open(text, "rb") as whole:
            part.write(whole.read(300000).rsplit(b"\n", 1)[0] + b"\n")
        sentencepiece.SentencePieceTrainer.train(
            input=part.name, model_prefix=prefix, vocab_size=4000, hard_vocab_limit=False,
            character_coverage=1.0, num_threads=2, max_sentence_length=100000,
            minloglevel=2)
        pieces = sentencepiece.SentencePieceProcessor(model_file=prefix + ".model")
        with open(text, encoding="utf-8") as file:
            lines = file.read().splitlines()
        begin = time.perf_counter()
        for line in lines:
            " ".join(pieces.encode(line, out_type=str))
        seconds = time.perf_counter() - begin
    print(round(os.path.getsize(text) / seconds / 1e6, 3))


main()
