# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# How many steps should be made of a text? The paper reads 64 streams side by side and steps after
# 100 characters of each. Fewer streams or shorter windows make more steps of as much text, each by
# a rougher gradient, and products of fewer rows, which are slower.
title='how many steps should be made of a text?'

perform() {
    local how name batch bptt rate keys=()
    for how in '64 100 0.002' '32 100 0.002' '16 100 0.002' '16 100 0.004' '16 50 0.002' \
        '16 50 0.004' '8 50 0.002' '8 50 0.004' '16 25 0.004'; do
        read -r batch bptt rate <<< "$how"
        name=lstm-batch$batch-bptt$bptt-rate$rate
        try_model "$name" --cell=lstm --batch="$batch" --bptt="$bptt" --rate="$rate"
        put "$name" chars_per_second "$(last "$model" chars_per_second)" "$model"
    done
    figure steps "${keys[@]}"
}
