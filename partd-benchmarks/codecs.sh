#!/usr/bin/env bash
# Times codecs beside the same in Python, and what frames cost, and prints Markdown tables.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/codecs.sh [OPTION...] DIRECTORY

Encodes and decodes pieces of a CSV file of taxi trips, and of a file of numbers of eight bytes; for pickle, msgpack and
json as lists of rows, or of numbers. On one thread: ours and
Python's, in turns, each run a process of its own. The first round, in which a JVM compiles, is not counted. Then what
frames cost over a store in memory. The files are made in DIRECTORY: 64 MB.

  --only zlib,...   only these: bz2 zlib snappy blosc zstd lz4 pickle msgpack json
  --piece BYTES     how long a piece is (default 1000000)
  --runs N          processes of each (default 3)
  --rounds N        rounds in each process (default 4)
TEXT
}

fail() {
  echo "codecs.sh: $*" >&2
  exit 2
}

all=(bz2 zlib snappy blosc zstd lz4 pickle msgpack json)
only='' piece=1000000 runs=3 rounds=4 directory=''
while [ $# -gt 0 ]; do
  case $1 in
    --only | --piece | --runs | --rounds)
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
[[ $piece =~ ^[1-9][0-9]*$ && $runs =~ ^[1-9][0-9]*$ && $rounds =~ ^[1-9][0-9]*$ ]] || fail "a number is none"
[ "$rounds" -gt 1 ] || fail "the first round is not counted; there must be a second"
wanted=("${all[@]}")
[ -z "$only" ] || IFS=, read -ra wanted <<<"$only"

here=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
python=${PARTD_PYTHON:-/usr/bin/python3}
jar=$here/target/benchmarks.jar
[ -f "$jar" ] || fail "there is no $jar; run mvn -pl partd-benchmarks -am package -DskipTests"
mkdir -p "$directory"
results=$(mktemp)
trap 'rm -f "$results"' EXIT
load=$(cut -d' ' -f1-3 /proc/loadavg)

run_java() {
  "$java" -Xmx2g -XX:+UseParallelGC -cp "$jar" "$@"
}

[ -f "$directory/trips.csv" ] || run_java io.partd.benchmarks.TaxiCsv 320000 42 "$directory/trips.csv"
[ -f "$directory/numbers" ] || run_java io.partd.benchmarks.CodecRun numbers 32000000 "$directory/numbers"

# How much of a file, so that no round takes minutes.
bytes_of() {
  case $1 in
    bz2) echo 4000000 ;;
    pickle | msgpack | json) echo 8000000 ;;
    *) echo 32000000 ;;
  esac
}

declare -A missing
for codec in "${wanted[@]}"; do
  missing[$codec]=$("$python" "$here/peers/partd_codec.py" check "$codec" 2>&1 | sed -n '$p')
done

for ((run = 1; run <= runs; run++)); do
  for codec in "${wanted[@]}"; do
    for file in trips.csv numbers; do
      echo "$(date +%T) $codec $file" >&2
      bytes=$(bytes_of "$codec")
      run_java io.partd.benchmarks.CodecRun time "$codec" "$directory/$file" "$bytes" "$piece" "$rounds" |
        sed "s/^/$codec $file ours $bytes /" >>"$results"
      [ -z "${missing[$codec]}" ] || continue
      "$python" "$here/peers/partd_codec.py" "$codec" "$directory/$file" "$bytes" "$piece" "$rounds" |
        sed "s/^/$codec $file python $bytes /" >>"$results"
    done
  done
done

version=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p')
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
echo "$(nproc) cores (${model:-unknown processor}), $(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)," \
  "Linux $(uname -r), JDK $version, Python $("$python" -c 'import sys; print(sys.version.split()[0])'), $(date -u +%F)"
echo "pieces of $piece bytes; medians of $runs processes of $((rounds - 1)) rounds each; load averages before: $load"

# Lines of: codec, file, whose, bytes, round, seconds encoding, seconds decoding, bytes of payload.
for file in trips.csv numbers; do
  echo
  echo "**$file**"
  echo
  echo '| Codec | Encode, MB/s | Python | Ratio | Decode, MB/s | Python | Ratio | Size, % | Python |'
  echo '|---|--:|--:|--:|--:|--:|--:|--:|--:|'
  for codec in "${wanted[@]}"; do
    awk -v codec="$codec" -v file="$file" '
      function median(list, n, a, i, j, t) {
        n = split(list, a, " ")
        for (i = 2; i <= n; i++)
          for (j = i; j > 1 && a[j - 1] + 0 > a[j] + 0; j--) { t = a[j]; a[j] = a[j - 1]; a[j - 1] = t }
        return (a[int((n + 1) / 2)] + a[int(n / 2) + 1]) / 2
      }
      $1 == codec && $2 == file && $5 > 1 {
        encode[$3] = encode[$3] " " $4 / 1e6 / $6
        decode[$3] = decode[$3] " " $4 / 1e6 / $7
        size[$3] = sprintf("%.1f", 100 * $8 / $4)
      }
      END {
        if (!("python" in size)) {
          printf "| %s | %.0f | missing | | %.0f | | | %s | |\n", codec, median(encode["ours"]), median(decode["ours"]),
            size["ours"]
          exit
        }
        e = median(encode["ours"]); pe = median(encode["python"])
        d = median(decode["ours"]); pd = median(decode["python"])
        form = e < 100 ? "%.1f" : "%.0f"
        printf "| %s | " form " | " form " | %.2f | " form " | " form " | %.2f | %s | %s |\n", codec, e, pe, e / pe, d,
          pd, d / pd, size["ours"], size["python"]
      }' "$results"
  done
done

echo
echo "**Frames** over a store in memory, pieces of $piece bytes, seconds per GB"
echo
run_java io.partd.benchmarks.FramingRun "$piece" 7 | awk '
  NR == 1 { print "| Codec | Append | Read | Both | The codec alone |"; print "|---|--:|--:|--:|--:|"; next }
  { printf "| %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5 }'
