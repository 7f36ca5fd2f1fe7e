#!/usr/bin/env bash
# Shuffles a Parquet file with partd and its peers, and prints a Markdown table.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/tables.sh [OPTION...] FILE.parquet COLUMN DIRECTORY

Shuffles the file by the column into 64 parts, and into one for each value, as Parquet, with each peer, in DIRECTORY. Shows
whole processes, start included, and what each says of itself: the time without start and imports. A peer that is not
installed is reported as missing.

  --only A,B,...     only these peers (default: partd, duckdb, dask, partd-distinct, duckdb-distinct)
  --runs N           counted runs of each peer, interleaved (default 5)
  --memory SIZE      what partd may hold (default 1g)

PARTD_PYTHON names the Python that has duckdb and dask.
TEXT
}

fail() {
  echo "tables.sh: $*" >&2
  exit 2
}

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
partd=$here/../partd
python=${PARTD_PYTHON:-/usr/bin/python3}
all=(partd duckdb dask partd-distinct duckdb-distinct)
only='' runs=5 memory=1g
rest=()
while [ $# -gt 0 ]; do
  case $1 in
    --only | --runs | --memory)
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
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Runs a peer; it prints how long it took by its own account.
peer() {
  case $1 in
    partd) "$partd" shuffle "$input" --by "$column" -n 64 --memory "$memory" --to "$work/out" ;;
    partd-distinct) "$partd" shuffle "$input" --by "$column" --distinct --memory "$memory" --to "$work/out" ;;
    *) "$python" "$here/peers/tables.py" "$1" "$input" "$column" "$work/out" "$work" ;;
  esac
}
export -f peer
export partd python here input column work memory

declare -A version missing times own memories
for name in "${wanted[@]}"; do
  case $name in
    partd*) version[$name]=$("$partd" --version) ;;
    *) version[$name]=$("$python" "$here/peers/tables.py" "$name" check 2>/dev/null) || missing[$name]=yes ;;
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
    /usr/bin/time -o "$work/time" -f '%e %M' bash -c 'peer "$0"' "$name" >"$work/log" 2>&1 ||
      fail "$name failed: $(tail -1 "$work/log")"
    [ "$round" -gt 0 ] || continue # the first is for warming up
    read -r elapsed kilobytes <"$work/time"
    times[$name]+=" $elapsed"
    own[$name]+=" $(seconds_of)"
    memories[$name]+=" $((kilobytes / 1024))"
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

echo "$(nproc) cores, Linux $(uname -r), $(date -u +%F); $(stat -c %s "$input") bytes; load averages before: $load"
echo
echo '| | Seconds, median | Least–most | Times partd | By its own account | Times partd | Peak memory, MiB |'
echo '|---|--:|--:|--:|--:|--:|--:|'
for name in "${wanted[@]}"; do
  if [ -n "${missing[$name]:-}" ]; then
    echo "| $name | missing | | | | | |"
    continue
  fi
  read -ra t <<<"${times[$name]}"
  read -ra o <<<"${own[$name]}"
  read -ra m <<<"${memories[$name]}"
  base=$(base_of "$name")
  read -ra bt <<<"${times[$base]:-0}"
  read -ra bo <<<"${own[$base]:-0}"
  awk -v name="$name" -v t="$(median "${t[@]}")" -v o="$(median "${o[@]}")" -v m="$(median "${m[@]}")" \
    -v bt="$(median "${bt[@]}")" -v bo="$(median "${bo[@]}")" \
    -v least="$(printf '%s\n' "${t[@]}" | sort -n | head -1)" -v most="$(printf '%s\n' "${t[@]}" | sort -n | tail -1)" '
    function ratio(value, base) { return base > 0 ? sprintf("%.2f", value / base) : "" }
    BEGIN { printf "| %s | %.2f | %.2f–%.2f | %s | %.2f | %s | %.0f |\n", name, t, least, most, ratio(t, bt), o, ratio(o, bo), m }'
done
echo
for name in "${wanted[@]}"; do echo "- $name: ${version[$name]:-missing}"; done
