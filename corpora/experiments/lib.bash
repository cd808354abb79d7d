# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154
#
# lib.bash - what the experiments share: data, training, scores, results. Read by run, which sets
# $here, $data, $work, $units, $epochs, $time_limit, $chars, $seed, $more and $experiment.
#
# Runs with one --work folder may go on side by side: a model is trained by one of them, and the
# others wait for it.

say() { printf 'run: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
misuse() { say "$@"; say "Try 'run --help'."; exit 2; }

# Alone among the runs that share $work: lock PATH ... unlock. One at a time. A training that is
# under way has the lock, too, even when its run was killed.
lock() {
    exec 8> "$1.lock"
    if ! flock -n 8; then
        say "waiting for another run or a training of one, which has $1.lock"
        flock 8
    fi
}
unlock() { exec 8>&-; }

# -------------------------------------------------------------------------------------------- data

# What FILE.part has becomes FILE, or is what FILE has already: settle FILE.
settle() {
    [ -s "$1.part" ] || die "$data: nothing found for ${1##*/}"
    if [ ! -e "$1" ]; then
        mv "$1.part" "$1"
    else
        cmp -s "$1.part" "$1" || die "$data: $work was begun with other data: give another --work"
        rm "$1.part"
    fi
}

# The text of a part, a line a sentence, '_' for a space: the tools bound white space by themselves,
# and here the model must find the ends of words. The number of symbols is the same.
raw_part() {
    if [ -d "$data" ]; then
        sed 's/ /_/g' "$data/ptb.$1.txt"
    else
        tar -xOf "$data" --wildcards "*ptb.char.$1.txt" | sed 's/ //g'
    fi
}

prepare_data() {
    local part n
    texts=$work/text-$chars
    mkdir -p "$texts"
    lock "$texts"
    for part in train valid test; do
        n=$chars
        [ "$part" = train ] || n=$(((chars + 9) / 10))
        # whole lines, at least so many characters; awk reads to the end, so that tar does not break
        raw_part "$part" | awk -v most="$n" '
            !most || n < most { print }
            { n += length($0) + 1 }' > "$texts/$part.part" ||
            die "$data: has no $part text of the Penn Treebank"
        settle "$texts/$part"
    done
    unlock
}

# ----------------------------------------------------------------------------------------- results

# What identifies a model among all that were trained: key NAME.
key() {
    local all="${more[*]}"
    all=${all//[!A-Za-z0-9.]/_} all=${all##_} all=${all#_}
    printf '%s-%s-%s-%s-%s%s' "$1" "$units" "$epochs" "$seed" "$chars" "${all:+-$all}"
}

machine() {
    local model
    model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
    printf '%s, %s processors' "${model:-unknown}" "$(nproc)"
}

# Keep a result, in the place of an earlier one of the same: put NAME MEASURE VALUE [MODEL].
# The state is "finished", or says how far a training is that was stopped; the seconds are those of
# the training. What comes out as it did before keeps the date and the machine it has.
put() {
    local table=$work/results.tsv id state=finished seconds=0 row
    [ -n "$3" ] || die "$experiment: $1: nothing came out for $2"
    id=$(printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s' "$experiment" "$1" "$2" "$units" "$epochs" \
        "$seed" "$chars" "${more[*]:--}")
    if [ -n "${4:-}" ]; then
        seconds=$(last "$4" seconds)
        [ ! -e "$work/$4.ckpt" ] || state="stopped at epoch $(last "$4" epoch)"
    fi
    lock "$work/results"
    [ -e "$table" ] ||
        printf '%s\n' "experiment name measure units epochs seed chars settings value state date
            seconds machine" | xargs | tr ' ' '\t' > "$table"
    row=$(printf '%s\t%s\t%s' "$id" "$3" "$state")
    if ! row=$row awk 'index($0, ENVIRON["row"] "\t") == 1 { found = 1 }
            END { exit !found }' "$table"; then
        id=$id awk 'index($0, ENVIRON["id"] "\t") != 1' "$table" > "$table.part"
        printf '%s\t%s\t%s\t%s\n' "$row" "$(date -u +%F)" "$seconds" "$(machine)" \
            >> "$table.part"
        mv "$table.part" "$table"
    fi
    unlock
    say "$1: $2 $3 ($state)"
}

# A column of the last row of a model's log of which something is true: logged KEY COLUMN CONDITION.
logged() {
    awk -F '\t' -v column="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        NR > 1 && column in at && ('"$3"') { value = $at[column] }
        END { print value == "" ? "nan" : value }' "$work/$1.log"
}

# A column of the last row of a model's log: last KEY COLUMN.
last() { logged "$1" "$2" 1; }

# A column of the row where the validation text was predicted best, as by the model that is kept:
# kept KEY COLUMN.
kept() {
    # shellcheck disable=SC2016
    logged "$1" "$2" '$at["valid_bpc"] == $at["best_bpc"]'
}

# -------------------------------------------------------------------------------------------- work

# The size of the paper, but for --units.
learning=(--batch=64 --bptt=100 --rate=0.002 --clip=1 --guide=none)
paper=("${learning[@]}" --layers=3 --embed=128 --layer-norm=yes --slope-start=1 --slope-rate=0.04
       --slope-max=5 --min-count=1)

# Train a model, or go on training it: learn_as KEY [OPTION]... TEXT. $model is the key afterwards.
learn_as() {
    model=$1
    shift
    lock "$work/$model"
    if [ ! -e "$work/$model.hmrnn" ] || [ -e "$work/$model.ckpt" ]; then
        hmrnn-train --quiet --resume --output="$work/$model.hmrnn" \
            --checkpoint="$work/$model.ckpt" --log="$work/$model.log" --epochs="$epochs" \
            --time-limit="$time_limit" --seed="$seed" "$@"
    fi
    unlock
}

# A model of the Penn Treebank: learn NAME [OPTION]...
learn() {
    learn_as "$(key "$1")" --valid="$texts/valid" "${paper[@]}" --units="$units" \
        --output-embed="$units" "${more[@]}" "${@:2}" "$texts/train"
}

# Bits per character of a part of the text: part_bpc PART KEY [OPTION]...
part_bpc() {
    hmrnn-score -m "$work/$2.hmrnn" --format=tsv "${@:3}" "$texts/$1" |
        awk -F '\t' '$1 == "total" { print $5 }'
}

# Bits per character of the test text: bpc KEY [OPTION]...
bpc() { part_bpc test "$@"; }

# F1 of a layer's boundaries against the ends of words, before the space and behind it, within the
# lines of the test text: word_f1 KEY LAYER, "BEFORE BEHIND".
word_f1() {
    hmrnn-segment -m "$work/$1.hmrnn" --layers="$2" --format=tsv "$texts/test" |
        awk -F '\t' 'NR > 1 { print $1, $6 }' | agreement
}

# Hold boundaries (lines "RECORD CHARACTERS-BEFORE") against the spaces of the test text.
agreement() {
    awk 'NR == FNR { line[FNR] = $0; next }
        $2 < length(line[$1]) {
            n++
            before += substr(line[$1], $2 + 1, 1) == "_"
            behind += substr(line[$1], $2, 1) == "_"
        }
        END {
            for (i in line) {
                text = line[i]
                gold += gsub(/_/, "", text)
            }
            total = n + gold
            printf "%.4f %.4f\n", total ? 2 * before / total : 0, total ? 2 * behind / total : 0
        }' "$texts/test" -
}

# Results of a layer's boundaries: put_boundaries NAME KEY LAYER.
put_boundaries() {
    local f1
    f1=$(word_f1 "$2" "$3")
    put "$1" "z$3_f1_before_space" "${f1% *}" "$2"
    put "$1" "z$3_f1_behind_space" "${f1#* }" "$2"
}

# Bits per character of the test text and of the validation text: put_bits NAME KEY.
put_bits() {
    put "$1" test_bpc "$(bpc "$2")" "$2"
    put "$1" valid_bpc "$(last "$2" best_bpc)" "$2"
}

# How often a model's layers run, and where its boundaries are: put_hierarchy NAME KEY.
put_hierarchy() {
    local l
    for l in 1 2; do
        put "$1" "update_$((l + 1))" "$(kept "$2" "update_$((l + 1))")" "$2"
        put "$1" "boundary_$l" "$(kept "$2" "boundary_$l")" "$2"
        put_boundaries "$1" "$2" "$l"
    done
}

# Train a model and keep its bits; its key is $model and comes into the caller's keys, for a figure:
# try_model NAME [OPTION]...
try_model() {
    learn "$@"
    keys+=("$model")
    put_bits "$1" "$model"
}

# Curves of models that have been trained, as a picture named like a model: figure NAME KEY...
figure() {
    local name file logs=()
    name=$(key "$1")
    shift
    for file in "$@"; do
        logs+=("${file%%-[0-9]*}=$work/$file.log")
    done
    if command -v gnuplot > /dev/null; then
        "$here/curves" --output="$work/$name.svg" "${logs[@]}"
    else
        say "gnuplot is not installed: no $name.svg"
    fi
}
