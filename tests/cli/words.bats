#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2030,SC2031,SC2154
#
# words.bats - hmrnn-segment --words: what a person says of words is so in the output.

load tools

models=$BATS_TEST_DIRNAME/../../corpora/models
zh=$models/zh.hmrnn

setup_file() {
    tiny_model
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    sed 's/ //g' "$data/gold/zh.txt" > text
}

# given ENTRIES TEXT [OPTION]...: the text with its words.
given() {
    printf '%b' "$1" > words
    printf '%s\n' "$2" | hmrnn-segment -m "$zh" --words=words "${@:3}"
}

@test "each strength does what it says, with and without the networks" {
    for way in --fast --thorough -q; do
        [ "$(given '霍格沃茨\n' '霍格沃茨城堡很大' "$way")" = '霍格沃茨 城堡 很大' ]
        [ "$(given '=京大\n' '北京大学' "$way")" = '北 京大 学' ]
        [ "$(given '太 贵\n' '太贵了' "$way")" = '太 贵 了' ]
        [ "$(given '~堡很\n' '城堡很大' "$way" | sed 's/堡很/X/')" != \
            "$(printf '城堡很大\n' | hmrnn-segment -m "$zh" "$way" | sed 's/堡很/X/')" ]
        [ "$(given 'C++\n=3D打印\n' '用C++和3D打印机' "$way")" = '用 C++ 和 3D打印 机' ]
        [ "$(given 'AT\n=3D\n' 'ATM和13D' "$way")" = 'ATM 和 13D' ]
    done
}

@test "higher layers have no boundary inside of what is joined" {
    given '=为中文\n=，我\n~了，\n' '我写这些句子，是为了试验这个为中文学习的程序，我们用它' -l 1,2,3 \
        -d '|' -d '|' -d '|' > out
    cat out
    grep -q '|为中文|' out
    grep -qv '，|我' out
    for layer in 2 3; do
        given '=为中文\n' '我写这些句子，是为了试验这个为中文学习的程序' -l $layer > out
        grep -q 为中文 out
    done
}

@test "the output without marks is the input, and no thread changes it" {
    cut -d ' ' -f 1-3 "$data/gold/zh.txt" | tr ' ' '\n' | grep -v '[0-9]' | sort -u |
        awk '{ print NR % 4 == 0 ? "=" $0 : NR % 4 == 1 ? "~" $0 : $0 }' > words
    hmrnn-segment -m "$zh" --words=words -T 1 -l 1,2,3 -d Q -d Q -d Q text > one
    hmrnn-segment -m "$zh" --words=words -T 3 -l 1,2,3 -d Q -d Q -d Q -v text > three
    same one three
    without Q < one > back
    same text back
    hmrnn-segment -m "$zh" -l 1,2,3 -d Q -d Q -d Q text > plain
    run ! cmp -s one plain
}

@test "lists are read as operands are: compressed, encoded, several, from standard input" {
    printf '=京大\n' | gzip > packed
    printf '\xEF\xBB\xBF太 贵\r\n\r\n# x y\r\n' > other
    printf '北京大学，太贵了\n' > line
    [ "$(hmrnn-segment -m "$zh" --words=packed --words=other line)" = '北 京大 学 ， 太 贵 了' ]
    [ "$(printf '=京大\n' | hmrnn-segment -m "$zh" --words=- line)" = "$(
        hmrnn-segment -m "$zh" --words=packed line)" ]
    # The same in Shift_JIS: 北京大学, =京大.
    printf '\x96\x6b\x8b\x9e\x91\xe5\x8a\x77\n' > line
    printf '=\x8b\x9e\x91\xe5\n' > words
    [ "$(hmrnn-segment -m "$zh" --encoding=Shift_JIS --format=tsv --words=words line |
        awk -F '\t' 'NR > 1 { print $7 }' | paste -s -d ' ')" = '北 京大 学' ]
}

@test "an empty list changes nothing" {
    printf '# nothing\n\n' > words
    hmrnn-segment -m "$zh" --fast --words=words text > out
    hmrnn-segment -m "$zh" --fast text > plain
    same out plain
}

@test "-v says which entries had no effect" {
    printf '=京大\n鐵鐶鑰\n=。\n' > words
    printf '北京大学。\n' | hmrnn-segment -v -m "$zh" --words=words 2> errors
    grep -qF "words: line 2: '鐵鐶鑰' does not occur" errors
    grep -qF "words: line 3: '。' occurs, but changes nothing" errors
    run ! grep -q 'line 1' errors
    grep -q '3 entries in the word list, 2 without effect' errors
    seq 20100 20150 | sed 's/^/x/' > words
    printf '北京大学。\n' | hmrnn-segment -v -m "$zh" --words=words 2> errors
    [ "$(grep -c 'does not occur' errors)" -eq 20 ]
    grep -q 'and 31 more' errors
    printf '' | hmrnn-segment -v -m "$zh" --words=words 2> errors
    grep -q '51 entries in the word list, 51 without effect' errors
}

# refused STATUS MESSAGE OPTION...: over the list in the file words
refused() {
    run -"$1" hmrnn-segment -m "$zh" --words=words "${@:3}" text
    echo "$output"
    [[ $output == *"$2"* ]]
}

@test "wrong lines are named with file, line and byte" {
    printf '北京\n\n大学 7 n\n' > words
    refused 1 'words: line 3: byte 7: a number after white space'
    printf '北京\t大学\n' > words
    refused 1 'words: line 1: byte 7: a tab'
    printf '北京\n=太 贵\n' > words
    refused 1 'words: line 2: byte 5: white space in a word'
    printf '=\n' > words
    refused 1 'words: line 1: byte 1: no word behind this sign'
    printf 'ab\xFFc\n' > words
    refused 1 'words: line 1: byte 3: is not part of a character'
    printf '北京\n大学\n~北京\n' > words
    refused 1 'words: line 3: the string is never cut here and likely a word in words: line 1'
    head -c 70000 /dev/zero | tr '\0' x > words
    refused 1 'words: line 1: is longer than'
    printf 'x%.0s' {1..129} > words
    refused 1 'words: line 1: byte 1: a word of 129 characters'
    run -1 hmrnn-segment -m "$zh" --words=missing text
    [[ $output == *missing* ]]
}

@test "a list needs text, a lexicon, and a standard input of its own" {
    printf '北京\n' > words
    refused 2 '--causal' --causal
    run -2 hmrnn-segment -m "$model" --words=words text
    [[ $output == *'needs a lexicon'* ]]
    run -2 hmrnn-segment --strokes -m "$zh" --words=words text
    [[ $output == *'not for --strokes'* ]]
    run -2 hmrnn-segment -m "$zh" --words=-
    [[ $output == *'standard input'* ]]
}
