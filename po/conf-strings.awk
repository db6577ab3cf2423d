# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Turns a file in libconfig's syntax into what xgettext takes for C: the values of the fields that hold
# text for people become N_("..."), all else goes away; lines stay where they are.  Strings are written
# alike in both.
BEGIN {
    split("title text reading use rarely ear label ask say detail do_this withdraw_when", names, " ")
    for (i in names)
        translated[names[i]] = 1
}
{
    line = $0
    out = ""
    while (line != "") {
        if (open) { # the string goes on until ";": pieces of it may stand in several lines
            if (match(line, /^[ \t]*"([^"\\]|\\.)*"/)) {
                out = out substr(line, 1, RLENGTH)
                line = substr(line, RLENGTH + 1)
            } else if (line ~ /^[ \t]*$/) {
                line = ""
            } else {
                out = out ")"
                open = 0
            }
        } else if (match(line, /^[A-Za-z_*][A-Za-z0-9_*-]*[ \t]*[=:][ \t]*("|$)/)) {
            name = substr(line, 1, RLENGTH)
            sub(/[ \t]*[=:].*/, "", name)
            line = substr(line, RLENGTH + (substr(line, RLENGTH, 1) != "\""))
            if (name in translated) {
                out = out " /* xgettext:no-c-format */ N_("
                open = 1
            }
        } else if (match(line, /^"([^"\\]|\\.)*"/) || match(line, /^[A-Za-z0-9_*-]+/)) {
            line = substr(line, RLENGTH + 1)
        } else if (line ~ /^(#|\/\/)/) {
            line = ""
        } else {
            line = substr(line, 2)
        }
    }
    print out
}
