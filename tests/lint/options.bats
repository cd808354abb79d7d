#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# options.bats - --help, the completions and the man pages have the same options and defaults. The
# programs are those of $HMRNN_BIN.

bats_require_minimum_version 1.5.0
root=$BATS_TEST_DIRNAME/../..
tools='hmrnn-train hmrnn-segment hmrnn-score'

setup() {
    PATH=${HMRNN_BIN:?the folder of the programs to test}:$PATH
    cd "$BATS_TEST_TMPDIR" || return
}

# Options as "-x --name", in their order: those of --help=all, or of the help that is asked for.
of_help() {
    "$1" "${2:---help=all}" |
        sed -n 's/^  \(-.\), \(--[a-z-]*\).*/\1 \2/p; s/^      \(--[a-z-]*\).*/\1/p'
}

# The long ones alone.
names() {
    of_help "$1" | sed 's/^-. //' | sort
}

# The options that a man page has from line FROM to line TO, as of_help gives them.
of_manual() {
    sed -n "$2,$3 {
        s/^\.It Fl \([A-Za-z]\) , Fl -\([a-z-]*\).*/-\1 --\2/p
        s/^\.It Fl -\([a-z-]*\).*/--\1/p }" "$root/man/$1.1"
}

@test "the man pages have the options that --help=all has, in the same order" {
    for tool in $tools; do
        of_help "$tool" > helped
        of_manual "$tool" '/^\.Sh OPTIONS$/' '/^\.Sh OUTPUT FORMATS\|^\.Sh PROGRESS/' > manual
        diff helped manual
    done
}

@test "the man pages have the options of --help first, and the others in a section of their own" {
    for tool in $tools; do
        of_help "$tool" --help > helped
        of_manual "$tool" '/^\.Sh OPTIONS$/' '/^\.Sh OPTIONS FOR EXPERTS/' > manual
        diff helped manual
        [ "$(of_help "$tool" | wc -l)" -gt "$(wc -l < helped)" ]
    done
}

@test "--help fits a screen of sixty lines" {
    for tool in $tools; do
        [ "$("$tool" --help | wc -l)" -le 60 ]
        [ "$("$tool" --help=all | awk '{ if (length > n) n = length } END { print n }')" -le 80 ]
    done
}

@test "man pages, README and recipes name no option that does not exist" {
    { for tool in $tools; do names "$tool"; done; } | sort -u > known
    sed -n '/^\.\(It\|Op\|Pq\)\? *.*Fl /s/ -\([a-z][a-z-]*\)/\n--\1\n/gp' "$root"/man/*.[157] |
        grep -x -e '--[a-z-]*' | sort -u > named
    grep -h -o 'hmrnn-\(train\|segment\|score\) [^|]*' "$root/README.md" \
        "$root"/corpora/experiments/*.md "$root"/corpora/models/*.txt |
        grep -o -e '--[a-z][a-z-]*' | sort -u > written
    [ "$(wc -l < named)" -gt 40 ]
    [ "$(wc -l < written)" -gt 5 ]
    run comm -13 known <(sort -u named written)
    [ "$output" = '' ]
}

# as_made FILE KIND...: what print-options makes of a file is that file.
as_made() {
    local file=$root/$1
    shift
    "$HMRNN_BUILD/print-options" "$@" < "$file" > made
    diff "$file" made
}

# The names, values, defaults and ranges come from the tables of options: print-options says how.
@test "the man pages and the completions are what make options writes" {
    for tool in $tools; do
        as_made "man/$tool.1" man "$tool"
    done
    as_made completions/hmrnn.bash bash
    as_made completions/_hmrnn zsh
    as_made completions/hmrnn.fish fish
}

@test "print-options says what it cannot do" {
    run -1 "$HMRNN_BUILD/print-options" man hmrnn-none < "$root/man/hmrnn-train.1"
    run -1 "$HMRNN_BUILD/print-options" bash < "$root/man/hmrnn-train.1"
    run -1 "$HMRNN_BUILD/print-options"
}

@test "the man pages give each default as --help=all does" {
    for tool in $tools; do
        { "$tool" --help=all | tr '\n' ' '; echo; } | sed 's/  \(  \|-.[,]\) \?\(--[a-z]\)/\n\2/g' |
            sed -n 's/^\(--[a-z-]*\).*\[\([^]=]*\)\].*/\1 \2/p' | tr -s ' ' > helped
        sed -n 's/^\.It .*Fl -\([a-z-]*\).* Pq default \([^;]*[^ ;]\).*/--\1 \2/p' \
            "$root/man/$tool.1" > manual
        diff helped manual
    done
}

