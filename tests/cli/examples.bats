#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# examples.bats - the examples of the man pages and of the README do what they say.
#
# Every command that stands there after a "$ " is run, those of one page one after the other in one
# folder that has the files they speak of. The installed models are played by a tiny one, and
# training is cut down to a tiny network and half an epoch: what matters here is that the commands
# are right.

load tools

root=$BATS_TEST_DIRNAME/../..

# The programs, with models beside them under the names that the examples use.
install_programs() {
    mkdir -p prefix/bin prefix/share/hmrnn/models prefix/small
    cp -L "$HMRNN_BIN"/hmrnn-{train,segment,score} prefix/bin
    for name in zh zh-hant ja th en; do
        cp "$model" "prefix/share/hmrnn/models/$name.hmrnn"
    done
    # --words and --examples need a lexicon
    cp "$root"/corpora/models/{zh,ja}.hmrnn prefix/share/hmrnn/models
    cat > prefix/small/hmrnn-train << END
#!/bin/sh
exec '$PWD/prefix/bin/hmrnn-train' "\$@" --units=16 --embed=16 --output-embed=16 --batch=4 \
    --bptt=20 --epochs=0.5
END
    chmod +x prefix/small/hmrnn-train
}

# The files that the examples speak of.
write_files() {
    mkdir files
    cp "$model" files/my.hmrnn
    cd files || return
    mkdir -p letters news corpora/texts
    cp "$root"/corpora/texts/*.txt corpora/texts
    cat "$data/tiny.txt" corpora/texts/*.txt > novel.txt
    cp novel.txt corpus.txt
    cp novel.txt news/today.txt
    cp novel.txt letters/anna.txt
    cp "$data/tiny.txt" letters/boris.txt
    cp "$data/tiny.txt" lines.txt
    cp "$data/tiny.txt" valid.txt
    cp "$data/tiny.txt" gold.txt
    printf '霍格沃茨\n=北京大学生\n太 贵\n' > names.txt
    awk 'BEGIN { for (d = 0; d < 99; d++) {
            for (i = 0; i < 12; i++) printf "%d,%d,%d ", i % 5 * 3, d % 7 - i, i % 4 == 3
            print "" } }' > drawings.txt
    ../prefix/small/hmrnn-train --strokes -q -o pens.hmrnn drawings.txt
    cat > ../prefix/answer << END
#!/bin/sh
cut_all=\$(sed 's/?/|/' "\$1") && printf '%s\\n' "\$cut_all" > "\$1"
END
    chmod +x ../prefix/answer
    tar -cJf corpus.tar.xz corpus.txt letters
    tar -cJf books.tar.xz novel.txt
}

setup_file() {
    tiny_model
    cd "$BATS_FILE_TMPDIR" || return
    install_programs
    write_files
}

setup() {
    PATH=$BATS_FILE_TMPDIR/prefix/small:$BATS_FILE_TMPDIR/prefix/bin:$PATH
    export EDITOR=$BATS_FILE_TMPDIR/prefix/answer
    cp -R "$BATS_FILE_TMPDIR/files" "$BATS_TEST_TMPDIR/files"
    cd "$BATS_TEST_TMPDIR/files" || return
}

# The commands of a man page or of the README, one a line: lines that begin with "$ ", joined with
# the lines after them that begin with "> "; and, in the README, those of its "example:" comments.
commands_of() {
    sed -n 's/\\(aq/'"'"'/g; s/\\(pc/·/g; s/\\e/\\/g
            s/^<!-- example: \(.*\) -->$/$ \1/; /^[$>] /p' "$1" | awk '
        /^\$ / { if (command != "") print command; command = substr($0, 3); next }
        { sub(/\\$/, "", command); command = command " " substr($0, 3) }
        END { if (command != "") print command }'
}

# What not every machine has.
is_out_of_reach() {
    local program
    for program in parallel jq iconv xz strings; do
        [[ " $1 " != *" $program "* ]] || command -v $program > /dev/null || return 0
    done
    return 1
}

run_examples() {                                # FILE LEAST-NUMBER
    local command status n=0
    commands_of "$1" > commands
    while IFS= read -r command <&4; do
        n=$((n + 1))
        if is_out_of_reach "$command"; then
            echo "# left out: $command" >&3
            continue
        fi
        status=0
        bash -e -o pipefail -c "$command" > output 2> errors < /dev/null || status=$?
        # head ends those who write to it by SIGPIPE, which is as it should be
        if [ $status -ne 0 ] && [[ $status -ne 141 || $command != *'| head'* ]]; then
            echo "failed with $status: $command"
            cat errors
            return 1
        fi
        if [ ! -s output ] && [[ $command != hmrnn-train* && $command != *'| hmrnn-train'* ]] &&
                [[ $command != *hmrnn-train*'; done' ]]; then
            echo "says nothing: $command"
            cat errors
            return 1
        fi
    done 4< commands
    echo "$n commands"
    [ "$n" -ge "$2" ]
}

@test "the examples of hmrnn-train(1)" {
    run_examples "$root/man/hmrnn-train.1" 7
    [ -e four.hmrnn ]
    [ -e lstm.hmrnn ]
}

@test "the examples of hmrnn-segment(1)" {
    run_examples "$root/man/hmrnn-segment.1" 7
}

@test "the examples of hmrnn-score(1)" {
    run_examples "$root/man/hmrnn-score.1" 6
}

@test "the examples of hmrnn(7)" {
    run_examples "$root/man/hmrnn.7" 5
}

@test "the examples of hmrnn-model(5)" {
    run_examples "$root/man/hmrnn-model.5" 4
}

@test "the examples of the README" {
    run_examples "$root/README.md" 8
}
