# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# English without its spaces: how many words are found again? Speech to children (Bernstein-Ratner
# and Brent), in letters and in phonemes, or the Penn Treebank, as the data have it. Learned from
# the raw text that is then cut, as is usual for Brent; nothing is tuned.
title='English without its spaces: words found again'

# The texts with their spaces, a line an utterance; phonemes are hiragana, so that nothing is
# thought of what they look like in ASCII.
gold_text() {
    case $1 in
    brent-text) gold_file br-text.gold.txt ;;
    brent-phonemes)
        gold_file br-phono.gold.txt | LC_ALL=C awk '{
            line = ""
            for (i = 1; i <= length($0); i++) {
                c = substr($0, i, 1)
                if (c != " " && !(c in kana))
                    kana[c] = sprintf("%c%c%c", 227, 129, 129 + n++)
                line = line (c == " " ? c : kana[c])
            }
            print line }'
        ;;
    ptb-test) raw_part test | sed 's/_/ /g' ;;
    esac
}

gold_file() {
    if [ -d "$data" ]; then
        cat "$data/$1"
    else
        tar -xOf "$data" --wildcards "*$1"
    fi
}

has_brent() {
    if [ -d "$data" ]; then
        [ -e "$data/br-text.gold.txt" ]
    else
        # awk reads to the end, so that tar does not break
        tar -tf "$data" | awk '/br-text\.gold\.txt$/ { found = 1 } END { exit !found }'
    fi
}

prepare() {
    local set
    sets=ptb-test
    if has_brent; then
        sets='brent-text brent-phonemes'
    fi
    texts=$work/spaceless-$chars
    mkdir -p "$texts"
    lock "$texts"
    for set in $sets; do
        gold_text "$set" | awk -v most="$chars" '!most || n < most { print }
            { n += length($0) + 1 }' > "$texts/$set.gold.part" ||
            die "$data: has no text of $set"
        settle "$texts/$set.gold"
        sed 's/ //g' "$texts/$set.gold" > "$texts/$set.raw.part"
        settle "$texts/$set.raw"
    done
    unlock
}

# Learn the words of a text: learn_words SET. $model is its key.
learn_words() {
    learn_as "spaceless-$(key "$1")" --layers=2 --units="$units" --output-embed="$units" \
        --batch=16 --bptt=50 --min-count=1 --valid-share=0.02 --evaluate-chars=50000 \
        "${more[@]}" "$texts/$1.raw"
}

# F1 of words and of their ends: put_words NAME SET [OPTION]...
put_words() {
    local name=$1 set=$2 row
    shift 2
    row=$(hmrnn-segment -m "$work/$model.hmrnn" "$@" "$texts/$set.raw" |
        hmrnn-score --against "$texts/$set.gold" --format=tsv |
        awk -F '\t' '$1 == "total" { print $7, $12 }')
    put "$name" words_f1 "${row% *}" "$model"
    put "$name" ends_f1 "${row#* }" "$model"
}

perform() {
    local set
    for set in $sets; do
        learn_words "$set"
        put_words "$set" "$set"
        put_words "$set-fast" "$set" --fast
    done
}
