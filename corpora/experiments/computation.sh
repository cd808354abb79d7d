# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 1: is the computation saved? How often each layer runs, and what that is in characters a
# second, in training and in scoring: on an otherwise idle machine. Both are measured with models
# that have learned, because the detectors of others fire all the time; training goes on for an
# epoch of the validation text, and its result is thrown away.
title='is the computation saved?'

# Characters a second of going on training: training_rate KEY [OPTION]...
training_rate() {
    local key=$1 rate=rate-$1
    shift
    rm -f "$work/$rate.log" "$work/$rate.hmrnn.ckpt"     # of one that was stopped
    head -n 5 "$texts/valid" > "$work/$rate.valid"
    hmrnn-train --quiet --output="$work/$rate.hmrnn" --log="$work/$rate.log" \
        --init="$work/$key.hmrnn" "${learning[@]}" --epochs=1 "${more[@]}" "$@" \
        --valid="$work/$rate.valid" "$texts/valid"
    last "$rate" chars_per_second
    rm "$work/$rate".{log,hmrnn,valid}
}

# Characters a second of scoring the test text: scoring_rate KEY [OPTION]...
scoring_rate() {
    local begin
    begin=$(date +%s.%N)
    bpc "$@" > /dev/null || return
    wc -m < "$texts/test" |
        awk -v begin="$begin" -v end="$(date +%s.%N)" '{ print $1 / (end - begin) }'
}

perform() {
    local how name l
    local price='--detector-bias=0 --detector-rate=0.1 --boundary-penalty=0.03'
    for how in hmlstm: price0.03:"$price" lstm:--cell=lstm; do
        name=${how%%:*} how=${how#*:}
        # shellcheck disable=SC2086
        learn "$name" $how
        # shellcheck disable=SC2086
        put "$name" train_chars_per_second "$(training_rate "$model" $how)" "$model"
        # shellcheck disable=SC2086
        [ "$name" = lstm ] || put "$name-skip" train_chars_per_second \
            "$(training_rate "$model" --estimator=skip $how)" "$model"
        put "$name" score_chars_per_second "$(scoring_rate "$model")" "$model"
        put "$name" score_records_chars_per_second "$(scoring_rate "$model" --per-record)" "$model"
        put "$name" test_bpc "$(bpc "$model")" "$model"
        for ((l = 1; l <= 3; l++)); do
            put "$name" "update_$l" "$(kept "$model" "update_$l")" "$model"
        done
    done
}
