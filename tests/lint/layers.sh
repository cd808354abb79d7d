#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# layers.sh - the folders of src/ see only what lies below them (the picture is in HACKING.md).
# Prints TAP.
# shellcheck source=tests/lint/tap.inc
. "$(dirname "$0")/tap.inc"

sources() { find src -name '*.[ch]' | sort; }
headers() { find src -name '*.h' | sort; }

# Our own includes: which folders and single headers each folder may include. The public headers are
# for everybody.
includes_go_down() {
    # shellcheck disable=SC2016
    sources | xargs awk '
        BEGIN {
            may["base"] = "base/"
            may["kern"] = "kern/ base/"
            may["text"] = "text/ base/"
            may["net"] = "net/ kern/ base/"
            may["segment"] = "segment/ base/ text/char_props.h text/grapheme.h text/normalize.h"
            may["convention"] = "convention/ segment/ net/soft_label.h base/ text/char_props.h"
            may["decode"] = "decode/ convention/ segment/ base/ text/grapheme.h"
            may["model"] = "model/ convention/ segment/ net/ base/ text/alphabet.h"
            may["infer"] = "infer/ model/ net/ kern/ text/ base/"
            may["induce"] = "induce/ segment/ base/"
            may["optim"] = "optim/ net/params.h kern/ base/"
            may["strokes"] = "strokes/ infer/ model/ net/ text/ base/"
            may["data"] = "data/ net/ text/ base/"
            may["strokes/data"] = "strokes/data/ strokes/ data/ base/"
            may["train"] = "train/ data/ optim/ induce/ infer/ model/ " \
                "segment/ net/ kern/ text/ base/"
            may["adapt"] = "adapt/ data/ optim/ infer/ decode/ convention/ kern/ base/ " \
                "text/grapheme.h"
            may["lib"] = "lib/ adapt/ decode/ train/ data/ strokes/ infer/ model/ segment/ net/ " \
                "kern/ text/ base/"
            may["cli"] = "cli/ text/ base/"
            may["write"] = "write/ cli/ text/ base/"
            may["strokes/programs"] = "strokes/programs/ strokes/stroke_text.h write/ cli/"
            may["programs"] = "programs/ strokes/programs/stroke_record.h write/ cli/ text/ base/"
        }
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            from = FILENAME
            sub(/^src\//, "", from)
            sub(/\/[^\/]*$/, "", from)
            split($0, quoted, "\"")
            header = quoted[2]
            folder = header
            sub(/[^\/]*$/, "", folder)
            if (header ~ /^hmrnn(_options|_strokes)?\.h$/)
                next
            used[from, folder] = used[from, header] = 1
            if (index(" " may[from] " ", " " folder " ") == 0 &&
                index(" " may[from] " ", " " header " ") == 0)
                print FILENAME ":" FNR ": " from " may not include \"" header "\""
        }
        END {
            for (from in may) {
                n = split(may[from], allowed, " ")
                for (i = 1; i <= n; i++)
                    if (!((from, allowed[i]) in used))
                        print from " may include " allowed[i] ", and does not"
            }
        }'
}

# only_in HEADERS FILES: the system headers that match HEADERS appear nowhere but in FILES.
only_in() {
    sources | xargs grep -nE "^[ 	]*#[ 	]*include[ 	]*[<\"]($1)" | grep -vE "^src/($2):"
}

names_are_unique() {
    find src -type f | sed 's,.*/,,' | sort | uniq -d
}

# Every file of src/ has a line in HACKING.md.
missing_on_the_map() {
    find src -name '*.[ch]' | sed 's,.*/,,; s,\.[ch]$,,' | sort -u | while read -r stem; do
        grep -qE "[\`/]$stem(\.[ch])?\`" HACKING.md || echo "$stem is not in HACKING.md"
    done
}

# path/to/thing.h is guarded by HM_PATH_TO_THING_H, and hmrnn.h by HMRNN_H.
guards_name_their_file() {
    headers | while read -r header; do
        guard=$(printf '%s' "$header" | sed 's,^src/,HM_,; s,^HM_hmrnn,hmrnn,' |
            tr '[:lower:]/.-' '[:upper:]___')
        awk -v guard="$guard" '
            /^#ifndef / && !ifndef { ifndef = $2 }
            /^#define / && !define { define = $2 }
            END {
                if (ifndef != guard || define != guard)
                    print FILENAME ": its guard is not " guard
            }' "$header"
    done
}

compiles_alone() {
    headers | while read -r header; do
        # shellcheck disable=SC2086,SC2046
        ${CC:-cc} -std=gnu11 -D_GNU_SOURCE -Isrc $(pkg-config --cflags icu-uc libarchive openblas) \
            -fsyntax-only -x c "$header" || echo "$header does not compile alone"
    done
}

check 'includes go down from folder to folder' includes_go_down
check 'cblas.h is known to kern/blas.c only' only_in '(openblas/)?cblas\.h' 'kern/blas\.c'
check 'ICU is known to text/ only' only_in 'unicode/' 'text/[a-z0-9_]*\.[ch]'
check 'libarchive is known to text/unpack.c only' only_in 'archive(_entry)?\.h' 'text/unpack\.c'
check 'a file name is found once in src/' names_are_unique
check 'HACKING.md names every file of src/' missing_on_the_map
check 'a header is guarded by its own name' guards_name_their_file
check 'a header compiles alone' compiles_alone
finish
