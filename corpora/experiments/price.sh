# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# What does a price on boundaries buy? The paper asks for nothing but prediction, so nothing makes
# its network skip what it could do without. Nats that each boundary adds to the loss, from none to
# many; detectors begin undecided and learn slowly, so that they live to be priced.
title='what does a price on boundaries buy?'

perform() {
    local cost name keys=()
    for cost in 0 0.003 0.01 0.03 0.1; do
        name=price$cost
        [ "$cost" != 0 ] || name=bias0-slow     # the same as in other experiments
        learn "$name" --detector-bias=0 --detector-rate=0.1 --boundary-penalty="$cost"
        keys+=("$model")
        put_bits "price$cost" "$model"
        put_hierarchy "price$cost" "$model"
    done
    figure price "${keys[@]}"
}
