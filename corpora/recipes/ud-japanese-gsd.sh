# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
title='Universal Dependencies 2.15, Japanese GSD: short unit words, long unit words, phrases'
licence='CC BY-SA 4.0'
page='https://github.com/UniversalDependencies/UD_Japanese-GSD'
produces='{train,dev,test}.raw.txt: one sentence a line
{train,dev,test}.gold.txt: short unit words, one space between them
{train,dev,test}.luw.txt: long unit words, if the release marks them
{train,dev,test}.bunsetsu.txt: phrases, if the release marks them'
needs='awk'
base='https://raw.githubusercontent.com/UniversalDependencies/UD_Japanese-GSD/r2.15'
sources='unknown ja_gsd-ud-train.conllu
unknown ja_gsd-ud-dev.conllu
unknown ja_gsd-ud-test.conllu'

prepare() {
    local part
    for part in train dev test; do
        units raw "$part" raw
        units word "$part" gold
        units LUWBILabel "$part" luw
        units BunsetuBILabel "$part" bunsetsu
    done
}

# units UNIT PART SUFFIX: a label that no word of the file carries gives no file.
units() {
    local status=0
    awk -v unit="$1" -f "$recipes/conllu.awk" "$downloads/ja_gsd-ud-$2.conllu" > "$2.$3.txt" ||
        status=$?
    if [ "$status" -eq 3 ]; then
        say "ja_gsd-ud-$2.conllu: no $1 in it, so no $2.$3.txt"
        rm "$2.$3.txt"
        status=0
    fi
    return "$status"
}
