# SPDX-License-Identifier: BSD-2-Clause
#
# wiki.awk - the XML dump of a MediaWiki to plain paragraphs, one a line.
#
# A line of the dump at a time, so that memory is bounded whatever the size of the dump; what is
# open at the end of a line (a comment, a note, templates, tables) is carried to the next and
# forgotten at the end of the article. This reads wikitext as a person skims it, it does not render:
# templates go, and with them what they would have put into the sentence (dates, names in other
# scripts, units). Kept are lines of prose in articles; redirects, headings, lists, tables and short
# lines go.

BEGIN {
    shortest = 30                               # bytes: about ten Chinese characters
    dropped["file"] = dropped["image"] = dropped["category"] = 1
    region = "<!--|<(ref|references|math|chem|gallery|timeline|source|syntaxhighlight|score|pre" \
        "|imagemap|table|hiero|mapframe|graph)[ />]"
    split("nbsp ndash mdash hellip lsquo rsquo ldquo rdquo times middot minus thinsp " \
        "emsp ensp deg lt gt quot", names, " ")
    n_names = split(" |–|—|…|‘|’|“|”|×|·|−| | | |°|<|>|\"", values, "|")
}

# The dump names its own File and Category namespaces in the language of the wiki.
/<namespace key="(6|14)"/ {
    name = $0
    sub(/^[^>]*>/, "", name)
    sub(/<.*/, "", name)
    dropped[tolower(name)] = 1
}

/^ *<page>/ { is_article = 1 }
/^ *<ns>/ && !/<ns>0</ { is_article = 0 }
/^ *<redirect / { is_article = 0 }

!in_text && /^ *<text[ >]/ {
    if (!is_article || /\/>$/)
        next
    in_text = 1
    region_end = held = ""
    n_templates = n_tables = 0
    sub(/^ *<text[^>]*>/, "")
}

in_text {
    is_last = sub(/<\/text>.*/, "")
    if (is_last)
        in_text = 0
    paragraph($0)
}

