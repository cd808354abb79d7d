# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
title='text8: 10^8 letters and spaces of English Wikipedia of 2006 (M. Mahoney), one line'
licence='GFDL and CC BY-SA (text of Wikipedia)'
page='http://mattmahoney.net/dc/textdata.html'
produces='text8.train.txt text8.valid.txt text8.test.txt: 90, 5 and 5 percent, the usual split'
needs='unzip'
base='http://mattmahoney.net/dc'
sources='a6640522afe85d1963ad56c05b0ede0a0c000dddc9671758a6cc09b7a38e5232 text8.zip'

prepare() {
    unzip -p "$downloads/text8.zip" text8 > all
    split_bytes all text8
    rm all
}
