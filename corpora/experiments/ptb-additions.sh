# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# What was learned after the paper: its settings, a cosine schedule, each addition alone on top of
# that, and all of them together that help on the validation text. The paper has 1.24 at 3 x 512;
# the goal is 1.20 or lower.
title='Penn Treebank: what each addition to the paper is worth'

additions='reset-state:--reset-state=0
    dropout-input:--dropout-input=0.1
    dropout-layers:--dropout-layers=0.1
    dropout-output:--dropout-output=0.2
    dropout-weights:--dropout-weights=0.2
    layer-zoneout:--layer-zoneout=0.05
    weight-decay:--weight-decay=0.1
    warmup:--warmup=200
    ema:--ema=0.999'

# Train a model and keep its numbers; $bits are those of the validation text: add NAME [OPTION]...
add() {
    learn "${1/#paper/hmlstm}" "${@:2}"         # the same as in other experiments
    keys+=("$model")
    bits=$(last "$model" best_bpc)
    put_bits "$1" "$model"
    [ ! -e "$work/$model.ckpt" ] || unfinished=$((unfinished + 1))
}

perform() {
    local keys=() helpful=() unfinished=0 step bits least
    add paper
    add cosine --schedule=cosine
    least=$bits
    for step in $additions; do
        add "${step%%:*}" --schedule=cosine "${step#*:}"
        ! awk "BEGIN { exit !($bits < $least) }" || helpful+=("${step#*:}")
    done
    if [ "$unfinished" -gt 0 ]; then
        say "$unfinished trainings are not finished: what helps together comes later"
    elif [ "${#helpful[@]}" -gt 0 ]; then
        say "what helps: ${helpful[*]}"
        add together --schedule=cosine "${helpful[@]}"
    else
        say 'nothing helps'
    fi
    figure ptb-additions "${keys[@]}"
}
