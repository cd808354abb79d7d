#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# marked.bats - hmrnn-train --examples: what is read as an example, and what is refused.

load tools

models=$BATS_TEST_DIRNAME/../../corpora/models

setup_file() {
    tiny_model
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# refused STATUS MESSAGE OPTION...: the run ends so, and leaves nothing behind.
refused() {
    local status_wanted=$1 message=$2
    shift 2
    run "-$status_wanted" --separate-stderr hmrnn-train -o out.hmrnn "$@" < /dev/null
    echo "$stderr"
    [[ $stderr == *"$message"* ]]
    [ ! -e out.hmrnn ]
    [ ! -e out.hmrnn.ckpt ]
}

# What is said of the examples: counted OPTION... writes records, characters and segments.
counted() {
    hmrnn-train -v -o out.hmrnn --init="$model" "$@" 2> errors < /dev/null || true
    rm -f out.hmrnn
    awk '$2 == "examples:" && $4 == "records," { print $3, $5, $10 }' errors
}

# The same by the rows of hmrnn-segment: expected LAYER FILE. Marks and white space aside.
expected() {
    local n_chars
    n_chars=$(tr -d ' \n' < "$2" | wc -m)
    hmrnn-segment -m "$model" -l "$1" --format=tsv "$2" > rows
    echo "$(grep -c '[^ ]' "$2")" "$n_chars" "$(($(wc -l < rows) - 1))"
}

@test "a model that was taught agrees with its teacher more often, in lines that it has not seen" {
    head -n 40 "$data/gold/ja.txt" > lines
    tail -n 10 "$data/gold/ja.txt" > gold
    tr -d ' ' < gold > text
    hmrnn-train -q -o taught.hmrnn --init="$models/ja.hmrnn" --examples=lines < /dev/null
    f1() {                                      # OPTION...
        hmrnn-segment "$@" text | hmrnn-score --format=tsv --against gold |
            awk -F '\t' 'END { print $7 }'
    }
    raw=$(f1 -m "$models/ja.hmrnn")
    taught=$(f1 -m ./taught.hmrnn)
    echo "raw $raw, taught $taught"
    awk -v raw="$raw" -v taught="$taught" 'BEGIN { exit !(taught > raw + 0.02) }'
    hmrnn-segment -m ./taught.hmrnn --convention=no text > without
    hmrnn-segment -m "$models/ja.hmrnn" text > before
    same without before
    strings -n 6 taught.hmrnn | grep -q '^examples-records: 40$'
}

@test "threads change nothing in what is learned" {
    head -n 20 "$data/gold/zh.txt" > lines
    for n in 1 2 3; do
        hmrnn-train -q -T $n -o $n.hmrnn --init="$models/zh.hmrnn" --examples=lines < /dev/null
    done
    same 1.hmrnn 2.hmrnn
    same 1.hmrnn 3.hmrnn
}

@test "examples need a model with a lexicon" {
    echo 'a b' > lines
    refused 2 'has no lexicon' --init="$model" --examples=lines
}

@test "what hmrnn-segment writes is a set of examples" {
    grep . "$data/tiny.txt" | sort -u | tr -d ' ' > text
    hmrnn-segment -m "$model" text > lines
    [ "$(counted --examples=lines)" = "$(expected 1 text)" ]
    hmrnn-segment -m "$model" -l 1,2 text > lines
    [ "$(counted --examples=lines --examples-layers=1,2)" = "$(expected 1 text)" ]
    hmrnn-segment -m "$model" -l 2 text > lines
    [ "$(counted --examples=lines --examples-layers=2)" = "$(expected 2 text)" ]
}

@test "with marks that are given, white space stays text" {
    sort -u "$data/tiny.txt" | grep . > text
    n_chars=$(tr -d '\n' < text | wc -m)
    for layers in 1 1,2; do
        hmrnn-segment -m "$model" -l $layers -d '<>' text > lines
        read -r n_records _ n_segments <<< "$(expected 1 text)"
        [ "$(counted --examples=lines -l $layers -d '<>')" = "$n_records $n_chars $n_segments" ]
    done
}

@test "examples come from files, archives and folders in any encoding" {
    mkdir -p folder
    printf '私 は 学生 です\n' > folder/a
    printf '東京 へ 行っ た\n' > folder/b
    tar -cf both.tar folder
    [ "$(counted --examples=folder)" = "2 12 8" ]
    [ "$(counted --examples=folder/a --examples=folder/b)" = "2 12 8" ]
    [ "$(counted --examples=both.tar --member='*/a')" = "1 6 4" ]
    printf '\x8e\x84 \x82\xcd\n' > sjis
    [ "$(counted --examples=sjis --encoding=Shift_JIS)" = "1 2 2" ]
    printf '私-は|学\0東?京\0' > marks
    [ "$(counted --examples=marks --examples-format=marks -z)" = "2 5 2" ]
}

@test "examples that cannot be used are named, and nothing is learned" {
    printf '私 は 学生 です\n' > lines
    with=(--init="$model" --examples=lines)
    : > empty
    refused 1 'empty: has no text' "${with[@]}" --examples=empty
    printf '私は学生です\n' > plain
    refused 1 'plain: has no mark' "${with[@]}" --examples=plain
    printf '東 京\nは い\n東京\n' > other
    refused 1 'other: record 3: has other marks than the same text in other: record 1' \
        "${with[@]}" --examples=other
    printf 'か \xe3\x82\x99 く\n' > cluster
    refused 1 'cluster: record 1: byte 4: a mark inside' "${with[@]}" --examples=cluster
    printf 'a \xff\n' > bytes
    refused 1 'bytes: record 1: byte 3: that is no character' "${with[@]}" --examples=bytes
    refused 1 'nothing was learned' "${with[@]}" --examples=missing
    refused 1 'lines: record 1: byte 12: a mark must stand here' "${with[@]}" \
        --examples-format=marks
    [ "$(counted --examples=lines --examples=other --examples=cluster \
        --examples-invalid=skip)" = "2 8 6" ]
    grep -q 'cluster: record 1: left out: byte 4' errors
    grep -q 'left out 3 of 5 examples' errors
}

@test "options about examples that make no sense are wrong usage" {
    printf 'a b\n' > lines
    with=(--init="$model" --examples=lines)
    refused 2 '--examples needs a model' --examples=lines
    refused 2 '--delimiter makes sense only with --examples' -d / lines
    refused 2 '--examples-layers makes sense only with --examples' -l 1 lines
    refused 2 'there is no layer 7' "${with[@]}" -l 7
    refused 2 'is not a list of layers' "${with[@]}" -l one
    refused 2 'leave out --examples-layers' "${with[@]}" --examples-format=marks -l 1
    refused 2 'two layers have the same mark' "${with[@]}" -l 1,2 -d / -d /
    refused 2 'without control characters' "${with[@]}" --examples-licence=$'a\nb'
}

@test "with examples alone standard input is not read" {
    printf 'a b\n' > lines
    mkfifo never
    timeout 60 hmrnn-train -o out.hmrnn --init="$model" --examples=lines <> never 2> errors ||
        [ $? -ne 124 ]
}

@test "the output must not be a file of examples" {
    printf 'a b\n' > out.hmrnn
    run -2 hmrnn-train -o out.hmrnn --init="$model" --examples=out.hmrnn
    grep -q 'a b' out.hmrnn
}
