# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# What the paper's size needs, 3 x 512: more steps than the paper makes, detectors that begin
# undecided and are led back, or learn slowly, and masks against learning by heart. RESULTS.md was
# made with --epochs=8, and 10 with heavier masks.
title='Penn Treebank at 3 x 512: detectors that are led back, masks, and LSTMs beside them'

# An HM-LSTM: climb NAME [OPTION]...
climb() {
    learn "$@" --detector-bias=0
    keys+=("$model")
    put_hierarchy "$1" "$model"
}

# An LSTM: climb_plainly NAME [OPTION]...
climb_plainly() {
    learn "$@" --cell=lstm
    keys+=("$model")
    put_bits "$1" "$model"
}

perform() {
    local keys=()
    local more=(--schedule=cosine --batch=16 --bptt=50 --matmul=bfloat16 "${more[@]}")
    local light=(--dropout-layers=0.1)
    local heavy=(--dropout-weights=0.3 --dropout-layers=0.15 --dropout-output=0.1)
    climb returning --detector-gradient=returning "${light[@]}"
    climb slow --detector-rate=0.03 "${light[@]}"
    climb_plainly lstm-light "${light[@]}"
    climb returning-heavy --detector-gradient=returning "${heavy[@]}"
    climb_plainly lstm-heavy "${heavy[@]}"
    figure paper-size "${keys[@]}"
}
