# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# Four annotators, four notions of a word. Academia Sinica (as) puts U+3000 between words, the
# others runs of spaces; lines end in CR LF, some files begin with a byte order mark. The raw side
# is the gold side without its separators, so that both have the same characters and lines.
title='Second International Chinese Word Segmentation Bakeoff (SIGHAN 2005): as, cityu, msr, pku'
licence='for research only (readme of the archive)'
page='http://sighan.cs.uchicago.edu/bakeoff2005/'
produces='{as,cityu,msr,pku}.{train,test}.gold.txt: words, one space between them
{as,cityu,msr,pku}.{train,test}.raw.txt: the same lines without'
needs='unzip'
base='http://sighan.cs.uchicago.edu/bakeoff2005/data'
sources='296c54adf4abc3702eca0cbce70b55fe22a344ea02d33175a4d1183e074072b4 icwb2-data.zip'

prepare() {
    local name gold
    for name in as cityu msr pku; do
        gold=${name}_test_gold
        [ "$name" != as ] || gold=as_testing_gold
        words "$name" "training/${name}_training.utf8" "$name.train"
        words "$name" "gold/$gold.utf8" "$name.test"
    done
}

# words ANNOTATOR MEMBER STEM
words() {
    unzip -p "$downloads/icwb2-data.zip" "icwb2-data/$2" |
        awk -v wide="$([ "$1" != as ] || echo yes)" -v raw="$3.raw.txt" '
            NR == 1 { sub(/^\357\273\277/, "") }
            {
                sub(/\r$/, "")
                if (wide)
                    gsub(/\343\200\200/, " ")
                gsub(/[ \t]+/, " ")
                sub(/^ /, "")
                sub(/ $/, "")
            }
            $0 != "" {
                print
                gsub(/ /, "")
                print > raw
            }' > "$3.gold.txt"
}
