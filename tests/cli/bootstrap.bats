#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# bootstrap.bats - bootstrap, in a tree of its own: a project of a few lines stands in for ours, and
# a folder of files for the packages of the system. The last tests ask our own Makefile.

bats_require_minimum_version 1.5.0

unset MAKEFLAGS MAKELEVEL MFLAGS CONFIG_SITE

# What bootstrap finds on a bare machine.
bare='bash cat chmod cp dirname env grep ls make mkdir nproc rm sed sh tail touch'

script() {                                      # FILE: standard input becomes a script
    { echo '#!/bin/sh'; cat; } > "$1"
    chmod +x "$1"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    export tools=$PWD/tools packages=$PWD/packages
    mkdir -p tree/corpora/texts "$tools" "$packages"
    cp "$BATS_TEST_DIRNAME/../../bootstrap" tree/
    touch tree/configure.ac tree/corpora/texts/zh.txt tree/corpora/texts/ja.txt

    for tool in $bare; do
        ln -s "$(command -v "$tool")" "$tools/$tool"
    done
    for tool in gcc autoconf automake libtoolize pkg-config; do
        ln -s /bin/true "$tools/$tool"
    done
    script "$tools/id" <<< 'echo 0'
    # shellcheck disable=SC2016
    script "$tools/dpkg-query" <<< 'for p; do :; done; [ -e "$packages/$p" ] && echo installed'
    script "$tools/apt-get" <<- 'END'
	[ "$1" = install ] || exit 0
	for package; do
	    : > "$packages/$package"
	    case $package in bats) cp /bin/true "$tools/bats" ;; esac
	done
	END

    # The project: a configure that notes which tests can be built, 5 with cmocka and 3 with bats.
    script "$tools/autoreconf" <<< 'cp ../project/configure configure'
    mkdir project
    script project/configure <<- 'END'
	{ echo '#!/bin/sh'; echo "echo $*"; } > config.status
	chmod +x config.status
	n_unit=0 n_cli=0
	[ ! -e "$packages/libcmocka-dev" ] || n_unit=5
	! command -v bats > /dev/null || n_cli=3
	sed "s/@UNIT@/$n_unit/; s/@CLI@/$n_cli/" ../../project/Makefile > Makefile
	END
    cat > project/Makefile <<- 'END'
	all:
	install:
	 @mkdir -p stage/bin
	 @cp "$$tools/gcc" stage/bin/hmrnn-segment
	 @cp "$$tools/gcc" stage/bin/hmrnn-score
	check: test-tools
	 @echo '# PASS:  '$$((@UNIT@ + @CLI@)) > test-suite.log
	test-tools:
	 @test @UNIT@ -gt 0 -a @CLI@ -gt 0
	END
    sed -i 's/^ @/\t@/' project/Makefile
}

bootstrap() {
    run --separate-stderr env PATH="$tools" "$BATS_TEST_TMPDIR/tree/bootstrap" "$@"
    echo "$stderr"
    echo "$output"
}

last_line() { echo "${lines[${#lines[@]} - 1]}"; }

@test "demo and then check runs every test that check alone runs" {
    bootstrap demo
    [ "$status" -eq 0 ]
    bootstrap check

    [ "$status" -eq 0 ]
    [ "$(last_line)" = '8 passed, 0 failed' ]
}

@test "check alone runs every test" {
    bootstrap check

    [ "$status" -eq 0 ]
    [ "$(last_line)" = '8 passed, 0 failed' ]
}

@test "check configures anew where tools came in another way than by apt-get" {
    bootstrap demo
    touch "$packages/libcmocka-dev"
    cp /bin/true "$tools/bats"
    rm "$tools/apt-get"
    bootstrap check

    [ "$status" -eq 0 ]
    [ "$(last_line)" = '8 passed, 0 failed' ]
}

@test "a second check does not configure again" {
    bootstrap check
    [[ $stderr = *configuring* ]]
    bootstrap check

    [ "$status" -eq 0 ]
    [[ $stderr != *configuring* ]]
}

@test "check fails where a test cannot be built" {
    rm "$tools/apt-get"
    touch "$packages/libcmocka-dev"
    bootstrap check

    [ "$status" -ne 0 ]
    [ "$(last_line)" = '0 passed, 1 failed' ]
}

@test "demo needs no tool of the tests" {
    bootstrap demo

    [ "$status" -eq 0 ]
    [ ! -e "$packages/libcmocka-dev" ]
    [ ! -e "$tools/bats" ]
}

@test "demo ends by saying where the programs are and what to type next" {
    bootstrap demo

    [ "$status" -eq 0 ]
    [[ $output = *"The programs are in $BATS_TEST_TMPDIR/tree/build/stage/bin: hmrnn-segment,"* ]]
    # What it says can be typed.
    eval "$(sed -n 's/^    \(PATH=\)/\1/p' <<< "$output")"
    [ "$(command -v hmrnn-segment)" = "$BATS_TEST_TMPDIR/tree/build/stage/bin/hmrnn-segment" ]
    [[ $(last_line) = *'man 7 hmrnn '* ]]
}

# Ours, from the folder where it is built. As make check.
our_make() {
    [ -n "${HMRNN_BUILD-}" ] || skip 'HMRNN_BUILD does not name the folder of the build'
    run --separate-stderr make -s -C "$HMRNN_BUILD" test-tools "$@"
}

@test "make check goes on where cmocka and bats were found" {
    our_make

    [ "$status" -eq 0 ]
    [ -z "$output$stderr" ]
}

@test "make check ends where cmocka was missing, and says so" {
    our_make have_cmocka=no

    [ "$status" -ne 0 ]
    [[ $stderr = *'configure found no cmocka, which the unit tests need'* ]]
    [[ $stderr != *'no bats'* ]]
}

@test "make check ends where bats was missing, and says so" {
    our_make BATS=

    [ "$status" -ne 0 ]
    [[ $stderr = *'configure found no bats, which the tests of the programs need'* ]]
    [[ $stderr != *'no cmocka'* ]]
}
