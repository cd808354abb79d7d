# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 1: is the computation saved? How often each layer runs, and what that is in characters a
# second, in training and in scoring; on an otherwise idle machine.
title='is the computation saved?'

perform() {
    local how n_layers l begin
    for how in hmlstm hmlstm-skip:--estimator=skip lstm:--cell=lstm; do
        case $how in *:*) learn "${how%%:*}" "${how#*:}" ;; *) learn "$how" ;; esac
        how=${how%%:*}
        put "$how" train_chars_per_second "$(last "$model" chars_per_second)" "$model"
        n_layers=3
        for ((l = 1; l <= n_layers; l++)); do
            put "$how" "update_$l" "$(last "$model" "update_$l")" "$model"
        done
        begin=$(date +%s.%N)
        bpc "$model" > /dev/null
        put "$how" score_chars_per_second "$(wc -m < "$texts/test" |
            awk -v begin="$begin" -v end="$(date +%s.%N)" '{ print $1 / (end - begin) }')" "$model"
    done
}
