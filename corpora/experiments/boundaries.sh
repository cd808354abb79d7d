# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Question 4: would a plain LSTM have found the same boundaries? F1 against the ends of words,
# before the space and behind it: of both layers of an HM-LSTM; of an LSTM's surprisal and entropy;
# and of a logistic regression on all cell states of the LSTM, and of the HM-LSTM, which is told
# where words end in a part of the training text. What is not a decision is made one by the
# threshold that is best on the validation text. Behind the space the probe need only know the last
# character.
title='would a plain LSTM have found the same boundaries?'

# What each gap is given: lines "RECORD CHARACTERS-BEFORE SCORE", by surprisal or entropy.
unsure() {                                      # COLUMN KEY FILE
    hmrnn-score -m "$work/$2.hmrnn" --per-char --entropy --format=tsv "$3" |
        awk -F '\t' -v at="$1" 'NR > 1 && $2 > 0 { print $1, $2, $at }'
}

# Learn a probe, in two passes over the beginning of the training text, by AdaGrad: its weights, the
# last one that of 1. A gap is before a space (1) or behind one (2).
learn_probe() {                                 # KEY SIDE
    awk -v most=60000 'n < most { print } { n += length($0) + 1 }' "$texts/train" > "$work/told-$1"
    hmrnn-score -m "$work/$1.hmrnn" --per-char --states=all --format=tsv \
            "$work/told-$1" "$work/told-$1" |
        awk -F '\t' -v side="$2" '
            NR > 1 && $2 > 0 {
                n = split($4 " 1", x, " ")
                sum = 0
                for (i = 1; i <= n; i++) sum += w[i] * x[i]
                d = 1 / (1 + exp(-sum)) - ((side == 1 ? $5 : before) == "_")
                for (i = 1; i <= n; i++) {
                    g = d * x[i]
                    if (g != 0) w[i] -= 0.1 * g / sqrt(q[i] += g * g)
                }
            }
            { before = $5 }
            END { for (i = 1; i <= n; i++) print w[i] }' > "$work/probe-$2-$1"
}

probe() {                                       # SIDE KEY FILE
    hmrnn-score -m "$work/$2.hmrnn" --per-char --states=all --format=tsv "$3" |
        awk -F '\t' 'NR == FNR { w[NR] = $1; next }
            FNR > 1 && $2 > 0 {
                n = split($4 " 1", x, " ")
                sum = 0
                for (i = 1; i <= n; i++) sum += w[i] * x[i]
                print $1, $2, sum
            }' "$work/probe-$1-$2" -
}

# Of scored gaps, the threshold with the highest F1 of boundaries before spaces (1) or behind (2).
threshold() {                                   # SIDE TEXT
    sort -k 3,3gr | awk -v side="$1" '
        NR == FNR { line[FNR] = $0; gold += gsub(/_/, "_"); next }
        $2 < length(line[$1]) {
            if ($3 != last && 2 * right > best * (n + gold)) {
                best = 2 * right / (n + gold)
                chosen = (last + $3) / 2
            }
            n++
            right += substr(line[$1], $2 + 2 - side, 1) == "_"
            last = $3
        }
        END { print chosen + 0 }' "$2" -
}

# F1 of a way to score gaps, both sides: put_scored NAME MEASURE KEY FUNCTION [ARGUMENT].
put_scored() {
    local side at name=$1 measure=$2 key=$3
    shift 3
    for side in 1 2; do
        [ "$1" != probe ] || { learn_probe "$key" $side; set -- probe $side; }
        at=$("$@" "$key" "$texts/valid" | threshold $side "$texts/valid")
        put "$name" "${measure}_f1_$([ $side = 1 ] && echo before || echo behind)_space" \
            "$("$@" "$key" "$texts/test" | awk -v at="$at" '$3 > at' | agreement |
                cut -d ' ' -f $side)" "$key"
    done
}

perform() {
    local how l
    learn hmlstm
    for l in 1 2; do
        put_boundaries hmlstm "$model" "$l"
    done
    for how in lstm:--cell=lstm hmlstm:; do
        # shellcheck disable=SC2086
        learn "${how%%:*}" ${how#*:}
        how=${how%%:*}
        put_scored "$how" surprisal "$model" unsure 3
        put_scored "$how" entropy "$model" unsure 4
        put_scored "$how" probe "$model" probe
    done
}
