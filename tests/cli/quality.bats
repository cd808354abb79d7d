#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# quality.bats - a floor under the models that are installed: how far the words that they find in
# tests/data/gold/ agree with those that are marked there by hand.
#
# The sentences are our own, with words by the conventions of Universal Dependencies: GSD for
# Chinese, short unit words for Japanese. They are few, everyday and easy, so the figures say that a
# model is as good as it was, not how good it is; README.md does that. A floor is three points below
# what was measured when it was set. English is left out: its spaces show the words.

load tools

models=$BATS_TEST_DIRNAME/../../corpora/models

f1() {                                          # MODEL: in points of a hundred
    sed 's/ //g' "$data/gold/$1.txt" |
        hmrnn-segment -m "$models/$1.hmrnn" |
        hmrnn-score --against="$data/gold/$1.txt" --format=jsonl |
        jq -s '.[-1].f1 * 100'
}

agrees() {                                      # MODEL FLOOR
    local found
    found=$(f1 "$1")
    echo "F1 of $1: $found, the floor is $2"
    jq -en --argjson found "$found" --argjson floor "$2" '$found >= $floor' > /dev/null
}

@test "the words of zh are as good as they were: F1 85.3, at least 82" {
    agrees zh 82
}

@test "the words of zh-hant are as good as they were: F1 85.1, at least 82" {
    agrees zh-hant 82
}

@test "the words of ja are as good as they were: F1 77.6, at least 74.5" {
    agrees ja 74.5
}

@test "the words of th are as good as they were: F1 84.4, at least 81" {
    agrees th 81
}
