#!/usr/bin/env bash
# Appends to stores and reads back, ours beside Python's partd and others, and prints a Markdown table.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/stores.sh [OPTION...] DIRECTORY

Each run is a process of its own that times itself, start-up not included, and does the same work in several rounds,
each on a new dataset; in its first round a JVM also compiles. The datasets are made in DIRECTORY and removed. A peer that
is not installed is reported as missing.

  --only A,B,...     only these: file python-file streams rocksdb buffer python-buffer
  --runs N           processes of each, interleaved (default 3)
  --rounds N         rounds in each process (default 4)
TEXT
}

all=(file python-file streams rocksdb buffer python-buffer)
also=()
# shellcheck source=partd-benchmarks/stores-common.sh
. "$(dirname "$0")/stores-common.sh"
prepare "$@"

# Keys, keys per append, bytes per value, appends.
shapes_of() {
  case $1 in
    file | python-file) printf '%s\n' '1000 1 100 50000' '1000 1000 100 200' '100 100 100000 20' ;;
    *) printf '%s\n' '1000 1 100 2000000' '1000 1000 100 2000' '100 100 100000 40' ;;
  esac
}

for ((run = 1; run <= runs; run++)); do
  for store in "${wanted[@]}"; do
    while read -r shape; do
      [ -z "${reason[$store]}" ] || break
      read -r keys per_append value appends <<<"$shape"
      # 64 MB of memory for a buffer, and one thread.
      measure "$store $shape" "$directory/$store.log" $((per_append * value * appends)) \
        run "$store" "$keys" "$per_append" "$value" "$appends" 64000000 1 ||
        reason[$store]="failed, see $directory/$store.log"
    done < <(shapes_of "$store")
  done
done

machine
echo
echo '| Store | Shape | First round: append + read, s | Later rounds: append + read, s | Appends/s | Append, MB/s | Read back, MB/s | Times Python: append | Append and read |'
echo '|---|---|--:|--:|--:|--:|--:|--:|--:|'
# Lines of: store, keys, keys per append, bytes per value, appends, round, seconds appending, seconds reading.
awk -v order="${wanted[*]}" "$median"'
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
