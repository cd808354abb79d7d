#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
#
# recipes.bats - each recipe of corpora/ on a small made-up corpus in the containers and formats of
# the real one. `--any-checksum` stands in where the recipe knows the checksum of the real file.

# shellcheck disable=SC2154
load corpora

@test "Penn Treebank: separated characters become sentences again" {
    data=$site/simple-examples/data
    mkdir -p "$data"
    for part in train valid test; do
        echo " a _ w o r d _ < u n k > _ N _ $part " > "$data/ptb.char.$part.txt"
    done
    tar -czf "$site/simple-examples.tgz" -C "$site" ./simple-examples

    bring ptb-char

    [ "$status" -eq 0 ]
    same out/ptb-char/ptb.valid.txt <<< 'a word <unk> N valid'
    grep -q '^licence: LDC' out/ptb-char/SOURCE.txt
}

@test "text8 and enwik8 are split 90, 5, 5 percent, and the parts are the whole" {
    for name in text8 enwik8; do
        seq 1 1000 | tr '\n' ' ' > "$site/$name"
        cp "$site/$name" whole
        zip_of "$name.zip" "$name"

        bring --any-checksum "$name"

        [ "$status" -eq 0 ]
        stem=out/$name/$name
        cat "$stem.train.txt" "$stem.valid.txt" "$stem.test.txt" | cmp - whole
        [ "$(wc -c < "$stem.valid.txt")" -eq $(($(wc -c < whole) / 20)) ]
        [ "$(wc -c < "$stem.test.txt")" -eq $(($(wc -c < whole) / 20)) ]
    done
}

@test "SIGHAN: each annotator's separators, CR LF and byte order mark are undone" {
    mkdir -p "$site/icwb2-data/training" "$site/icwb2-data/gold"
    for name in cityu msr pku; do
        printf '\357\273\277我  喜歡   書\r\n\t\r\n你 好 \r\n' \
            > "$site/icwb2-data/training/${name}_training.utf8"
        printf '書  好\r\n' > "$site/icwb2-data/gold/${name}_test_gold.utf8"
    done
    printf '攀　牙\r\n' > "$site/icwb2-data/training/as_training.utf8"
    cp "$site/icwb2-data/training/as_training.utf8" "$site/icwb2-data/gold/as_testing_gold.utf8"
    printf '攀　牙 灣\r\n' > "$site/icwb2-data/gold/cityu_test_gold.utf8"
    zip_of icwb2-data.zip icwb2-data

    bring --any-checksum sighan2005

    [ "$status" -eq 0 ]
    printf '我 喜歡 書\n你 好\n' | same out/sighan2005/pku.train.gold.txt
    printf '我喜歡書\n你好\n' | same out/sighan2005/pku.train.raw.txt
    same out/sighan2005/as.test.gold.txt <<< '攀 牙'
    same out/sighan2005/as.test.raw.txt <<< '攀牙'
    same out/sighan2005/cityu.test.gold.txt <<< '攀　牙 灣'
}

@test "UD Chinese: raw text and words, multiword tokens as written, no empty nodes" {
    chinese_site
    {
        printf '1-2\t別的\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n'
        printf '1\t別\t_\tX\t_\t_\t0\troot\t_\t_\n2\t的\t_\tX\t_\t_\t1\tdep\t_\t_\n'
        printf '2.1\t空\t_\tX\t_\t_\t_\t_\t_\t_\n'
        printf '3\tIBM\t_\tX\t_\t_\t1\tdep\t_\t_\n4\tPC\t_\tX\t_\t_\t1\tdep\t_\tSpaceAfter=No\n'
    } >> "$site/zh_gsd-ud-test.conllu"

    bring ud-chinese-gsd

    [ "$status" -eq 0 ]
    printf '好書。\n別的IBM PC\n' | same out/ud-chinese-gsd/test.raw.txt
    printf '好 書 。\n別的 IBM PC\n' | same out/ud-chinese-gsd/test.gold.txt
}

