# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 3: is the slope schedule needed, and is 0.04 special?
title='is the slope schedule needed?'

perform() {
    local how keys=() l
    for how in hmlstm: hmlstm-no-annealing:--slope-rate=0 slope-slow:--slope-rate=0.01 \
        slope-fast:--slope-rate=0.16 soft:--boundary=soft sampled:--boundary=sampled; do
        # shellcheck disable=SC2086
        learn "${how%%:*}" ${how#*:}
        keys+=("$model")
        put "${how%%:*}" test_bpc "$(bpc "$model")" "$model"
        for l in 1 2; do
            put_boundaries "${how%%:*}" "$model" "$l"
        done
    done
    figure "slope-$units" "${keys[@]}"
}
