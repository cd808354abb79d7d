#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2154
#
# train.bats - what hmrnn-train promises: equal runs give equal models, and no interruption is seen.

load tools

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    text=$data/tiny.txt
}

# Start training in the background, with signals as a terminal would give them: sets $!.
start() {
    env --default-signal=INT,TERM hmrnn-train "$@" 3>&- &
}

@test "a model is learned that segments and scores" {
    hmrnn-train -o new.hmrnn --epochs=2 "${tiny[@]}" --title='A river' "$text"
    [ ! -e new.hmrnn.ckpt ]
    hmrnn-segment -m new.hmrnn "$text" > segmented
    [ "$(wc -l < segmented)" -eq "$(wc -l < "$text")" ]
    hmrnn-score -m new.hmrnn --format=tsv "$text" |
        awk -F '\t' '$1 == "total" { exit !($5 > 0 && $5 < 12) }'
}

@test "standard output is left alone" {
    hmrnn-train -o new.hmrnn --epochs=1 "${tiny[@]}" "$text" > out
    [ ! -s out ]
}

@test "equal runs give equal models, whatever the threads" {
    hmrnn-train -o one.hmrnn --epochs=1 --seed=5 "${tiny[@]}" -T 1 "$text"
    hmrnn-train -o two.hmrnn --epochs=1 --seed=5 "${tiny[@]}" -T 2 "$text"
    hmrnn-train -o other.hmrnn --epochs=1 --seed=6 "${tiny[@]}" "$text"
    same one.hmrnn two.hmrnn
    run ! cmp -s one.hmrnn other.hmrnn
}

@test "a run on records gives equal models, too, and says so in the manifest" {
    hmrnn-train -o one.hmrnn --epochs=1 --sequences=records "${tiny[@]}" -T 1 "$text"
    hmrnn-train -o two.hmrnn --epochs=1 --sequences=records "${tiny[@]}" -T 2 "$text"
    hmrnn-train -o streams.hmrnn --epochs=1 "${tiny[@]}" "$text"
    same one.hmrnn two.hmrnn
    run ! cmp -s one.hmrnn streams.hmrnn
    grep -aq '^sequences: records$' one.hmrnn
    run ! grep -aq '^sequences:' streams.hmrnn
}

@test "training that is killed again and again ends in the same model" {
    run_it=(-o killed.hmrnn --epochs=60 --checkpoint-every=0.02 --log=killed.tsv "${tiny[@]}"
            "$text")
    hmrnn-train -o whole.hmrnn --epochs=60 --log=whole.tsv "${tiny[@]}" "$text"
    interruptions=0
    for ((i = 0; i < 6; i++)); do
        start "${run_it[@]}" --resume 2> errors
        for ((j = 0; j < 1000; j++)); do        # however busy the machine is
            [ ! -e killed.hmrnn.ckpt ] && [ ! -e killed.hmrnn ] || break
            sleep 0.01
        done
        sleep "0.$((RANDOM % 3))$((RANDOM % 10))"
        kill -KILL $! || true
        wait $! || true
        [ ! -e killed.hmrnn ] || break
        [ ! -e killed.hmrnn.ckpt ] || interruptions=$((interruptions + 1))
    done
    [ $interruptions -gt 0 ]
    [ -e killed.hmrnn ] || hmrnn-train "${run_it[@]}" --resume
    same whole.hmrnn killed.hmrnn
    cut -f 2-8 whole.tsv > whole.rows           # all but what depends on the clock
    cut -f 2-8 killed.tsv > killed.rows
    same whole.rows killed.rows
}

@test "SIGINT and SIGTERM write a checkpoint, say how to go on, and are died of" {
    for signal in INT TERM; do
        rm -f stopped.*
        start -o stopped.hmrnn --epochs=100000 "${tiny[@]/--quiet/--verbose}" "$text" 2> errors
        for ((i = 0; i < 100; i++)); do
            grep -q 'epoch [1-9]' errors && break
            sleep 0.1
        done
        kill -$signal $!
        wait $! && status=0 || status=$?
        cat errors
        [ "$status" -eq $((128 + $(kill -l $signal))) ]
        [ -e stopped.hmrnn.ckpt ]
        [ ! -e stopped.hmrnn ]
        grep -q -- --resume errors
    done
}

