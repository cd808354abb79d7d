# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Completion of hmrnn-train, hmrnn-segment and hmrnn-score for bash. tests/lint/options.bats
# holds it to what the programs say in --help.

_hmrnn_models()
{
    local folder name
    for folder in "${1%/*}/../share/hmrnn/models" \
        /usr/local/share/hmrnn/models /usr/share/hmrnn/models; do
        [[ -d $folder ]] || continue
        for name in "$folder"/*.hmrnn; do
            [[ -e $name ]] || continue
            name=${name##*/}
            printf '%s\n' "${name%.hmrnn}"
        done
        return
    done
}

_hmrnn()
{
    local tool=${COMP_WORDS[0]##*/} word=$2 option=$3
    # "--name=value" arrives as three words
    if [[ $word == '=' ]]; then
        word=
    elif [[ $option == '=' ]]; then
        option=${COMP_WORDS[COMP_CWORD-2]}
    fi

    local everyday='--threads --verbose --quiet --help --version'
    local input='--strokes --null --encoding --invalid --member --max-bytes'
    local names
    case $tool in
    hmrnn-segment)
        names="--model --layers --fast --thorough --causal --delimiter --format --scores --color
               --line-buffered --sample --bias --seed" ;;
    hmrnn-score)
        names="--model --per-record --per-char --entropy --states --lifts
               --dynamic --dynamic-rate --dynamic-decay --dynamic-steps
               --against --delimiter --format" ;;
    *)
        names="--output --valid --valid-share --init --log --weights --title --licence --source
               --epochs --time-limit --resume --checkpoint --checkpoint-every
               --cell --layers --units --embed --output-embed --components --layer-norm
               --char-classes
               --bidirectional --boundary --estimator --matmul --ste --detector-bias
               --detector-rate --boundary-penalty --slope --slope-rate --slope-max
               --normalize --min-count --max-symbols
               --sequences --batch --bptt --rate --clip
               --weight-decay --ema --dropout --dropout-input --dropout-layers
               --dropout-output --dropout-weights --layer-zoneout --reset-state
               --guide --label-weight --label-weight-end --pmi-weight
               --pmi-threshold --mask --schedule --warmup --hold
               --decay --patience --stop-rate --evaluate-chars --seed" ;;
    esac

    local words=
    case $option in
    -m|--model|--init)
        local program
        program=$(type -P "$tool")
        words=$(_hmrnn_models "${program:-/usr/bin/$tool}") ;;
    --format)
        words='text tsv jsonl'
        [[ $tool == hmrnn-segment ]] && words+=' svg' ;;
    --color) words='auto always never' ;;
    --invalid) words='keep replace error' ;;
    --weights) words='f32 f16' ;;
    --cell) words='hmlstm lstm' ;;
    --layer-norm|--char-classes|--bidirectional) words='no yes' ;;
    --boundary) words='step sampled soft' ;;
    --estimator) words='full skip' ;;
    --ste) words='clipped inward' ;;
    --matmul) words='float32 bfloat16' ;;
    --sequences) words='streams records' ;;
    --normalize) words='none nfc nfkc nfkc-casefold' ;;
    -g|--guide) words='none lexicon self-training' ;;
    --schedule) words='plateau cosine' ;;
    -l)
        [[ $tool == hmrnn-segment ]] && words='1 1,2 2 all' ;;
    --layers)
        words='1 2 3'
        [[ $tool == hmrnn-segment ]] && words='1 1,2 2 all' ;;
    *)
        [[ $word == -* ]] && words="$names $input $everyday" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _hmrnn hmrnn-train hmrnn-segment hmrnn-score
