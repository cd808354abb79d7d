# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Completion of hmrnn-train, hmrnn-segment and hmrnn-score for bash.

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

# BEGIN made by make options
_hmrnn_names() # the options of a program
{
    case $1 in
    hmrnn-train)
        echo --output --valid --init --examples --log --title --licence --source --guide \
            --epochs --layers --units --batch --seed --time-limit --resume --checkpoint \
            --strokes --null --encoding --threads --verbose --quiet --help --version --invalid \
            --member --max-bytes --valid-share --weights --checkpoint-every --examples-format \
            --examples-layers --delimiter --examples-invalid --examples-licence --cell --embed \
            --output-embed --components --layer-norm --char-classes --bidirectional --boundary \
            --estimator --ste --detector-bias --detector-rate --boundary-penalty --slope-start \
            --slope-rate --slope-max --normalize --min-count --max-symbols --sequences --bptt \
            --rate --clip --weight-decay --ema --schedule --warmup --hold --decay --patience \
            --stop-rate --evaluate-chars --matmul --dropout --dropout-input --dropout-layers \
            --dropout-output --dropout-weights --layer-zoneout --reset-state --mask \
            --label-weight --label-weight-end --pmi-weight --pmi-threshold ;;
    hmrnn-segment)
        echo --model --layers --fast --thorough --causal --words --delimiter --format --scores \
            --ask --strokes --null --encoding --threads --verbose --quiet --help --version \
            --convention --color --line-buffered --invalid --member --max-bytes --sample --bias \
            --seed ;;
    hmrnn-score)
        echo --model --per-record --per-char --dynamic --against --delimiter --format --strokes \
            --null --encoding --threads --verbose --quiet --help --version --entropy --states \
            --lifts --dynamic-rate --dynamic-decay --dynamic-steps --invalid --member \
            --max-bytes ;;
    esac
}

_hmrnn_words() # the words that may follow an option of a program, or MODEL
{
    case $1:$2 in
    hmrnn-train:--init) echo MODEL ;;
    hmrnn-train:-g | hmrnn-train:--guide) echo none lexicon self-training ;;
    hmrnn-train:--invalid) echo keep replace error ;;
    hmrnn-train:--weights) echo f32 f16 ;;
    hmrnn-train:--examples-format) echo words marks ;;
    hmrnn-train:-l | hmrnn-train:--examples-layers) echo 1 1,2 2 all ;;
    hmrnn-train:--examples-invalid) echo error skip ;;
    hmrnn-train:--cell) echo hmlstm lstm ;;
    hmrnn-train:--layer-norm) echo no yes ;;
    hmrnn-train:--char-classes) echo no yes ;;
    hmrnn-train:--bidirectional) echo no yes ;;
    hmrnn-train:--boundary) echo step sampled soft ;;
    hmrnn-train:--estimator) echo full skip ;;
    hmrnn-train:--ste) echo clipped inward ;;
    hmrnn-train:--normalize) echo none nfc nfkc nfkc-casefold ;;
    hmrnn-train:--sequences) echo streams records ;;
    hmrnn-train:--schedule) echo plateau cosine ;;
    hmrnn-train:--matmul) echo float32 bfloat16 ;;
    hmrnn-segment:-m | hmrnn-segment:--model) echo MODEL ;;
    hmrnn-segment:-l | hmrnn-segment:--layers) echo 1 1,2 2 all ;;
    hmrnn-segment:--format) echo text tsv jsonl svg ;;
    hmrnn-segment:--convention) echo yes no ;;
    hmrnn-segment:--color) echo auto always never ;;
    hmrnn-segment:--invalid) echo keep replace error ;;
    hmrnn-score:-m | hmrnn-score:--model) echo MODEL ;;
    hmrnn-score:--format) echo text tsv jsonl ;;
    hmrnn-score:--states) echo 1 1,2 2 all ;;
    hmrnn-score:--invalid) echo keep replace error ;;
    esac
}
# END made by make options

_hmrnn()
{
    local tool=${COMP_WORDS[0]##*/} word=$2 option=$3
    # "--name=value" arrives as three words
    if [[ $word == '=' ]]; then
        word=
    elif [[ $option == '=' ]]; then
        option=${COMP_WORDS[COMP_CWORD-2]}
    fi

    local words program
    words=$(_hmrnn_words "$tool" "$option")
    if [[ $words == MODEL ]]; then
        program=$(type -P "$tool")
        words=$(_hmrnn_models "${program:-/usr/bin/$tool}")
    elif [[ -z $words && $word == -* ]]; then
        words=$(_hmrnn_names "$tool")
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _hmrnn hmrnn-train hmrnn-segment hmrnn-score
