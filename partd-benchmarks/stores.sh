#!/usr/bin/env bash
# Appends to stores and reads back, ours beside Python's partd and others, and prints a Markdown table.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/stores.sh [OPTION...] FOLDER

Each run is a process of its own that times itself, start-up not included, and does the same work in several rounds,
each on a new dataset; in its first round a JVM also compiles. The datasets are made in FOLDER and removed. A peer that
is not installed is reported as missing.

  --only A,B,...     only these: file python-file streams rocksdb buffer python-buffer
  --runs N           processes of each, interleaved (default 3)
  --rounds N         rounds in each process (default 4)
TEXT
}

fail() {
  echo "stores.sh: $*" >&2
  exit 2
}

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
all=(file python-file streams rocksdb buffer python-buffer)
only='' runs=3 rounds=4 folder=''
while [ $# -gt 0 ]; do
  case $1 in
    --only | --runs | --rounds)
      [ $# -gt 1 ] || fail "$1 needs a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    -h | --help)
      usage
      exit
      ;;
    -*) fail "unknown option $1; --help lists them" ;;
    *) folder=$1 ;;
  esac
  shift
done
[ -n "$folder" ] || fail "give a folder for the data; --help says more"
[[ $runs =~ ^[1-9][0-9]*$ ]] || fail "'$runs' is no number of runs"
[[ $rounds =~ ^[1-9][0-9]*$ ]] && [ "$rounds" -gt 1 ] || fail "'$rounds' is no number of rounds from 2"
if [ -n "$only" ]; then
  IFS=, read -ra wanted <<<"$only"
  for store in "${wanted[@]}"; do
    [[ " ${all[*]} " == *" $store "* ]] || fail "no store '$store'; there are ${all[*]}"
  done
else
  wanted=("${all[@]}")
fi
mkdir -p "$folder"
folder=$(CDPATH='' cd "$folder" && pwd)
data=$folder/partd-store-data
trap 'rm -rf "$data"' EXIT
trap 'exit 130' INT TERM

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
python=${PARTD_PYTHON:-/usr/bin/python3}
jar=$here/target/benchmarks.jar
[ -f "$jar" ] || fail "there is no $jar; run mvn -pl partd-benchmarks -am package -DskipTests"
[[ " ${wanted[*]} " != *" rocksdb "* ]] || "$here/peers/build" "$folder/peers-build.log"
rocksdb=$(find "$here/peers/target/lib" -name 'rocksdbjni-*.jar' 2>/dev/null || true)

# Why a store cannot run; nothing if it can.
lacks() {
  case $1 in
    python-*) "$python" -c 'import partd' 2>&1 | sed -n '$s/^/missing: /p' ;;
    rocksdb) [ -n "$rocksdb" ] || echo "missing: no rocksdbjni in peers/target/lib" ;;
  esac
}

run() {
  local store=$1
  shift
  case $store in
    python-*) "$python" "$here/peers/partd_store.py" "${store#python-}" "$@" "$rounds" "$data" ;;
    rocksdb) "$java" -cp "$here/peers/target/classes:$rocksdb" peers.RocksDbRun "$@" "$rounds" "$data" ;;
    *) "$java" -cp "$jar" io.partd.benchmarks.StoreRun "$store" "$@" "$rounds" "$data" ;;
  esac
}

# Keys, keys per append, bytes per value, appends.
shapes_of() {
  case $1 in
    file | python-file) printf '%s\n' '1000 1 100 50000' '1000 1000 100 200' '100 100 100000 20' ;;
    *) printf '%s\n' '1000 1 100 2000000' '1000 1000 100 2000' '100 100 100000 40' ;;
  esac
}

load=$(cut -d' ' -f1-3 /proc/loadavg)
results=$(mktemp)
trap 'rm -rf "$data" "$results"' EXIT
declare -A reason
for store in "${wanted[@]}"; do
  reason[$store]=$(lacks "$store" || true)
