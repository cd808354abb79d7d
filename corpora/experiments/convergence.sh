# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 2: does it converge faster or slower than an LSTM, by characters and by seconds?
title='does it converge faster or slower?'

perform() {
    local how keys=()
    for how in hmlstm: hmlstm-no-annealing:--slope-rate=0 lstm:--cell=lstm; do
        # shellcheck disable=SC2086
        learn "${how%%:*}" ${how#*:}
        keys+=("$model")
        put "${how%%:*}" valid_bpc "$(last "$model" best_bpc)" "$model"
    done
    figure "convergence-$units" "${keys[@]}"
}
