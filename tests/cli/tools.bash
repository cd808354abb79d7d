# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
#
# tools.bash - what the tests of the three programs share. They run against an installation:
#
#   HMRNN_BIN     the folder of the programs
#   HMRNN_MODELS  a folder for the tiny model of the tests, which is trained when it is missing

bats_require_minimum_version 1.5.0

data=$BATS_TEST_DIRNAME/../data
PATH=${HMRNN_BIN:?the folder of the programs to test}:$PATH
export PATH LC_ALL=C.UTF-8
unset HMRNN_MODEL HMRNN_THREADS NO_COLOR OPENBLAS_CORETYPE

# A network so small that it learns in a moment.
learner=(--guide=none --embed=32 --output-embed=16 --batch=4 --bptt=20 --min-count=1
         --patience=1000000 --quiet)
tiny=("${learner[@]}" --units=16 --valid="$data/tiny.txt")

# For setup_file: sets $model.
tiny_model() {
    local folder=${HMRNN_MODELS:-$BATS_RUN_TMPDIR}
    export model=$folder/tiny.hmrnn
    if [ ! -e "$model" ]; then
        mkdir -p "$folder"
        hmrnn-train -o "$model" --checkpoint="$BATS_FILE_TMPDIR/tiny.ckpt" --epochs=10 \
            "${tiny[@]}" "$data/tiny.txt"
    fi
}

# Compare files; the ones that differ are kept where they can be looked at.
same() {
    if ! cmp "$1" "$2"; then
        cp "$1" "$2" "${TMPDIR:-/tmp}/"
        echo "kept: ${TMPDIR:-/tmp}/${1##*/} ${TMPDIR:-/tmp}/${2##*/}"
        return 1
    fi
}

# Random Unicode as UTF-8, newlines among it: random_unicode SEED COUNT. One character in three is
# ASCII, one is of the Basic Multilingual Plane, one of any plane; surrogates are left out.
random_unicode() {
    LC_ALL=C awk -v seed="$1" -v count="$2" 'BEGIN {
        srand(seed)
        for (i = 0; i < count; i++) {
            kind = int(rand() * 3)
            c = int(rand() * (kind == 0 ? 128 : kind == 1 ? 65536 : 1114112))
            if (c == 0 || c >= 55296 && c < 57344)
                c = 10
            if (c < 128)
                printf "%c", c
            else if (c < 2048)
                printf "%c%c", 192 + int(c / 64), 128 + c % 64
            else if (c < 65536)
                printf "%c%c%c", 224 + int(c / 4096), 128 + int(c / 64) % 64, 128 + c % 64
            else
                printf "%c%c%c%c", 240 + int(c / 262144), 128 + int(c / 4096) % 64, \
                    128 + int(c / 64) % 64, 128 + c % 64
        }
    }'
}

# Take a mark out of any bytes: without MARK.
without() {
    LC_ALL=C sed "s/$1//g"
}
