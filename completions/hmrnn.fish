# SPDX-License-Identifier: BSD-2-Clause
#
# Completion of hmrnn-train, hmrnn-segment and hmrnn-score for fish. tests/lint/options.bats holds
# it to what the programs say in --help.

function __hmrnn_models
    set -l program (command -s hmrnn-segment)
    for folder in (string replace -r '/[^/]*$' '' -- "$program")/../share/hmrnn/models \
            /usr/local/share/hmrnn/models /usr/share/hmrnn/models
        if test -d $folder
            for model in $folder/*.hmrnn
                string replace -r '.*/(.*)\.hmrnn$' '$1' -- $model
            end
            return
        end
    end
end

for tool in hmrnn-train hmrnn-segment hmrnn-score
    complete -c $tool -l strokes -d 'records are drawings'
    complete -c $tool -s z -l null -d 'records end in NUL'
    complete -c $tool -l encoding -x -d 'how the text is encoded'
    complete -c $tool -l invalid -x -a 'keep replace error' -d 'bytes that are no character'
    complete -c $tool -l member -x -d 'only members that fit a pattern'
    complete -c $tool -l max-bytes -x -d 'stop an archive that unpacks to more'
    complete -c $tool -s T -l threads -x -d 'threads to use'
    complete -c $tool -s v -l verbose -d 'say what is being done'
    complete -c $tool -s q -l quiet -d 'say nothing but errors'
    complete -c $tool -s h -l help -d 'print help'
    complete -c $tool -s V -l version -d 'print versions'
end

for tool in hmrnn-segment hmrnn-score
    complete -c $tool -s m -l model -r -a '(__hmrnn_models)' -d 'a model file or an installed model'
    complete -c $tool -s d -l delimiter -x -d 'what stands between segments'
end

complete -c hmrnn-segment -s l -l layers -x -a '1 1,2 2 all' -d 'layers to show'
complete -c hmrnn-segment -l format -x -a 'text tsv jsonl svg' -d 'format of the output'
complete -c hmrnn-score -l format -x -a 'text tsv jsonl' -d 'format of the output'
complete -c hmrnn-segment -l scores -d 'with the evidence for each boundary'
complete -c hmrnn-segment -l color -x -a 'auto always never' -d 'colour the marks'
complete -c hmrnn-segment -l fast -d 'words by the lexicon alone, without the networks'
complete -c hmrnn-segment -l thorough -d 'words with all that the networks know: slow'
complete -c hmrnn-segment -l causal -d 'by the forward detectors alone, without looking ahead'
complete -c hmrnn-segment -l sample -x -d 'draw new drawings, and read none'
complete -c hmrnn-segment -l bias -x -d 'above 0: neater ones'
complete -c hmrnn-segment -s s -l seed -x -d 'seed of what is drawn'
complete -c hmrnn-segment -l line-buffered -d 'answer each record at once'

complete -c hmrnn-score -l per-record -d 'a line for each record'
complete -c hmrnn-score -l per-char -d 'a line for each character'
complete -c hmrnn-score -l entropy -d 'how much each was expected to cost'
complete -c hmrnn-score -l states -x -d 'cell states of layers'
complete -c hmrnn-score -l lifts -d 'how boundaries of drawings agree with pen lifts'
complete -c hmrnn-score -l dynamic -d 'go on learning from what has been scored'
complete -c hmrnn-score -l dynamic-rate -x -d 'how fast'
complete -c hmrnn-score -l dynamic-decay -x -d 'share of the way back each time'
complete -c hmrnn-score -l dynamic-steps -x -d 'characters between lessons'
complete -c hmrnn-score -l against -r -d 'the same text with the right words apart'

