#!/usr/bin/env bash
# Shuffles a Parquet file with partd and its peers, and prints a Markdown table.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/tables.sh [OPTION...] FILE.parquet COLUMN DIRECTORY

Shuffles the file by the column into parts, and into one for each value, as Parquet with Zstandard, with each peer, in
DIRECTORY. Shows whole processes, start included, what each says of itself (the time without start and imports), and the
size of all that it wrote. A peer that is not installed is reported as missing.

  --only A,B,...     only these peers (default: partd, duckdb, polars, dask, partd-distinct, duckdb-distinct, polars-distinct)
  --runs N           counted runs of each peer, interleaved (default 5)
  --parts N          parts of the shuffle by hash (default 64)
  --memory SIZE      what partd may hold (default 1g)
  --limit SIZE       memory of each process, page cache included, by a cgroup of version 1 (needs root; default: none)

PARTD_PYTHON names the Pythons to look for the peers in, separated by colons.
TEXT
}

fail() {
  echo "tables.sh: $*" >&2
  exit 2
}

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
partd=$here/../partd
IFS=: read -ra pythons <<<"${PARTD_PYTHON:-/usr/bin/python3}"
all=(partd duckdb polars dask partd-distinct duckdb-distinct polars-distinct)
only='' runs=5 parts=64 memory=1g limit=''
rest=()
while [ $# -gt 0 ]; do
  case $1 in
    --only | --runs | --parts | --memory | --limit)
      [ $# -gt 1 ] || fail "$1 needs a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    -h | --help)
      usage
      exit
      ;;
    -*) fail "unknown option $1; --help lists them" ;;
    *) rest+=("$1") ;;
  esac
  shift
done
[ ${#rest[@]} = 3 ] || fail "give a Parquet file, a column and a directory; --help says more"
[[ $runs =~ ^[0-9]+$ ]] || fail "'$runs' is no number"
[[ $parts =~ ^[0-9]+$ ]] || fail "'$parts' is no number"
[ -x /usr/bin/time ] || fail "GNU time is needed at /usr/bin/time (Debian's package: time)"
input=${rest[0]} column=${rest[1]}
[ -f "$input" ] || fail "no file '$input'"
wanted=("${all[@]}")
if [ -n "$only" ]; then
  IFS=, read -ra wanted <<<"$only"
  for peer in "${wanted[@]}"; do
    [[ " ${all[*]} " == *" $peer "* ]] || fail "no peer '$peer'; there are ${all[*]}"
  done
fi
mkdir -p "${rest[2]}"
directory=$(CDPATH='' cd "${rest[2]}" && pwd)
work=$directory/partd-tables-work
cgroup=''
if [ -n "$limit" ]; then
  cgroup=/sys/fs/cgroup/memory/partd-tables
  mkdir -p "$cgroup" && echo "${limit^^}" >"$cgroup/memory.limit_in_bytes" || fail "no cgroup of $limit can be made at $cgroup"
fi
# shellcheck disable=SC2154 # the trap expands it at the end
trap 'rm -rf "$work"; [ -z "$cgroup" ] || rmdir "$cgroup"' EXIT
trap 'exit 130' INT TERM

# Runs a peer; it prints how long it took by its own account.
peer() {
  [ -z "$cgroup" ] || echo $$ >"$cgroup/cgroup.procs"
  case $1 in
    partd) "$partd" shuffle "$input" --by "$column" -n "$parts" --memory "$memory" --to "$work/out" ;;
    partd-distinct) "$partd" shuffle "$input" --by "$column" --distinct --memory "$memory" --to "$work/out" ;;
    *) "$2" "$here/peers/tables.py" "$1" "$input" "$column" "$work/out" "$work" "$parts" ;;
  esac
}
export -f peer
export partd here input column work memory parts cgroup

declare -A version python missing times own memories sizes
for name in "${wanted[@]}"; do
  case $name in
    partd*) version[$name]=$("$partd" --version) ;;
    *)
      missing[$name]=yes
      for candidate in "${pythons[@]}"; do
        version[$name]=$("$candidate" "$here/peers/tables.py" "$name" check 2>/dev/null) || continue
        python[$name]=$candidate missing[$name]=''
        break
      done
      ;;
  esac
done

seconds_of() {
  sed -n -e 's/.* in \([0-9.]*\) s .*/\1/p' -e 's/^seconds \([0-9.]*\)$/\1/p' "$work/log" | head -1
}

load=$(cut -d' ' -f1-3 /proc/loadavg)
for ((round = 0; round <= runs; round++)); do
  for name in "${wanted[@]}"; do
    [ -z "${missing[$name]:-}" ] || continue
    rm -rf "$work"
    mkdir "$work"
    cat "$input" >/dev/null
    echo "$(date +%T) $name" >&2
    # shellcheck disable=SC2016 # the inner shell expands it
    /usr/bin/time -o "$work/time" -f '%e %M' bash -c 'peer "$@"' "$0" "$name" "${python[$name]:-}" >"$work/log" 2>&1 ||
      fail "$name failed: $(tail -1 "$work/log")"
    [ "$round" -gt 0 ] || continue # the first is for warming up
    read -r elapsed kilobytes <"$work/time"
    times[$name]+=" $elapsed"
    own[$name]+=" $(seconds_of)"
    memories[$name]+=" $((kilobytes / 1024))"
    sizes[$name]=$(find "$work/out" -type f -printf '%s\n' | awk '{ all += $1; n++ } END { printf "%.1f in %d files", all / 1e6, n }')
  done
done

median() {
  printf '%s\n' "$@" | sort -n | awk '
    { value[NR] = $1 }
    END { print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'
}

# What a peer is compared with: partd at the same work.
base_of() {
  case $1 in *-distinct) echo partd-distinct ;; *) echo partd ;; esac
}

echo "$(nproc) cores, Linux $(uname -r), $(date -u +%F); $(stat -c %s "$input") bytes${limit:+; limit $limit}; load averages before: $load"
echo
echo '| | Seconds, median | Least–most | Times partd | By its own account | Times partd | Peak memory, MiB | Written, MB |'
echo '|---|--:|--:|--:|--:|--:|--:|--:|'
for name in "${wanted[@]}"; do
  if [ -n "${missing[$name]:-}" ]; then
    echo "| $name | missing | | | | | | |"
    continue
  fi
  read -ra t <<<"${times[$name]}"
  read -ra o <<<"${own[$name]}"
  read -ra m <<<"${memories[$name]}"
  base=$(base_of "$name")
  read -ra bt <<<"${times[$base]:-0}"
  read -ra bo <<<"${own[$base]:-0}"
  awk -v name="$name" -v t="$(median "${t[@]}")" -v o="$(median "${o[@]}")" -v m="$(median "${m[@]}")" \
    -v written="${sizes[$name]:-}" -v bt="$(median "${bt[@]}")" -v bo="$(median "${bo[@]}")" \
    -v least="$(printf '%s\n' "${t[@]}" | sort -n | head -1)" -v most="$(printf '%s\n' "${t[@]}" | sort -n | tail -1)" '
    function ratio(value, base) { return base > 0 ? sprintf("%.2f", value / base) : "" }
    BEGIN { printf "| %s | %.2f | %.2f–%.2f | %s | %.2f | %s | %.0f | %s |\n", name, t, least, most, ratio(t, bt), o, ratio(o, bo), m, written }'
done
echo
for name in "${wanted[@]}"; do echo "- $name: ${version[$name]:-missing}"; done
