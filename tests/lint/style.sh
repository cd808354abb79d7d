#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# style.sh - the rules of style that a machine can hold. Prints TAP.
# shellcheck source=tests/lint/tap.inc
. "$(dirname "$0")/tap.inc"

# Columns are characters, not bytes.
LC_ALL=C.UTF-8
export LC_ALL

c_sources() { find src tests -name '*.[ch]' | sort; }

# What people write and read: no data, no texts, no models, nothing that is made.
written() {
    c_sources
    find tests corpora completions man -type f \( -name '*.sh' -o -name '*.bash' -o -name '*.bats' \
        -o -name '*.inc' -o -name '*.awk' -o -name '*.[157]' -o -path corpora/fetch \
        -o -path corpora/experiments/run -o -path corpora/experiments/curves \) \
        ! -path 'tests/data/*' ! -path 'tests/golden/*' ! -path 'corpora/models/*' | sort
    for file in bootstrap .ci/config.site .ci/run configure.ac Makefile.am; do
        [ ! -e "$file" ] || echo "$file"
    done
}

code() { written | grep -vE '\.[157]$|^configure\.ac$'; }

without_licence() {
    written | while read -r file; do
        head -n 3 "$file" | grep -q 'SPDX-License-Identifier: BSD-2-Clause' ||
            echo "$file: no SPDX line at the top"
    done
}

with_tabs() { c_sources | xargs grep -n '	'; }

with_long_lines() { code | xargs grep -nE '^.{101}' | cut -d : -f 1,2; }

with_loose_ends() {
    written | xargs grep -nwE 'TO[D]O|FIX[M]E' | grep -vE '(TO[D]O|FIX[M]E) ?\(?#[0-9]+'
}

too_long() {
    code | while read -r file; do
        lines=$(wc -l < "$file")
        [ "$lines" -le 600 ] || echo "$file: $lines lines"
    done
}

# By our layout the braces of a function, and of nothing else, stand alone in the first column.
with_long_functions() {
    # shellcheck disable=SC2016
    c_sources | xargs awk '
        /^[a-z_0-9]+\(/ { name = $0; sub(/\(.*/, "", name) }
        /^\{$/ { start = FNR }
        /^\}$/ && start {
            if (FNR - start + 1 > 60)
                print FILENAME ":" start ": " name " has " FNR - start + 1 " lines"
            start = 0
        }'
}

# What the build does not name is missing where the sources are handed on as an archive.
left_behind() {
    written | grep -vxE 'Makefile\.am|configure\.ac' | while read -r file; do
        grep -qwFe "${file%.c}" Makefile.am tests/*/*.am || echo "$file: not in Makefile.am"
    done
}

# Memory comes from base/ (arena, hm_alloc_array, hm_alloc_grow), which checks sizes and says what
# there is no memory for. An opaque handle is a calloc() of its own; cli/append.c ends the program.
with_memory_of_their_own() {
    find src -name '*.[ch]' ! -path 'src/base/*' ! -path 'src/cli/append.*' | sort |
        xargs grep -nE '\b(malloc|calloc|realloc|reallocarray|aligned_alloc|posix_memalign)\(' |
        grep -vE 'calloc\(1, sizeof \*[a-z_]+\)'
}

with_places_of_one_machine() {
    written | xargs grep -nE '(^|[^[:alnum:]_.}/])/(home|root|work|Users|opt)/' |
        grep -v '^tests/lint/style\.sh:'
}

check 'every source names its licence' without_licence
check 'C has no tabs' with_tabs
check 'lines have at most 100 columns' with_long_lines
check 'a loose end has the number of its issue' with_loose_ends
check 'files have at most 600 lines' too_long
check 'functions have at most 60 lines' with_long_functions
check 'every source is handed on' left_behind
check 'memory comes from base/' with_memory_of_their_own
check 'no path of one machine is written down' with_places_of_one_machine
finish
