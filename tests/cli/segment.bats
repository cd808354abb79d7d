#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# segment.bats - what hmrnn-segment promises: the text comes back byte for byte, with marks in it.

load tools

mark=Qm7RkZ                                     # occurs in none of the texts

setup_file() {
    tiny_model
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# The contract over a file: contract FILE [OPTION]...
contract() {
    hmrnn-segment -m "$model" -d "$mark" -l 2 "${@:2}" "$1" | without "$mark" > back
    same "$1" back
    hmrnn-segment -m "$model" -d "$mark" -d "$mark" -l 1,2 "${@:2}" "$1" | without "$mark" > back
    same "$1" back
}

@test "without its marks a text is what it was" {
    contract "$data/tiny.txt"
    hmrnn-segment -m "$model" -d "$mark" "$data/tiny.txt" > out
    [ "$(grep -c "$mark" out)" -gt 20 ]
}

@test "without its marks any sequence of bytes is what it was" {
    for i in 1 2 3 4 5; do
        head -c $((i * 3001)) /dev/urandom > bytes
        contract bytes
        contract bytes -z
    done
}

@test "without its marks any Unicode text is what it was" {
    for i in 1 2 3 4 5; do
        random_unicode "$RANDOM" $((i * 1009)) > unicode
        contract unicode
        contract unicode -z
        contract unicode --invalid=replace
    done
}

@test "empty records, carriage returns and a last line without newline stay" {
    printf '\n\na b\r\n\n  \n\tlast' > odd
    contract odd
    printf '' > empty
    contract empty
    printf '\n' > newline
    contract newline
    printf 'a\0b\nc\0\0d' > nul
    contract nul
    contract nul -z
}

@test "a line of a megabyte is a line" {
    yes 'the boat and the mill 木筏' | head -c 1000000 | tr '\n' ' ' > long
    contract long
}

@test "without its marks a record of several parts is what it was" {
    head -c 300000 /dev/urandom | LC_ALL=C tr -d '\n\0' > bytes
    contract bytes
    contract bytes -z
    contract bytes --encoding=GB18030
    yes 'the boat 木筏' | head -n 20000 | tr '\n' ' ' > narrow
    iconv -f UTF-8 -t UTF-16LE narrow > wide
    hmrnn-segment -m "$model" -d "$mark" --encoding=UTF-16LE wide > out
    iconv -f UTF-16LE -t UTF-8 out | without "$mark" > back
    same narrow back
}

@test "the parts of a record are rows of one record, whose places go on" {
    { yes 'the boat and the mill 木筏 ' | head -n 6000 | tr -d '\n'; printf '\nmill'; } > long
    hmrnn-segment -m "$model" --format=tsv long | tail -n +2 > rows
    long=$(head -n 1 long)
    grep '^1' rows | awk 'NR % 997 == 0' |
        while IFS=$'\t' read -r _ _ from to char_from char_to segment; do
            [ "${long:char_from:char_to-char_from}" = "$segment" ]
            [ "$(tail -c +$((from + 1)) long | head -c $((to - from)))" = "$segment" ]
        done
    grep '^1' rows | awk -F '\t' '$3 < end || $5 < chars { exit 1 } { end = $4; chars = $6 }'
    [ "$(grep '^1' rows | tail -n 1 | cut -f 4,6)" = $'173999\t149999' ]
    [ "$(tail -n 1 rows | cut -f 1,4)" = $'2\t4' ]
    hmrnn-segment -m "$model" -d "$mark" long > out
    [ "$(wc -l < out)" -eq 1 ]
}

@test "there is a record of output for each record of input" {
    random_unicode 7 3000 > unicode
    hmrnn-segment -m "$model" unicode > out
    [ "$(wc -l < unicode)" -eq "$(wc -l < out)" ]
}

@test "no mark of layer 1 stands beside white space" {
    hmrnn-segment -m "$model" -d '|' "$data/tiny.txt" > out
    run ! grep -E '[[:space:]]\||\|[[:space:]]|^\||\|$' out
}

@test "higher layers have marks that are told apart" {
    hmrnn-segment -m "$model" -l 1,2 "$data/tiny.txt" > out
    hmrnn-segment -m "$model" -l all "$data/tiny.txt" > every
    cmp out every
    grep -q ' | ' out
}

@test "the segments of a layer are made of whole segments of the one below" {
    hmrnn-segment -m "$model" --format=tsv -l 1 "$data/tiny.txt" > lower
    hmrnn-segment -m "$model" --format=tsv -l 2 "$data/tiny.txt" > upper
    # every end in the upper layer is an end in the lower one
    awk -F '\t' 'NR == FNR { ends[$1, $6] = 1; next } FNR > 1 && !(($1, $6) in ends) { exit 1 }' \
        lower upper
}

@test "rows say where a segment is, in bytes and in characters" {
    printf '河在 the mill\n\nboat' > text
    hmrnn-segment -m "$model" --format=tsv text > rows
    [ "$(head -n 1 rows)" = $'record\tlayer\tbyte_start\tbyte_end\tchar_start\tchar_end\ttext' ]
    tail -n +2 rows | while IFS=$'\t' read -r record _ from to char_from char_to segment; do
        line=$(sed -n "${record}p" text)
        [ "${line:char_from:char_to-char_from}" = "$segment" ]
        [ "$(printf %s "$line" | head -c "$to" | tail -c $((to - from)))" = "$segment" ]
    done
    [ "$(cut -f 1 rows | sort -u | tr '\n' ' ')" = '1 3 record ' ]
}

@test "json lines say the same as rows" {
    hmrnn-segment -m "$model" -l all --scores --format=tsv "$data/tiny.txt" | tail -n +2 |
        cut -f 1-6,8 | sed 's/0*$//;s/\.$//' > rows
    hmrnn-segment -m "$model" -l all --scores --format=jsonl "$data/tiny.txt" |
        sed -E 's/"text":"([^"\\]|\\.)*",//;s/"[a-z_]+"://g;s/[{}]//g;s/,/\t/g' |
        sed 's/0*$//;s/\.$//' > objects
    cmp rows objects
}

@test "scores are between 0 and 1, and 1 at the end of a record" {
    hmrnn-segment -m "$model" --scores --format=tsv "$data/tiny.txt" > rows
    [ "$(head -n 1 rows | cut -f 8)" = score ]
    awk -F '\t' 'NR > 1 && ($8 < 0 || $8 > 1) { exit 1 }
        NR > 2 && $1 != record && score != "1.0000" { exit 1 }
        { record = $1; score = $8 }' rows
    run -2 hmrnn-segment -m "$model" --scores "$data/tiny.txt"
}

@test "delimiters may be anything, one for each layer" {
    hmrnn-segment -m "$model" -l all -d '\x3c' -d '\t>' "$data/tiny.txt" > out
    grep -q '<' out
    grep -q $'\t>' out
    hmrnn-segment -m "$model" -d '\0' "$data/tiny.txt" | tr -d '\0' > back
    same back "$data/tiny.txt"

    run -2 hmrnn-segment -m "$model" -d 1 -d 2 "$data/tiny.txt"
    run -2 hmrnn-segment -m "$model" -d '\q' "$data/tiny.txt"
    run -2 hmrnn-segment -m "$model" --format=tsv -d x "$data/tiny.txt"
}

@test "a layer that the model lacks is an error that says how many it has" {
    run -2 hmrnn-segment -m "$model" -l 3 "$data/tiny.txt"
    [[ $output == *"2 layers"* ]]
    run -2 hmrnn-segment -m "$model" -l zero "$data/tiny.txt"
}

@test "what is found in a record does not depend on its neighbours" {
    hmrnn-segment -m "$model" -l all "$data/tiny.txt" > together
    while IFS= read -r line; do
        printf '%s\n' "$line" | hmrnn-segment -m "$model" -l all
    done < <(head -n 12 "$data/tiny.txt") > alone
    head -n 12 together | cmp - alone
    hmrnn-segment -m "$model" -l all --line-buffered "$data/tiny.txt" | cmp - together
}

@test "an answer comes before the next record is sent" {
    coproc hmrnn-segment -m "$model" 2> errors 3>&-
    for word in boat mill bell; do
        echo "$word" >&"${COPROC[1]}"
        IFS= read -r -t 20 answer <&"${COPROC[0]}"
        [ "${answer// /}" = "$word" ]
    done
    kill "$COPROC_PID"
}

@test "other encodings come back in their own bytes" {
    for encoding in UTF-16LE UTF-16BE GB18030; do
        iconv -f UTF-8 -t "$encoding" "$data/tiny.txt" > text
        hmrnn-segment -m "$model" --encoding="$encoding" -d "$mark" text |
            iconv -f "$encoding" -t UTF-8 | without "$mark" > back
        same back "$data/tiny.txt"
    done
}

@test "nothing is put into text of an encoding that has states" {
    iconv -f UTF-8 -t ISO-2022-JP <<< '小さい船' > text
    run -2 hmrnn-segment -m "$model" --encoding=ISO-2022-JP text
    [[ $output == *ISO-2022-JP* ]]
    hmrnn-segment -m "$model" --encoding=ISO-2022-JP --format=tsv text | cut -f 7 | tail -n +2 |
        tr -d '\n' > out
    [ "$(cat out)" = 小さい船 ]
}

@test "--invalid=error names file, record and byte" {
    printf 'good\nba\xffd\n' > text
    run -1 --separate-stderr hmrnn-segment -m "$model" --invalid=error text
    [[ $stderr == *"text: record 2: byte 3 "* ]]
    { head -c 200000 /dev/zero | tr '\0' x; printf '\xff\n'; } > long
    run -1 --separate-stderr hmrnn-segment -m "$model" --invalid=error long
    [[ $stderr == *"long: record 1: byte 200001 "* ]]
}

@test "colour is for terminals, unless it is asked for" {
    hmrnn-segment -m "$model" "$data/tiny.txt" > plain
    run ! grep -q $'\e' plain
    hmrnn-segment -m "$model" --color=always "$data/tiny.txt" |
        sed $'s/\e\\[[0-9;]*m//g' | cmp - plain
    hmrnn-segment -m "$model" --color=always "$data/tiny.txt" | grep -q $'\e'
    hmrnn-segment -m "$model" --color=always -d '<\n>' "$data/tiny.txt" |
        grep -q $'\e\\[30;46m<\e\\[0m$'
    hmrnn-segment -m "$model" --color=always -d '<\n>' "$data/tiny.txt" |
        grep -q $'^\e\\[30;46m>\e\\[0m'
    run -2 hmrnn-segment -m "$model" --color=always --format=tsv "$data/tiny.txt"
}

@test "in a terminal marks of layers have colours, unless it is dumb or NO_COLOR is set" {
    command -v script > /dev/null || skip 'script is not installed'
    local command="hmrnn-segment -q -m '$model' -l 1,2 '$data/tiny.txt'"
    env -u NO_COLOR TERM=xterm script -qec "$command" /dev/null < /dev/null > seen
    grep -q $'\e\\[30;46m \e\\[0m' seen
    grep -q $'\e\\[30;42m | \e\\[0m' seen
    NO_COLOR=1 script -qec "$command" /dev/null < /dev/null > seen
    run ! grep -q $'\e' seen
    env -u NO_COLOR TERM=dumb script -qec "$command" /dev/null < /dev/null > seen
    run ! grep -q $'\e' seen
    env -u NO_COLOR TERM=xterm script -qec "$command --color=never" /dev/null < /dev/null > seen
    run ! grep -q $'\e' seen
}

@test "grapheme clusters are never taken apart" {
    printf 'e\xcc\x81e\xcc\x81 \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\n' > text
    hmrnn-segment -m "$model" -d "$mark" text > out
    run ! grep -q "$mark"$'\xcc\x81' out
    run ! grep -q "$mark"$'\xe2\x80\x8d' out
    run ! grep -q $'\xe2\x80\x8d'"$mark" out
}

# The contract for models that were guided: guided_contract FILE.
guided_contract() {
    local how layers marks
    for how in --fast --thorough --causal ''; do
        for layers in 1 2 3 all; do
            [ "$how" != --causal ] || [ "$layers" = 1 ] || [ "$layers" = all ] || continue
            marks=(-d "$mark")
            [ "$layers" != all ] || [ "$how" = --causal ] || marks+=(-d "$mark" -d "$mark")
            hmrnn-segment -m guided.hmrnn ${how:+"$how"} -l "$layers" "${marks[@]}" "$1" > marked
            without "$mark" < marked > back
            same "$1" back
        done
    done
}

# Lines of made-up words in hiragana: made_up SEED COUNT.
made_up() {
    awk -v seed="$1" -v count="$2" 'BEGIN {
        n = split("あき いろは うみべ え おと かさね きみ くもり け こころ さ しおり すな せみ そら", w)
        srand(seed)
        for (i = 0; i < count; i++) {
            for (k = 3 + int(rand() * 6); k > 0; k--)
                printf "%s", w[1 + int(rand() * n)]
            print "。"
        }
    }'
}

