# TAP for lint tests. check TITLE FOUND: holds when nothing was found.
count=0
check() {
    count=$((count + 1))
    if [ -z "$2" ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        echo "$2" | head -n 40 | sed 's/^/# /'
    fi
}

# skip TITLE WHY
skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

finish() { echo "1..$count"; }
