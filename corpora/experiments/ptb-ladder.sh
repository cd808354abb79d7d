# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# The paper's table 1: the LayerNorm HM-LSTM against a LayerNorm LSTM of the same size with the same
# output module, and one with as many parameters. The paper has 1.24 and 1.29 at 3 x 512. For a
# ladder: --units=128, 256, 512.
title='Penn Treebank: HM-LSTM and LSTMs of one size'

perform() {
    local keys=()
    try_model hmlstm
    try_model lstm --cell=lstm
    try_model lstm-wide --cell=lstm --units=$((units * 7 / 6))
    figure ptb-ladder "${keys[@]}"
}