complete -c hmrnn-train -s o -l output -r -d 'write the model to a file'
complete -c hmrnn-train -l valid -r -d 'text to validate with'
complete -c hmrnn-train -l valid-share -x -d 'share of the text to hold back'
complete -c hmrnn-train -l init -r -a '(__hmrnn_models)' -d 'go on from a model'
complete -c hmrnn-train -l log -r -d 'write a row for each evaluation'
complete -c hmrnn-train -l weights -x -a 'f32 f16' -d 'numbers in the model file'
complete -c hmrnn-train -l title -x -d 'fact: title'
complete -c hmrnn-train -l licence -x -d 'fact: licence of the text'
complete -c hmrnn-train -l source -x -d 'fact: source of the text'
complete -c hmrnn-train -s e -l epochs -x -d 'passes over the text'
complete -c hmrnn-train -l time-limit -x -d 'stop and save after this time'
complete -c hmrnn-train -s r -l resume -d 'go on from the checkpoint'
complete -c hmrnn-train -l checkpoint -r -d 'where the checkpoint is'
complete -c hmrnn-train -l checkpoint-every -x -d 'how often to write it'
complete -c hmrnn-train -l cell -x -a 'hmlstm lstm' -d 'kind of network'
complete -c hmrnn-train -l layers -x -d 'number of layers'
complete -c hmrnn-train -s u -l units -x -d 'units of the layers'
complete -c hmrnn-train -l embed -x -d 'width of the input embedding'
complete -c hmrnn-train -l output-embed -x -d 'width of the output embedding'
complete -c hmrnn-train -l components -x -d 'of the mixture that predicts drawings'
complete -c hmrnn-train -l layer-norm -x -a 'no yes' -d 'layer normalisation'
complete -c hmrnn-train -l char-classes -x -a 'no yes' -d 'class and script of each character as input, too'
complete -c hmrnn-train -l bidirectional -x -a 'no yes' -d 'a second network reads from the end'
complete -c hmrnn-train -l boundary -x -a 'step sampled soft' -d 'how a detector decides'
complete -c hmrnn-train -l estimator -x -a 'full skip' -d 'gradient of the detectors'
complete -c hmrnn-train -l ste -x -a 'clipped inward' -d 'what of it passes where a detector is certain'
complete -c hmrnn-train -l matmul -x -a 'float32 bfloat16' -d 'how matrices are multiplied while learning'
complete -c hmrnn-train -l detector-bias -x -d 'detectors begin by firing above 0'
complete -c hmrnn-train -l detector-rate -x -d 'of the learning rate, how fast detectors learn'
complete -c hmrnn-train -l boundary-penalty -x -d 'of each boundary, added to the loss'
complete -c hmrnn-train -l slope -x -d 'slope of the detectors at first'
complete -c hmrnn-train -l slope-rate -x -d 'added to it each epoch'
complete -c hmrnn-train -l slope-max -x -d 'its limit'
complete -c hmrnn-train -l normalize -x -a 'none nfc nfkc nfkc-casefold' -d 'what the network sees'
complete -c hmrnn-train -l min-count -x -d 'rarer characters are unknown'
complete -c hmrnn-train -l max-symbols -x -d 'largest alphabet'
complete -c hmrnn-train -l sequences -x -a 'streams records' -d 'what is read side by side'
complete -c hmrnn-train -s b -l batch -x -d 'streams or records side by side'
complete -c hmrnn-train -l bptt -x -d 'characters that a gradient goes back'
complete -c hmrnn-train -l rate -x -d 'learning rate'
complete -c hmrnn-train -l clip -x -d 'largest norm of the gradient'
complete -c hmrnn-train -l weight-decay -x -d 'times the rate, taken off every matrix each step'
complete -c hmrnn-train -l ema -x -d 'share of the old in an average of the weights'
complete -c hmrnn-train -l dropout -x -d 'share of the embeddings to drop'
complete -c hmrnn-train -l dropout-input -x -d 'of the input embedding, for a whole window'
complete -c hmrnn-train -l dropout-layers -x -d 'of what layers tell each other, for a whole window'
complete -c hmrnn-train -l dropout-output -x -d 'of what the output sees, for a whole window'
complete -c hmrnn-train -l dropout-weights -x -d 'of the recurrent weights, for a whole window'
complete -c hmrnn-train -l layer-zoneout -x -d 'share of the steps at which an upper layer copies'
complete -c hmrnn-train -l reset-state -x -d 'share of the streams that start a window afresh'
complete -c hmrnn-train -s g -l guide -x -a 'none lexicon self-training' -d 'what teaches layer 1'
complete -c hmrnn-train -l label-weight -x -d 'of that, at first'
complete -c hmrnn-train -l label-weight-end -x -d 'and in the end'
complete -c hmrnn-train -l pmi-weight -x -d 'weight of that when the text is cut in the end'
complete -c hmrnn-train -l pmi-threshold -x -d 'where it begins to join'
complete -c hmrnn-train -l mask -x -d 'share of the characters that are hidden while learning'
complete -c hmrnn-train -l schedule -x -a 'plateau cosine' -d 'how the rate falls'
complete -c hmrnn-train -l warmup -x -d 'windows over which the rate rises at first'
complete -c hmrnn-train -l hold -x -d 'cosine: share of the training before the rate falls'
complete -c hmrnn-train -l decay -x -d 'divide the rate by this'
complete -c hmrnn-train -l patience -x -d 'evaluations to wait for a better one'
complete -c hmrnn-train -l stop-rate -x -d 'finished when the rate is below'
complete -c hmrnn-train -l evaluate-chars -x -d 'characters between evaluations'
complete -c hmrnn-train -s s -l seed -x -d 'seed of all that is random'
