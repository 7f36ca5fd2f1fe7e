#!/usr/bin/env bash
# Shuffles ever larger files under a limit of memory, and prints a Markdown table of how the time grows.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/growth.sh [OPTION...] DIRECTORY

Makes files of taxi-like trips in DIRECTORY, and shuffles each by PULocationID into 64 parts with each peer: whole
processes, each in a cgroup of its own, until all that they wrote is on the disk (sync). The input is not in the page
cache when a process starts, and the output of the one before is deleted. Needs root, GNU time, a cgroup of version 1 or
2, and twice the largest file's size of disk.

  --only A,B,...     only these peers (default: copy, partd, duckdb, polars; copy is cat)
  --kind KIND        csv, or parquet with Zstandard, made by DuckDB (default csv)
  --rows A,B,...     millions of rows of the files (default 10,20,40,80,160,240: 1 to 24 GB of CSV)
  --limit SIZE       memory of each process, page cache included (default 2g)
  --memory SIZE      what partd may hold (default 256m)
  --plot FILE        draws the table as SVG into this file, too
TEXT
}

fail() {
  echo "growth.sh: $*" >&2
  exit 2
}

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
IFS=: read -ra pythons <<<"${PARTD_PYTHON:-/usr/bin/python3}"
all=(copy partd duckdb polars)
only='' kind=csv rows=10,20,40,80,160,240 limit=2g memory=256m plot=''
directory=''
while [ $# -gt 0 ]; do
  case $1 in
    --only | --kind | --rows | --limit | --memory | --plot)
      [ $# -gt 1 ] || fail "$1 needs a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    -h | --help)
      usage
      exit
      ;;
    -*) fail "unknown option $1; --help lists them" ;;
    *) directory=$1 ;;
  esac
  shift
done
[ -n "$directory" ] || fail "give a directory for the data; --help says more"
case $kind in csv | parquet) ;; *) fail "'$kind' is no kind of file; there are csv and parquet" ;; esac
[[ $rows =~ ^[0-9]+(,[0-9]+)*$ ]] || fail "'$rows' are no numbers of rows"
IFS=, read -ra millions <<<"$rows"
wanted=("${all[@]}")
[ -z "$only" ] || IFS=, read -ra wanted <<<"$only"
for name in "${wanted[@]}"; do
  [[ " ${all[*]} " == *" $name "* ]] || fail "no peer '$name'; there are ${all[*]}"
done
mkdir -p "$directory"
directory=$(CDPATH='' cd "$directory" && pwd)
work=$directory/partd-growth-work
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

if [ -d /sys/fs/cgroup/memory ]; then
  cgroup=/sys/fs/cgroup/memory/partd-growth bound=memory.limit_in_bytes
else
  cgroup=/sys/fs/cgroup/partd-growth bound=memory.max
fi
mkdir -p "$cgroup" && echo "${limit^^}" >"$cgroup/$bound" || fail "no cgroup of $limit can be made at $cgroup"
# shellcheck disable=SC2154 # the trap expands it at the end
trap 'rm -rf "$work"; rmdir "$cgroup"' EXIT
trap 'exit 130' INT TERM

declare -A python
for name in "${wanted[@]}" duckdb; do
  for candidate in "${pythons[@]}"; do
    ! "$candidate" "$here/peers/tables.py" "$name" check >/dev/null 2>&1 || python[$name]=$candidate
  done
done

# Makes the input of so many million rows.
make_input() {
  "$java" "$here/src/main/java/io/partd/benchmarks/TaxiCsv.java" "${1}000000" 42 "$work/trips.csv"
  [ "$kind" = csv ] || {
    "${python[duckdb]:?DuckDB makes the Parquet file; name a Python that has it in PARTD_PYTHON}" - <<PYTHON
import duckdb
duckdb.sql("copy (from '$work/trips.csv') to '$work/trips.parquet' (format parquet, compression zstd)")
PYTHON
    rm "$work/trips.csv"
  }
}

# Runs a peer in the cgroup, until its output is on the disk.
run_peer() {
  echo $$ >"$cgroup/cgroup.procs"
  case $1 in
    copy) cat "$input" >"$work/out" ;;
    partd) "$here/../partd" shuffle "$input" --by PULocationID -n 64 --memory "$memory" --to "$work/out" --quiet ;;
    *) "$2" "$here/peers/tables.py" "$1" "$input" PULocationID "$work/out" "$work/scratch" 64 ;;
  esac && sync
}
export -f run_peer
export here work memory cgroup

