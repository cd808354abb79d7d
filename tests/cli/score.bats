#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# score.bats - what hmrnn-score promises: the parts sum to the whole, words are counted as spans.

load tools

setup_file() {
    tiny_model
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    head -n 6 "$data/tiny.txt" > english
    sed -n 8,15p "$data/tiny.txt" > chinese
}

# A field of the row of NAME in the table of files: field FILE NAME COLUMN
field() {
    awk -F '\t' -v name="$2" -v column="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i }
        $NF == name { print $at }' "$1"
}

@test "the total is the sum of the files" {
    hmrnn-score -m "$model" --format=tsv english chinese > table
    for column in characters bytes unknown; do
        [ $(($(field table english $column) + $(field table chinese $column))) -eq \
            "$(field table total $column)" ]
    done
    awk -v a="$(field table english bits)" -v b="$(field table chinese bits)" \
        -v sum="$(field table total bits)" 'BEGIN { d = a + b - sum; exit !(d * d < 1e-6) }'
    [ "$(field table english bytes)" -eq "$(wc -c < english)" ]
    [ "$(field table chinese characters)" -eq "$(LC_ALL=C.UTF-8 wc -m < chinese)" ]
}

@test "the characters of a file sum to the file" {
    hmrnn-score -m "$model" --format=tsv chinese > table
    hmrnn-score -m "$model" --format=tsv --per-char chinese > chars
    [ "$(($(wc -l < chars) - 1))" -eq "$(field table chinese characters)" ]
    awk -F '\t' -v bits="$(field table chinese bits)" '
        NR > 1 { sum += $3 } END { d = sum - bits; exit !(d * d < 1e-3) }' chars
}

@test "each file is a stream of its own" {
    hmrnn-score -m "$model" --format=tsv chinese > alone
    hmrnn-score -m "$model" --format=tsv english chinese > together
    [ "$(field alone chinese bits)" = "$(field together chinese bits)" ]
}

@test "records by themselves do not depend on their neighbours" {
    hmrnn-score -m "$model" --per-record --format=tsv english > all
    [ "$(wc -l < all)" -eq 7 ]
    sed -n 3p english | hmrnn-score -m "$model" --per-record --format=tsv > third
    [ "$(sed -n 4p all | cut -f 2-7)" = "$(sed -n 2p third | cut -f 2-7)" ]
}

@test "characters of records by themselves sum to the records" {
    hmrnn-score -m "$model" --per-record --format=tsv english |
        awk -F '\t' 'NR > 1 { print $1, $2, $4 }' > records
    hmrnn-score -m "$model" --per-record --per-char --format=tsv english |
        awk -F '\t' 'NR > 1 { n[$1]++; sum[$1] += $3 }
            END { for (i = 1; i <= 6; i++) printf "%d %d %.4f\n", i, n[i], sum[i] }' > chars
    paste -d ' ' records chars |
        awk '{ d = $3 - $6; if ($1 != $4 || $2 != $5 || d * d > 1e-4) exit 1 }'
}

@test "a row of a character can have its entropy and the cell states before it" {
    hmrnn-score -m "$model" --per-char --entropy --states=2,1 --format=tsv english > rows
    [ "$(head -n 1 rows)" = "$(printf 'record\tchar\tbits\tentropy\tstates\ttext')" ]
    hmrnn-score -m "$model" --per-char --format=tsv english | cut -f 1-4 > plain
    cut -f 1-3,6 rows | cmp - plain
    awk -F '\t' 'NR > 1 && !($4 > 0 && $4 < 10) { exit 1 }' rows
    hmrnn-score -m "$model" --per-char --states=1 --format=jsonl english | jq -s .[9].states \
        > first
    hmrnn-score -m "$model" --per-char --states=1,2 --format=jsonl english |
        jq -s --slurpfile first first '.[9].states[0:($first[0] | length)]' | cmp - first
}

@test "entropies of records by themselves add up as bits do, on the whole" {
    hmrnn-score -m "$model" --per-record --per-char --entropy --format=tsv english | awk -F '\t' '
        NR > 1 { bits += $3; entropy += $4 }
        END { exit !(entropy > bits / 4 && entropy < bits * 4) }'
}

@test "entropies and states are of characters" {
    run -2 hmrnn-score -m "$model" --entropy english
    run -2 hmrnn-score -m "$model" --states=1 english
    run -2 hmrnn-score -m "$model" --per-char --entropy --dynamic english
    run -2 hmrnn-score -m "$model" --per-char --per-record --states=1 english
    run -2 hmrnn-score -m "$model" --per-char --states=9 english
    run -2 hmrnn-score -m "$model" --per-char --states=x english
}

@test "a text that repeats itself costs less when the model adapts to it" {
    for _ in 1 2 3 4 5 6; do cat chinese; done > again
    hmrnn-score -m "$model" --format=tsv again > plain
    hmrnn-score -m "$model" --format=tsv --dynamic --dynamic-rate=1e-3 again > dynamic
    awk -v a="$(field dynamic again bits)" -v b="$(field plain again bits)" \
        'BEGIN { exit !(a < b) }'
}

@test "each file is adapted to from the model as it is" {
    hmrnn-score -m "$model" --format=tsv --dynamic chinese > alone
    hmrnn-score -m "$model" --format=tsv --dynamic english chinese > together
    [ "$(field alone chinese bits)" = "$(field together chinese bits)" ]
}

