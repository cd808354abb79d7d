# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# The split is by bytes, as everybody's: a character that lies across a cut is broken in two.
title='enwik8: the first 10^8 bytes of English Wikipedia of 2006, XML and mark-up (M. Mahoney)'
licence='GFDL and CC BY-SA (text of Wikipedia)'
page='http://mattmahoney.net/dc/textdata.html'
produces='enwik8.train.txt enwik8.valid.txt enwik8.test.txt: 90, 5 and 5 percent, the usual split'
needs='unzip'
base='http://mattmahoney.net/dc'
sources='547994d9980ebed1288380d652999f38a14fe291a6247c157c3d33d4932534bc enwik8.zip'

prepare() {
    unzip -p "$downloads/enwik8.zip" enwik8 > all
    split_bytes all enwik8
    rm all
}
