#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# fetch.bats - what corpora/fetch promises of downloads, checksums and folders, over file:// URLs.

# shellcheck disable=SC2154
load corpora

@test "fetch lists every recipe with its licence" {
    run "$fetch" --list

    [ "$status" -eq 0 ]
    for name in ptb-char text8 enwik8 sighan2005 ud-chinese-gsd ud-japanese-gsd wiki aozora; do
        [[ $output == *"$name"* ]]
    done
    [ "$(grep -c licence: <<< "$output")" -eq 8 ]
}

@test "fetch --help goes to stdout and succeeds" {
    "$fetch" --help > help 2> errors

    grep -q '^Usage: fetch' help
    [ ! -s errors ]
}

@test "wrong usage is status 2 and says where help is" {
    for bad in '' '--frobnicate' 'no-such-corpus' '../fetch' 'wiki' 'wiki Zh/..' \
        'text8 extra' '-o'; do
        # shellcheck disable=SC2086
        run "$fetch" $bad

        echo "for '$bad': $status $output"
        [ "$status" -eq 2 ]
        [[ $output == *"fetch --help"* ]]
    done
}

@test "a checksum nobody has recorded is printed and written down" {
    chinese_site
    sum=$(sha256sum < "$site/zh_gsd-ud-dev.conllu" | cut -d ' ' -f 1)

    bring ud-chinese-gsd

    [ "$status" -eq 0 ]
    [[ $output == *"SHA-256 is $sum"* ]]
    grep -q "^sha256: $sum" out/ud-chinese-gsd/SOURCE.txt
}

@test "a wrong checksum is an error that names both, and the file is removed" {
    echo 'not the real thing' > "$site/text8"
    zip_of text8.zip text8

    bring text8

    [ "$status" -eq 1 ]
    [[ $output == *"expected a6640522afe8"* ]]
    [[ $output == *"found    $(sha256sum < "$site/text8.zip" | cut -d ' ' -f 1)"* ]]
    [[ $output == *"--any-checksum"* ]]
    [ ! -e out/text8 ]
    [ ! -e out/downloads/text8.zip ]
}

@test "a truncated archive is refused even with any checksum" {
    seq 1 9999 > "$site/text8"
    zip_of text8.zip text8
    head -c 500 "$site/text8.zip" > piece
    mv piece "$site/text8.zip"

    bring --any-checksum text8

    [ "$status" -eq 1 ]
    [ ! -e out/text8 ]
    [ "$(ls -A out)" = downloads ]
}

@test "a missing file is an error that says where to look" {
    bring ud-chinese-gsd

    [ "$status" -eq 1 ]
    [[ $output == *"zh_gsd-ud-train.conllu: not there"* ]]
    [[ $output == *"--base-url"* ]]
    [ ! -e out/ud-chinese-gsd ]
}

@test "an unreachable host is an error that says what to do" {
    run "$fetch" -o out --base-url http://127.0.0.1:1 text8

    [ "$status" -eq 1 ]
    [[ $output == *"cannot reach the host"* ]]
}

@test "an interrupted download goes on after the bytes that are there" {
    chinese_site
    whole=$site/zh_gsd-ud-train.conllu
    mkdir -p out/downloads
    # the first half says 壞 where the site says 好: only a download that goes on keeps that
    sed 's/好/壞/g' "$whole" | head -c 60 > out/downloads/zh_gsd-ud-train.conllu.part

    bring ud-chinese-gsd

    [ "$status" -eq 0 ]
    [[ $output == *"going on after 60 bytes"* ]]
    same out/ud-chinese-gsd/train.raw.txt <<< '壞書。'
    [ "$(wc -c < out/downloads/zh_gsd-ud-train.conllu)" -eq "$(wc -c < "$whole")" ]
    [ ! -e out/downloads/zh_gsd-ud-train.conllu.part ]
}

@test "a part that is longer than the file is thrown away" {
    chinese_site
    mkdir -p out/downloads
    seq 1 999 > out/downloads/zh_gsd-ud-train.conllu.part

    bring ud-chinese-gsd

    [ "$status" -eq 0 ]
    same out/ud-chinese-gsd/train.raw.txt <<< '好書。'
}

@test "what is downloaded is not asked for again" {
    chinese_site
    bring ud-chinese-gsd
    rm -r "$site" out/ud-chinese-gsd

    bring ud-chinese-gsd

    [ "$status" -eq 0 ]
    same out/ud-chinese-gsd/dev.gold.txt <<< '好 書 。'
}

@test "a prepared corpus is replaced only by --force, and stays if the new one fails" {
    chinese_site
    bring ud-chinese-gsd
    echo mine > out/ud-chinese-gsd/dev.raw.txt

    bring ud-chinese-gsd
    [ "$status" -eq 1 ]
    [[ $output == *"--force"* ]]
    same out/ud-chinese-gsd/dev.raw.txt <<< mine

    echo rubbish > out/downloads/zh_gsd-ud-test.conllu
    bring --force ud-chinese-gsd
    [ "$status" -eq 1 ]
    same out/ud-chinese-gsd/dev.raw.txt <<< mine

    rm out/downloads/zh_gsd-ud-test.conllu
    bring --force ud-chinese-gsd
    [ "$status" -eq 0 ]
    same out/ud-chinese-gsd/dev.raw.txt <<< '好書。'
    [ "$(ls -A out)" = $'downloads\nud-chinese-gsd' ]
}