@test "a guided model gives back what it read, with each evidence and of each layer" {
    made_up 1 400 > text
    hmrnn-train -o guided.hmrnn "${learner[@]}" --guide=self-training --layers=2 --units=8 \
        --epochs=1 text
    made_up 2 20 > new
    guided_contract new
    hmrnn-segment -m guided.hmrnn --scores --format=tsv -l all new > rows
    awk -F '\t' 'NR > 1 && ($8 < 0 || $8 > 1) { exit 1 }' rows
    [ "$(tail -n +2 rows | cut -f 2 | sort -u | tr '\n' ' ')" = '1 2 3 ' ]
    printf '\n\n\0\nab\0\0' > lines            # records of newlines
    for l in 1 2 3; do
        hmrnn-segment -m guided.hmrnn -z -l $l -d "$mark" lines | without "$mark" > back
        same lines back
    done
    run -2 hmrnn-segment -m guided.hmrnn --fast --thorough new
    run -2 hmrnn-segment -m guided.hmrnn --fast --causal new
    run -2 hmrnn-segment -m guided.hmrnn --causal -l 3 new
    [[ $output == *"no layer 3, --causal finds"* ]]
    run -2 hmrnn-segment -m '' new
    [[ $output == *--model* ]]
}

@test "a model that was not guided takes the flags and gives the same boundaries" {
    hmrnn-segment -m "$model" "$data/tiny.txt" > plain
    for how in --fast --thorough --causal; do
        hmrnn-segment -m "$model" "$how" "$data/tiny.txt" > out
        same plain out
    done
}

