# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034,SC2154
#
# The paper's table 1: the LayerNorm HM-LSTM against a LayerNorm LSTM of the same size with the same
# output module. The paper has 1.24 and 1.29 at 3 x 512. For a ladder: --units=128, 256, 512.
title='Penn Treebank: HM-LSTM and LSTM of one size'

perform() {
    local keys=()
    learn hmlstm
    keys+=("$model")
    put hmlstm test_bpc "$(bpc "$model")" "$model"
    put hmlstm valid_bpc "$(last "$model" best_bpc)" "$model"
    learn lstm --cell=lstm
    keys+=("$model")
    put lstm test_bpc "$(bpc "$model")" "$model"
    put lstm valid_bpc "$(last "$model" best_bpc)" "$model"
    figure ptb-ladder "${keys[@]}"
}
