#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# strokes.bats - drawings through the three programs.

load tools

# Zigzags and boxes of several strokes: sketches SEED COUNT.
sketches() {
    awk -v seed="$1" -v count="$2" '
        function noise() { return int(5 * rand()) - 2 }
        BEGIN {
            srand(seed)
            for (d = 0; d < count; d++) {
                line = ""
                for (s = int(3 * rand()); s >= 0; s--) {
                    n = 2 + int(5 * rand())
                    for (i = 0; i < n; i++)
                        line = line (line == "" ? "" : " ") (10 + noise()) "," \
                            ((i % 2 ? 20 : -20) + noise()) "," (i == n - 1 ? 1 : 0)
                }
                print line
            }
        }'
}

learn() {
    hmrnn-train --strokes --quiet --units=12 --embed=8 --output-embed=12 --components=3 \
        --batch=8 --bptt=20 --rate=0.01 "$@"
}

setup_file() {
    export folder=$BATS_FILE_TMPDIR
    sketches 1 200 > "$folder/train"
    sketches 2 40 > "$folder/valid"
    export strokes=$folder/strokes.hmrnn
    learn -o "$strokes" --epochs=4 --valid="$folder/valid" "$folder/train"
    tiny_model
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "a model of drawings says what it is" {
    grep -aq '^input: strokes$' "$strokes"
    grep -aq '^components: 3$' "$strokes"
    grep -aqE '^stroke-scale: 1[0-9]\.' "$strokes"
}

@test "what training said is what scoring says" {
    hmrnn-train --strokes --units=12 --embed=8 --output-embed=12 --components=3 --batch=8 \
        --bptt=20 --rate=0.01 --epochs=1 -o m.hmrnn --valid="$folder/valid" "$folder/train" \
        2> said
    said=$(sed -n 's/.*log-likelihood \(-[0-9.]*\) nats a drawing.*/\1/p' said)
    scored=$(hmrnn-score --strokes -m ./m.hmrnn --format=tsv "$folder/valid" |
        awk -F '\t' '$1 == "total" { printf "%.2f", $5 }')
    [ "$said" = "$scored" ]
}

@test "a run that was stopped goes on to the same model" {
    options=(--epochs=4 --valid="$folder/valid" "$folder/train")
    learn -o m.hmrnn --time-limit=0.01 "${options[@]}"
    [ -e m.hmrnn.ckpt ]
    learn -o m.hmrnn --resume "${options[@]}"
    cmp m.hmrnn "$strokes"
}

@test "drawings are held back from training where none are given" {
    learn -o m.hmrnn --epochs=1 --valid-share=0.2 "$folder/train"
    grep -aq '^input: strokes$' m.hmrnn
}

@test "marks between points are taken out again" {
    hmrnn-segment --strokes -m "$strokes" -l 1,2 -d ' @' -d ' @@' "$folder/valid" > marked
    grep -q ' @' marked
    sed 's/ @@*//g' marked | cmp - "$folder/valid"
}

@test "empty drawings and odd blanks stay" {
    printf '\n1,2,0  3,4,1 \n\n  \r\n\t5,6,1' > odd
    hmrnn-segment --strokes -m "$strokes" -d '' odd | cmp - odd
    [ "$(hmrnn-score --strokes -m "$strokes" --format=tsv odd | awk 'END { print $2 }')" = 2 ]
}

@test "rows have the places of segments, and their lifts" {
    printf '1,2,0 3,4,1 5,6,0 -7,8,1\n' |
        hmrnn-segment --strokes -m "$strokes" -l 1 --format=tsv --scores > rows
    head -n 1 rows | tr '\t' ' ' > header
    echo record layer byte_start byte_end point_start point_end lifts ends_in_lift score |
        cmp - header
    # the segments are all of the drawing, one behind the other
    awk -F '\t' 'NR == 1 { next }
        $5 != at || $3 != byte { bad = 1 }
        { at = $6; byte = $4; lifts += $7 + $8 }
        END { exit bad || at != 4 || byte != 24 || lifts != 2 }' rows
    hmrnn-segment --strokes -m "$strokes" --format=jsonl "$folder/valid" | jq -e -s '
        all(.point_end > .point_start)'
}

@test "a picture has each drawing once for each layer" {
    hmrnn-segment --strokes -m "$strokes" --format=svg "$folder/valid" > picture
    head -n 1 picture | grep -q '^<?xml'
    [ "$(grep -c '<text.*>[0-9]* z' picture)" = 80 ]
    hmrnn-segment --strokes -m "$strokes" -l 2 --format=svg "$folder/valid" > picture
    [ "$(grep -c '<text.*>[0-9]* z' picture)" = 40 ]
}

@test "a picture says how boundaries agree with pen lifts, as hmrnn-score does" {
    line='^<text.*>z\([0-9]\): \([0-9]*\) of \([0-9]*\) b.* \([0-9]*\)<.*'
    hmrnn-segment --strokes -m "$strokes" --format=svg "$folder/valid" |
        sed -n "s/$line/\1 \4 \3 \2/p" > said
    [ "$(wc -l < said)" = 2 ]
    hmrnn-score --strokes -m "$strokes" --lifts --format=tsv "$folder/valid" |
        awk -F '\t' '$1 == "total" { print $2, $3, $4, $5 }' | cmp - said
    # one drawing is narrower than what is said of it
    head -n 1 "$folder/valid" | hmrnn-segment --strokes -m "$strokes" -l 1 --format=svg > picture
    [ "$(sed -n 's/^<svg .* width="\([0-9]*\)".*/\1/p' picture)" -gt 400 ]
}

@test "new drawings are drawings, and depend on the seed alone" {
    hmrnn-segment --strokes -m "$strokes" --sample=20 --seed=3 > new
    [ "$(wc -l < new)" = 20 ]
    hmrnn-segment --strokes -m "$strokes" --sample=20 --seed=3 -T 3 | cmp - new
    hmrnn-segment --strokes -m "$strokes" --sample=7 --seed=3 | cmp - <(head -n 7 new)
    run ! cmp new <(hmrnn-segment --strokes -m "$strokes" --sample=20 --seed=4)
    run ! cmp new <(hmrnn-segment --strokes -m "$strokes" --sample=20 --seed=3 --bias=1)
    hmrnn-score --strokes -m "$strokes" new > /dev/null
    hmrnn-segment --strokes -m "$strokes" --sample=20 --seed=3 --format=svg > one
    hmrnn-segment --strokes -m "$strokes" --format=svg < new | cmp - one
}

@test "a model that finds no boundaries draws, too" {
    learn --cell=lstm -o lstm.hmrnn "$folder/train"
    hmrnn-segment --strokes -m ./lstm.hmrnn --sample=5 > new
    [ "$(wc -l < new)" = 5 ]
    hmrnn-score --strokes -m ./lstm.hmrnn new > /dev/null
    hmrnn-segment --strokes -m ./lstm.hmrnn --sample=5 --format=svg > picture
    [ "$(grep -c '<text.*>[1-5]</text>' picture)" = 5 ]
    run ! grep -q '<circle' picture
    for options in --format=tsv --layers=1 '--format=svg -l all' '-d |'; do
        # shellcheck disable=SC2086
        run -2 --separate-stderr hmrnn-segment --strokes -m ./lstm.hmrnn --sample=5 $options
        [[ $stderr == *'finds no boundaries'* ]]
    done
    run -2 --separate-stderr hmrnn-segment --strokes -m ./lstm.hmrnn "$folder/valid"
    [[ $stderr == *'finds no boundaries'* ]]
}

@test "with -v the programs say how much they have read" {
    for program in hmrnn-segment hmrnn-score; do
        run --separate-stderr "$program" -v --strokes -m "$strokes" "$folder/valid"
        [[ $stderr == *'3 layers, drawings;'*'40 drawings, '*' points in '* ]]
    done
}

@test "records add up to the file" {
    hmrnn-score --strokes -m "$strokes" --format=tsv "$folder/valid" > file
    hmrnn-score --strokes -m "$strokes" --per-record --format=tsv "$folder/valid" > records
    [ "$(wc -l < records)" = 41 ]
    awk -F '\t' 'NR == FNR { if ($1 == "total") { n = $3; sum = $4 } next }
        FNR > 1 { n -= $2; sum -= $3 }
        END { exit n != 0 || sum > 0.01 || sum < -0.01 }' file records
}

@test "boundaries are held against pen lifts, the ends of drawings aside" {
    hmrnn-score --strokes -m "$strokes" --lifts --format=tsv "$folder/valid" > lifts
    [ "$(wc -l < lifts)" = 5 ]
    wanted=$(awk '{ n += gsub(/,1/, "") - 1 } END { print n }' \
        <(sed 's/[^ ]*,//g; s/^/,/; s/ / ,/g' "$folder/valid"))
    awk -F '\t' -v wanted="$wanted" '
        NR > 1 && ($3 != wanted || $5 > $3 || $5 > $4) { exit 1 }' lifts
    # the same from rows
    hmrnn-segment --strokes -m "$strokes" -l 1 --format=tsv "$folder/valid" |
        awk -F '\t' 'NR > 2 && $1 == record { n++; both += lift }
            { record = $1; lift = $8 }
            END { print n + 0, both + 0 }' > counted
    awk -F '\t' '$1 == "total" && $2 == 1 { print $4, $5 }' lifts | cmp - counted
}

@test "what is no drawing is an error that names file, record and byte" {
    printf '1,2,0\n1,2,0 3;4,1\n' > bad
    for program in 'hmrnn-segment -m' 'hmrnn-score -m'; do
        # shellcheck disable=SC2086
        run -1 --separate-stderr $program "$strokes" --strokes bad
        [[ $stderr == *'bad: record 2: byte 7: a number should stand here'* ]]
    done
    run -1 --separate-stderr learn -o m.hmrnn bad
    [[ $stderr == *'bad: record 2: byte 7'*'nothing was learned'* ]]
    [ ! -e m.hmrnn ]
}

@test "a drawing too long to be held is an error, and the files after it are read" {
    head -c 16800000 /dev/zero | tr '\0' ' ' > long
    run -1 --separate-stderr hmrnn-score --strokes -m "$strokes" --format=tsv long "$folder/valid"
    [[ $stderr == *'long: record 1: longer than 16777216 bytes'* ]]
    [[ $output == *$'total\t40\t'* ]]
}

@test "text and drawings are not taken for each other" {
    for program in hmrnn-segment hmrnn-score; do
        run -1 --separate-stderr "$program" -m "$strokes" "$data/tiny.txt"
        [[ $stderr == *'model of drawings'*'--strokes'* ]]
        run -1 --separate-stderr "$program" --strokes -m "$model" "$folder/valid"
        [[ $stderr == *'model of text'* ]]
        run -2 --separate-stderr "$program" --strokes "$folder/valid"
        [[ $stderr == *'--model'* ]]
    done
    run -2 --separate-stderr learn -o m.hmrnn --init="$model" "$folder/train"
    [[ $stderr == *'one of text'* ]]
    run -2 --separate-stderr hmrnn-train -o m.hmrnn --guide=none --init="$strokes" "$data/tiny.txt"
    [[ $stderr == *'one of drawings'* ]]
}

@test "options of the other kind are refused" {
    run -2 learn -o m.hmrnn --mask=0.1 "$folder/train"
    run -2 learn -o m.hmrnn --encoding=UTF-8 "$folder/train"
    run -2 hmrnn-train -o m.hmrnn --components=3 "$data/tiny.txt"
    run -2 hmrnn-segment --strokes -m "$strokes" --fast "$folder/valid"
    run -2 hmrnn-segment --sample=3
    run -2 hmrnn-segment --strokes -m "$strokes" --sample=3 "$folder/valid"
    run -2 hmrnn-segment --strokes -m "$strokes" --bias=1 "$folder/valid"
    run -2 hmrnn-score --strokes -m "$strokes" --dynamic "$folder/valid"
    run -2 hmrnn-score --lifts "$data/tiny.txt"
}