@test "a text in another encoding than it is read in is doubted, and read" {
    for _ in {1..5}; do echo '日本語の文章を別の符号で書いてある。'; done | iconv -t SHIFT_JIS > sjis
    run -0 --separate-stderr hmrnn-segment -m "$model" sjis
    [[ $stderr == *sjis*UTF-8*--encoding* ]]
    run -0 --separate-stderr hmrnn-segment -q -m "$model" sjis
    [ -z "$stderr" ]
    run -0 --separate-stderr hmrnn-segment -m "$model" --encoding=Shift_JIS sjis
    [ -z "$stderr" ]
}

@test "a picture has a row for a character that is wider than a row" {
    { printf '\340\270\201'; for _ in {1..120}; do printf '\340\270\263'; done; echo ab; } > wide
    timeout 20 hmrnn-segment -m "$model" --format=svg wide > picture.svg
    [ "$(tail -n 1 picture.svg)" = '</svg>' ]
}

@test "a picture has every character, and bars and shades of each layer" {
    printf 'a<b & "c"\n\001\xff\n\nfox\n' > odd
    hmrnn-segment -m "$model" --format=svg odd > picture.svg
    [ "$(head -n 1 picture.svg)" = '<?xml version="1.0" encoding="UTF-8"?>' ]
    [ "$(tail -n 1 picture.svg)" = '</svg>' ]
    grep -q '>&lt;</text>' picture.svg
    grep -q '>&amp;</text>' picture.svg
    grep -q '>␁</text>' picture.svg
    # 14 characters, 3 records with numbers; 2 layers with bars, 3 with norms in each
    [ "$(grep -c '^<text class="label"' picture.svg)" -eq $((3 * (1 + 2 + 3))) ]
    [ "$(grep -c '^<text' picture.svg)" -eq $((14 + 3 * (1 + 2 + 3))) ]
    [ "$(grep -c 'fill-opacity' picture.svg)" -eq $((14 * 3)) ]
    ! command -v xmllint > /dev/null || xmllint --noout picture.svg
}

