# shellcheck shell=bash
# What stores.sh, log.sh and server.sh share: sourced by them, with the lists `all`, `also`, and where there are
# workloads `all_workloads`, set. A script without rounds sets `rounds` to nothing afterwards.

here=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
only='' workloads='' runs=3 rounds=4 directory=''
declare -A reason

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

# The names in a list with commas, each one of those that follow.
chosen() {
  local list=$1 name names
  shift
  IFS=, read -ra names <<<"$list"
  for name in "${names[@]}"; do
    [[ " $* " == *" $name "* ]] || fail "no '$name'; there are $*"
  done
  echo "${names[@]}"
}

# Takes the arguments and finds what is needed.
prepare() {
  while [ $# -gt 0 ]; do
    case $1 in
      --only | --runs | --rounds | --workloads)
        [ "$1" != --workloads ] || [ -n "${all_workloads:-}" ] || fail "unknown option $1; --help lists them"
        [ "$1" != --rounds ] || [ -n "$rounds" ] || fail "unknown option $1; --help lists them"
        [ -n "${2:-}" ] || fail "$1 needs a value"
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
  [[ $runs =~ ^[1-9][0-9]*$ ]] || fail "'$runs' is no number of runs"
  [ -z "$rounds" ] || { [[ $rounds =~ ^[1-9][0-9]*$ ]] && [ "$rounds" -gt 1 ]; } ||
    fail "'$rounds' is no number of rounds from 2"
  wanted=("${all[@]}")
  if [ -n "$only" ]; then
    names=$(chosen "$only" "${all[@]}" "${also[@]}")
    read -ra wanted <<<"$names"
  fi
  mkdir -p "$directory"
  directory=$(CDPATH='' cd "$directory" && pwd)
  data=$directory/partd-store-data
  results=$(mktemp)
  trap 'rm -rf "$data" "$results"' EXIT
  trap 'exit 130' INT TERM

  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  python=${PARTD_PYTHON:-/usr/bin/python3}
  jar=$here/target/benchmarks.jar
  [ -f "$jar" ] || fail "there is no $jar; run mvn -pl partd-benchmarks -am package -DskipTests"
  if [[ " ${wanted[*]} " =~ " "(rocksdb|chronicle|lmdb|redis|jeromq)[" "-] ]]; then
    "$here/peers/build" "$directory/peers-build.log"
  fi
  load=$(cut -d' ' -f1-3 /proc/loadavg)
  for store in "${wanted[@]}"; do
    reason[$store]=$(lacks "$store" || true)
  done
}

# Why a store cannot run; nothing if it can.
lacks() {
  case $1 in
    python-*) "$python" -c 'import partd' 2>&1 | sed -n '$s/^/missing: /p' ;;
    rocksdb | chronicle | lmdb) [ -d "$here/peers/target/lib" ] || echo "missing: the peers were not built" ;;
  esac
}

# What Chronicle and LMDB need to get at the JDK's mapped memory; all get the same.
jvm=(-Dchronicle.analytics.disable=true)
for name in java.base/jdk.internal.ref java.base/sun.nio.ch jdk.unsupported/sun.misc \
  jdk.compiler/com.sun.tools.javac.file; do
  jvm+=("--add-exports=$name=ALL-UNNAMED")
done
for name in java.base/java.lang java.base/java.lang.reflect java.base/java.io java.base/java.util java.base/java.nio \
  java.base/sun.nio.ch jdk.compiler/com.sun.tools.javac; do
  jvm+=("--add-opens=$name=ALL-UNNAMED")
done

# The same for all, too.
heap=-Xmx4g

java_with_peers() {
  "$java" $heap "${jvm[@]}" -cp "$jar:$here/peers/target/classes:$here/peers/target/lib/*" "$@"
}

# One process: STORE KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS MEMORY THREADS.
run() {
  local store=$1
  shift
  case $store in
    python-*) "$python" "$here/peers/partd_store.py" "${store#python-}" "$@" "$rounds" "$data" ;;
    rocksdb) java_with_peers peers.RocksDbRun "$@" "$rounds" "$data" ;;
    chronicle) java_with_peers peers.ChronicleRun "$@" "$rounds" "$data" ;;
    lmdb) java_with_peers peers.LmdbRun "$@" "$rounds" "$data" ;;
    *) "$java" $heap "${jvm[@]}" -cp "$jar" io.partd.benchmarks.StoreRun "$store" "$@" "$rounds" "$data" ;;
  esac
}

# The state before every run is the same: no data, nothing left to write back, and as much memory as the data needs freed
# just now. Where a virtual machine hands free memory back to its host, the first to use it again pays.
level() {
  rm -rf "$data"
  head -c "$1" /dev/zero >"$data"
  rm "$data"
  sync
}

# Runs a command that prints a line for each round, and keeps the lines behind a label: LABEL LOG BYTES COMMAND...
measure() {
  local label=$1 log=$2 bytes=$3
  shift 3
  level "$bytes"
  echo "$(date +%T) $label" >&2
  "$@" 2>"$log" </dev/null | sed -n "s/^[0-9][0-9]* [0-9]/$label &/p" >>"$results" || return
  rm "$log"
}

# The lines above a table.
machine() {
  local version python_version memory model filesystem
  version=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p')
  python_version=$("$python" -c 'import sys, partd; print(sys.version.split()[0], "with partd", partd.__version__)' \
    2>/dev/null || echo "none with partd")
  memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
  filesystem=$(findmnt -n -o FSTYPE -T "$directory" || echo "unknown")
  echo "$(nproc) cores (${model:-unknown processor}), $memory, Linux $(uname -r), $filesystem, JDK $version," \
    "Python $python_version, $(date -u +%F)"
  echo "medians of $runs processes${rounds:+ of $rounds rounds each}; load averages before the first run: $load"
}

# For the awk programs that print tables.
median='
  function median(list, n, a, i, j, t) {
    n = split(list, a, " ")
    for (i = 2; i <= n; i++)
      for (j = i; j > 1 && a[j - 1] + 0 > a[j] + 0; j--) { t = a[j]; a[j] = a[j - 1]; a[j - 1] = t }
    return n == 0 ? 0 : (a[int((n + 1) / 2)] + a[int(n / 2) + 1]) / 2
  }'
