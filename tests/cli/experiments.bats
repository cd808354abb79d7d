#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# experiments.bats - the experiments run, are not done twice, and their curves are pictures.

load tools

experiments=$BATS_TEST_DIRNAME/../../corpora/experiments

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    mkdir data
    for part in train valid test; do
        for _ in 1 2 3 4 5 6; do head -n 6 "$data_file"; done > data/ptb.$part.txt
    done
}

setup_file() {
    export data_file=$BATS_TEST_DIRNAME/../data/tiny.txt
}

small() {
    "$experiments/run" --data=data --work=work --units=4 --epochs=1 "$@"
}

# A log as hmrnn-train writes it.
log() {
    printf 'seconds\tchars\tvalid_bpc\n10\t1000000\t3\n20\t2000000\tnan\n25\t3000000\t2.5\n'
}

@test "an experiment gives a row for each number, and the second time does nothing anew" {
    small ptb-ladder 2> said
    [ "$(cut -f 2,3 work/results.tsv | tail -n +2 | tr '\t\n' '  ')" = \
        "$(printf '%s test_bpc %s valid_bpc ' hmlstm{,} lstm{,} lstm-wide{,})" ]
    awk -F '\t' 'NR > 1 && !($9 > 1 && $9 < 20 && $10 == "finished") { exit 1 }' work/results.tsv
    cp work/results.tsv before
    stat -c %y work/*.hmrnn > made
    small ptb-ladder 2> said
    stat -c %y work/*.hmrnn | diff made -
    diff before work/results.tsv
}

@test "another set of data needs another folder" {
    small ptb-ladder 2> said
    tac data/ptb.test.txt > other
    cp -r data data.2
    mv other data.2/ptb.test.txt
    run -1 "$experiments/run" --data=data.2 --work=work --units=4 --epochs=1 ptb-ladder
    [[ $output == *"other data"* ]]
    cp -r data data.3
    "$experiments/run" --data=data.3 --work=work --units=4 --epochs=1 ptb-ladder 2> said
}

@test "a program that fails leaves no result behind" {
    mkdir broken
    for program in hmrnn-train hmrnn-segment; do
        printf '#!/bin/sh\nexec %s "$@"\n' "$(command -v $program)" > broken/$program
    done
    printf '#!/bin/sh\nexit 1\n' > broken/hmrnn-score
    chmod +x broken/*
    run -1 env PATH="$PWD/broken:$PATH" "$experiments/run" --data=data --work=work --units=4 \
        --epochs=1 ptb-ladder
    [[ $output == *"nothing came out for test_bpc"* ]]
    [ ! -e work/results.tsv ]
    mv broken/hmrnn-segment broken/hmrnn-score
    printf '#!/bin/sh\nexit 1\n' > broken/hmrnn-segment
    chmod +x broken/hmrnn-segment
    sed -i "s|^exec .*|exec $(command -v hmrnn-score) \"\$@\"|" broken/hmrnn-score
    run -1 env PATH="$PWD/broken:$PATH" "$experiments/run" --data=data --work=work --units=4 \
        --epochs=1 detectors
    run -1 grep _space work/results.tsv
}

@test "two runs may go on side by side, and options behind -- are for every training" {
    small ptb-ladder -- --batch=8 2> one &
    small computation -- --batch=8 2> two
    wait $!
    [ "$(find work -name 'hmlstm-4-1-1-0-batch_8.hmrnn' | wc -l)" -eq 1 ]
    [ "$(cut -f 8 work/results.tsv | sort -u | tr '\n' ' ')" = '--batch=8 settings ' ]
    [ "$(awk '$1 == "ptb-ladder"' work/results.tsv | wc -l)" -eq 6 ]
    [ "$(grep -c '_per_second' work/results.tsv)" -eq 11 ]
}

@test "what comes out as before keeps its date, and what does not is dated anew" {
    small ptb-ladder 2> said
    awk -F '\t' -v OFS='\t' 'NR > 1 { $11 = "2001-01-01" }
        $2 $3 == "lstmtest_bpc" { $9 = 99 }
        { print }' work/results.tsv > before
    cp before work/results.tsv
    small ptb-ladder 2> said
    [ "$(wc -l < work/results.tsv)" -eq 7 ]
    [ "$(grep -c 2001-01-01 work/results.tsv)" -eq 5 ]
    awk -F '\t' '$2 $3 == "lstmtest_bpc" && ($9 == 99 || $11 == "2001-01-01") { exit 1 }' \
        work/results.tsv
}

@test "what detectors did is what they did in the model that is kept" {
    mkdir logs
    printf 'valid_bpc\tbest_bpc\tboundary_1\n3\t3\t0.5\n2\t2\t0.25\n4\t2\t0.75\n' > logs/one.log
    [ "$(bash -c 'work=logs; . "$1/lib.bash"; kept one boundary_1; last one boundary_1
        kept one boundary_7' bash "$experiments" | tr '\n' ' ')" = '0.25 0.75 nan ' ]
}

@test "curves have ten points for an epoch, and their pictures do not overwrite one another" {
    key=4-1-1-0-batch_1___bptt_10
    small convergence -- --batch=1 --bptt=10 2> said
    small --seed=2 convergence -- --batch=1 --bptt=10 2> said
    [ "$(awk '$1 == "convergence"' work/results.tsv | wc -l)" -eq 6 ]
    [ "$(awk 'NR > 1 && $5 != "nan"' work/curve-hmlstm-$key.log | wc -l)" -eq 10 ]
    command -v gnuplot > /dev/null || skip 'gnuplot is not installed'
    grep -q '</svg>' work/convergence-$key.svg
    grep -q '</svg>' work/convergence-${key/1-1/1-2}.svg
}

@test "dynamic evaluation has the rate that the validation text chose" {
    small dynamic 2> said
    for name in hmlstm lstm; do
        awk -F '\t' -v name=$name '$2 == name { value[$3] = $9 } END {
            for (m in value)
                if (m ~ /^valid/ && (best == "" || value[m] < value[best])) best = m
            exit !(best == "valid_bpc_rate_" value["dynamic_rate"] &&
                   value["dynamic_test_bpc"] > 0 && value["static_test_bpc"] > 0)
        }' work/results.tsv
    done
}

@test "what came after the paper is added alone, and together where it helps" {
    small ptb-additions 2> said
    # what has fewer bits on the validation text than a cosine schedule alone
    awk -F '\t' '$3 == "valid_bpc" {
            if ($2 == "cosine") least = $9
            else if (least && $2 != "together" && $9 < least) { print $2; n++ } }' \
        work/results.tsv > helpful
    [ "$(grep -c 'valid_bpc' work/results.tsv)" -eq $((11 + ($(wc -l < helpful) > 0))) ]
    [ "$(grep -c 'test_bpc' work/results.tsv)" -eq "$(grep -c 'valid_bpc' work/results.tsv)" ]
    while read -r name; do
        grep -q "^run: what helps:.* --$name=" said
    done < helpful
    grep 'what helps:' said | grep -o -e '--' | wc -l | diff - <(wc -l < helpful)
}

@test "what helps together waits for trainings that were stopped" {
    small --epochs=20 --time-limit=0.001 ptb-additions 2> said
    grep -q 'not finished' said
    run -1 grep together work/results.tsv
}

@test "boundaries are held against the spaces of the text" {
    small boundaries 2> said
    [ "$(grep -c '_space' work/results.tsv)" -eq 16 ]
    awk -F '\t' 'NR > 1 && !($9 >= 0 && $9 <= 1) { exit 1 }' work/results.tsv
}

@test "detectors begin where they are told to" {
    small --epochs=8 detectors 2> said
    [ "$(grep -c 'test_bpc' work/results.tsv)" -eq 7 ]
    # as different models, but that slow detectors of this size fire all the time as others do
    [ "$(awk '$3 == "valid_bpc" { print $9 }' work/results.tsv | sort -u | wc -l)" -ge 6 ]
    awk -F '\t' '$3 ~ /^update|^boundary/ && !($9 >= 0 && $9 <= 1) { exit 1 }' work/results.tsv
}

@test "boundaries with a price are rarer" {
    small --epochs=20 price 2> said
    [ "$(grep -c 'test_bpc' work/results.tsv)" -eq 5 ]
    awk -F '\t' '$3 == "update_2" { rate[$2] = $9 }
        END { exit !(rate["price0.1"] < rate["price0"]) }' work/results.tsv
    small --epochs=20 detectors 2> said         # one of them is the same without a price
    [ "$(find work -name 'price0-*' -o -name 'bias0-slow-*.hmrnn' | wc -l)" -eq 1 ]
}

@test "smaller batches and shorter windows make more steps of a text" {
    small --epochs=4 steps 2> said
    [ "$(grep -c 'test_bpc' work/results.tsv)" -eq 9 ]
    awk -F '\t' '$3 == "valid_bpc" { bits[$2] = $9 } END {
        exit !(bits["lstm-batch8-bptt50-rate0.002"] < bits["lstm-batch64-bptt100-rate0.002"])
    }' work/results.tsv
}

@test "the agreement of boundaries with spaces is F1 before them and behind them" {
    mkdir texts
    printf 'ab_cd_e\nfg\n' > texts/test
    # before the first space, behind the second, one that is neither; ends of lines do not count
    result=$(bash -c 'texts=texts; . "$1/lib.bash"
        printf "1 2\n1 6\n2 1\n1 7\n" | agreement' bash "$experiments")
    [ "$result" = '0.4000 0.4000' ]
}

@test "drawings are learned, scored and held against pen lifts" {
    mkdir pens
    for set in omniglot short_kanji; do
        for part in train valid test; do
            awk 'BEGIN { for (d = 0; d < 99; d++) {
                    for (i = 0; i < 9; i++) printf "%d,%d,%d ", i % 5, d % 7 - i, i % 3 == 2
                    print "" } }' > pens/$set.$part.txt
        done
    done
    "$experiments/run" --data=pens --work=work --units=4 --epochs=1 --chars=200 handwriting 2> said
    [ "$(grep -c 'test_nats_a_drawing' work/results.tsv)" -eq 10 ]
    [ "$(grep -c '_lift_' work/results.tsv)" -eq 36 ]
    awk -F '\t' '$2 ~ /^every/ && $3 == "lift_precision" && $9 != "0.2500" { exit 1 }' \
        work/results.tsv
    for name in hmlstm lstm; do
        grep -q '</svg>' work/$name-omniglot-samples-4-1-1-200.svg
    done
}

@test "the paper's size has its own settings, and those behind -- come after them" {
    small paper-size -- --batch=4 2> said
    [ "$(grep -c 'test_bpc' work/results.tsv)" -eq 6 ]
    [ "$(grep -c '_space' work/results.tsv)" -eq 16 ]
    [ "$(cut -f 8 work/results.tsv | tail -n +2 | sort -u)" = \
        '--schedule=cosine --batch=16 --bptt=50 --matmul=bfloat16 --batch=4' ]
}

@test "numbers that are none are named" {
    run -2 "$experiments/run" --data=data --work=other --chars=abc ptb-ladder
    [[ $output == *"run: --chars: 'abc' is no number"* ]]
    run -2 "$experiments/run" --data=data --work=other --chars=08 ptb-ladder
    [[ $output == *"run: --chars: '08' is no number"* ]]
    [ ! -e other ]
}

@test "data that are none of an experiment's are named" {
    mkdir empty
    tar -cf other.tar data
    for place in nowhere empty other.tar; do
        run -1 "$experiments/run" --data=$place --work=other ptb-ladder
        [[ $output == *"run: $place: has no train text"* ]]
        run -1 "$experiments/run" --data=$place --work=other handwriting
        [[ $output == *"run: $place: has no drawings of omniglot.train"* ]]
        run -1 "$experiments/run" --data=$place --work=other spaceless
        [[ $output == *"run: $place: has no text of ptb-test"* ]]
    done
    : > empty/ptb.train.txt
    run -1 "$experiments/run" --data=empty --work=other ptb-ladder
    [[ $output == *'run: empty: nothing found for train'* ]]
}

@test "words of English are looked for without its spaces, in letters and in phonemes" {
    mkdir speech
    for _ in {1..3000}; do              # enough for some to be held back
        printf 'you want to see\nlook at the dog\nand a doggie\n'
    done | tee speech/br-text.gold.txt | tr 'aeiou' '6&*8Z' > speech/br-phono.gold.txt
    "$experiments/run" --data=speech --work=work --units=4 --epochs=1 spaceless 2> said
    [ "$(grep -c 'words_f1' work/results.tsv)" -eq 4 ]
    awk -F '\t' 'NR > 1 && !($9 >= 0 && $9 <= 1) { exit 1 }' work/results.tsv
    # phonemes are letters that run on, and as many as there were
    [ "$(head -n 1 work/spaceless-0/brent-phonemes.raw | wc -m)" -eq 13 ]
}

@test "boundaries cut a text behind characters, and may be moved" {
    printf '\344\270\255\346\226\207ab\nde\n' > text
    result=$(bash -c '. "$1/words.sh"
        printf "1 2\n2 1\n" | cut_at text 0; printf "1 2\n" | cut_at text 1' bash "$experiments")
    [ "$result" = "$(printf '\344\270\255\346\226\207 ab\nd e\n\344\270\255\346\226\207a b\nde')" ]
}

@test "words are held against gold, in each way to find them" {
    mkdir gold
    for set in a_dev a_test; do
        for _ in {1..40}; do head -n 6 "$data_file"; done > gold/$set.gold.txt
    done
    sed 's/ //g' gold/a_dev.gold.txt > gold/a.raw.txt
    "$experiments/run" --data=gold --work=work --units=4 --epochs=1 words 2> said
    [ "$(grep -c '_words' work/results.tsv)" -eq 24 ]
    awk -F '\t' '$3 ~ /_words$/ && !($9 >= 0 && $9 <= 1) { exit 1 }' work/results.tsv
}

@test "every experiment has a title, and one that is not there is a mistake" {
    [ "$("$experiments/run" --list | wc -l)" -eq "$(find "$experiments" -name '*.sh' | wc -l)" ]
    run -2 small nothing
    run -2 "$experiments/run" ptb-ladder
}

@test "curves are drawn by characters and by seconds, each under its name" {
    command -v gnuplot > /dev/null || skip 'gnuplot is not installed'
    log > one.log
    "$experiments/curves" -o picture.svg one.log "it's=one.log"
    grep -q '</svg>' picture.svg
    grep -q "it's" picture.svg
    grep -q 'million characters' picture.svg
    mkdir rate=1
    log > rate=1/two.log
    "$experiments/curves" -opicture.svg rate=1/two.log
    grep -q '>two<' picture.svg
}

@test "a file that is no log, or has no such column, is reported" {
    command -v gnuplot > /dev/null || skip 'gnuplot is not installed'
    log > one.log
    run -1 "$experiments/curves" --column=rate one.log
    run -1 "$experiments/curves" nowhere.log
    run -2 "$experiments/curves"
    [ ! -e curves.svg ]
}