function paragraph(line,    is_preformatted) {
    is_preformatted = line ~ /^ / && n_templates == 0 && held == ""
    gsub(/&lt;/, "<", line)
    gsub(/&gt;/, ">", line)
    gsub(/&quot;/, "\"", line)
    gsub(/&amp;/, "\\&", line)
    line = held without_tables(without_templates(without_regions(line)))
    held = ""
    if (in_text && (region_end != "" || n_templates > 0)) {
        held = line                             # the paragraph goes on after what is open
        return
    }
    if (is_preformatted || line ~ /^[*#:;=|!]/ || line ~ /^----/)
        return
    line = without_links(without_variants(line))
    if (line ~ /\[\[|\]\]|\{\||\|\}/)
        return                                  # a caption over several lines, and the like
    gsub(/<br *\/?>/, " ", line)
    gsub(/<\/?[A-Za-z][^<>]*>/, "", line)
    gsub(/''+/, "", line)
    gsub(/__[A-Z]+__/, "", line)
    line = characters(line)
    gsub(/\([ ,;:]*\)/, "", line)               # what a template leaves behind
    gsub(/（( |，|、|；|：)*）/, "", line)
    gsub(/[ \t]+/, " ", line)
    sub(/^ /, "", line)
    sub(/ $/, "", line)
    if (length(line) >= shortest)
        print line
}

# Comments and the elements of `region` go with what is in them.
function without_regions(line,    kept, at, tag) {
    for (;;) {
        if (region_end != "") {
            at = index(line, region_end)
            if (!at)
                return kept
            line = substr(line, at + length(region_end))
            region_end = ""
        }
        if (!match(line, region))
            return kept line
        kept = kept substr(line, 1, RSTART - 1)
        tag = substr(line, RSTART, RLENGTH)
        if (tag == "<!--") {
            region_end = "-->"
            line = substr(line, RSTART + RLENGTH)
            continue
        }
        line = substr(line, RSTART + RLENGTH - 1)
        at = index(line, ">")
        if (at < 2 || substr(line, at - 1, 1) != "/")
            region_end = "</" substr(tag, 2, length(tag) - 2) ">"
        line = substr(line, at + 1)
    }
}

# {{ and }} nest and go over lines.
function without_templates(line,    n, i, m, j, opened, closed, kept) {
    gsub(/\{\{/, "\001", line)
    gsub(/\}\}/, "\002", line)
    n = split(line, opened, "\001")
    for (i = 1; i <= n; i++) {
        n_templates += i > 1
        m = split(opened[i], closed, "\002")
        for (j = 1; j <= m; j++) {
            if (j > 1 && n_templates > 0)
                n_templates--
            if (n_templates == 0)
                kept = kept closed[j]
        }
    }
    return kept
}

# {| and |} stand at the beginnings of lines, and nest.
function without_tables(line) {
    if (line ~ /^[ :*]*\{\|/)
        n_tables++
    else if (line ~ /^ *\|\}/) {
        n_tables -= n_tables > 0
        sub(/^ *\|\}/, "", line)
    }
    return n_tables > 0 ? "" : line
}

# -{text}- and -{zh-hans:text;zh-hant:text}-, Chinese: the first reading.
function without_variants(line,    inner) {
    while (match(line, /-\{[^{}]*\}-/)) {
        inner = substr(line, RSTART + 2, RLENGTH - 4)
        sub(/^[^|]*\|/, "", inner)
        if (inner ~ /^ *zh(-[a-z]+)? *:/) {
            sub(/^[^:]*: */, "", inner)
            sub(/;.*/, "", inner)
        }
        line = substr(line, 1, RSTART - 1) inner substr(line, RSTART + RLENGTH)
    }
    return line
}

# External links become their label, internal ones from the innermost outwards.
function without_links(line,    inner, label) {
    while (match(line, /\[(https?:|ftp:|\/\/)[^]\n]*\]/)) {
        inner = substr(line, RSTART + 1, RLENGTH - 2)
        label = ""
        if (index(inner, " "))
            label = substr(inner, index(inner, " ") + 1)
        line = substr(line, 1, RSTART - 1) label substr(line, RSTART + RLENGTH)
    }
    while (match(line, /\[\[[^][]*\]\]/)) {
        label = link_label(substr(line, RSTART + 2, RLENGTH - 4))
        match(line, /\[\[[^][]*\]\]/)
        line = substr(line, 1, RSTART - 1) label substr(line, RSTART + RLENGTH)
    }
    return line
}

function link_label(link,    colon, space, label) {
    colon = index(link, ":")
    space = tolower(substr(link, 1, colon ? colon - 1 : 0))
    gsub(/^ +| +$|_/, "", space)
    if (space in dropped || space ~ /^[a-z][a-z][a-z]?(-[a-z]+)*$/)
        return ""                               # pictures, categories, other languages
    label = link
    sub(/^.*\|/, "", label)
    if (label == "") {
        label = link
        sub(/\|.*/, "", label)
    }
    sub(/^:/, "", label)
    return label
}

function characters(line,    i, kept, code) {
    for (i = 1; i <= n_names; i++)
        if (index(line, "&" names[i] ";"))
            gsub("&" names[i] ";", values[i], line)
    while (match(line, /&#[0-9]+;/)) {
        code = substr(line, RSTART + 2, RLENGTH - 3) + 0
        kept = kept substr(line, 1, RSTART - 1) utf8(code)
        line = substr(line, RSTART + RLENGTH)
    }
    line = kept line
    gsub(/&#[xX][0-9A-Fa-f]+;/, "", line)
    gsub(/&amp;/, "\\&", line)
    return line
}

# Nothing for what is no character; white space for controls.
function utf8(code) {
    if (code < 32)
        return " "
    if (code < 128)
        return sprintf("%c", code)
    if (code < 2048)
        return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
    if (code >= 55296 && code < 57344 || code > 1114111)
        return ""
    if (code < 65536)
        return sprintf("%c%c%c", 224 + int(code / 4096), 128 + int(code / 64) % 64, 128 + code % 64)
    return sprintf("%c%c%c%c", 240 + int(code / 262144), 128 + int(code / 4096) % 64, \
        128 + int(code / 64) % 64, 128 + code % 64)
}
