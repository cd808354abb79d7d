# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# One thing after the other added to the paper's settings, each with what came before.
title='Penn Treebank: what each addition to the paper is worth'

perform() {
    local added=() keys=() step
    for step in paper: no-forget:--forget=0 dropout:--dropout=0.1 cosine:--schedule=cosine; do
        [ -z "${step#*:}" ] || added+=("${step#*:}")
        learn "add-${step%%:*}" "${added[@]}"
        keys+=("$model")
        put "${step%%:*}" test_bpc "$(bpc "$model")" "$model"
        put "${step%%:*}" valid_bpc "$(last "$model" best_bpc)" "$model"
    done
    figure "ptb-additions-$units" "${keys[@]}"
}
