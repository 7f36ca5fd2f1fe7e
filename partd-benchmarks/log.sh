#!/usr/bin/env bash
# Appends to the log store and its peers and reads back, and prints Markdown tables.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/log.sh [OPTION...] DIRECTORY

Workloads, each with a table of its own:
  A     2,000 batches × 1,000 keys × 100 B            A2  the same by two threads
  B     100 batches × 1,000 keys × 10 kB              AC  A, and compact() before reading (ours only)
  C     40 batches × 256 keys × 256 kB                open  opening 10 GB that were closed (ours only)
  D     20 batches × 100,000 keys × 100 B, all JVMs with 512 MB of heap
  E     1,000,000 appends × 1 of 1,000 keys × 100 B

Each run is a process of its own that times itself, start-up not included, and does the same work in several rounds,
each on a new dataset; in its first round a JVM also compiles. What was read is checked, outside the time. The datasets
are made in DIRECTORY and removed: up to 12 GB. A peer that is not installed is reported as missing.

  --only A,B,...       only these: log log-buffer limit array-floor naive-log streams rocksdb chronicle lmdb
                       python-file python-buffer; or file, buffer: a file store, alone and with a buffer
  --workloads A,B,...  only these; the ratio of A2 needs A
  --runs N             processes of each, interleaved (default 3)
  --rounds N           rounds in each process (default 4)
TEXT
}

all=(log log-buffer limit array-floor naive-log streams rocksdb chronicle lmdb python-file python-buffer)
also=(file buffer)
all_workloads=(A A2 AC B C D E open)
# shellcheck source=partd-benchmarks/stores-common.sh
. "$(dirname "$0")/stores-common.sh"
prepare "$@"
chosen_workloads=("${all_workloads[@]}")
if [ -n "$workloads" ]; then
  names=$(chosen "$workloads" "${all_workloads[@]}")
  read -ra chosen_workloads <<<"$names"
fi
memory=256000000

# Keys, keys per append, bytes per value, appends.
shape_of() {
  case $1 in
    A | A2 | AC) echo 1000 1000 100 2000 ;;
    B) echo 1000 1000 10000 100 ;;
    C) echo 256 256 256000 40 ;;
    D) echo 100000 100000 100 20 ;;
    E) echo 1000 1 100 1000000 ;;
    open) echo 256 256 256000 153 ;;
  esac
}

# Whether a store takes part in a workload.
takes_part() {
  case $1 in
    A2) [[ " log log-buffer limit naive-log rocksdb chronicle lmdb file buffer " == *" $2 "* ]] ;;
    AC) [[ " log limit array-floor " == *" $2 "* ]] ;;
    D) [ "$2" != streams ] ;; # 100,000 open files
    open) [[ " log file " == *" $2 "* ]] ;;
  esac
}

# Only one in so many of the appends is made: opening a file for each piece takes minutes.
scale_of() {
  case $1/$2 in
    A*/python-file | A*/file | E/python-file | E/file) echo 10 ;;
    D/python-file | D/file) echo 5 ;;
    *) echo 1 ;;
  esac
}

open_run() {
  "$java" $heap "${jvm[@]}" -cp "$jar" io.partd.benchmarks.OpenRun "$@"
}

make_and_open() {
  local uri=$1:$data
  shift
  open_run "$uri" make "$@" && open_run "$uri" open "$rounds"
}

measure_workload() {
  local workload=$1 store=$2 keys per_append value appends scale bytes threads=1 command=run name=$2
  read -r keys per_append value appends < <(shape_of "$workload")
  scale=$(scale_of "$workload" "$store")
  appends=$((appends / scale))
  bytes=$((appends * per_append * value))
  heap=-Xmx4g
  case $workload in
    A2) threads=2 ;;
    AC) [ "$store" != log ] || name=log-compacted ;;
    D) heap=-Xmx512m ;;
    open) command=make_and_open ;;
  esac
  measure "$workload $store $scale $value $bytes" "$directory/$workload-$store.log" "$bytes" \
    "$command" "$name" "$keys" "$per_append" "$value" "$appends" "$memory" "$threads" ||
    reason[$workload/$store]="failed, see $directory/$workload-$store.log"
}

for ((run = 1; run <= runs; run++)); do
  for workload in "${chosen_workloads[@]}"; do
    for store in "${wanted[@]}"; do
      takes_part "$workload" "$store" && [ -z "${reason[$store]}${reason[$workload/$store]:-}" ] || continue
      measure_workload "$workload" "$store"
    done
  done
done

