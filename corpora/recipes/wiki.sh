# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
title='Wikipedia in any language, the latest dump, as plain paragraphs'
licence='CC BY-SA 4.0 (older text GFDL, too)'
page='https://dumps.wikimedia.org/'
args='LANG'
produces='LANG.txt: one paragraph a line; no lists, tables, headings, templates, formulas, notes'
needs='bzip2 awk'
base='https://dumps.wikimedia.org'

setup() {
    [ $# -eq 1 ] || misuse "wiki takes one operand, the language as in LANG.wikipedia.org"
    case $1 in
    '' | *[!a-z0-9_-]*) misuse "'$1' is no language of Wikipedia: small letters, such as 'zh'" ;;
    esac
    language=$1
    corpus=wiki-$1
    database=${1//-/_}wiki
    sources="unknown $database/latest/$database-latest-pages-articles.xml.bz2"
}

prepare() {
    bzip2 -dc "$downloads/$database-latest-pages-articles.xml.bz2" |
        awk -f "$recipes/wiki.awk" > "$language.txt"
    [ -s "$language.txt" ] || { say "no paragraph found in the dump"; return 1; }
}
