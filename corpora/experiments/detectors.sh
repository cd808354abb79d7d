# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Does it matter what the detectors begin with, and how fast they learn? The paper does not say. A
# detector that fires all the time makes its layer forget its cell at every step (FLUSH), and where
# its evidence is out of the hard sigmoid's reach it learns no more. By default hmrnn-train has a
# bias of 0.3 and the rate of all else.
title='does it matter how detectors begin, and how fast they learn?'

perform() {
    local how name keys=()
    for how in hmlstm: bias0:--detector-bias=0 bias0.9:--detector-bias=0.9 \
        bias-minus0.3:--detector-bias=-0.3 slow:--detector-rate=0.1 \
        'bias0-slow:--detector-bias=0 --detector-rate=0.1' \
        'bias0-slower:--detector-bias=0 --detector-rate=0.01'; do
        name=${how%%:*}
        # shellcheck disable=SC2086
        try_model "$name" ${how#*:}
        put_hierarchy "$name" "$model"
    done
    figure detectors "${keys[@]}"
}