# Lines of: workload, store, scale, bytes per value, bytes, round, seconds appending, reading arrays, reading streams,
# compacting, reading lent buffers.
table_of() {
  echo
  echo "**$1**: $(usage | sed -n "s/.*  $1  *\([^ ].*\)/\1/p" | sed 's/   .*//')"
  echo
  echo '| Store | First round: append + read, s | Append, s | M values/s | MB/s | Read arrays, MB/s | Read streams, MB/s | Read lent buffers, MB/s | Streams or lent: share of `limit` | Append + read, s | Append: times `limit` | Read: times `array-floor` | Both: times `limit` | Both: times best peer | Note |'
  echo '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|'
  awk -v workload="$1" -v order="${wanted[*]}" -v memory="$memory" "$median"'
    # How many times as long as another store, byte for byte; nothing if there is none.
    function times(seconds, store, other_seconds) {
      if (seconds == 0 || other_seconds == 0) return ""
      return sprintf("%.2f", seconds / bytes[store] / other_seconds)
    }
    # How fast streams or lent buffers are read, whichever is faster, over the limit, byte for byte.
    function share(streaming, lending, store,   best_way, limit_) {
      best_way = lending > 0 && (streaming == 0 || lending < streaming) ? lending : streaming
      limit_ = per_byte(median(stream["limit"]), "limit")
      return best_way > 0 && limit_ > 0 ? sprintf("%.2f", limit_ / per_byte(best_way, store)) : ""
    }
    function per_byte(seconds, store) { return (store in bytes) && bytes[store] > 0 ? seconds / bytes[store] : 0 }
    $1 == "A" && $6 > 1 { one_thread[$2] = one_thread[$2] " " $7 }
    $1 != workload { next }
    {
      scale[$2] = $3; value[$2] = $4; bytes[$2] = $5
      if ($6 == 1) {
        first[$2] = first[$2] " " ($7 + $8)
      } else {
        append[$2] = append[$2] " " $7
        read[$2] = read[$2] " " $8
        both[$2] = both[$2] " " ($7 + $8)
        if ($9 != "-") stream[$2] = stream[$2] " " $9
        if ($10 != "-") compact[$2] = compact[$2] " " $10
        if ($11 ~ /[0-9]/) lend[$2] = lend[$2] " " $11
      }
    }
    END {
      for (store in bytes) {
        total = per_byte(median(both[store]), store)
        # Not ours, not a limit, and not all in memory.
        in_memory = store == "python-buffer" && bytes[store] < memory
        if (store !~ /^(log|log-buffer|file|buffer|limit|array-floor)$/ && !in_memory && (best == 0 || total < best))
          best = total
      }
      stores = split(order, list, " ")
      for (s = 1; s <= stores; s++) {
        name = list[s]
        if (!(name in bytes)) continue
        appending = median(append[name]); reading = median(read[name]); total = median(both[name])
        streaming = median(stream[name]); lending = median(lend[name]); megabytes = bytes[name] / 1e6
        note = scale[name] > 1 ? "1/" scale[name] " of the appends; " : ""
        if (compact[name]) note = note sprintf("compact() %.3f s; ", median(compact[name]))
        if (name == "python-buffer" && bytes[name] < memory) note = note "all in memory; "
        if (workload == "A2" && one_thread[name])
          note = note sprintf("two threads/one thread %.2f; ", median(one_thread[name]) / appending)
        sub(/; $/, "", note)
        if (name == "array-floor") {
          printf "| %s | | | | | %.0f | | | | | | 1.00 | | | %s |\n", name, megabytes / reading, note
          continue
        }
        printf "| %s | %.3f | %.3f | %.3g | %.0f | %.0f | %s | %s | %s | %.3f | %s | %s | %s | %s | %s |\n", name,
          median(first[name]), appending, bytes[name] / value[name] / 1e6 / appending, megabytes / appending,
          megabytes / reading, (streaming > 0 ? sprintf("%.0f", megabytes / streaming) : ""),
          (lending > 0 ? sprintf("%.0f", megabytes / lending) : ""), share(streaming, lending, name), total,
          times(appending, name, per_byte(median(append["limit"]), "limit")),
          times(reading, name, per_byte(median(read["array-floor"]), "array-floor")),
          times(total, name, per_byte(median(both["limit"]), "limit")), times(total, name, best), note
      }
    }' "$results"
  for store in "${wanted[@]}"; do
    takes_part "$1" "$store" || continue
    why=${reason[$store]}${reason[$1/$store]:-}
    [ -z "$why" ] || echo "| $store | $why | | | | | | | | | | | | | |"
  done
}

# Lines as above, but the seconds are of opening, reading the first value, and closing.
table_of_opening() {
  echo
  echo "**open**: 10 GB, 153 batches × 256 keys × 256 kB, closed before"
  echo
  echo '| Store | First opening, s | Later ones: open, s | First value, s | Close, s |'
  echo '|---|--:|--:|--:|--:|'
  awk -v order="${wanted[*]}" "$median"'
    $1 != "open" { next }
    $6 == 1 { first[$2] = first[$2] " " $7; next }
    { open[$2] = open[$2] " " $7; read[$2] = read[$2] " " $8; close_[$2] = close_[$2] " " $9 }
    END {
      stores = split(order, list, " ")
      for (s = 1; s <= stores; s++)
        if (list[s] in first)
          printf "| %s | %.4f | %.4f | %.4f | %.4f |\n", list[s], median(first[list[s]]), median(open[list[s]]),
            median(read[list[s]]), median(close_[list[s]])
    }' "$results"
  for store in "${wanted[@]}"; do
    [ -z "${reason[open/$store]:-}" ] || echo "| $store | ${reason[open/$store]} | | | |"
  done
}

machine
for workload in "${chosen_workloads[@]}"; do
  if [ "$workload" = open ]; then table_of_opening; else table_of "$workload"; fi
done
[[ " ${reason[*]} " != *failed* ]]
