#!/usr/bin/env bash
# Appends to a Redis server and to a cluster and reads back, ours beside redis-benchmark, and prints a Markdown table.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/redis.sh [OPTION...] DIRECTORY

Starts a redis-server without persistence, and a cluster of three, on the loopback interface. By turns, redis-benchmark
and a JVM with one store append to and read from the same servers:
  1          1 client or thread, on the server
  4          4 clients or threads, on the server
  cluster    4 clients or threads, on the cluster

Theirs: redis-benchmark, APPEND of 1 KiB to one of 100 keys, 100 commands in a pipeline; then GET of the same values.
Ours: batches of 100 keys × 1 KiB, with pipeline=8m, flushed in the end; then get of each value. Each is 200 MB. The
servers are emptied before each. DIRECTORY is for what servers write; it stays small.

  --workloads A,B,...  only these
  --runs N             runs of each, by turns (default 3)
  --batches N          batches of 100 KiB (default 2000)
TEXT
}

here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
workloads=1,4,cluster runs=3 batches=2000 directory=''
while [ $# -gt 0 ]; do
  case $1 in
    --workloads | --runs | --batches)
      printf -v "${1#--}" %s "${2:?$1 needs a value}"
      shift
      ;;
    -h | --help)
      usage
      exit
      ;;
    -*) echo "redis.sh: unknown option $1; --help lists them" >&2 && exit 2 ;;
    *) directory=$1 ;;
  esac
  shift
done
[ -n "$directory" ] || { echo "redis.sh: give a directory; --help says more" >&2 && exit 2; }
command -v redis-benchmark >/dev/null || { echo "redis.sh: there is no redis-benchmark; it is in redis-tools" >&2 && exit 1; }
jar=$here/target/benchmarks.jar
[ -f "$jar" ] || { echo "redis.sh: no $jar; run mvn -q package -DskipTests -pl partd-benchmarks -am" >&2 && exit 1; }
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

mkdir -p "$directory"
data=$(mktemp -d "$directory/partd-redis.XXXXXX")
pids=()
finish() {
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  rm -rf "$data"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Starts a server: PORT OPTION...
start() {
  local port=$1
  shift
  mkdir "$data/$port"
  redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no --dir "$data/$port" "$@" >"$data/$port/log" 2>&1 &
  pids+=($!)
  for ((i = 0; i < 100; i++)); do
    [ "$(redis-cli -p "$port" ping 2>/dev/null)" = PONG ] && return
    sleep 0.1
  done
  echo "redis.sh: no server at port $port" >&2 && exit 1
}

single=17400 cluster=17401
start $single
if [[ ,$workloads, == *,cluster,* ]]; then
  for port in 17401 17402 17403; do start $port --cluster-enabled yes; done
  redis-cli --cluster create 127.0.0.1:17401 127.0.0.1:17402 127.0.0.1:17403 --cluster-yes >/dev/null
  sleep 2
fi

value=$(head -c 768 /dev/urandom | base64 -w 0)
value=${value:0:1024}

empty() {
  local port
  for port in $single $([[ ,$workloads, != *,cluster,* ]] || echo 17401 17402 17403); do
    redis-cli -p "$port" FLUSHALL SYNC >/dev/null
  done
}

# Requests a second of redis-benchmark: PORT CLIENTS REQUESTS DEPTH COMMAND...
theirs() {
  local port=$1 clients=$2 requests=$3 depth=$4 option=''
  shift 4
  [ "$port" = $single ] || option=--cluster
  # shellcheck disable=SC2086
  redis-benchmark $option -p "$port" -c "$clients" -n "$requests" -r 100 -P "$depth" --csv "$@" |
    tail -n 1 | sed 's/","/\t/g; s/"//g' | awk -F'\t' '{ print $2 }'
}

median() { sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

echo "| Workload | APPEND, redis-benchmark | ours | ours / theirs | GET, redis-benchmark | ours | ours / theirs |"
echo "|---|---|---|---|---|---|---|"
IFS=, read -ra names <<<"$workloads"
for workload in "${names[@]}"; do
  clients=${workload/cluster/4} port=$single uri=redis://127.0.0.1:$single/bench key=key__rand_int__
  if [ "$workload" = cluster ]; then
    port=$cluster uri=redis-cluster://127.0.0.1:$cluster/bench key='key:{tag}:__rand_int__'
  fi
  : >"$data/a" && : >"$data/b" && : >"$data/c" && : >"$data/d"
  for ((run = 0; run < runs; run++)); do
    empty
    theirs "$port" "$clients" $((batches * 100)) 100 APPEND "$key" "$value" | awk '{ print $1 * 1024 / 1e6 }' >>"$data/a"
    # Each value has the same share of the bytes, about.
    keys=100
    [ "$workload" != cluster ] || keys=$(for p in 17401 17402 17403; do redis-cli -p "$p" DBSIZE; done | awk '{ s += $NF } END { print s }')
    theirs "$port" "$clients" 200 1 GET "$key" |
      awk -v bytes=$((batches * 100 * 1024)) -v keys="$keys" '{ print $1 * bytes / keys / 1e6 }' >>"$data/b"
    empty
    "$java" -Xmx1g -cp "$jar" io.partd.benchmarks.RedisRun "$uri?pipeline=8m" "$clients" 100 1024 "$batches" |
      awk -v bytes=$((batches * 100 * 1024)) -v c="$data/c" -v d="$data/d" \
        '{ print bytes / $1 / 1e6 >>c; print bytes / $2 / 1e6 >>d }'
  done
  paste <(median <"$data/a") <(median <"$data/c") <(median <"$data/b") <(median <"$data/d") |
    awk -v name="$workload" '{ printf "| %s | %.0f MB/s | %.0f MB/s | %.2f | %.0f MB/s | %.0f MB/s | %.2f |\n",
      name, $1, $2, $2 / $1, $3, $4, $4 / $3 }'
done
