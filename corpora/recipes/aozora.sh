# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# The list of works says which are free of rights and in which orthography. Works come one by one
# with a second between them, so all of them take hours; what is downloaded is not asked for again.
title='Aozora Bunko: Japanese literature free of rights, modern orthography'
licence='public domain in Japan; see the rules of Aozora Bunko for what they ask of users'
page='https://www.aozora.gr.jp/'
args='[AUTHOR]'
produces='aozora.txt: one paragraph a line; no readings (ruby), notes of the editors, colophons
works.tsv: author, title and file of each work, in the order of the text
skipped.tsv: works of the list that could not be had or read, with the reason'
needs='unzip iconv awk'
base='https://www.aozora.gr.jp'
sources='unknown index_pages/list_person_all_extended_utf8.zip'

setup() {
    [ $# -le 1 ] || misuse "aozora takes at most one operand, the name of an author as in the list"
    author=${1-}
    [ $# -eq 0 ] || corpus=aozora-${1//\//_}
}

prepare() {
    local path encoding writer work_title zip
    unzip -p "$downloads/list_person_all_extended_utf8.zip" |
        awk -v wanted="$author" -f "$recipes/aozora-list.awk" > list.tsv
    [ -s list.tsv ] || { say "no work of '${author:-anyone}' in the list"; return 1; }
    say "$(wc -l < list.tsv) works"
    : > aozora.txt
    : > works.tsv
    : > skipped.tsv
    while IFS=$'\t' read -r path encoding writer work_title; do
        zip=$downloads/aozora/${path//\//_}
        [ -e "$zip" ] || [ "${base#http}" = "$base" ] || sleep 1
        if ! download unknown "$path" "$zip"; then
            skip 'not there'
        elif member_text "$zip" | iconv -f "$encoding" -t UTF-8 > work.txt; then
            awk -f "$recipes/aozora.awk" work.txt >> aozora.txt
            printf '%s\t%s\t%s\n' "$writer" "$work_title" "$path" >> works.tsv
        else
            say "$zip: not read"
            skip 'damaged, or not in its encoding'
        fi
    done < list.tsv
    rm -f list.tsv work.txt
    [ -s aozora.txt ] || { say "none of the works could be had"; return 1; }
}

skip() {
    printf '%s\t%s\t%s\t%s\n' "$writer" "$work_title" "$path" "$1" >> skipped.tsv
}

# Status 1 of unzip is a warning only, such as for member names in Shift_JIS.
member_text() {
    unzip -pC "$1" '*.txt' || [ $? -eq 1 ]
}
