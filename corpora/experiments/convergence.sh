# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 2: does it converge faster or slower than an LSTM, by characters and by seconds? The
# validation text is predicted ten times an epoch.
title='does it converge faster or slower?'

perform() {
    local how name every keys=()
    every=$(wc -m < "$texts/train" | awk '{ print int($1 / 10) + 1 }')
    for how in hmlstm: hmlstm-no-annealing:--slope-rate=0 lstm:--cell=lstm; do
        name=${how%%:*}
        # shellcheck disable=SC2086
        learn "curve-$name" --evaluate-chars="$every" ${how#*:}
        keys+=("$model")
        put "$name" valid_bpc "$(last "$model" best_bpc)" "$model"
    done
    figure convergence "${keys[@]}"
}