@test "cells of a picture are as wide as what is in them" {
    # one column each; a mark above; a letter and a vowel beside it, one cluster; two of Han
    printf 'ab\ne\u0301\n\u0E04\u0E33\n\u4E2D\u6587\n' > signs
    hmrnn-segment -m "$model" --format=svg signs > picture.svg
    [ "$(grep 'fill-opacity' picture.svg | sed 's/.* width="\([^"]*\)".*/\1/' | uniq)" = "10.0
20.0
18.0" ]
}

@test "a long record of a picture goes on in the next row, only the layers asked for in it" {
    for _ in 1 2 3 4 5 6 7 8; do head -n 1 "$data/tiny.txt" | tr '\n' ' '; done > long
    hmrnn-segment -m "$model" --format=svg -l 1 long > picture.svg
    n_rows=$(grep -c '>z1</text>' picture.svg)
    [ "$n_rows" -gt 1 ]
    run ! grep -q '>z2</text>' picture.svg
    [ "$(grep -c '‖h3‖' picture.svg)" -eq "$n_rows" ]
}

@test "with a lexicon a picture has its layers, with norms whatever the evidence" {
    made_up 1 400 > text
    hmrnn-train -o guided.hmrnn "${learner[@]}" --guide=self-training --layers=2 --units=8 \
        --epochs=1 text
    head -n 1 text > new
    n_chars=$(($(LC_ALL=C.UTF-8 wc -m < new) - 1))
    for how in --fast --thorough; do
        hmrnn-segment -m guided.hmrnn "$how" --format=svg new > picture.svg
        [ "$(grep -c 'fill-opacity' picture.svg)" -eq $((n_chars * 2)) ]
        grep -q '>z3</text>' picture.svg
    done
}

@test "no records make an empty picture" {
    : > empty
    hmrnn-segment -m "$model" --format=svg empty > picture.svg
    grep -q '</svg>' picture.svg
}