@test "adapting is for streams, and its details for adapting" {
    run -2 hmrnn-score -m "$model" --dynamic --per-record english
    run -2 hmrnn-score -m "$model" --dynamic-rate=1 english
    run -2 hmrnn-score -m "$model" --dynamic --dynamic-decay=2 english
}

@test "a text like the one learned costs less than another" {
    rev english > backwards
    hmrnn-score -m "$model" --format=tsv english backwards > table
    awk -v a="$(field table english bits)" -v b="$(field table backwards bits)" \
        'BEGIN { exit !(a < b) }'
}

@test "characters that the model does not know are counted" {
    printf 'boat\xff \xf0\x92\x80\x80\n' > odd
    hmrnn-score -m "$model" --format=tsv odd > table
    [ "$(field table odd unknown)" -eq 2 ]
    [ "$(field table odd characters)" -eq 8 ]
    [ "$(field table odd bytes)" -eq 11 ]
}

@test "a NUL that ends records is scored as the newline that it stands for" {
    tr '\n' '\0' < english > english.nul
    hmrnn-score -m "$model" --format=tsv english > lines
    hmrnn-score -m "$model" --format=tsv -z english.nul > nuls
    [ "$(field lines english bits)" = "$(field nuls english.nul bits)" ]
}

@test "an empty file has no bits and is no error" {
    : > empty
    hmrnn-score -m "$model" --format=jsonl empty > table
    grep -q '"characters":0,"bytes":0,"bits":0.0000,"bits_per_char":null' table
}

@test "text is for people: a header and aligned columns" {
    hmrnn-score -m "$model" english chinese > table
    [ "$(wc -l < table)" -eq 4 ]
    [ "$(sed 's/  *[^ ]*$//' table | awk '{ print length($0) }' | sort -u | wc -l)" -eq 1 ]
}

@test "words are counted as spans of characters, punctuation too" {
    printf '今天 天气 很 好 。\na b c\n' > gold
    printf '今天 天 气 很好 。\na b c\n' > found
    hmrnn-score --against gold --format=tsv found > table
    # gold 5 + 3, found 5 + 3; right: 今天 。 a b c
    [ "$(field table total gold)" -eq 8 ]
    [ "$(field table total found)" -eq 8 ]
    [ "$(field table total both)" -eq 5 ]
    [ "$(field table total precision)" = 0.6250 ]
    [ "$(field table total recall)" = 0.6250 ]
    [ "$(field table total f1)" = 0.6250 ]
    [ "$(field table total gold_ends)" -eq 6 ]
    [ "$(field table total both_ends)" -eq 5 ]
}

@test "a segmentation agrees with itself" {
    hmrnn-segment -m "$model" chinese > gold
    hmrnn-segment -m "$model" chinese | hmrnn-score --against gold --format=tsv > table
    [ "$(field table total f1)" = 1.0000 ]
    [ "$(field table total gold)" -eq "$(wc -w < gold)" ]
}

@test "an ideographic space separates words as any other does" {
    printf '今天\xe3\x80\x80天气\n' > gold
    printf '今天  天气 \n' > found
    hmrnn-score --against gold --format=tsv found > table
    [ "$(field table total f1)" = 1.0000 ]
}

@test "with a delimiter, the segments of a higher layer can be judged" {
    printf '今天 天气 | 很 好\n' > gold
    printf '今 天天气 | 很好\n' > found
    hmrnn-score --against gold -d '|' --format=tsv found > table
    [ "$(field table total gold)" -eq 2 ]
    [ "$(field table total f1)" = 1.0000 ]
}

@test "texts that are not the same are an error that names the place" {
    printf 'a b\nc d\n' > gold
    printf 'ab\nc x\n' > found
    run -1 --separate-stderr hmrnn-score --against gold found
    [[ $stderr == *"found: record 2"*gold*"character 2"*"'x'"*"'d'"* ]]
    [ -z "$output" ]

    printf 'ab\n' > short
    run -1 hmrnn-score --against gold short
    run -1 hmrnn-score --against short gold
    run -1 hmrnn-score --against missing gold
}

@test "files that were compared to their end are shown where another cannot be read" {
    printf 'a b\nc d\n' | tee gold > first
    run -1 --separate-stderr hmrnn-score --against gold --format=tsv first missing
    [ "$(tail -n 1 <<< "$output" | cut -f 1,14)" = $'file\tfirst' ]
    [ "${#stderr_lines[@]}" -eq 1 ]
    printf 'a b\n\377 d\n' > bad
    run -1 --separate-stderr hmrnn-score --against gold --invalid=error --format=tsv first bad
    [ "${#stderr_lines[@]}" -eq 1 ]
    run -1 --separate-stderr hmrnn-score --against gold --invalid=error bad
    [[ $stderr == *"bad: record 2: byte 1"* ]]
    run -1 --separate-stderr hmrnn-score --against missing first
    [ -z "$output" ]
    [ "${#stderr_lines[@]}" -eq 1 ]
}

@test "options that contradict each other are a mistake" {
    run -2 hmrnn-score --against english --per-char english
    run -2 hmrnn-score --against english -m "$model" english
    run -2 hmrnn-score -m "$model" -d x english
}
