#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# memory.bats - the programs without memory: one allocation after another fails (fail_alloc.c).

load tools

setup_file() {
    tiny_model
}

setup() {
    [ -n "${HMRNN_BUILD-}" ] || skip 'HMRNN_BUILD does not name the folder of the build'
    fail_alloc=$HMRNN_BUILD/tests/cli/fail_alloc.so
    [ -e "$fail_alloc" ]
    ! grep -q __asan_init "$HMRNN_BIN/hmrnn-segment" || skip 'sanitizers have a malloc of their own'
    cd "$BATS_TEST_TMPDIR" || return
    printf 'one line\nanother line\n' > text
    printf 'last\n' | gzip > more.gz
}

# without K PROGRAM ARGUMENT...: run a program whose K-th allocation fails.
without() {
    local k=$1
    shift
    env LD_PRELOAD="$fail_alloc" FAIL_ALLOC="$k" "$@" > ../out 2> ../errors
}

# fail_each N_RUNS PROGRAM ARGUMENT...: let N_RUNS allocations or more, evenly spread, fail in turn;
# every second time all that follow fail, too. The program runs in an empty folder and leaves there
# what it leaves when it succeeds, or nothing, or the file that may_stay names.
fail_each() {
    local n_runs=$1 name=$2
    shift
    rm -rf work && mkdir work && cd work || return
    FAIL_ALLOC_COUNT=../count without 0 "$@"
    cp ../out ../wanted
    ls -A > ../made
    local n k step status
    n=$(cat ../count)
    step=$((n > n_runs ? n / n_runs : 1))
    [ "$n" -gt 20 ]
    for ((k = 1; k <= n; k += step)); do
        rm -rf ./*
        status=0
        if [ $((k / step % 2)) -eq 0 ]; then
            without "$k" "$@" || status=$?
        else
            FAIL_ALLOC_ON=1 without "$k" "$@" || status=$?
        fi
        ls -A > ../left
        echo "$name, allocation $k of $n: status $status, left: $(tr '\n' ' ' < ../left)"
        cat ../errors
        if [ "$status" -eq 0 ]; then
            cmp ../out ../wanted
            cmp ../left ../made
        else
            [ "$status" -eq 1 ]
            [[ $(< ../errors) == "$name: "*[Mm]emory* ]]
            [ ! -s ../left ] || [ "$(< ../left)" = "${may_stay-}" ]
        fi
    done
    cd ..
}

@test "hmrnn-segment says that there is no memory" {
    fail_each 60 hmrnn-segment -m "$model" ../text ../more.gz
    fail_each 20 hmrnn-segment -m "$model" --format=tsv ../text
    fail_each 20 hmrnn-segment -m "$model" --ask ../text
    fail_each 20 hmrnn-segment -m "$model" -T 2 --format=svg ../text
    printf '%s\n' '=一' 'C++' 'a b' > words
    fail_each 20 hmrnn-segment --fast -m "$BATS_TEST_DIRNAME/../../corpora/models/zh.hmrnn" \
        --words=../words ../text
}

@test "hmrnn-score says that there is no memory" {
    fail_each 40 hmrnn-score -m "$model" ../text ../more.gz
    fail_each 20 hmrnn-score -m "$model" --per-record --format=tsv ../text
    fail_each 40 hmrnn-score --against="$data/gold/zh.txt" "$data/gold/zh.txt"
}

@test "hmrnn-train says that there is no memory and leaves no part of a file" {
    # what was learned is kept where the model cannot be written
    may_stay=made.ckpt
    fail_each 60 hmrnn-train -o made.hmrnn --checkpoint=made.ckpt --epochs=0.2 "${tiny[@]}" \
        "$data/tiny.txt"
}
