#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# common.bats - what all three programs have in common: help, versions, mistakes, operands, pipes.

load tools

setup_file() {
    tiny_model
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    printf 'one line\nanother line\n' > text
}

@test "help and version go to standard output and succeed" {
    for tool in hmrnn-train hmrnn-segment hmrnn-score; do
        "$tool" --help > help 2> errors
        [ ! -s errors ]
        [ "$(head -n 1 help | cut -d ' ' -f 1,2)" = "Usage: $tool" ]

        "$tool" --version > version 2> errors
        [ ! -s errors ]
        [[ $(head -n 1 version) =~ ^$tool\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
        grep -q ICU version
        grep -q OpenBLAS version
        grep -q libarchive version
    done
}

@test "a wrong command line is one sentence, a hint, and status 2" {
    for wrong in --nonsense -Y --threads --threads=many --invalid=maybe --encoding=klingon-8; do
        for tool in hmrnn-train hmrnn-segment hmrnn-score; do
            run --separate-stderr "$tool" "$wrong" text < /dev/null

            echo "$tool $wrong: $status $stderr"
            [ "$status" -eq 2 ]
            [ -z "$output" ]
            [ "${#stderr_lines[@]}" -eq 2 ]
            [[ ${stderr_lines[0]} == "$tool: "* ]]
            [ "${stderr_lines[1]}" = "Try '$tool --help'." ]
        done
    done
}

@test "an operand that is missing is reported, the rest goes on, and the status is 1" {
    run --separate-stderr hmrnn-segment -m "$model" missing text
    [ "$status" -eq 1 ]
    [[ $stderr == "hmrnn-segment: "*missing* ]]
    [ "${#lines[@]}" -eq 2 ]

    run --separate-stderr hmrnn-score -m "$model" missing text
    [ "$status" -eq 1 ]
    [[ $stderr == "hmrnn-score: "*missing* ]]
    [[ $output == *text* ]]
}

@test "a name that is full of control characters is shown without them" {
    run --separate-stderr hmrnn-segment -m "$model" $'bad\e[31m\nname\xff'
    [ "$status" -eq 1 ]
    [ "${#stderr_lines[@]}" -eq 1 ]
    [[ $stderr == *'bad\x1B[31m\x0Aname\xFF'* ]]
}

@test "a full disk is an error" {
    for tool in hmrnn-segment hmrnn-score; do
        run bash -c '"$1" -m "$2" text > /dev/full' bash "$tool" "$model"
        [ "$status" -eq 1 ]
        [[ $output == "$tool: cannot write to standard output: "* ]]
    done
}

@test "a closed standard output is an error, and no file is written into instead" {
    cp "$model" copy.hmrnn
    run bash -c 'hmrnn-segment -m copy.hmrnn text >&-'
    [ "$status" -eq 1 ]
    cmp copy.hmrnn "$model"
}

@test "a reader that goes away ends the program silently" {
    run bash -c 'set -o pipefail; yes | hmrnn-segment -m "$1" | head -n 1' bash "$model"
    [ "$status" -eq 141 ]
    [ "${#lines[@]}" -eq 1 ]
}

@test "the number of threads changes nothing" {
    hmrnn-segment -m "$model" -T 1 -l all "$data/tiny.txt" > one
    hmrnn-segment -m "$model" -T 2 -l all "$data/tiny.txt" > two
    cmp one two

    hmrnn-score -m "$model" -T 1 --per-record --format=tsv "$data/tiny.txt" > one
    HMRNN_THREADS=2 hmrnn-score -m "$model" --per-record --format=tsv "$data/tiny.txt" > two
    cmp one two
}

@test "HMRNN_THREADS must be a number" {
    HMRNN_THREADS=lots run hmrnn-segment -m "$model" text
    [ "$status" -eq 2 ]
    [[ $output == *HMRNN_THREADS* ]]
}

@test "the model is a file, or else a name in the environment" {
    run -0 hmrnn-segment -m "$model" text
    cp "$model" here.hmrnn
    HMRNN_MODEL=here.hmrnn run -0 hmrnn-segment text

    run -1 --separate-stderr hmrnn-segment -m no-such-model text
    [[ $stderr == *"no model 'no-such-model'"* ]]
    run -1 --separate-stderr hmrnn-segment -m text text
    [[ $stderr == *text* ]]
}

@test "an installed model goes by its name, and the scripts of the text choose one" {
    mkdir -p moved/bin moved/share/hmrnn/models
    cp "$HMRNN_BIN"/hmrnn-* moved/bin
    for name in en ja zh; do
        cp "$model" moved/share/hmrnn/models/$name.hmrnn
    done
    run -0 moved/bin/hmrnn-segment -m ja text
    for pair in en:1 zh:8 ja:17; do
        sed -n "${pair#*:}p" "$data/tiny.txt" > sample
        moved/bin/hmrnn-segment -v sample > out 2> errors
        grep -q "/${pair%:*}.hmrnn: " errors
        moved/bin/hmrnn-score -v sample > out 2> errors
        grep -q "/${pair%:*}.hmrnn: " errors
    done

    printf 'река\n' > sample
    run -1 --separate-stderr moved/bin/hmrnn-segment sample
    [[ $stderr == *'en, ja, zh'*-m* ]]
    run -1 --separate-stderr moved/bin/hmrnn-segment -m de sample
    [[ $stderr == *'en, ja, zh'* ]]
}

@test "an archive is read without unpacking it" {
    cp text second
    tar cf - text second | gzip > both.tar.gz
    hmrnn-segment -m "$model" both.tar.gz > from-archive
    hmrnn-segment -m "$model" text second > from-files
    cmp from-archive from-files

    hmrnn-segment -m "$model" --member='sec*' both.tar.gz > from-archive
    hmrnn-segment -m "$model" second > from-files
    cmp from-archive from-files
}

@test "a truncated archive is an error that names it" {
    tar cf - -C "$data" tiny.txt | gzip > whole.tar.gz
    head -c 1500 whole.tar.gz > cut.tar.gz
    run --separate-stderr -1 hmrnn-score -m "$model" cut.tar.gz
    [[ $stderr == "hmrnn-score: "*cut.tar.gz* ]]
    [[ $output != *tiny.txt* ]]
}

@test "SIGUSR1 asks for a line of progress" {
    mkfifo pipe
    hmrnn-segment -m "$model" pipe > out 2> errors 3>&- &
    exec 4> pipe
    echo first >&4
    sleep 0.5
    kill -USR1 $!
    sleep 0.1
    seq 20000 >&4
    exec 4>&-
    wait $!
    grep -q 'records, .* characters' errors
}
