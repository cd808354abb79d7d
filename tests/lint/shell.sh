#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# shell.sh - what shellcheck says of our scripts. Prints TAP.
# shellcheck source=tests/lint/tap.inc
. "$(dirname "$0")/tap.inc"

for script in bootstrap .ci/config.site .ci/run corpora/fetch corpora/recipes/*.sh \
    corpora/experiments/run corpora/experiments/curves corpora/experiments/*.sh \
    corpora/experiments/*.bash tests/*/*.sh tests/*/*.bash tests/*/*.bats; do
    if [ ! -e "$script" ]; then
        continue
    elif command -v shellcheck > /dev/null; then
        check "$script" shellcheck --format=gcc -x "$script"
    else
        skip "$script" 'shellcheck is not installed'
    fi
done
finish
