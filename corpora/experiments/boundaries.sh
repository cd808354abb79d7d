# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 4: would a plain LSTM have found the same boundaries? F1 against the ends of words, of
# both layers of an HM-LSTM and of a threshold on an LSTM's surprisal, chosen on the validation
# text. An LSTM's entropy and a probe on its cell state are not here: no program shows them.
title='would a plain LSTM have found the same boundaries?'

# Lines "RECORD CHARACTERS-BEFORE BITS": what each character but the first of a line cost.
surprisal() {
    hmrnn-score -m "$work/$1.hmrnn" --per-char --format=tsv "$2" |
        awk -F '\t' 'NR > 1 && $2 > 0 { print $1, $2, $3 }'
}

# The threshold with the highest F1 of boundaries before spaces (column 1) or behind them (2), on
# the validation text: threshold KEY COLUMN.
threshold() {
    local texts=$work/valid-as-test bits at f1 best=0 chosen=0
    mkdir -p "$texts"
    cp "$work/text-$chars/valid" "$texts/test"
    bits=$work/surprisal.part
    surprisal "$1" "$texts/test" > "$bits"
    for at in 0.5 1 1.5 2 2.5 3 3.5 4 5 6; do
        f1=$(awk -v at=$at '$3 > at' "$bits" | agreement | cut -d ' ' -f "$2")
        if awk "BEGIN { exit !($f1 > $best) }"; then
            best=$f1 chosen=$at
        fi
    done
    rm "$bits"
    printf '%s\n' "$chosen"
}

perform() {
    local l at
    learn hmlstm
    for l in 1 2; do
        put_boundaries hmlstm "$model" "$l"
    done
    learn lstm --cell=lstm
    for l in 1 2; do
        at=$(threshold "$model" "$l")
        put lstm "surprisal_f1_$([ "$l" = 1 ] && echo before || echo behind)_space" \
            "$(surprisal "$model" "$texts/test" | awk -v at="$at" '$3 > at' | agreement |
                cut -d ' ' -f "$l")" "$model"
    done
}
