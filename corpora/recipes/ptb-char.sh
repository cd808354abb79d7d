# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# The archive holds the text as characters with a space after each and '_' for a real space; undone
# here, so that a line is a sentence as it reads. Every symbol stays one symbol: the counts of the
# literature (5,017,482 / 393,042 / 442,423 with the ends of lines) are those of the files.
title='Penn Treebank, characters, the split and the word list of T. Mikolov'
licence='LDC User Agreement (Penn Treebank, LDC99T42): for research'
page='http://www.fit.vutbr.cz/~imikolov/rnnlm/'
produces='ptb.train.txt ptb.valid.txt ptb.test.txt'
needs='tar gzip'
base='http://www.fit.vutbr.cz/~imikolov/rnnlm'
sources='unknown simple-examples.tgz'

prepare() {
    local part
    for part in train valid test; do
        tar -xOzf "$downloads/simple-examples.tgz" "./simple-examples/data/ptb.char.$part.txt" |
            sed 's/ //g; s/_/ /g' > "ptb.$part.txt"
    done
}
