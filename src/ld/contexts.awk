# Makes contexts.c of src/ld/contexts/*.txt: constant tables of what each context says.
#
#     context ADDRESS         a context begins
#     sha256 DIGITS           of the document whose facts these are
#     protected               nothing may define the terms of this block otherwise (JSON-LD 1.1
#                             section 4.1.11)
#     NAME = IRI              a term, as a text, so that it may be a prefix
#     NAME : IRI [as TYPE] [in CONTAINER] [protected|open] [null|{ ... }]
#                             and as an object; the block is its scoped context
#
# An IRI without "://" is expanded where the context is used. tests/tools/context-table writes
# these tables.
BEGIN {
    for (i = 1; i < 128; i++)
        code[sprintf("%c", i)] = i
    print "#include \"ld/context.h\"\n"
}

function fail(why) {
    print FILENAME ":" FNR ": " why >"/dev/stderr"
    failed = 1
    exit 1
}

# ld_name_hash of context.c.
function hash(name,    i, sum) {
    for (i = 1; i <= length(name); i++)
        sum = (sum * 33 + code[substr(name, i, 1)]) % 16777216
    return sum + 0
}

function str(text) { return "{\"" text "\", " length(text) "}" }

function flags_of(id, type,    found) {
    found = "LD_DEF_ID"
    if (index(id, "://") == 0 && id !~ /^@/ || type != "" && index(type, "://") == 0 && type !~ /^@/)
        found = found " | LD_DEF_OPEN"
    return found
}

function open_block() { depth++; rows[depth] = ""; count[depth] = 0; guarded[depth] = 0 }

# Its rows and itself, as constants that are numbered.
function close_block() {
    if (count[depth] > 0)
        printf "static const struct ld_def rows_%d[] = {\n%s};\n", ++made, rows[depth]
    printf "static const struct ld_local local_%d = {.defs = %s, .count = %d};\n",
        ++locals, (count[depth] > 0 ? "rows_" made : "NULL"), count[depth]
    printf "static const struct ld_item item_%d[] = {{.kind = LD_ITEM_OBJECT, .local = &local_%d}};\n", locals, locals
    depth--
    return locals
}

function add_row(row) { rows[depth] = rows[depth] row; count[depth]++ }

function end_context() {
    if (address == "")
        return
    last = close_block()
    known = known sprintf("    {%s, %s},\n", str(address), str(sha256))
    known_items = known_items sprintf("    {1, item_%d, false},\n", last)
    contexts++
    address = ""
}

function begin_row(    i, tail) {
    if (NF < 3 || ($2 != "=" && $2 != ":"))
        fail("no row")
    type = container = scope = ""
    opens = 0
    guards = guarded[depth]
    for (i = 4; i <= NF; i++) {
        if ($i == "as") type = $++i
        else if ($i == "in") container = $++i
        else if ($i == "protected") guards = 1
        else if ($i == "open") guards = 0
        else if ($i == "null") scope = "&ld_scope_null"
        else if ($i == "{" && i == NF) opens = 1
        else fail("what is " $i)
    }
    if (container != "" && container !~ /^@(set|list|graph|language)$/)
        fail("no container")
    tail = sprintf("    {.name = %s, .hash = %d, .id = %s, .flags = %s%s%s", str($1), hash($1), str($3),
        flags_of($3, type), (guards ? " | LD_DEF_GUARDED" : ""), ($2 == "=" ? " | LD_DEF_SIMPLE" : ""))
    if ($2 == "=" && $3 ~ /[:\/?#\[\]@]$/)
        tail = tail " | LD_DEF_PREFIX"
    if (type != "")
        tail = tail ", .type = " str(type)
    if (container != "")
        tail = tail ", .container = LD_IN_" toupper(substr(container, 2))
    if (opens) {
        head[depth] = tail
        open_block()
    } else
        add_row(tail (scope == "" ? "" : ", .scope = " scope) "},\n")
}

/^#/ || NF == 0 { next }
$1 == "context" && depth <= 1 { end_context(); address = $2; open_block(); next }
$1 == "sha256" && NF == 2 { sha256 = $2; next }
$1 == "protected" && NF == 1 { guarded[depth] = 1; next }
$1 == "}" {
    if (depth < 2)
        fail("nothing to close")
    last = close_block()
    scopes = sprintf("static const struct ld_scope scope_%d = {1, item_%d, false};", last, last)
    print scopes
    add_row(head[depth] sprintf(", .scope = &scope_%d},\n", last))
    next
}
{ begin_row() }

END {
    if (failed)
        exit 1
    end_context()
    printf "\nconst struct ld_known ld_known_list[] = {\n%s};\n", known
    printf "const struct ld_scope ld_known_scopes[] = {\n%s};\n", known_items
    printf "const size_t ld_known_count = %d;\n", contexts
}