@test "each field of the options of training is in their table" {
    sed -n '/^typedef struct hmrnn_train_options {/,/^}/p' "$root/src/hmrnn_options.h" |
        sed -n 's,//.*,,; s/^    \(const struct \)\?[a-z0-9_]* \(.*\);.*/\2/p' |
        tr -d '* ' | tr ',' '\n' | sed 's/\[.*//' | grep -v -x -e prior -e n_threads | sort > fields
    sed -n 's/^ *AT(\([a-z_]*\)).*/\1/p' "$root/src/train/option_table.c" | sort > rows
    [ "$(wc -l < fields)" -gt 50 ]
    diff fields rows
}

@test "bash completes the options that --help has" {
    for tool in $tools; do
        names "$tool" > helped
        bash -c '. "$1"; COMP_WORDS=("$2" --); COMP_CWORD=1; _hmrnn "$2" -- "$2"
                 printf "%s\n" "${COMPREPLY[@]}"' bash "$root/completions/hmrnn.bash" "$tool" |
            sort > shell
        diff helped shell
    done
}

@test "bash completes the words of each choice" {
    for tool in $tools; do
        "$tool" --help=all |
            sed -n 's/^ .*\(--[a-z-]*\)=\([a-z0-9-]*|[a-z0-9|-]*\).*/\1 \2/p' > choices
        while read -r name words; do
            bash -c '. "$1"; COMP_WORDS=("$2" "$3" ""); COMP_CWORD=2; _hmrnn "$2" "" "$3"
                     printf "%s\n" "${COMPREPLY[@]}"' \
                bash "$root/completions/hmrnn.bash" "$tool" "$name" | sort > shell
            tr '|' '\n' <<< "$words" | sort | diff - shell
        done < choices
    done
}

@test "fish completes the options that --help has" {
    command -v fish > /dev/null || skip 'fish is not installed'
    for tool in $tools; do
        names "$tool" > helped
        fish --no-config -c "source '$root/completions/hmrnn.fish'; complete -C '$tool --'" |
            cut -f 1 | sed 's/=$//' | sort -u > shell
        diff helped shell
        of_help "$tool" | sed -n 's/^\(-.\) .*/\1/p' > helped
        fish --no-config -c "source '$root/completions/hmrnn.fish'; complete -C '$tool -'" |
            cut -f 1 | grep -x -e '-.' | sort -u > shell
        diff <(sort helped) shell
    done
}

@test "zsh completes the options that --help has" {
    for tool in $tools; do
        of_help "$tool" | tr ' ' '\n' | sort > helped
        sed -n "/^    options=( # of ${tool#hmrnn-}/,/^    )/p" "$root/completions/_hmrnn" |
            sed -n "
            s/^ *'[^']*'{\(-.\)+*,\(--[a-z-]*\)=*}.*/\1\n\2/p
            s/^ *'\**\(--[a-z-]*\)=*\[.*/\1/p" | sort > shell
        diff helped shell
    done
}

@test "each shell can read its completions" {
    bash -n "$root/completions/hmrnn.bash"
    ! command -v zsh > /dev/null || zsh -n "$root/completions/_hmrnn"
    ! command -v fish > /dev/null || fish -n "$root/completions/hmrnn.fish"
}
