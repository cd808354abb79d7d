# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 3: is the slope schedule needed, and is 0.04 special? In the paper the slope reaches 5
# after a hundred epochs; two schedules go so far, or to 2, in as many epochs as are run.
title='is the slope schedule needed?'

perform() {
    local how keys=() l two five
    two=$(awk -v n="$epochs" 'BEGIN { print (n > 1 ? 1 / (n - 1) : 1) }')
    five=$(awk -v n="$epochs" 'BEGIN { print (n > 1 ? 4 / (n - 1) : 4) }')
    for how in hmlstm: hmlstm-no-annealing:--slope-rate=0 slope-to-two:--slope-rate="$two" \
        slope-to-five:--slope-rate="$five" soft:--boundary=soft sampled:--boundary=sampled; do
        # shellcheck disable=SC2086
        try_model "${how%%:*}" ${how#*:}
        for l in 1 2; do
            put_boundaries "${how%%:*}" "$model" "$l"
        done
    done
    figure slope "${keys[@]}"
}
