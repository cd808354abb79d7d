# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# corpora.bash - a folder that stands in for the sites corpora come from; for fetch.bats and
# recipes.bats.

setup() {
    fetch=$BATS_TEST_DIRNAME/../../corpora/fetch
    dir=$(mktemp -d)
    site=$dir/site
    mkdir "$site"
    cd "$dir" || return 1
}

teardown() {
    rm -rf "$dir"
}

bring() {
    run "$fetch" -o "$dir/out" --base-url "file://$site" "$@"
}

# Equal text, shown when it is not.
same() {
    diff -u - "$1"
}

treebank() {
    printf '# text = 好書。\n1\t好\t好\tADJ\t_\t_\t2\tamod\t_\tSpaceAfter=No\n%b' \
        '2\t書\t書\tNOUN\t_\t_\t0\troot\t_\tSpaceAfter=No\n3\t。\t。\tPUNCT\t_\t_\t2\tpunct\t_\t_\n\n'
}

chinese_site() {
    local part
    for part in train dev test; do
        treebank > "$site/zh_gsd-ud-$part.conllu"
    done
}

zip_of() {
    (cd "$site" && zip -qr "$1" "$2" && rm -r "$2")
}