@test "UD Japanese: three layers of units where MISC marks them, none where it does not" {
    for part in train dev; do
        printf '1\t本\t_\tX\t_\t_\t0\troot\t_\tSpaceAfter=No\n\n' > "$site/ja_gsd-ud-$part.conllu"
    done
    row='%s\t%s\t_\tX\t_\t_\t0\tdep\t_\tBunsetuBILabel=%s|LUWBILabel=%s|SpaceAfter=No|Reading=x\n'
    # shellcheck disable=SC2059
    printf "$row" 1 不快 B B 2 感 I I 3 を I B 4 示す B B > "$site/ja_gsd-ud-test.conllu"

    bring ud-japanese-gsd

    [ "$status" -eq 0 ]
    same out/ud-japanese-gsd/test.raw.txt <<< '不快感を示す'
    same out/ud-japanese-gsd/test.gold.txt <<< '不快 感 を 示す'
    same out/ud-japanese-gsd/test.luw.txt <<< '不快感 を 示す'
    same out/ud-japanese-gsd/test.bunsetsu.txt <<< '不快感を 示す'
    [ ! -e out/ud-japanese-gsd/dev.luw.txt ]
    [[ $output == *"no LUWBILabel"* ]]
}

@test "a treebank file that is no CoNLL-U is refused with file and line" {
    chinese_site
    echo '<html>not found</html>' >> "$site/zh_gsd-ud-dev.conllu"

    bring ud-chinese-gsd

    [ "$status" -eq 1 ]
    [[ $output == *"zh_gsd-ud-dev.conllu:6: 1 columns"* ]]
    [ ! -e out/ud-chinese-gsd ]
}

wiki_site() {
    mkdir -p "$site/xxwiki/latest"
    bzip2 -c > "$site/xxwiki/latest/xxwiki-latest-pages-articles.xml.bz2"
}

page() {
    printf '  <page>\n    <title>t</title>\n    <ns>%s</ns>\n%s    <revision>\n' "$1" "$2"
    printf '      <text bytes="9" xml:space="preserve">%s</text>\n    </revision>\n  </page>\n' "$3"
}

@test "Wikipedia: prose stays, mark-up goes, whatever lines it spans" {
    {
        printf '<mediawiki>\n<namespace key="6" case="first-letter">Bild</namespace>\n'
        page 0 '' "{{Infobox
| name = {{nested|x}}
}}'''Reading''' is &quot;an [[art (skill)|art]]&quot;&amp;nbsp;of [[patience]].&lt;ref name=a/&gt;
== Heading of a section that is long enough ==
* an item of a list that would be long enough to stay
[[Bild:page.jpg|thumb|a [[page]] of a very old and long book]]A reader&lt;ref&gt;a note
over two lines&lt;/ref&gt; knows 2 &amp;lt; 3 and [http://example.org/a the way] home&amp;#46;
{| class=&quot;wikitable&quot;
| a cell of a table that is long enough to be seen
|}
A long paragraph &lt;!-- with a
comment --&gt;after the table (; ) ends here.
the -{zh-hans:first;zh-hant:second}- reading of a -{plain}- variant
short"
        page 1 '' 'a page of discussion, long enough to be a paragraph'
        page 0 '    <redirect title="x" />
' 'a redirect with text that is long enough to be one'
        page 0 '' '{{unclosed template that swallows the rest of its page
and this line, long enough to be a paragraph'
        page 0 '' 'the page after it is read as if nothing had happened'
    } | wiki_site

    bring wiki xx

    [ "$status" -eq 0 ]
    same out/wiki-xx/xx.txt <<'END'
Reading is "an art" of patience.
A reader knows 2 < 3 and the way home.
A long paragraph after the table ends here.
the first reading of a plain variant
the page after it is read as if nothing had happened
END
}