@test "a run that was interrupted and resumed is as if it had not been" {
    hmrnn-train -o whole.hmrnn --epochs=150 "${tiny[@]}" "$text"
    start -o parts.hmrnn --epochs=150 "${tiny[@]}" "$text"
    sleep 0.5
    kill -INT $! || true                        # a fast machine may be done already
    wait $! || true
    [ -e parts.hmrnn ] || hmrnn-train -o parts.hmrnn --resume "${tiny[@]}" "$text"
    same whole.hmrnn parts.hmrnn
    [ ! -e parts.hmrnn.ckpt ]
}

@test "a checkpoint is not overwritten unasked" {
    echo something > new.hmrnn.ckpt
    run -1 hmrnn-train -o new.hmrnn "${tiny[@]}" "$text"
    [[ $output == *--resume* ]]
    [ "$(cat new.hmrnn.ckpt)" = something ]
    run -1 hmrnn-train -o new.hmrnn "${tiny[@]}" --resume "$text"
    [[ $output == *new.hmrnn.ckpt* ]]
    [ ! -e new.hmrnn ]
}

@test "a checkpoint of another text is an error" {
    hmrnn-train -o new.hmrnn --epochs=100 --time-limit=0.1 "${tiny[@]}" "$text"
    [ -e new.hmrnn.ckpt ]
    head -n 40 "$text" > other
    run -1 hmrnn-train -o new.hmrnn --resume "${tiny[@]}" other
    [[ $output == *new.hmrnn.ckpt* ]]
}

@test "when the time is over the model is saved and the run can go on" {
    hmrnn-train -o new.hmrnn --epochs=200 --time-limit=0.3s "${tiny[@]}" "$text"
    [ -e new.hmrnn ]
    [ -e new.hmrnn.ckpt ]
    hmrnn-score -m new.hmrnn "$text" > table
    cp new.hmrnn first.hmrnn
    hmrnn-train -o new.hmrnn --time-limit=0.3s --resume "${tiny[@]}" "$text"
    run ! cmp -s first.hmrnn new.hmrnn
}

@test "with --resume a run that is finished is left alone, and says so" {
    hmrnn-train -o new.hmrnn --epochs=1 "${tiny[@]}" "$text"
    cp new.hmrnn before.hmrnn
    run -0 hmrnn-train -o new.hmrnn --epochs=2 "${tiny[@]/--quiet/--verbose}" --resume "$text"
    [[ $output == *new.hmrnn*finished* ]]
    same before.hmrnn new.hmrnn
    hmrnn-train -o /dev/null --checkpoint=it --epochs=1 --log=log.tsv "${tiny[@]}" --resume "$text"
    [ "$(wc -l < log.tsv)" -ge 2 ]
}

@test "with --resume the epochs of a guided run are as many as without" {
    head -n 30 "$text" > few
    local guided=("${tiny[@]}" --guide=self-training --layers=2 --units=4)
    hmrnn-train -o plain.hmrnn "${guided[@]}" few
    hmrnn-train -o new.hmrnn "${guided[@]}" --resume few
    same plain.hmrnn new.hmrnn
}

@test "two files of a run are not one, and none is what it reads" {
    cp "$text" corpus
    ln -s corpus link
    run -2 hmrnn-train -o new.hmrnn --checkpoint=new.hmrnn "${tiny[@]}" corpus
    [[ $output == *--output*--checkpoint* ]]
    run -2 hmrnn-train -o new.hmrnn --log=./new.hmrnn "${tiny[@]}" corpus
    run -2 hmrnn-train -o new.hmrnn --log=new.hmrnn.ckpt "${tiny[@]}" corpus
    run -2 hmrnn-train -o corpus "${tiny[@]}" corpus
    [[ $output == *corpus*--output* ]]
    run -2 hmrnn-train -o new.hmrnn --log=link "${tiny[@]}" corpus
    run -2 hmrnn-train -o new.hmrnn --log=link --valid=corpus --units=16 "${learner[@]}" "$text"
    ln corpus same                              # the same file by another name
    run -2 hmrnn-train -o same "${tiny[@]}" < corpus
    run -2 hmrnn-train -o same "${tiny[@]}" - < corpus
    mkdir folder
    cp corpus folder/text
    run -2 hmrnn-train -o folder/text "${tiny[@]}" folder
    ln -s new.hmrnn other
    run -2 hmrnn-train -o new.hmrnn --log=other "${tiny[@]}" corpus
    same "$text" corpus
    same "$text" folder/text
    hmrnn-train -o first.hmrnn --epochs=1 "${tiny[@]}" corpus
    cp first.hmrnn before.hmrnn
    run -2 hmrnn-train -o new.hmrnn --init=first.hmrnn --log=first.hmrnn "${tiny[@]}" corpus
    same before.hmrnn first.hmrnn
    [ ! -e new.hmrnn ]
    hmrnn-train -o new.hmrnn --log=/dev/null --epochs=1 "${tiny[@]}" corpus
}

