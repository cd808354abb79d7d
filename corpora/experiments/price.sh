# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# What does a price on boundaries buy? The paper asks for nothing but prediction, so nothing makes
# its network skip what it could do without. Nats that each boundary adds to the loss, from none to
# many; detectors begin undecided and learn slowly, so that they live to be priced.
title='what does a price on boundaries buy?'

perform() {
    local cost name l keys=()
    for cost in 0 0.003 0.01 0.03 0.1; do
        name=price$cost
        learn "${name/%price0/bias0-slow}" --detector-bias=0 --detector-rate=0.1 \
            --boundary-cost="$cost"
        keys+=("$model")
        put "$name" valid_bpc "$(last "$model" best_bpc)" "$model"
        put "$name" test_bpc "$(bpc "$model")" "$model"
        for l in 1 2; do
            put "$name" "update_$((l + 1))" "$(last "$model" "update_$((l + 1))")" "$model"
            put_boundaries "$name" "$model" "$l"
        done
    done
    figure "price-$units" "${keys[@]}"
}
