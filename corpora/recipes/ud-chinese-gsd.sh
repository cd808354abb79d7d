# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
title='Universal Dependencies 2.15, Chinese GSD (traditional characters): words'
licence='CC BY-SA 4.0'
page='https://github.com/UniversalDependencies/UD_Chinese-GSD'
produces='{train,dev,test}.raw.txt: one sentence a line
{train,dev,test}.gold.txt: words, one space between them'
needs='awk'
base='https://raw.githubusercontent.com/UniversalDependencies/UD_Chinese-GSD/r2.15'
sources='unknown zh_gsd-ud-train.conllu
unknown zh_gsd-ud-dev.conllu
unknown zh_gsd-ud-test.conllu'

prepare() {
    local part file
    for part in train dev test; do
        file=$downloads/zh_gsd-ud-$part.conllu
        awk -v unit=raw -f "$recipes/conllu.awk" "$file" > "$part.raw.txt"
        awk -v unit=word -f "$recipes/conllu.awk" "$file" > "$part.gold.txt"
    done
}