@test "files that cannot be written are found before there is anything to lose" {
    mkdir folder
    run -1 hmrnn-train -o folder "${tiny[@]}" "$text"
    [[ $output == *"is a directory"* ]]
    ln -s nowhere/it dangling
    run -1 hmrnn-train -o dangling "${tiny[@]}" "$text"
    for option in --checkpoint=nowhere/it --log=nowhere/it --output=nowhere/it; do
        run -1 hmrnn-train -o new.hmrnn "$option" "${tiny[@]}" "$text"
        [[ $output == *nowhere/it*"cannot be written"* ]]
    done
    [ ! -e new.hmrnn ]
}

@test "a model that could not be written is not lost" {
    run -1 hmrnn-train -o /dev/full --checkpoint=kept --epochs=1 "${tiny[@]/--quiet/--verbose}" \
        "$text"
    [[ $output == *kept*--resume* ]]
    hmrnn-train -o new.hmrnn --checkpoint=kept --epochs=1 "${tiny[@]}" --resume "$text"
    hmrnn-train -o plain.hmrnn --epochs=1 "${tiny[@]}" "$text"
    same plain.hmrnn new.hmrnn
}

@test "with --resume and no checkpoint it starts from the beginning and says so" {
    hmrnn-train -o plain.hmrnn --epochs=1 "${tiny[@]}" "$text"
    run -0 --separate-stderr hmrnn-train -o new.hmrnn --epochs=1 --resume \
        "${tiny[@]/--quiet/--verbose}" "$text"
    [[ $stderr == *"no checkpoint"* ]]
    same plain.hmrnn new.hmrnn
}

@test "the log has a row for each evaluation" {
    hmrnn-train -o new.hmrnn --epochs=3 --log=log.tsv "${tiny[@]}" "$text"
    [ "$(head -n 1 log.tsv | cut -f 1-6)" = \
        $'seconds\tchars\tepoch\ttrain_bpc\tvalid_bpc\tbest_bpc' ]
    [ "$(wc -l < log.tsv)" -ge 4 ]
    awk -F '\t' 'NR == 1 { n = NF } NF != n { exit 1 }
        NR > 1 && !($4 > 0 && $5 > 0 && $6 <= $5 + 1e-9) { exit 1 }' log.tsv
}

@test "a share of a small text can be held back to validate with" {
    hmrnn-train -o new.hmrnn --epochs=1 --units=16 "${learner[@]}" --valid-share=0.1 "$text"
}

@test "validation text can be given" {
    head -n 6 "$text" > valid
    hmrnn-train -o new.hmrnn --epochs=1 --units=16 "${learner[@]}" --valid=valid "$text"
    run -2 hmrnn-train -o new.hmrnn --valid=valid --valid-share=0.1 "$text"
}

@test "learning goes on from a model" {
    hmrnn-train -o first.hmrnn --epochs=3 "${tiny[@]}" "$text"
    hmrnn-train -o second.hmrnn --init=first.hmrnn --epochs=3 "${tiny[@]}" --log=log.tsv "$text"
    hmrnn-train -o fresh.hmrnn --epochs=3 "${tiny[@]}" --log=fresh.tsv "$text"
    awk -F '\t' -v first="$(sed -n 2p log.tsv | cut -f 5)" \
        -v fresh="$(sed -n 2p fresh.tsv | cut -f 5)" 'BEGIN { exit !(first < fresh) }'
}

@test "going on from a guided model is seen through an interruption, lexicon and all" {
    head -n 20 "$text" > few
    local guided=("${tiny[@]}" --guide=self-training --layers=2 --units=8)
    hmrnn-train -o first.hmrnn --epochs=1 "${guided[@]}" few
    hmrnn-train -o whole.hmrnn --init=first.hmrnn --epochs=20 "${guided[@]}" "$text"
    hmrnn-train -o parts.hmrnn --init=first.hmrnn --epochs=20 "${guided[@]}" \
        --time-limit=0.2s "$text"
    [ -e parts.hmrnn.ckpt ]
    hmrnn-train -o parts.hmrnn --init=first.hmrnn --epochs=20 "${guided[@]}" --resume "$text"
    same whole.hmrnn parts.hmrnn
    hmrnn-train -o fresh.hmrnn --epochs=20 "${guided[@]}" "$text"
    run ! cmp -s whole.hmrnn fresh.hmrnn
}

