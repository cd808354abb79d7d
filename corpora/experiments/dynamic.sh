# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Dynamic evaluation, which the literature reports apart. The rate is chosen on the validation text.
title='Penn Treebank: dynamic evaluation'

perform() {
    local rate best bits least=
    learn hmlstm
    for rate in 5e-5 1e-4 2e-4 4e-4; do
        bits=$(hmrnn-score -m "$work/$model.hmrnn" --format=tsv --dynamic --dynamic-rate=$rate \
            "$texts/valid" | awk -F '\t' '$1 == "total" { print $5 }')
        put "rate-$rate" valid_bpc "$bits" "$model"
        if [ -z "$least" ] || awk "BEGIN { exit !($bits < $least) }"; then
            least=$bits best=$rate
        fi
    done
    put static test_bpc "$(bpc "$model")" "$model"
    put "rate-$best" test_bpc "$(bpc "$model" --dynamic --dynamic-rate="$best")" "$model"
}