@test "a truncated dump is refused and leaves nothing behind" {
    page 0 '' 'a paragraph that is certainly long enough' | wiki_site
    dump=$site/xxwiki/latest/xxwiki-latest-pages-articles.xml.bz2
    head -c 60 "$dump" > piece
    mv piece "$dump"

    bring wiki xx

    [ "$status" -eq 1 ]
    [[ $output == *"if a download is damaged, remove it"* ]]
    [ ! -e out/wiki-xx ]
    [ "$(ls -A out)" = downloads ]
}

aozora_work() {
    mkdir -p "$site/cards/1/files"
    iconv -f UTF-8 -t CP932 > "$site/$1.txt"
    (cd "$site" && zip -qm "cards/1/files/$1.zip" "$1.txt")
}

aozora_site() {
    local url=https://www.aozora.gr.jp/cards/1/files
    list=list_person_all_extended_utf8
    mkdir -p "$site/index_pages"
    {
        printf '\357\273\277作品ID,作品名,文字遣い種別,作品著作権フラグ,姓,名,%s\r\n' \
            'テキストファイルURL,テキストファイル符号化方式'
        printf '1,"本, ""道""\n続き",新字新仮名,なし,森,花子,%s/one.zip,ShiftJIS\r\n' "$url"
        printf '1,"本, ""道""\n続き",新字新仮名,なし,林,訳者,%s/one.zip,ShiftJIS\r\n' "$url"
        printf '"2","橋","新字新仮名","なし","川","次郎","%s/two.zip","ShiftJIS"\r\n' "$url"
        printf '3,古文,旧字旧仮名,なし,森,花子,%s/old.zip,ShiftJIS\r\n' "$url"
        printf '4,新刊,新字新仮名,あり,森,花子,%s/new.zip,ShiftJIS\r\n' "$url"
        printf '5,無,新字新仮名,なし,森,花子,%s/gone.zip,ShiftJIS\r\n' "$url"
    } > "$site/$list.csv"
    (cd "$site" && zip -qm "index_pages/$list.zip" "$list.csv")
    aozora_work one <<'END'
本
森花子

-------------------------------------------------------
【テキスト中に現れる記号について】
《》：ルビ
-------------------------------------------------------

［＃３字下げ］一［＃「一」は中見出し］
　長い｜山道《やまみち》を※［＃「彳＋向」、第3水準1-84-31］り、［＃「［＃傍点］」］歩《ある》いた。
-----
　終わり。

底本：「森花子集」
入力：だれか
END
    aozora_work two <<'END'
橋
川次郎

　橋を渡る。
底本：「橋」
END
}

@test "Aozora Bunko: head, foot, readings and notes go, one paragraph a line" {
    aozora_site

    bring aozora

    [ "$status" -eq 0 ]
    printf '一\n長い山道を〓り、歩いた。\n終わり。\n橋を渡る。\n' > expected
    diff -u <(grep -v '^-----' expected) <(grep -v '^-----' out/aozora/aozora.txt)
    [ "$(cut -f 1,2 out/aozora/works.tsv)" = "$(printf '森花子\t本, "道" 続き\n川次郎\t橋')" ]
    [ "$(cut -f 2,4 out/aozora/skipped.tsv)" = "$(printf '無\tnot there')" ]
}

@test "Aozora Bunko: one author's works" {
    aozora_site

    bring aozora 川次郎

    [ "$status" -eq 0 ]
    same out/aozora-川次郎/aozora.txt <<< '橋を渡る。'
}

@test "Aozora Bunko: a list with other columns is refused by name" {
    mkdir -p "$site/index_pages"
    echo 'id,name' > "$site/list.csv"
    (cd "$site" && zip -qm index_pages/list_person_all_extended_utf8.zip list.csv)

    bring aozora

    [ "$status" -eq 1 ]
    [[ $output == *"no column '作品名'"* ]]
}