@test "a guided run goes on from the model that it began with, and from no other" {
    local guided=("${learner[@]}" --guide=lexicon --layers=2 --units=4 --epochs=4)
    head -n 20 "$text" > few
    hmrnn-train -o first.hmrnn "${guided[@]}" few
    hmrnn-train -o second.hmrnn "${guided[@]}" "$text"
    hmrnn-train -o new.hmrnn --init=first.hmrnn "${guided[@]}" --time-limit=0.001 "$text"
    run -1 hmrnn-train -o new.hmrnn "${guided[@]}" --resume "$text"
    [[ $output == *new.hmrnn.ckpt*lexicon* ]]
    run -1 hmrnn-train -o new.hmrnn --init=second.hmrnn "${guided[@]}" --resume "$text"
    hmrnn-train -o new.hmrnn --init=first.hmrnn "${guided[@]}" --resume "$text"
}

@test "from a model without detectors learning goes on without a guide" {
    hmrnn-train -o first.hmrnn --cell=lstm --epochs=1 "${tiny[@]}" "$text"
    local small=(--batch=8 --bptt=20 --epochs=1)
    hmrnn-train -q -o new.hmrnn --init=first.hmrnn "${small[@]}" "$text"
    run -2 hmrnn-train -o other.hmrnn --init=first.hmrnn --guide=self-training "${small[@]}" "$text"
    [[ $output == *--init* ]]
}

@test "half the numbers are half the room" {
    hmrnn-train -o whole.hmrnn --epochs=1 "${tiny[@]}" --units=64 "$text"
    hmrnn-train -o half.hmrnn --epochs=1 "${tiny[@]}" --units=64 --weights=f16 "$text"
    [ $(($(stat -c %s half.hmrnn) * 10)) -lt $(($(stat -c %s whole.hmrnn) * 7)) ]
    hmrnn-segment -m half.hmrnn "$text" > /dev/null
}

@test "an LSTM learns and scores, and says that it does not segment" {
    hmrnn-train -o lstm.hmrnn --cell=lstm --epochs=1 "${tiny[@]}" "$text"
    hmrnn-score -m lstm.hmrnn "$text" > table
    run -2 hmrnn-segment -m lstm.hmrnn "$text"
    [[ $output == *"finds no boundaries"* ]]
}

@test "too little text is an error, not a model" {
    for content in '' 'a' $'\n\n\n'; do
        printf %s "$content" > little
        run -1 --separate-stderr hmrnn-train -o new.hmrnn "${tiny[@]}" little
        [[ $stderr == "hmrnn-train: "* ]]
        [ ! -e new.hmrnn ]
        [ ! -e new.hmrnn.ckpt ]
    done
}

@test "a validation text of nothing but unknown characters is an error" {
    printf '\xf0\x92\x80\x80\xf0\x92\x80\x81' > cuneiform
    run -1 --separate-stderr hmrnn-train -o new.hmrnn --units=16 "${learner[@]}" \
        --valid=cuneiform "$text"
    [[ $stderr == "hmrnn-train: "* ]]
    [ ! -e new.hmrnn ]
}

@test "text that cannot all be read is not learned from" {
    run -1 --separate-stderr hmrnn-train -o new.hmrnn "${tiny[@]}" "$text" missing
    [[ $stderr == *missing* ]]
    [ ! -e new.hmrnn ]
}

@test "a place that cannot be written to is found out at once" {
    run -1 hmrnn-train -o no/such/folder/new.hmrnn "${tiny[@]}" "$text"
    [[ $output == *no/such/folder* ]]
}

@test "options that make no sense are a mistake" {
    for wrong in --layers=0 --layers=9 --units=1,2 --units=x --epochs=0 --valid-share=1 \
        --dropout=1 --rate=0 --batch=0 --bptt=0; do
        run hmrnn-train -o new.hmrnn "${learner[@]}" --layers=3 "$wrong" "$text"
        echo "$wrong: $status $output"
        [ "$status" -eq 2 ]
        [ ! -e new.hmrnn ]
    done
}

