#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# format.sh - whether all C is laid out as clang-format lays it out. Prints TAP.
#
# Versions differ in details, so only the one that .clang-format is made for counts. Where it is
# missing the test is skipped; in continuous integration, which sets CI, it fails.
# shellcheck source=tests/lint/tap.inc
. "$(dirname "$0")/tap.inc"

version=$(sed -n 's/^# For clang-format \([0-9]*\).*/\1/p' .clang-format)

formatter() {
    for name in "clang-format-$version" clang-format; do
        if "$name" --version 2> /dev/null | grep -q "version $version\."; then
            echo "$name"
            return
        fi
    done
}

# config.h is made by configure, and lies there where the sources are built in place.
c_sources() { find src tests -name '*.[ch]' ! -name config.h | sort; }

laid_out_otherwise() {
    c_sources | while read -r file; do
        "$1" "$file" | diff -u "$file" - > /dev/null || echo "$file: clang-format -i $file"
    done
}

missing() { echo "clang-format $version is not installed"; }

sentence='C is laid out as clang-format does it'
name=$(formatter)
if [ -n "$name" ]; then
    check "$sentence" laid_out_otherwise "$name"
elif [ -n "${CI-}" ]; then
    check "$sentence" missing
else
    skip "$sentence" "$(missing)"
fi
finish
