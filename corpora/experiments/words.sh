# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Words out of raw text: what a guided model finds in each way of segmenting, what the paper's
# training finds by itself, and what thresholds on an LSTM's surprisal and entropy find. All learn
# from the same text: every *.raw.txt in the folder of the data. Word F1, punctuation counted,
# against each *.gold.txt; thresholds are chosen on those called *_dev.gold.txt.
title='words: guided, by the language model alone, and by surprisal or entropy'

# segmentation.md has what came out with --epochs=3; --units is of the first layer.
words=(--embed=64 --output-embed=96 --max-symbols=3000 --schedule=cosine --batch=64 --bptt=50
       --rate=0.004 --clip=1 --valid-share=0.02)

prepare() {
    local file name
    texts=$work/words-$chars
    mkdir -p "$texts"
    [ -d "$data" ] || die "$data: should be a folder with *.raw.txt and *.gold.txt"
    lock "$texts"
    for file in "$data"/*.gold.txt; do
        [ -e "$file" ] || die "$data: there is no *.gold.txt"
        name=$(basename "$file" .gold.txt)
        sed 's/ //g' "$file" > "$texts/$name.part"
        settle "$texts/$name"
    done
    # whole lines, at least so many characters
    cat "$data"/*.raw.txt | perl -CS -ne 'BEGIN { $most = shift }
        print if !$most || $n < $most; $n += length' "$chars" > "$texts/all.raw.txt.part"
    settle "$texts/all.raw.txt"
    unlock
}

# Train, or go on: learn_words NAME UNITS [OPTION]... $model is its key afterwards.
learn_words() {
    learn_as "words-$(key "$1")" "${words[@]}" --units="$2" "${more[@]}" "${@:3}" \
        "$texts/all.raw.txt"
}

# F1 of words and of boundaries of a segmented text (standard input): f1_of SET, "WORDS BOUNDARIES".
f1_of() {
    hmrnn-score --against "$data/$1.gold.txt" --format=tsv |
        awk -F '\t' '$1 == "total" { print $7, $13 }'
}

# Results of what a command segments: put_words NAME SET KEY COMMAND...
put_words() {
    local f1
    f1=$("${@:4}" | f1_of "$2")
    put "$1" "$2_words" "${f1% *}" "$3"
    put "$1" "$2_boundaries" "${f1#* }" "$3"
}

# Put a space at boundaries (standard input: lines "RECORD CHARACTERS-BEFORE"), moved by so many
# characters: cut_at FILE MOVE. Characters are made fields, so that any awk will do.
cut_at() {
    awk -v move="$2" 'NR == FNR { cut[$1, $2 + move]; next }
        {
            line = ""
            for (i = 1; i <= NF; i++)
                line = line (i > 1 && (FNR, i - 1) in cut ? " " : "") $i
            print line
        }' - <(sed 's/./& /g' "$1")
}

# Boundaries of a layer: drawn KEY LAYER FILE.
drawn() {
    hmrnn-segment --quiet -m "$work/$1.hmrnn" --layers="$2" --format=tsv "$3" |
        awk -F '\t' 'NR > 1 { print $1, $6 }'
}

# What each character but the first of a line cost, and was expected to, in bits: costs KEY FILE.
costs() {
    hmrnn-score --quiet -m "$work/$1.hmrnn" --per-char --entropy --format=tsv "$2" |
        awk -F '\t' 'NR > 1 && $2 > 0 { print $1, $2, $3, $4 }'
}

# Boundaries of a layer, moved: drawn_at KEY LAYER FILE MOVE.
drawn_at() { drawn "$1" "$2" "$3" | cut_at "$3" "$4"; }

# A boundary behind each character of a set whose column is above a number: above COLUMN AT SET.
above() {
    awk -v column="$1" -v at="$2" '$column > at' "$texts/$3.bits" | cut_at "$texts/$3" 0
}

# The names of what is held against.
sets() {
    find "$data" -maxdepth 1 -name '*.gold.txt' -printf '%f\n' | sed 's/\.gold\.txt$//' | sort
}

# The threshold of the highest mean F1 of words on the development sets, for the surprisal (3) or
# the entropy (4) of each character: word_threshold COLUMN.
word_threshold() {
    local at f1 set sum best=0 chosen=0
    for at in 0.5 1 1.5 2 2.5 3 3.5 4 5 6 7 8; do
        sum=0
        for set in $(sets | grep '_dev$'); do
            f1=$(above "$1" $at "$set" | f1_of "$set")
            sum=$(awk "BEGIN { print $sum + ${f1% *} }")
        done
        if awk "BEGIN { exit !($sum > $best) }"; then
            best=$sum chosen=$at
        fi
    done
    printf '%s\n' "$chosen"
}

perform() {
    local set mode l move at measure column
    learn_words guided "$units,$(((units * 3 + 7) / 8))" --guide=self-training \
        --bidirectional=yes --mask=0.2
    for set in $(sets); do
        for mode in '' --fast --thorough --causal; do
            put_words "guided$mode" "$set" "$model" \
                hmrnn-segment --quiet -m "$work/$model.hmrnn" $mode "$texts/$set"
        done
    done
    learn_words hmlstm "$units,$(((units * 3 + 7) / 8)),$(((units * 3 + 7) / 8))" --guide=none
    for set in $(sets); do
        for l in 1 2; do
            for move in 0 -1 1; do
                put_words "hmlstm-z$l-moved$move" "$set" "$model" \
                    drawn_at "$model" "$l" "$texts/$set" "$move"
            done
        done
    done
    learn_words lstm "$units,$(((units * 3 + 7) / 8)),$(((units * 3 + 7) / 8))" --guide=none \
        --cell=lstm
    for set in $(sets); do
        costs "$model" "$texts/$set" > "$texts/$set.bits"
    done
    for measure in surprisal:3 entropy:4; do
        column=${measure#*:}
        measure=${measure%:*}
        at=$(word_threshold "$column")
        put "lstm-$measure" threshold_bits "$at" "$model"
        for set in $(sets); do
            put_words "lstm-$measure" "$set" "$model" above "$column" "$at" "$set"
        done
    done
}