@test "records may end in NUL" {
    tr '\n' '\0' < "$text" > nul
    hmrnn-train -o lines.hmrnn --epochs=1 "${tiny[@]}" "$text"
    hmrnn-train -o nuls.hmrnn --epochs=1 "${tiny[@]}" -z nul
    same lines.hmrnn nuls.hmrnn
}

@test "SIGUSR1 shows how far training is" {
    start -o new.hmrnn --epochs=100000 "${tiny[@]}" "$text" 2> errors
    sleep 1
    kill -USR1 $!
    sleep 0.5
    kill -TERM $!
    wait $! || true
    grep -q 'epoch .* chars/s' errors
}

@test "a guided network is given the classes of characters, others are if asked" {
    for guide in lexicon none; do
        for kinds in '' --char-classes=no --char-classes=yes; do
            # shellcheck disable=SC2086
            hmrnn-train -o new.hmrnn "${learner[@]}" --units=8 --layers=2 --epochs=0.1 \
                --guide=$guide $kinds "$text"
            hmrnn-segment -m new.hmrnn "$text" > segmented
            grep -a '^char-classes: ' new.hmrnn > "$guide$kinds" || true
        done
    done
    same lexicon lexicon--char-classes=yes
    [ -s lexicon ]
    [ -s none--char-classes=yes ]
    [ ! -s lexicon--char-classes=no ]
    [ ! -s none ]
    [ ! -s none--char-classes=no ]
}

# The defaults of a run: those that --help=all gives for "with labels" or "else".
@test "a run has the defaults that --help=all gives, with labels and without" {
    hmrnn-train --help=all | tr '\n' ' ' | sed 's/  \(  \|-.[,]\) \?\(--[a-z]\)/\n\2/g' |
        sed -n 's/^--\([a-z-]*\).*\[\([^] ]*\) *with  *labels, *else *\([^]]*\)\].*/\1 \2 \3/p' \
            > both
    [ "$(wc -l < both)" -eq 5 ]
    for guide in lexicon none; do
        hmrnn-train -q -o $guide.hmrnn --units=4 --embed=4 --output-embed=4 --time-limit=0.001 \
            --guide=$guide "$text"
        rm $guide.hmrnn.ckpt
        grep -a '^\(epochs\|mask\|schedule\): ' $guide.hmrnn | tr -d : |
            awk '{ print $1, $2 == "0.20000000000000001" ? "0.2" : $2 }' > $guide.facts
        [ "$(grep -a -c '^\(bidirectional\|char-classes\): ' $guide.hmrnn)" -eq \
            "$([ $guide = none ] && echo 0 || echo 2)" ]
    done
    awk '$1 ~ /^(epochs|mask|schedule)$/ { print $1, $2 }' both | sort |
        diff - <(sort lexicon.facts)
    awk '$1 ~ /^(epochs|mask|schedule)$/ && $3 != 0 { print $1, $3 }' both | sort |
        diff - <(sort none.facts)
    hmrnn-train -q -o own.hmrnn --units=4 --embed=4 --output-embed=4 --time-limit=0.001 \
        --guide=lexicon --epochs=7 --mask=0 --schedule=plateau --bidirectional=no \
        --char-classes=no "$text"
    grep -a -q '^epochs: 7$' own.hmrnn
    grep -a -q '^schedule: plateau$' own.hmrnn
    run ! grep -a -q '^\(mask\|bidirectional\|char-classes\): ' own.hmrnn
}

@test "a guide needs detectors" {
    run -2 hmrnn-train -o new.hmrnn "${learner[@]}" --units=8 --cell=lstm \
        --guide=self-training "$text"
    [ ! -e new.hmrnn ]
    hmrnn-train -o new.hmrnn "${learner[@]}" --units=8 --layers=2 --epochs=1 --guide=lexicon "$text"
    [ -s new.hmrnn ]
}

@test "where cohesion begins to join decides how long words are" {
    local guided=("${tiny[@]}" --guide=self-training --layers=2 --epochs=30 --rate=0.01)
    tr -d ' ' < "$text" > spaceless
    for threshold in -1 2; do
        hmrnn-train -o new.hmrnn "${guided[@]}" --pmi-weight=20 --pmi-threshold=$threshold \
            spaceless
        hmrnn-segment -m new.hmrnn -l 1 spaceless | wc -w > words$threshold
    done
    [ "$(cat words-1)" -lt "$(cat words2)" ]
    run -2 hmrnn-train -o none.hmrnn "${guided[@]}" --guide=none --pmi-weight=3 spaceless
    [[ $output == *"--pmi-weight needs a guide"* ]]
}