done
for ((round = 1; round <= runs; round++)); do
  for store in "${wanted[@]}"; do
    [ -z "${reason[$store]}" ] || continue
    while read -r shape; do
      rm -rf "$data"
      sync
      echo "$(date +%T) $store $shape" >&2
      # shellcheck disable=SC2086
      run "$store" $shape 2>"$folder/$store.log" </dev/null | sed "s/^/$store $shape /" >>"$results" || {
        reason[$store]="failed, see $folder/$store.log"
        break
      }
    done < <(shapes_of "$store")
  done
done

version=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p')
python_version=$("$python" -c 'import sys, partd; print(sys.version.split()[0], "with partd", partd.__version__)' \
  2>/dev/null || echo "none with partd")
memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
filesystem=$(findmnt -n -o FSTYPE -T "$folder" || echo "unknown")
echo "$(nproc) cores (${model:-unknown processor}), $memory, Linux $(uname -r), $filesystem, JDK $version," \
  "Python $python_version, $(date -u +%F)"
echo "medians of $runs processes of $rounds rounds each; load averages before the first run: $load"
echo
echo '| Store | Shape | First round: append + read, s | Later rounds: append + read, s | Appends/s | Append, MB/s | Read back, MB/s | Times Python: append | Append and read |'
echo '|---|---|--:|--:|--:|--:|--:|--:|--:|'
# Lines of: store, keys, keys per append, bytes per value, appends, round, seconds appending, seconds reading.
awk -v order="${wanted[*]}" '
  function median(list, n, a, i, j, t) {
    n = split(list, a, " ")
    for (i = 2; i <= n; i++)
      for (j = i; j > 1 && a[j - 1] + 0 > a[j] + 0; j--) { t = a[j]; a[j] = a[j - 1]; a[j - 1] = t }
    return (a[int((n + 1) / 2)] + a[int(n / 2) + 1]) / 2
  }
  {
    shape = $2 " " $3 " " $4 " " $5
    if (!(($1, shape) in both)) shapes[$1] = shapes[$1] "\n" shape
    both[$1, shape] = both[$1, shape]
    if ($6 == 1) {
      first[$1, shape] = first[$1, shape] " " ($7 + $8)
    } else {
      append[$1, shape] = append[$1, shape] " " $7
      read[$1, shape] = read[$1, shape] " " $8
      both[$1, shape] = both[$1, shape] " " ($7 + $8)
    }
  }
  END {
    stores = split(order, store, " ")
    for (s = 1; s <= stores; s++) {
      count = split(substr(shapes[store[s]], 2), list, "\n")
      for (i = 1; i <= count; i++) {
        split(list[i], part, " ")
        megabytes = part[2] * part[4] * part[3] / 1e6
        appending = median(append[store[s], list[i]])
        reading = median(read[store[s], list[i]])
        total = median(both[store[s], list[i]])
        python = "python-" (store[s] == "file" ? "file" : "buffer")
        ratios = " | "
        if (store[s] !~ /^python/ && (python, list[i]) in both)
          ratios = sprintf("%.2f | %.2f", median(append[python, list[i]]) / appending,
            median(both[python, list[i]]) / total)
        keys = part[2] == 1 ? "1 key" : part[2] " keys"
        size = part[3] >= 1000 ? part[3] / 1000 " kB" : part[3] " B"
        printf "| %s | %d × %s × %s | %.3f | %.3f | %.0f | %.0f | %.0f | %s |\n", store[s], part[4], keys, size,
          median(first[store[s], list[i]]), total, part[4] / appending, megabytes / appending, megabytes / reading, ratios
      }
    }
  }' "$results"
failures=0
for store in "${wanted[@]}"; do
  [ -z "${reason[$store]}" ] || echo "| $store | ${reason[$store]} | | | | | | |"
  [[ ${reason[$store]} != failed* ]] || failures=1
done
exit $failures
