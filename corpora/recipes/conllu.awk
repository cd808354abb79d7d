# SPDX-License-Identifier: BSD-2-Clause
#
# conllu.awk - CoNLL-U to one sentence a line.
#
#     awk -v unit=raw          the text as it is written
#     awk -v unit=word         words, one space between them
#     awk -v unit=LUWBILabel   larger units, from a label in MISC that is B where one begins
#
# The surface form of a multiword token (id 3-4) counts, not its parts; empty nodes (8.1) are not in
# the text. A real space is a boundary of every unit, one inside a form too. Exit status 3: no token
# carries the label.

BEGIN { FS = "\t" }

{ sub(/\r$/, "") }

/^#/ { next }

NF == 0 {
    end_sentence()
    next
}

NF != 10 {
    printf "%s:%d: %d columns where CoNLL-U has 10\n", FILENAME, FNR, NF > "/dev/stderr"
    failed = 1
    exit
}

$1 ~ /\./ { next }

$1 ~ /-/ {
    split($1, range, "-")
    covered = range[2] + 0
    add($2, $10)
    next
}

$1 + 0 > covered + 0 { add($2, $10) }

END {
    if (failed)
        exit 1
    end_sentence()
    if (unit != "raw" && unit != "word" && !labelled)
        exit 3
}

function add(form, misc,    is_begin) {
    is_begin = unit == "word"
    if (unit != "raw" && unit != "word" && match("|" misc, "[|]" unit "=")) {
        labelled = 1
        is_begin = substr("|" misc, RSTART + RLENGTH, 1) == "B"
    }
    if (sentence != "" && (is_begin || has_space))
        sentence = sentence " "
    sentence = sentence form
    has_space = ("|" misc "|") !~ /[|]SpaceAfter=No[|]/
}

function end_sentence() {
    if (sentence != "")
        print sentence
    sentence = ""
    has_space = 0
    covered = 0
}
