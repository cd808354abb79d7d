# SPDX-License-Identifier: BSD-2-Clause
#
# aozora.awk - a text of Aozora Bunko (UTF-8) to plain paragraphs, one a line.
#
# Head: title and author up to the first empty line, and a legend between two rules of dashes. Foot:
# from the line that names the printed original on. Inside: readings in 《》, with ｜ where their
# word begins; notes in ［＃］, which nest; ※ with a note stands for a character outside the encoding
# and becomes 〓, as in print.

{ sub(/\r$/, "") }

/^-----/ {
    if (!in_body)
        in_body = ++n_rules > 1
    next
}

!in_body && n_rules == 0 && NF == 0 && NR > 1 { has_head = 1; next }
!in_body && n_rules == 0 && has_head { in_body = 1 }

/^底本：/ { exit }

in_body {
    line = notes($0)
    line = readings(line)
    gsub(/｜/, "", line)
    gsub(/^(　| |\t)+/, "", line)
    gsub(/(　| |\t)+$/, "", line)
    if (line != "")
        print line
}

function notes(line,    n, i, m, j, opened, closed, depth, kept) {
    gsub(/※［＃/, "〓［＃", line)
    gsub(/［＃/, "\001", line)
    n = split(line, opened, "\001")
    for (i = 1; i <= n; i++) {
        depth += i > 1
        m = depth ? split(opened[i], closed, "］") : 1
        if (!depth)
            closed[1] = opened[i]
        for (j = 1; j <= m; j++) {
            if (j > 1 && depth)
                depth--
            else if (j > 1)
                kept = kept "］"
            if (!depth)
                kept = kept closed[j]
        }
    }
    return kept
}

function readings(line,    n, i, part, at, kept) {
    n = split(line, part, "《")
    kept = part[1]
    for (i = 2; i <= n; i++) {
        at = index(part[i], "》")
        kept = kept (at ? substr(part[i], at + length("》")) : "《" part[i])
    }
    return kept
}
