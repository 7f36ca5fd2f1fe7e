#!/usr/bin/env bash
# Shuffles one large CSV file into 64 parts with partd and its peers, and prints a Markdown table.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/shuffle.sh [OPTION...] DIRECTORY

Makes a CSV file of taxi-like trips in DIRECTORY, unless it is there, and shuffles it by PULocationID into 64 parts with
each peer: whole processes, JVM start included. A peer that is not installed is reported as missing.

  --only A,B,...     only these peers (default: all there are in partd-benchmarks/peers)
  --rows N           rows of the file (default 20000000, 2 GB; peers need up to 5 times that in DIRECTORY)
  --seed N           seed of the file (default 42)
  --runs N           counted runs of each peer, interleaved (default 5)
  --slow-runs N      counted runs of a peer whose first run takes more than 20 s (default 1)
  --keep-input       keep the CSV file; without it, a file that this run made is removed
TEXT
}

fail() {
  echo "shuffle.sh: $*" >&2
  exit 2
}

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
peers=$here/peers
slow_from=20
only='' rows=20000000 seed=42 runs=5 slow_runs=1 keep=no made=no directory=''
while [ $# -gt 0 ]; do
  case $1 in
    --only | --rows | --seed | --runs | --slow-runs)
      [ $# -gt 1 ] || fail "$1 needs a value"
      name=${1#--}
      printf -v "${name//-/_}" %s "$2"
      shift
      ;;
    --keep-input) keep=yes ;;
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
for number in "$rows" "$seed" "$runs" "$slow_runs"; do
  [[ $number =~ ^[0-9]+$ ]] || fail "'$number' is no number"
done
[ -x /usr/bin/time ] || fail "GNU time is needed at /usr/bin/time (Debian's package: time)"
mkdir -p "$directory"
directory=$(CDPATH='' cd "$directory" && pwd)

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
input=$directory/taxi-$rows-$seed.csv
work=$directory/partd-shuffle-work
clean() {
  rm -rf "$work"
  rm -f "$input.part"
  [ $keep = yes ] || [ $made = no ] || rm -f "$input"
}
trap clean EXIT
trap 'exit 130' INT TERM
rm -rf "$work"
mkdir "$work"

# --- What there is to compare

# In this order; partd second, so that a table cut short still has the ratio that matters.
all=(cp partd cached-streams gawk mawk split-gawk duckdb-csv duckdb-parquet dask spark-text spark-csv)
if [ -n "$only" ]; then
  IFS=, read -ra wanted <<<"$only"
  for peer in "${wanted[@]}"; do
    [[ " ${all[*]} " == *" $peer "* ]] || fail "no peer '$peer'; there are ${all[*]}"
  done
else
  wanted=("${all[@]}")
fi

if [[ " ${wanted[*]} " =~ " "(cached-streams|duckdb-csv|duckdb-parquet|spark-csv|spark-text)" " ]]; then
  "$peers/build" "$directory/peers-build.log"
fi

present=()
declare -A version missing times cpus memories state
for peer in "${wanted[@]}"; do
  if text=$("$peers/$peer" check 2>"$work/why" </dev/null); then
    present+=("$peer")
    version[$peer]=${text//$'\n'/; }
  else
    missing[$peer]=$(tail -1 "$work/why")
  fi
done

if [ ! -f "$input" ]; then
  echo "making $input…" >&2
  # In its own process, from the source: nothing has to be built.
  "$java" "$here/src/main/java/io/partd/benchmarks/TaxiCsv.java" "$rows" "$seed" "$input.part"
  mv "$input.part" "$input"
  made=yes
fi
bytes=$(stat -c %s "$input")

# --- Measuring

# The state before every run is the same: no output, nothing left to write back, the input and the peers' jars in the
# page cache, and as much memory as the output needs freed just now. The last counts on a virtual machine that hands
# free memory back to its host: getting 2 GB again from there takes up to 4 s, whoever asks first.
level() {
  rm -rf "$work"
  mkdir -p "$work/scratch"
  cp "$input" "$work/scratch/level"
  rm "$work/scratch/level"
  if [ -d "$peers/target/lib" ]; then cat "$peers"/target/lib/*.jar >/dev/null; fi
  sync
}

rows_written() {
  if [ -n "$(find "$work/out" -name '*.parquet' -print -quit)" ]; then
    sed -n 's/^\([0-9]*\) rows$/\1/p' "$directory/$1.log"
  else
    find "$work/out" -type f ! -name '.*' ! -name '_*' -exec cat {} + | LC_ALL=C grep -vc '^VendorID,'
  fi
}

run() {
  local peer=$1 seconds user system kilobytes
  level
  echo "$(date +%T) $peer" >&2
  if ! /usr/bin/time -o "$work/time" -f '%e %U %S %M' \
    "$peers/$peer" run "$input" "$work/out" "$work/scratch" >"$directory/$peer.log" 2>&1 </dev/null; then
    state[$peer]="failed, see $directory/$peer.log"
    return
  fi
  read -r seconds user system kilobytes <"$work/time"
  if [ -z "${times[$peer]:-}" ]; then
    local count
    count=$(rows_written "$peer" || true)
    if [ "$count" != "$rows" ]; then
      state[$peer]="wrong: ${count:-no} rows of $rows came out"
      return
    fi
  fi
  times[$peer]+=" $seconds"
  cpus[$peer]+=" $(awk "BEGIN { print $user + $system }")"
  memories[$peer]+=" $((kilobytes / 1024))"
  state[$peer]=measured
  rm "$directory/$peer.log"
}

# The k-th of sorted numbers: least, median, most.
ranked() {
  printf '%s\n' "${@:2}" | sort -n | awk -v which="$1" '
    { value[NR] = $1 }
    END {
      if (which == "least") print value[1]
      else if (which == "most") print value[NR]
      else print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2
    }'
}

load=$(cut -d' ' -f1-3 /proc/loadavg)
echo "warming up…" >&2
for ((i = 0; i < 3; i++)); do level; done
for ((round = 1; round <= runs; round++)); do
  for peer in "${present[@]}"; do
    [ "${state[$peer]:-measured}" = measured ] || continue
    read -ra done_so_far <<<"${times[$peer]:-}"
    if [ ${#done_so_far[@]} -ge "$slow_runs" ] && [ ${#done_so_far[@]} -gt 0 ] &&
      awk "BEGIN { exit !(${done_so_far[0]} > $slow_from) }"; then
      continue
    fi
    run "$peer"
  done
done

# --- The table

median_of() {
  local list=${times[$1]:-}
  # shellcheck disable=SC2086
  [ -z "$list" ] || ranked median $list
}

cp_median=$(median_of cp)
partd_median=$(median_of partd)
memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
jdk=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p')
filesystem=$(findmnt -n -o FSTYPE -T "$directory" || echo "unknown")

echo "$(nproc) cores (${model:-unknown processor}), $memory, Linux $(uname -r), $filesystem, JDK $jdk, $(date -u +%F)"
echo "$rows rows, $bytes bytes, seed $seed; load averages before the first run: $load"
echo
echo '| | Runs | Seconds, median | Least–most | MB/s | Times `cp` | Times partd | CPU seconds | Peak memory, MiB |'
echo '|---|--:|--:|--:|--:|--:|--:|--:|--:|'
failures=0
for peer in "${wanted[@]}"; do
  if [ -n "${missing[$peer]:-}" ] || [ -z "${state[$peer]:-}" ]; then
    echo "| $peer | – | missing: ${missing[$peer]:-no reason given} | | | | | | |"
  elif [ -z "${times[$peer]:-}" ] || [ "${state[$peer]}" != measured ]; then
    echo "| $peer | – | ${state[$peer]} | | | | | | |"
    failures=1
  else
    read -ra t <<<"${times[$peer]}"
    read -ra c <<<"${cpus[$peer]}"
    read -ra m <<<"${memories[$peer]}"
    awk -v peer="$peer" -v runs="${#t[@]}" -v median="$(ranked median "${t[@]}")" -v least="$(ranked least "${t[@]}")" \
      -v most="$(ranked most "${t[@]}")" -v cpu="$(ranked median "${c[@]}")" -v memory="$(ranked median "${m[@]}")" \
      -v bytes="$bytes" -v cp="$cp_median" -v partd="$partd_median" '
      function ratio(base) { return base > 0 ? sprintf("%.2f", median / base) : "" }
      BEGIN {
        printf "| %s | %d | %.2f | %.2f–%.2f | %.0f | %s | %s | %.1f | %.0f |\n", peer, runs, median, least, most,
          bytes / 1e6 / median, ratio(cp), ratio(partd), cpu, memory
      }'
  fi
done
echo
for peer in "${present[@]}"; do echo "- $peer: ${version[$peer]}"; done
exit $failures