load=$(cut -d' ' -f1-3 /proc/loadavg)
results=''
for million in "${millions[@]}"; do
  rm -rf "$work"
  mkdir -p "$work"
  echo "$(date +%T) making $million million rows" >&2
  make_input "$million"
  export input=$work/trips.$kind
  bytes=$(stat -c %s "$input")
  for name in "${wanted[@]}"; do
    rm -rf "$work/out" "$work/scratch"
    mkdir "$work/scratch"
    sync
    echo 3 >/proc/sys/vm/drop_caches
    echo "$(date +%T) $name" >&2
    # shellcheck disable=SC2016 # the inner shell expands it
    if /usr/bin/time -o "$work/time" -f '%e %U %S' \
      bash -c 'run_peer "$@"' "$0" "$name" "${python[$name]:-}" >"$work/log" 2>&1; then
      results+="$name $million $bytes $(tail -1 "$work/time")"$'\n'
    else
      results+="$name $million $bytes failed"$'\n'
      tail -3 "$work/log" >&2
    fi
  done
done

memory_there=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
echo "$(nproc) cores, $memory_there, Linux $(uname -r), $(date -u +%F); each process in $limit of memory, --memory $memory"
echo "load averages before: $load"
echo
printf '%s' "$results" | awk -v names="${wanted[*]}" '
  {
    if (!($2 in gigabytes)) order[++count] = $2
    gigabytes[$2] = $3 / 1e9
    seconds[$1, $2] = $4
  }
  END {
    columns = split(names, name, " ")
    head = "| Million rows | GB |"
    line = "|--:|--:|"
    for (c = 1; c <= columns; c++) { head = head " " name[c] ", s | MB/s |"; line = line "--:|--:|" }
    print head; print line
    for (r = 1; r <= count; r++) {
      row = order[r]
      text = sprintf("| %d | %.2f |", row, gigabytes[row])
      for (c = 1; c <= columns; c++) {
        s = seconds[name[c], row]
        text = text (s + 0 > 0 ? sprintf(" %.1f | %.0f |", s, gigabytes[row] * 1000 / s) : " " s " | |")
      }
      print text
    }
  }'

# A plot: one line per peer, seconds over gigabytes, readable on a light and on a dark page.
[ -z "$plot" ] || printf '%s' "$results" | awk -v names="${wanted[*]}" -v kind="$kind" '
  function x(value) { return 60 + value / most_x * 480 }
  function y(value) { return 300 - value / most_y * 270 }
  function step(most,   size) {
    size = 10 ^ int(log(most) / log(10) - (most < 1))
    return most / size < 2 ? size / 5 : most / size < 5 ? size / 2 : size
  }
  $4 + 0 > 0 {
    n[$1]++
    px[$1, n[$1]] = $3 / 1e9; py[$1, n[$1]] = $4
    if ($3 / 1e9 > most_x) most_x = $3 / 1e9
    if ($4 > most_y) most_y = $4
  }
  END {
    most_x *= 1.02; most_y *= 1.05
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 660 350\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#777\">"
    print "<title>Seconds over gigabytes of " kind "</title>"
    for (v = 0; v <= most_y; v += step(most_y)) {
      printf "<path d=\"M60 %.1fH540\" stroke=\"#8884\"/><text x=\"52\" y=\"%.1f\" text-anchor=\"end\">%g s</text>\n", y(v), y(v) + 4, v
    }
    for (v = 0; v <= most_x; v += step(most_x)) {
      printf "<text x=\"%.1f\" y=\"320\" text-anchor=\"middle\">%g GB</text>\n", x(v), v
    }
    count = split(names, name, " ")
    split("#888888 #0a7d5a #c2580c #3b6fd4", colour, " ")
    for (c = 1; c <= count; c++) {
      if (!n[name[c]]) continue
      path = ""
      for (i = 1; i <= n[name[c]]; i++) path = path sprintf("%s%.1f %.1f", i > 1 ? "L" : "M", x(px[name[c], i]), y(py[name[c], i]))
      last = n[name[c]]
      printf "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", path, colour[c]
      printf "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>\n", x(px[name[c], last]) + 6, y(py[name[c], last]) + 4, colour[c], name[c]
    }
    print "</svg>"
  }' >"$plot"
