# Makes PREPARE statements of db/queries/*.sql, so that tests can EXECUTE each by its name.

BEGIN {
    split("text uuid date time json texts int number bool bytes", types)
    split("text|uuid|date|timestamptz|jsonb|text[]|bigint|float8|boolean|bytea", casts, "|")
    for (i in types) cast[types[i]] = casts[i]
}

function begin(    list, i, pair) {
    name = signature; sub(/\(.*/, "", name)
    list = signature; sub(/^[^(]*\( */, "", list); sub(/ *\) ->.*/, "", list)
    count = split(list, inputs, /, */)
    split("", place); kinds = ""
    for (i = 1; i <= count; i++) {
        split(inputs[i], pair, " ")
        sub(/[?]/, "", pair[2])
        place[pair[1]] = "$" i "::" cast[pair[2]]
        kinds = (i == 1 ? "" : kinds ", ") cast[pair[2]]
    }
    printf "PREPARE %s%s AS\n", name, (kinds == "" ? "" : "(" kinds ")")
    signature = ""
    inside = 1
}

function numbered(line,    out, word) {
    while (match(line, /::?[a-z_]+/)) {
        word = substr(line, RSTART + 1, RLENGTH - 1)
        out = out substr(line, 1, RSTART - 1) (word in place ? place[word] : ":" word)
        line = substr(line, RSTART + RLENGTH)
    }
    return out line
}

!inside && /^-- [a-z][a-z0-9_]*\(/ { signature = substr($0, 4) }
!inside && signature != "" && !/^-- [a-z][a-z0-9_]*\(/ { signature = signature " " substr($0, 4) }
signature ~ /\) -> / { begin(); next }
inside && /^--/ { next }
inside { print numbered($0) }
inside && /;$/ { inside = 0 }
