# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 5: how does the number of layers limit the hierarchy? A layer has collapsed if it ends a
# segment after less than 0.5 % or more than 95 % of the characters.
title='how does the number of layers limit the hierarchy?'

perform() {
    local n l rate keys=()
    for n in 1 2 3 4 5; do
        if [ "$n" = 3 ]; then
            learn hmlstm                        # the same as in other experiments
        else
            learn "layers$n" --layers="$n"
        fi
        keys+=("$model")
        put "layers$n" test_bpc "$(bpc "$model")" "$model"
        for ((l = 1; l < n; l++)); do
            rate=$(kept "$model" "boundary_$l")
            put "layers$n" "boundary_$l" "$rate" "$model"
            put "layers$n" "segment_length_$l" \
                "$(awk -v r="$rate" 'BEGIN { print (r > 0 ? 1 / r : "inf") }')" "$model"
            put "layers$n" "collapsed_$l" "$(awk -v r="$rate" '
                BEGIN { print (r < 0.005 || r > 0.95 ? "yes" : "no") }')" "$model"
        done
    done
    figure depth "${keys[@]}"
}
