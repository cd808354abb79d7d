#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# man.sh - what mandoc says of the man pages, and whether they name pages that exist. Prints TAP.
# shellcheck source=tests/lint/tap.inc
. "$(dirname "$0")/tap.inc"

one_word_sections='NAME SYNOPSIS DESCRIPTION OPTIONS ENVIRONMENT FILES EXAMPLES HISTORY CAVEATS'

without_warnings() { mandoc -T lint -W warning "$1"; }

# Our own pages that a page names, hmrnn.7 for instance, but that are not there.
referring_to_nothing() {
    sed -n 's/^\.Xr \(hmrnn[a-z-]*\) \([1-9]\).*/\1.\2/p' man/*.[1-9] | sort -u |
        while read -r page; do
            [ -e "man/$page" ] || echo "there is no page $page"
        done
}

# Whoever knows one of the tools finds the way about in the pages of the others.
lacking_sections() {
    for page in man/*.1; do
        for section in $one_word_sections 'EXIT STATUS' 'SEE ALSO'; do
            grep -q "^\.Sh $section\$" "$page" || echo "$page has no section $section"
        done
    done
}

for page in man/*.[1-9]; do
    if command -v mandoc > /dev/null; then
        check "$page" without_warnings "$page"
    else
        skip "$page" 'mandoc is not installed'
    fi
done
check 'pages refer to pages that exist' referring_to_nothing
check 'the pages of the tools have the same sections' lacking_sections
finish
