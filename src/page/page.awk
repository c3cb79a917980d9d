# Turns templates, words and the stylesheet into C, and refuses what page.h forbids.
#
#     awk -f page.awk words/*.words templates/*.html mails/* style.css scripts/*.js
#
# A file of words: "@ lt ltr Lietuvių" says its language, its direction and its name in
# itself; then "key = words", a line each, in any order; "#" begins a comment. All languages
# have the same keys. A template is named after its file without ".html" in templates/,
# and after its whole file in mails/, there with "mail-" before it.
#
# In a template a value may stand in text and in a quoted attribute; in href and action it
# has to be {{url ..}}, or the name of a place on the page after "#"; in the start of a tag, in style and
# on... attributes, in script and style elements and in comments there may be none. The one script there
# may be is a block of data, and nothing but {{json ..}} stands in it.
#
# In a script "/*words offer.free offer.more*/ {}" becomes those words by language: {"en": {"free": ..}}.

BEGIN { data_start = "<script type=\"application/ld+json\">" }

function fail(why) {
    printf "%s: %s\n", current, why > "/dev/stderr"
    failed = 1
    exit 1
}

function quoted(text) {
    gsub(/\\/, "\\\\&", text); gsub(/"/, "\\\"", text); gsub(/\n/, "\\n", text)
    gsub(/\?\?/, "?\\?", text)
    return "\"" text "\""
}

# As one literal a line, so that the C can be read as well.
function literal(text,    lines, count, i, out) {
    count = split(text, lines, "\n")
    out = ""
    for (i = 1; i <= count; i++)
        if (i < count || lines[i] != "")
            out = out "\n        " quoted(lines[i] (i < count ? "\n" : ""))
    return out == "" ? "\"\"" : out
}

# The keys that a template asks for: checked when all files are read.
function note_keys(text,    rest, key) {
    rest = text
    while (match(rest, /\{\{_[^}]*(\}\}\})?/)) {
        key = substr(rest, RSTART + 3, RLENGTH - 3)
        rest = substr(rest, RSTART + RLENGTH)
        sub(/\}+$/, "", key)
        if (key ~ /\{/) { sub(/\{.*/, "", key); prefix_asked[key] = current } else asked[key] = current
    }
}

