# SPDX-License-Identifier: BSD-2-Clause
#
# aozora-list.awk - Aozora Bunko's list of works (CSV) to the works we want (TSV).
#
# Out: path of the zip on the site, its encoding as iconv calls it, author, title. Wanted are works
# without rights in modern orthography and modern characters, of one author if `wanted` is set
# (family and given name, written together). A work has a row for each person who had a hand in it;
# the first one is taken.

{
    row = row == "" ? $0 : row "\n" $0
    rest = row
    if (gsub(/"/, "", rest) % 2)                # a field goes on in the next line
        next
    n = fields(row)
    row = ""
    if (!n_columns) {
        for (n_columns = 1; n_columns <= n; n_columns++)
            column[field[n_columns]] = n_columns
        need("作品名 文字遣い種別 作品著作権フラグ 姓 名 テキストファイルURL テキストファイル符号化方式")
        next
    }
    url = get("テキストファイルURL")
    writer = get("姓") get("名")
    if (get("作品著作権フラグ") != "なし" || get("文字遣い種別") != "新字新仮名")
        next
    if (wanted != "" && writer != wanted || url in seen)
        next
    if (url !~ /^https?:\/\/www\.aozora\.gr\.jp\/.*\.zip$/)
        next                                    # a few lie on other sites, as pages
    seen[url] = 1
    sub(/^https?:\/\/[^\/]*\//, "", url)
    encoding = get("テキストファイル符号化方式") ~ /^UTF/ ? "UTF-8" : "CP932"
    printf "%s\t%s\t%s\t%s\n", url, encoding, writer, get("作品名")
}

function get(name,    value) {
    value = field[column[name]]
    gsub(/[\t\n\r]/, " ", value)
    return value
}

function need(list,    n, i, name) {
    n = split(list, name, " ")
    for (i = 1; i <= n; i++)
        if (!(name[i] in column)) {
            printf "the list of works has no column '%s'\n", name[i] > "/dev/stderr"
            exit 1
        }
}

# Take a row of CSV apart into field[1..].
function fields(row,    n, at, value) {
    split("", field)
    sub(/^\357\273\277/, "", row)
    sub(/\r$/, "", row)
    for (n = 1; ; n++) {
        if (substr(row, 1, 1) != "\"") {
            at = index(row, ",")
            field[n] = at ? substr(row, 1, at - 1) : row
        } else {
            value = ""
            row = substr(row, 2)
            while (at = index(row, "\"")) {
                value = value substr(row, 1, at - 1)
                row = substr(row, at + 1)
                if (substr(row, 1, 1) != "\"")
                    break
                value = value "\""
                row = substr(row, 2)
            }
            field[n] = value
            at = index(row, ",")
        }
        if (!at)
            return n
        row = substr(row, at + 1)
    }
}
