#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# run.sh - every measurement, as one TSV table on standard output. `make bench` calls it.
#
#     run.sh SOURCES BUILD [MEASURE]...
#
# MEASURE is products, training, forward, batches, softmax (tests/bench/arithmetic.c), torch, or
# whole: the programs from start to end. Without one: all. $BENCH_TEXT is a file of Chinese text to
# segment; otherwise our own short text is repeated. HACKING.md says how to read the columns.
set -eu

sources=$1
build=$2
shift 2
bench=$build/tests/bench
model=$sources/corpora/models/zh.hmrnn
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

wants() {                                       # MEASURE MEASURE_ASKED_FOR...
    wanted=$1
    shift
    [ $# -gt 0 ] || return 0
    for asked; do
        [ "$asked" != "$wanted" ] || return 0
    done
    return 1
}

# The first Python that has a module, or nothing.
python_with() {                                 # MODULE
    for python in python3 /usr/bin/python3; do
        if "$python" -c "import $1" 2> "$work/why"; then
            echo "$python"
            return
        fi
    done
}

kernel=$("$build/hmrnn-segment" --version | sed -n 's/^vector kernels for //p')

row() {                                         # MEASURE SHAPE UNIT OURS PEER PEER_NAME MB
    awk -v OFS='\t' -v m="$1" -v s="$2" -v u="$3" -v o="$4" -v p="$5" -v n="$6" -v mb="$7" \
        -v k="${kernel:--}" 'BEGIN {
            ratio = (o + 0 > 0 && p + 0 > 0) ? sprintf("%.2f", o / p) : "-"
            print m, s, u, o, p, n, ratio, "-", "-", mb, k
        }'
}

# repeated FILE BYTES: whole lines of the file, again and again, up to about so many bytes.
repeated() {
    awk -v most="$2" '
        { line[NR] = $0; size[NR] = length($0) + 1 }
        END {
            for (i = 1; NR > 0 && n < most; i = i % NR + 1) {
                print line[i]
                n += size[i]
            }
        }
    ' "$1"
}

bytes() { wc -c < "$1" | tr -d ' '; }

# megabytes_per_second FILE RUNS COMMAND...: also leaves the peak of memory in $work/peak
megabytes_per_second() {
    file=$1
    runs=$2
    shift 2
    "$bench/whole" "$runs" "$@" < "$file" > "$work/time"
    awk '{ print $2 }' "$work/time" > "$work/peak"
    awk -v n="$(bytes "$file")" '{ printf "%.3f\n", n / $1 / 1e6 }' "$work/time"
}

first_answer() {
    head -n 1 "$sources/corpora/texts/zh.txt" > "$work/line"
    "$bench/whole" 21 "$build/hmrnn-segment" -m "$model" "$work/line" > "$work/time"
    row 'first answer' 'zh, one line' ms "$(awk '{ printf "%.1f", $1 * 1000 }' "$work/time")" - - \
        "$(awk '{ print $2 }' "$work/time")"
}

segmenting() {
    shape="zh, $(bytes "$work/zh") bytes"
    ours=$(megabytes_per_second "$work/zh" 3 "$build/hmrnn-segment" -m "$model" -T 2)
    peak=$(cat "$work/peak")
    words=$(megabytes_per_second "$work/zh" 3 "$bench/words")
    row segment "$shape, 2 threads" MB/s "$ours" "$words" 'ICU words, 1 thread' "$peak"
    pieces=-
    name='SentencePiece: not installed'
    python=$(python_with sentencepiece)
    if [ -n "$python" ]; then
        pieces=$("$python" "$sources/tests/bench/sentencepiece_peer.py" "$work/zh" 2> "$work/why")
        name='SentencePiece, 1 thread'
    fi
    ours=$(megabytes_per_second "$work/zh" 3 "$build/hmrnn-segment" -m "$model" -T 1)
    row segment "$shape, 1 thread" MB/s "$ours" "$pieces" "$name" "$(cat "$work/peak")"
    ours=$(megabytes_per_second "$work/zh" 3 "$build/hmrnn-segment" -m "$model" --fast -T 1)
    row 'segment --fast' "$shape, 1 thread" MB/s "$ours" "$pieces" "$name" "$(cat "$work/peak")"
    ours=$(megabytes_per_second "$work/zh" 1 "$build/hmrnn-score" -m "$model" -T 2 --per-record)
    row 'score, records' "$shape, 2 threads" MB/s "$ours" - - "$(cat "$work/peak")"
    head -c 60000 "$work/zh" > "$work/part"
    ours=$(megabytes_per_second "$work/part" 1 "$build/hmrnn-score" -m "$model" -T 2)
    row 'score, a stream' "zh, 60000 bytes, 2 threads" MB/s "$ours" - - "$(cat "$work/peak")"
    "$bench/text" "$work/zh" > "$work/speed"
    row 'text alone' "$shape, 1 thread" MB/s "$(cat "$work/speed")" - - -
}

memory() {
    for megabytes in 1 20; do
        repeated "$work/zh" "${megabytes}000000" > "$work/long"
        ours=$(megabytes_per_second "$work/long" 1 "$build/hmrnn-segment" -m "$model" -T 2)
        row 'memory, segment' "zh, $megabytes MB of lines" MB/s "$ours" - - "$(cat "$work/peak")"
    done
    repeated "$work/zh" 2000000 | tr -d '\n' > "$work/long"
    ours=$(megabytes_per_second "$work/long" 1 "$build/hmrnn-segment" -m "$model" -T 2)
    row 'memory, segment' 'zh, one line of 2 MB' MB/s "$ours" - - "$(cat "$work/peak")"
    head -c 1200 "$sources/corpora/texts/en.txt" > "$work/valid"
    for megabytes in 1 20; do
        repeated "$sources/corpora/texts/en.txt" "${megabytes}000000" > "$work/long"
        rm -f "$work"/new*
        "$bench/whole" 1 "$build/hmrnn-train" -q -T 2 -o "$work/new" --units=512 --embed=128 \
            --output-embed=512 --guide=none --batch=64 --bptt=100 --valid="$work/valid" \
            --epochs=0.01 --time-limit=4 "$work/long" > "$work/time" 2> "$work/why" ||
            cat "$work/why" >&2
        row 'memory, train' "3 x 512 units, $megabytes MB of text" - - - - \
            "$(awk '{ print $2 }' "$work/time")"
    done
}

torch_rows() {
    python=$(python_with torch)
    for kind in hmlstm lstm; do
        for phase in train forward; do
            shape='3 x 512 units, embeddings 128/512, 50 symbols, batch 64, BPTT 100'
            if [ -n "$python" ]; then
                row "PyTorch $kind, $phase" "$shape" characters/s - \
                    "$("$python" "$sources/tests/bench/torch_peer.py" $kind $phase)" PyTorch -
            else
                row "PyTorch $kind, $phase" "$shape" characters/s - - 'PyTorch: not installed' -
            fi
        done
    done
}

printf 'measure\tshape\tunit\tours\tpeer\tpeer_name\tratio\tupdates\tsgemm_share\tpeak_mb\tkernel\n'
for measure in products training forward batches softmax; do
    ! wants "$measure" "$@" || "$bench/arithmetic" "$measure"
done
! wants torch "$@" || torch_rows
if wants whole "$@"; then
    if [ -n "${BENCH_TEXT-}" ]; then
        LC_ALL=C repeated "$BENCH_TEXT" 1500000 > "$work/zh"
    else
        LC_ALL=C repeated "$sources/corpora/texts/zh.txt" 1500000 > "$work/zh"
    fi
    first_answer
    segmenting
    memory
fi
