# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Dynamic evaluation, which the literature reports apart, of the HM-LSTM and of an LSTM of the same
# size. The rate is chosen on the validation text.
title='Penn Treebank: dynamic evaluation'

perform() {
    local how name rate best bits least
    for how in hmlstm: lstm:--cell=lstm; do
        name=${how%%:*} least=
        # shellcheck disable=SC2086
        learn "$name" ${how#*:}
        for rate in 1e-4 2e-4 4e-4 8e-4; do
            bits=$(part_bpc valid "$model" --dynamic --dynamic-rate=$rate)
            put "$name" "valid_bpc_rate_$rate" "$bits" "$model"
            if [ -z "$least" ] || awk "BEGIN { exit !($bits < $least) }"; then
                least=$bits best=$rate
            fi
        done
        put "$name" dynamic_rate "$best" "$model"
        put "$name" static_test_bpc "$(bpc "$model")" "$model"
        put "$name" dynamic_test_bpc "$(bpc "$model" --dynamic --dynamic-rate="$best")" "$model"
    done
}
