# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# The paper's second task, on drawings that can be had freely: Omniglot and KanjiVG, as points
# dx,dy,lift (corpora/README.md). Is HM-LSTM with annealing better than without, and that better
# than an LSTM of the same size? And do boundaries stand where the pen is lifted?
title='drawings: log-likelihood, and boundaries beside pen lifts'

sets='omniglot short_kanji'

# Drawings of a part, whole ones, with at least so many points.
prepare() {
    local set part n
    texts=$work/drawings-$chars
    mkdir -p "$texts"
    lock "$texts"
    for set in $sets; do
        for part in train valid test; do
            n=$chars
            [ "$part" = train ] || n=$(((chars + 9) / 10))
            if [ -d "$data" ]; then
                cat "$data/$set.$part.txt"
            else
                tar -xOf "$data" --wildcards "*$set.$part.txt"
            fi | awk -v most="$n" '!most || n < most { print; n += NF }' \
                > "$texts/$set.$part.part" ||
                die "$data: has no drawings of $set.$part"
            settle "$texts/$set.$part"
        done
    done
    unlock
}

# Chosen on the validation drawings of KanjiVG.
pens=(--strokes --layers=3 --components=20 --batch=8 --bptt=50 --rate=0.004 --clip=1
      --layer-norm=yes --schedule=cosine --slope-start=1 --slope-max=5)

# Train a model of drawings, or go on: learn_pens SET NAME UNITS [OPTION]... $model is its key.
learn_pens() {
    local set=$1 name=$2 own=$3
    shift 3
    learn_as "$(key "$name-$set")" --valid="$texts/$set.valid" "${pens[@]}" --units="$own" \
        --embed=$(((own + 1) / 2)) --output-embed="$own" "${more[@]}" "$@" "$texts/$set.train"
}

# Log-likelihoods of a part: put_likelihood NAME KEY SET PART.
put_likelihood() {
    local row
    row=$(hmrnn-score --strokes -m "$work/$2.hmrnn" --format=tsv "$texts/$3.$4" |
        awk -F '\t' '$1 == "total" { print $5, $6 }')
    put "$1" "$4_nats_a_drawing" "${row% *}" "$2"
    put "$1" "$4_nats_a_point" "${row#* }" "$2"
}

# How boundaries agree with pen lifts on the test drawings: put_lifts NAME KEY SET.
put_lifts() {
    local rows layer precision recall f1
    rows=$(hmrnn-score --strokes --lifts -m "$work/$2.hmrnn" --format=tsv "$texts/$3.test" |
        awk -F '\t' '$1 == "total" { print $2, $6, $7, $8 }')
    while read -r layer precision recall f1; do
        put "$1" "z${layer}_lift_precision" "$precision" "$2"
        put "$1" "z${layer}_lift_recall" "$recall" "$2"
        put "$1" "z${layer}_lift_f1" "$f1" "$2"
    done <<< "$rows"
}

# What a boundary behind every point would agree: precision and F1.
put_every_point() {
    local row
    read -r -a row <<< "$(sed 's/[^ ]*,//g' "$texts/$1.test" | awk '
        { for (i = 1; i < NF; i++) { n++; lifts += $i } }
        END { printf "%.4f %.4f\n", lifts / n, 2 * lifts / (n + lifts) }')"
    put "every-point-$1" lift_precision "${row[0]}"
    put "every-point-$1" lift_f1 "${row[1]}"
}

# Some test drawings with their boundaries: picture NAME KEY SET.
picture() {
    head -n 24 "$texts/$3.test" | hmrnn-segment --strokes -m "$work/$2.hmrnn" --format=svg \
        > "$work/$(key "$1-boundaries").svg"
}

# New drawings: samples NAME KEY [OPTION]...
samples() {
    hmrnn-segment --strokes -m "$work/$2.hmrnn" --sample=32 --seed="$seed" --format=svg "${@:3}" \
        > "$work/$(key "$1-samples").svg"
}

# The whole of one model: try_pens SET NAME UNITS [OPTION]...
try_pens() {
    local set=$1 name=$2-$1
    learn_pens "$@"
    put_likelihood "$name" "$model" "$set" valid
    put_likelihood "$name" "$model" "$set" test
    if [ "${2#lstm}" = "$2" ]; then
        put_lifts "$name" "$model" "$set"
        picture "$name" "$model" "$set"
        samples "$name" "$model" --layers=1
    else
        samples "$name" "$model"
    fi
    keys+=("$model")
}

perform() {
    local set keys
    for set in $sets; do
        keys=()
        put_every_point "$set"
        try_pens "$set" lstm "$units" --cell=lstm
        # as many parameters as the HM-LSTM has
        try_pens "$set" lstm-wide $((units * 7 / 6)) --cell=lstm
        try_pens "$set" hmlstm-no-annealing "$units" --slope-rate=0
        try_pens "$set" hmlstm "$units" --slope-rate=0.04
        # the slope of the paper's end, 5, at the end of fewer epochs
        try_pens "$set" hmlstm-fast "$units" \
            --slope-rate="$(awk -v n="$epochs" 'BEGIN { print (n > 1 ? 4 / (n - 1) : 4) }')"
        figure "handwriting-$set" "${keys[@]}"
    done
}