# Letter by letter: in text, in a tag, in a quoted attribute.
function check_html(text,    i, c, state, quote, mark, attribute, size) {
    size = length(text); state = "text"; attribute = ""
    for (i = 1; i <= size; i++) {
        c = substr(text, i, 1)
        if (substr(text, i, 2) == "{{") {
            mark = substr(text, i + 2); sub(/\}\}.*/, "", mark)
            if (mark !~ /^[#^\/>_]/ && state == "tag") fail("a value stands in a tag outside quotes: " mark)
            if (mark ~ /^url / && !(state == "value" && attribute ~ /^(href|action|src)$/)) fail("url outside href, action and src: " mark)
            if (mark ~ /^json /) fail("json outside a block of data: " mark)
            if (attribute == "content" && substr(text, 1, i) ~ /<meta (name="description"|property="og:[a-z_:]+") content="[^"]*$/) attribute = "meta"
            if (mark !~ /^[#^\/>_]/ && mark !~ /^url / && state == "value" && attribute ~ /^(href|action|src|style|on.*|srcdoc|content)$/ && substr(text, i - 2, 2) !~ /["']#/)
                fail("a value stands in " attribute ": " mark)
            if (state == "raw") fail("a value stands in a comment, a script or a style: " mark)
            while (substr(text, i, 2) != "}}") i++
            if (substr(text, i, 3) == "}}}") i++
            i++
            continue
        }
        if (state == "text" && substr(text, i, length(data_start)) == data_start) {
            mark = substr(text, i + length(data_start)); sub(/<.*/, "", mark)
            if (mark !~ /^\{\{json [A-Za-z]+\}\}$/ || substr(text, i + length(data_start mark), 9) != "</script>") fail("no block of data: " mark)
            i += length(data_start mark) + 8
            continue
        }
        if (state == "text" && substr(text, i, 4) == "<!--") state = "raw"
        else if (state == "text" && tolower(substr(text, i, 7)) ~ /^<(script|style>)/) fail("no scripts and no styles")
        else if (state == "text" && c == "<") { state = "tag"; attribute = "" }
        else if (state == "raw" && substr(text, i, 3) == "-->") state = "text"
        else if (state == "tag" && c == ">") state = "text"
        else if (state == "tag" && c == "=" ) {
            attribute = substr(text, 1, i - 1); sub(/.*[ \n]/, "", attribute); attribute = tolower(attribute)
            quote = substr(text, i + 1, 1)
            if (quote != "\"" && quote != "'") fail("an attribute without quotes: " attribute)
            if (attribute ~ /^(style|on)/) fail("no " attribute " attributes")
            state = "value"; i++
        }
        else if (state == "value" && c == quote) state = "tag"
    }
    if (state != "text") fail("it ends in the middle of a " state)
}

# Sections close in the order in which they were opened.
function check_sections(text,    rest, mark, depth, open) {
    rest = text; depth = 0
    while (match(rest, /\{\{[#^\/][A-Za-z]+\}\}/)) {
        mark = substr(rest, RSTART + 2, RLENGTH - 4)
        rest = substr(rest, RSTART + RLENGTH)
        if (substr(mark, 1, 1) != "/") open[++depth] = substr(mark, 2)
        else if (depth == 0 || open[depth--] != substr(mark, 2)) fail("{{" mark "}} closes nothing")
    }
    if (depth > 0) fail("{{#" open[depth] "}} is not closed")
}

function take_file(    name) {
    if (current == "") return
    name = current; sub(/.*\//, "", name)
    if (current ~ /\/templates\//) { sub(/\.html$/, "", name) }
    else if (current ~ /\/mails\//) name = "mail-" name
    if (current ~ /\.css$/) { style = whole; return }
    if (current ~ /\.words$/) return
    if (current ~ /\.js$/) { scripts[++script_count] = name; texts[name] = whole; where[name] = current; return }
    check_sections(whole)
    if (current !~ /\.txt$/) check_html(whole)
    note_keys(whole)
    names[++count] = name; texts[name] = whole; where[name] = current
}

FNR == 1 { take_file(); current = FILENAME; whole = ""; language = "" }
FILENAME ~ /\.words$/ {
    if ($0 ~ /^#/ || $0 ~ /^[ \t]*$/) next
    if ($1 == "@") {
        language = $2; languages[++language_count] = $2; direction[$2] = $3
        name_of[$2] = $4; for (i = 5; i <= NF; i++) name_of[$2] = name_of[$2] " " $i
        next
    }
    if (language == "") fail("words before the language is said")
    place = index($0, " = ")
    if (place == 0) fail("not \"key = words\": " $0)
    key = substr($0, 1, place - 1)
    if ((language, key) in word) fail("twice: " key)
    word[language, key] = substr($0, place + 3)
    if (!(key in keys)) { keys[key] = 1; key_list[++key_count] = key }
    next
}
{ whole = whole $0 "\n" }

function sort_keys(    i, j, held) {
    for (i = 2; i <= key_count; i++) {
        held = key_list[i]
        for (j = i - 1; j > 0 && key_list[j] > held; j--) key_list[j + 1] = key_list[j]
        key_list[j + 1] = held
    }
}

function check_words(    i, j, key) {
    for (i = 1; i <= language_count; i++)
        for (j = 1; j <= key_count; j++)
            if (!((languages[i], key_list[j]) in word)) { current = languages[i]; fail("no words for " key_list[j]) }
    for (key in asked) if (!(key in keys)) { current = asked[key]; fail("unknown words: " key) }
    for (key in prefix_asked) {
        found = 0
        for (j = 1; j <= key_count; j++) if (index(key_list[j], key) == 1) found = 1
        if (!found) { current = prefix_asked[key]; fail("no words begin with " key) }
    }
}

# The words of a script, where it asks for them.
function with_words(script, text,    asked_for, names, count, i, j, out, short) {
    if (!match(text, /\/\*words [^*]*\*\/ \{\}/)) return text
    if (script != "citylearn.js") fail(script ": a kept script has its words in it, as they were served")
    asked_for = substr(text, RSTART + 8, RLENGTH - 13)
    count = split(asked_for, names, " ")
    for (i = 1; i <= language_count; i++) {
        out = out (i > 1 ? ",\n" : "{") "\"" languages[i] "\":{dir:\"" direction[languages[i]] "\","
        for (j = 1; j <= count; j++) {
            if (!(names[j] in keys)) fail("unknown words: " names[j])
            short = names[j]; sub(/.*\./, "", short)
            out = out (j > 1 ? "," : "") short ":" quoted(word[languages[i], names[j]])
        }
        out = out "}"
    }
    return substr(text, 1, RSTART - 1) out "}" substr(text, RSTART + RLENGTH)
}

END {
    if (failed) exit 1
    take_file()
    sort_keys()
    check_words()
    print "/* Made by src/page/page.awk; do not edit. */\n#include \"page/parts.h\"\n"
    print "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
    print "#define VIEW(text) {\"\" text, sizeof(text) - 1}\n"
    print "const struct page_template page_templates[] = {"
    for (i = 1; i <= count; i++)
        printf "    {%s, VIEW(%s)},\n", quoted(names[i]), literal(texts[names[i]])
    print "};\nconst size_t page_templates_count = sizeof(page_templates) / sizeof(page_templates[0]);\n"
    for (i = 1; i <= language_count; i++) {
        printf "static const struct page_template words_%s[] = {\n", languages[i]
        for (j = 1; j <= key_count; j++)
            printf "    {%s, VIEW(%s)},\n", quoted(key_list[j]), quoted(word[languages[i], key_list[j]])
        print "};\n"
    }
    print "const struct page_words page_words[] = {"
    for (i = 1; i <= language_count; i++)
        printf "    {VIEW(%s), VIEW(%s), %s, words_%s, %d},\n", quoted(languages[i]), quoted(name_of[languages[i]]),
            direction[languages[i]] == "rtl" ? "true" : "false", languages[i], key_count
    print "};\nconst size_t page_words_count = sizeof(page_words) / sizeof(page_words[0]);\n"
    print "const struct page_template page_scripts[] = {"
    for (i = 1; i <= script_count; i++) {
        current = where[scripts[i]]
        printf "    {%s, VIEW(%s)},\n", quoted(scripts[i]), literal(with_words(scripts[i], texts[scripts[i]]))
    }
    print "};\nconst size_t page_scripts_count = sizeof(page_scripts) / sizeof(page_scripts[0]);\n"
    printf "struct str\npage_style(void)\n{\n    return STR(%s);\n}\n", literal(style)
}
