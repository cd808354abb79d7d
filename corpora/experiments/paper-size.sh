# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# What the paper's size needs, 3 x 512: more steps than the paper makes, detectors that begin
# undecided and are led back, or learn slowly, and masks against learning by heart. RESULTS.md was
# made with --epochs=8, but lstm-heavy with 10, and slow-heavy, the best of all, with 14.
title='Penn Treebank at 3 x 512: detectors that are led back, masks, and LSTMs beside them'

# A model with detectors: try_hierarchy NAME [OPTION]...
try_hierarchy() {
    try_model "$@" --detector-bias=0
    put_hierarchy "$1" "$model"
}

perform() {
    local keys=()
    local more=(--schedule=cosine --batch=16 --bptt=50 --matmul=bfloat16 "${more[@]}")
    local light=(--dropout-layers=0.1)
    local heavy=(--dropout-weights=0.3 --dropout-layers=0.15 --dropout-output=0.1)
    try_hierarchy returning --ste=inward "${light[@]}"
    try_hierarchy slow --detector-rate=0.03 "${light[@]}"
    try_model lstm-light --cell=lstm "${light[@]}"
    try_hierarchy returning-heavy --ste=inward "${heavy[@]}"
    try_hierarchy slow-heavy --detector-rate=0.03 --estimator=skip "${heavy[@]}"
    try_model lstm-heavy --cell=lstm "${heavy[@]}"
    figure paper-size "${keys[@]}"
}
