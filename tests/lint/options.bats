#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# options.bats - --help, the completions and the man pages name the same options. The programs are
# those of $HMRNN_BIN.

root=$BATS_TEST_DIRNAME/../..
tools='hmrnn-train hmrnn-segment hmrnn-score'

setup() {
    PATH=${HMRNN_BIN:?the folder of the programs to test}:$PATH
    cd "$BATS_TEST_TMPDIR" || return
}

# Options as "-x --name", sorted: those of --help.
of_help() {
    "$1" --help |
        sed -n 's/^  \(-.\), \(--[a-z-]*\).*/\1 \2/p; s/^      \(--[a-z-]*\).*/\1/p' | sort
}

# The long ones alone.
names() {
    of_help "$1" | sed 's/^-. //' | sort
}

@test "the man pages have the options that --help has" {
    for tool in $tools; do
        of_help "$tool" > helped
        sed -n 's/^\.It Fl \([A-Za-z]\) .*, Fl -\([a-z-]*\).*/-\1 --\2/p
                s/^\.It Fl \([A-Za-z]\) , Fl -\([a-z-]*\).*/-\1 --\2/p
                s/^\.It Fl -\([a-z-]*\).*/--\1/p' "$root/man/$tool.1" | sort -u > manual
        diff helped manual
    done
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
        "$tool" --help | sed -n 's/^ .*\(--[a-z-]*\)=\([a-z0-9-]*|[a-z0-9|-]*\).*/\1 \2/p' > choices
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
        case $tool in
        hmrnn-segment) groups='reader segment input everyday' ;;
        hmrnn-score) groups='reader score input everyday' ;;
        *) groups='train input everyday' ;;
        esac
        of_help "$tool" | tr ' ' '\n' | sort > helped
        for group in $groups; do
            sed -n "/^$group=(/,/^)/p" "$root/completions/_hmrnn"
        done | grep -v -e '\*:file' | sed -n "
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
