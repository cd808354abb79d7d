# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 1: is the computation saved? How often each layer runs, and what that is in characters a
# second, in training and in scoring: on an otherwise idle machine. Both are measured with models
# that have learned, because the detectors of others fire all the time; training goes on for an
# epoch of the validation text, with the rate of the paper and a result that is thrown away.
title='is the computation saved?'

# Characters a second of going on training: training_rate KEY [OPTION]...
training_rate() {
    local log=$work/rate.log key=$1
    shift
    rm -f "$log"
    hmrnn-train --quiet --output="$work/rate.hmrnn" --log="$log" --init="$work/$key.hmrnn" \
        "${learning[@]}" --epochs=1 "${more[@]}" "$@" --valid="$texts/probe" "$texts/valid"
    last rate chars_per_second
}

perform() {
    local how option l begin
    head -n 5 "$texts/valid" > "$texts/probe"
    for how in hmlstm: hmlstm-skip:--estimator=skip lstm:--cell=lstm; do
        option=${how#*:} how=${how%%:*}
        # shellcheck disable=SC2086
        learn "$how" $option
        # shellcheck disable=SC2086
        put "$how" train_chars_per_second \
            "$(training_rate "$model" ${option/--cell=lstm/})" "$model"
        begin=$(date +%s.%N)
        bpc "$model" > /dev/null
        put "$how" score_chars_per_second "$(wc -m < "$texts/test" |
            awk -v begin="$begin" -v end="$(date +%s.%N)" '{ print $1 / (end - begin) }')" "$model"
        begin=$(date +%s.%N)
        bpc "$model" --per-record > /dev/null
        put "$how" score_records_chars_per_second "$(wc -m < "$texts/test" |
            awk -v begin="$begin" -v end="$(date +%s.%N)" '{ print $1 / (end - begin) }')" "$model"
        put "$how" test_bpc "$(bpc "$model")" "$model"
        for ((l = 1; l <= 3; l++)); do
            put "$how" "update_$l" "$(last "$model" "update_$l")" "$model"
        done
    done
}
