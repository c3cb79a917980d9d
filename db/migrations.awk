# Turns the migrations, db/migrations/NNNN-name.sql in the order of their
# numbers, into the table that src/sql/migrations.h declares. The SQL stays as
# it stands, comments and all.

BEGIN {
    print "/* Made by db/migrations.awk; do not edit. */"
    print "#include \"sql/migrations.h\"\n"
    print "#include <stddef.h>\n"
    print "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
    print "const struct migration migrations[] = {"
}

function fail(why) {
    printf "%s: %s\n", FILENAME, why > "/dev/stderr"
    failed = 1
    exit 1
}

function close_last() {
    if (last > 0) print "    },"
}

FNR == 1 {
    close_last()
    name = FILENAME; sub(/.*\//, "", name)
    if (name !~ /^[0-9][0-9][0-9][0-9]-[a-z0-9-]+\.sql$/) fail("not named NNNN-name.sql")
    number = substr(name, 1, 4) + 0
    if (number != last + 1) fail("the number before it is " last)
    last = number
    sub(/^[0-9]+-/, "", name); sub(/\.sql$/, "", name)
    printf "    {\n        .number = %d,\n        .name = \"%s\",\n        .sql =\n", number, name
}

{
    gsub(/\\/, "&&"); gsub(/"/, "\\\\&"); gsub(/\t/, "\\t")
    print "            \"" $0 "\\n\""
}

END {
    if (failed) exit 1
    close_last()
    print "    {0, NULL, NULL},\n};"
}
