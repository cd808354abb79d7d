# SPDX-License-Identifier: BSD-2-Clause
#
# answer.awk - answers the questions of hmrnn-segment --ask from a gold segmentation, in place of a
# person: '|' where a word of the gold ends, else '-'. What is not found in the text stays as it is.
#
#     LC_ALL=C awk -f answer.awk RAW GOLD QUESTIONS
#
# RAW and GOLD are the same lines, the latter with spaces between words as well. All is in bytes.

BEGIN {
    for (i = 128; i < 192; i++)
        continues[sprintf("%c", i)] = 1         # bytes within a character of UTF-8
}

FNR == 1 { n_file++ }

n_file == 1 { raw[n_lines = FNR] = $0 }

# Mark the bytes of the text behind which the gold has a space that the text lacks.
n_file == 2 {
    n = length(raw[FNR])
    at = 1
    for (i = 1; i <= n; i++) {
        while (substr($0, at, 1) != substr(raw[FNR], i, 1)) {
            if (substr($0, at, 1) != " ") {
                print FILENAME ": line " FNR " is another text" > "/dev/stderr"
                exit 1
            }
            ends[FNR, i - 1] = 1
            at++
        }
        at++
    }
}

# A character, a mark, a character, ...
n_file == 3 {
    context = ""
    n = length($0)
    for (i = 1; i <= n; i++) {
        if (substr($0, i, 1) == "\\")
            i++
        context = context substr($0, i, 1)
        while (substr($0, i + 1, 1) in continues)
            context = context substr($0, ++i, 1)
        if (substr($0, ++i, 1) == "?") {
            mark = i
            before = length(context)
        }
    }
    place = 0
    for (line = 1; place == 0 && line <= n_lines; line++)
        place = index(raw[line], context)
    if (place == 0)
        print
    else
        print substr($0, 1, mark - 1) (((line - 1, place + before - 1) in ends) ? "|" : "-") \
            substr($0, mark + 1)
}
