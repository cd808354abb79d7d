#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# ask.bats - the questions of hmrnn-segment --ask: of which places, in which form, and that they
# depend on the text alone.

load tools

models=$BATS_TEST_DIRNAME/../../corpora/models

setup_file() {
    tiny_model
    for name in zh ja th; do
        sed 's/ //g' "$data/gold/$name.txt" > "$BATS_FILE_TMPDIR/$name.raw"
    done
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cp "$BATS_FILE_TMPDIR"/*.raw .
}

ask() {                                         # MODEL OPERAND...
    hmrnn-segment -m "$models/$1.hmrnn" "${@:2}"
}

answer() {                                      # RAW GOLD QUESTIONS
    LC_ALL=C awk -f "$BATS_TEST_DIRNAME/answer.awk" "$@"
}

# Of lines on standard input: one '?' for a mark, the other marks spaces, all characters escaped
# that must be.
is_notation() {
    local c='([^][ ?|/&\\-]|[][]|\\.)'
    run ! grep -vE "^($c )*$c\\?($c )*$c\$"
}

@test "a question is a character, a mark, a character, and so on" {
    for name in zh ja th; do
        ask $name --ask=1000 $name.raw > questions
        [ "$(wc -l < questions)" -gt 50 ]
        is_notation < questions
    done
}

@test "a hundred are asked, if no number is given" {
    [ "$(ask ja --ask ja.raw | wc -l)" -eq 100 ]
    [ "$(ask ja --ask=7 ja.raw | wc -l)" -eq 7 ]
    ask ja --ask ja.raw | head -n 7 > first
    ask ja --ask=7 ja.raw > seven
    same first seven
}

@test "every question is a place of the text, asked about once" {
    for name in zh ja th; do
        ask $name --ask=1000 $name.raw > questions
        answer $name.raw "$data/gold/$name.txt" questions > answers
        run ! grep -vE '[^\\][|-]' answers
        [ "$(sort -u questions | wc -l)" -eq "$(wc -l < questions)" ]
    done
}

n_wrong() {                                     # RAW GOLD FOUND QUESTIONS
    answer "$1" "$2" "$4" > right
    answer "$1" "$3" "$4" > guessed
    cmp -l right guessed | wc -l
}

@test "the model is wrong about the first questions more often than about the last" {
    for name in zh ja th; do
        ask $name --ask=1000 $name.raw > questions
        ask $name $name.raw > found
        head -n 100 questions > first
        tail -n 100 questions > last
        n_first=$(n_wrong $name.raw "$data/gold/$name.txt" found first)
        n_last=$(n_wrong $name.raw "$data/gold/$name.txt" found last)
        echo "$name: wrong are $n_first of the first and $n_last of the last hundred"
        [ $((2 * n_first)) -gt $((3 * n_last)) ]
    done
}

@test "threads, batches and files change nothing" {
    ask ja --ask=300 -T 1 ja.raw > one
    ask ja --ask=300 -T 3 ja.raw > three
    same one three
    while IFS= read -r line; do
        printf '%s\n' "$line"
        sleep 0.001
    done < ja.raw | ask ja --ask=300 > slow
    same one slow
    head -n 20 ja.raw > first
    tail -n +21 ja.raw > second
    ask ja --ask=300 first second > files
    same one files
    mkdir folder
    cp first folder/1
    cp second folder/2
    tar -czf folder.tar.gz folder/1 folder/2
    ask ja --ask=300 folder.tar.gz > archive
    same one archive
}

@test "each kind of evidence has questions of its own" {
    ask zh --ask=50 zh.raw > whole
    ask zh --ask=50 --fast zh.raw > fast
    ask zh --ask=50 --thorough zh.raw > thorough
    ask zh --ask=50 --causal zh.raw > causal
    for evidence in whole fast thorough causal; do
        is_notation < $evidence
        [ "$(wc -l < $evidence)" -eq 50 ]
    done
    run ! cmp whole fast
    run ! cmp whole thorough
    run ! cmp whole causal
}

@test "a model without a lexicon asks, too" {
    hmrnn-segment -m "$model" --ask=30 "$data/tiny.txt" > questions
    is_notation < questions
    [ "$(wc -l < questions)" -eq 30 ]
    run ! grep -E '\?\\ |\\ \?' questions       # beside a space there is a boundary
}

@test "records that end in NUL have the same questions, in lines" {
    ask ja --ask=300 ja.raw > lines
    tr '\n' '\0' < ja.raw > nul
    ask ja --ask=300 -z nul > questions
    same lines questions
    awk '{ printf "%s%s", $0, NR % 2 ? "\n" : "\001" }' ja.raw | tr '\001' '\0' > two
    ask ja --ask=300 -z two > questions
    answer ja.raw "$data/gold/ja.txt" questions > answers
    run ! grep -vE '[^\\][|-]' answers
    is_notation < questions
}

@test "the questions about a text in another encoding are UTF-8" {
    ask ja --ask=300 ja.raw > utf8
    iconv -f UTF-8 -t EUC-JP ja.raw > euc
    ask ja --ask=300 --encoding=EUC-JP euc > questions
    same utf8 questions
    iconv -f UTF-8 -t ISO-2022-JP ja.raw > iso
    ask ja --ask=300 --encoding=ISO-2022-JP iso > questions
    same utf8 questions
}

@test "a record of several parts has questions from all of them" {
    { yes "$(tr -d '\n' < ja.raw)" | head -n 60 | tr -d '\n'; printf '\n'; } > long
    [ "$(wc -c < long)" -gt 131072 ]
    printf 'そのひとことがきになった。\n' > last
    tr -d '\n' < long | cat - last > both
    ask ja --ask=3000 both > questions
    is_notation < questions
    answer both both questions > answers
    run ! grep -vE '[^\\][|-]' answers
    grep -q 'ひ.と.こ.と' questions
}

@test "the same lines again and again are asked about no more often" {
    ask ja --ask=1000 ja.raw | sort > once
    for _ in 1 2 3; do cat ja.raw; done > again
    ask ja --ask=1000 again | sort > thrice
    same once thrice
}

@test "any bytes are read, and what cannot be shown is in no question" {
    for i in 1 2 3; do
        head -c 20000 /dev/urandom > bytes
        hmrnn-segment -m "$model" --ask=500 -q bytes > questions
        LC_ALL=C.UTF-8 is_notation < questions
        run ! grep -P '[\x00-\x1F\x7F]' questions
        random_unicode $((RANDOM + i)) 9000 > unicode
        hmrnn-segment -m "$model" --ask=500 -z unicode > questions
        run ! grep -P '[\x00-\x1F\x7F]' questions
    done
}

@test "an input without a question has none" {
    printf '' > empty
    [ -z "$(ask ja --ask empty)" ]
    printf '\n\n12\n' > numbers
    [ -z "$(ask ja --ask numbers)" ]
}

@test "what makes no sense with questions is refused" {
    for option in -l1 '-d|' --format=tsv --format=text --scores --color=never --strokes \
        --line-buffered; do
        run -2 --separate-stderr ask ja --ask $option ja.raw
        [[ $stderr == *'makes no sense with --ask'* ]]
        [ -z "$output" ]
    done
    run -2 --separate-stderr ask ja --ask=0 ja.raw
    [[ $stderr == *"--ask: 0 is not a number from 1 to 100000"* ]]
    run -2 --separate-stderr ask ja --ask=100001 ja.raw
    run -2 --separate-stderr ask ja --ask=some ja.raw
    [[ $stderr == *"--ask: 'some' is not a whole number"* ]]
}

@test "a file that is missing does not keep the others from being asked about" {
    ask ja --ask=50 ja.raw > whole
    run -1 --separate-stderr ask ja --ask=50 missing ja.raw
    [ "$output" = "$(cat whole)" ]
    [[ $stderr == *missing* ]]
}

@test "three rounds of questions, answers and learning find more of the words of other lines" {
    head -n 40 "$data/gold/ja.txt" > gold
    sed 's/ //g' gold > text
    tail -n 10 "$data/gold/ja.txt" > judge
    sed 's/ //g' judge > judge.raw
    model=$models/ja.hmrnn
    f1() {
        hmrnn-segment -m "$model" judge.raw | hmrnn-score --format=tsv --against judge |
            awk -F '\t' 'END { print $7 }'
    }
    raw=$(f1)
    : > answers
    for _ in 1 2 3; do
        hmrnn-segment -m "$model" --ask=60 text > questions
        answer text gold questions >> answers
        hmrnn-train -q -o mine.hmrnn --init="$models/ja.hmrnn" --examples=answers \
            --examples-format=marks < /dev/null
        model=./mine.hmrnn
        echo "F1 $raw before, $(f1) now"
    done
    [ "$(wc -l < answers)" -gt 120 ]
    awk -v raw="$raw" -v now="$(f1)" 'BEGIN { exit !(now > raw + 0.03) }'
}
