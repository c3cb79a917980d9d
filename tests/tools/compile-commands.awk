# Makes compile_commands.json, for clangd and clang-tidy, of what `make -nB V=1` would run.
BEGIN { print "[" }
/ -c -o .*\.c( |$)/ {
    sub(/ &&\\?$/, "")
    sub(/^.*;[ \t]*/, "")
    gsub(/ -M[TF] [^ ]+/, ""); gsub(/ -MD| -MP/, "")
    gsub(/`test -f '[^']*' \|\| echo '[^']*'`/, "")
    file = $NF
    gsub(/\\/, "&&"); gsub(/"/, "\\\"")
    printf "%s{\"directory\":\"%s\",\"command\":\"%s\",\"file\":\"%s\"}", comma, directory, $0, file
    comma = ",\n"
}
END { print "\n]" }
