#!/usr/bin/env bash
# Appends to servers from client processes and reads back, ours beside its peers, and prints a Markdown table.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: partd-benchmarks/server.sh [OPTION...] DIRECTORY

Workloads; all go over TCP on the loopback interface:
  python  1 client, Python's, 100 keys × 1 KiB per append
  1       1 client, 100 keys × 1 KiB per append
  4       4 clients, 100 keys × 1 KiB per append
  16      16 clients, 100 keys × 1 KiB per append
  64k     4 clients, 16 of 256 keys × 64 KiB per append
  1m      4 clients, 4 of 32 keys × 1 MiB per append

All clients of a workload append to the same keys, 2 GB in all; then they share the keys and read all of them. A server
is a process, and so are clients: JVMs have a connection for each of 1 or 4 clients, 4 JVMs have 4 for each of 16; each
of Python's clients is a process, and they append 300 MB. Before it is timed, everything is done with half of the
appends, or in Python a tenth, and dropped. Values are compared with what was appended after that. Data is put in
DIRECTORY and removed: up to 8 GB. A peer that is not installed is reported as missing.

  partd     the default store, a log with a buffer of 1 GiB    redis     APPENDs, those of a batch pipelined
  python    Python's server, its default store and clients     jeromq    a heap map behind JeroMQ, only if asked for
  socket    a heap map, a thread for each blocking socket      loopback  bytes thrown away: the limit

Each append waits for its acknowledgement; with -pipelined, up to 8 MB of appends in each client do not.

  --only A,B,...       only these: partd partd-pipelined python redis redis-pipelined socket socket-pipelined loopback
                       jeromq jeromq-pipelined
  --workloads A,B,...  only these
  --runs N             servers of each, interleaved (default 3)
TEXT
}

all=(partd partd-pipelined python redis redis-pipelined socket socket-pipelined loopback)
also=(jeromq jeromq-pipelined)
all_workloads=(python 1 4 16 64k 1m)
# shellcheck source=partd-benchmarks/stores-common.sh
. "$(dirname "$0")/stores-common.sh"
rounds=''
partd_jar=$here/../partd-cli/target/partd.jar

# Why a server cannot run; nothing if it can.
lacks() {
  case $1 in
    partd*)
      if [ ! -f "$partd_jar" ]; then
        echo "missing: there is no partd-cli/target/partd.jar; run mvn -pl partd-cli -am package -DskipTests"
      elif ! "$java" -jar "$partd_jar" serve --help >/dev/null 2>&1; then
        echo "missing: partd.jar has no command 'serve'"
      fi
      ;;
    python) "$python" -c 'import partd.zmq, zmq' 2>&1 | sed -n '$s/^/missing: /p' ;;
    redis*)
      command -v redis-server >/dev/null || echo "missing: there is no redis-server"
      [ -d "$here/peers/target/lib" ] || echo "missing: the peers were not built"
      ;;
    jeromq*) [ -d "$here/peers/target/lib" ] || echo "missing: the peers were not built" ;;
  esac
}

prepare "$@"
chosen_workloads=("${all_workloads[@]}")
if [ -n "$workloads" ]; then
  names=$(chosen "$workloads" "${all_workloads[@]}")
  read -ra chosen_workloads <<<"$names"
fi

# Clients, keys, keys per append, bytes per value, appends.
shape_of() {
  case $1/$2 in
    python/*) echo 1 100 100 1024 3000 ;;
    */python) echo "$1" 100 100 1024 3000 ;;
    64k/loopback) echo 4 256 16 65536 8000 ;;
    64k/*) echo 4 256 16 65536 2000 ;;
    1m/loopback) echo 4 32 4 1048576 2000 ;;
    1m/*) echo 4 32 4 1048576 500 ;;
    *) echo "$1" 100 100 1024 20000 ;;
  esac
}

# Whether a server takes part in a workload.
takes_part() {
  case $1/$2 in
    python/partd | python/python | python/jeromq) true ;;
    python/*) false ;;
    64k/python | 1m/python) false ;;
    64k/* | 1m/*) true ;;
    *) [ "$2" != loopback ] ;;
  esac
}

# Starts a server, which becomes this process: NAME.
serve() {
  case $1 in
    # The flags are those that ./partd gives Java for --memory 1g.
    partd) exec "$java" -XX:+UseG1GC -Xmx704m -jar "$partd_jar" serve "log:$data/log" --bind tcp://127.0.0.1:0 --memory 1g ;;
    python) exec "$python" "$here/peers/partd_server.py" "$data" ;;
    redis)
      echo "serving at tcp://127.0.0.1:$2"
      exec redis-server --bind 127.0.0.1 --port "$2" --save '' --appendonly no --dir "$data" >&2
      ;;
    jeromq) exec "$java" -cp "$peers" peers.JeroMqServer ;;
    socket) exec "$java" -cp "$jar" io.partd.benchmarks.SocketServer ;;
    loopback) exec "$java" -cp "$jar" io.partd.benchmarks.LoopbackServer ;;
  esac
}
peers="$jar:$here/peers/target/classes:$here/peers/target/lib/*"

# The address in the line in which a server says that it serves; nothing as long as it has not.
address_in() {
  sed -n 's|.* at \(tcp://[^ ]*\).*|\1|p' "$1" | head -n 1
}

accepts() {
  local host_and_port=${1#tcp://}
  (: <"/dev/tcp/${host_and_port%:*}/${host_and_port#*:}") 2>/dev/null
}

# Waits until a server serves, and prints where: PID OUTPUT.
await() {
  local address deadline=$((SECONDS + 30))
  while kill -0 "$1" 2>/dev/null && [ $SECONDS -lt $deadline ]; do
    address=$(address_in "$2")
    # Redis says nothing: its address is the one it was given.
    if [ -n "$address" ] && accepts "$address"; then
      echo "$address"
      return
    fi
    sleep 0.1
  done
  echo "the server is not there" >&2
  return 1
}

# A port that was free just now.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)) && accepts "tcp://127.0.0.1:$port"; do :; done
  echo "$port"
}

# One server and its clients: WORKLOAD NAME CLIENTS KEYS KEYS_PER_APPEND VALUE_BYTES APPENDS. Prints what the clients
# print, and the most memory of its own that the server had, in MiB: without the files that it has mapped, which the
# system counts too but takes back when it needs to.
serve_and_drive() (
  workload=$1 name=${2%-pipelined} clients=$3 appends=$7
  pipeline=0
  [[ $2 != *-pipelined ]] || pipeline=8000000
  shift 2
  mkdir -p "$data"
  output=$(mktemp)
  serve "$name" "$(free_port)" >"$output" &
  pid=$!
  memory=$(mktemp)
  watch_memory $pid >"$memory" &
  watch=$!
  # Nothing is kept, so it need not end in good order.
  trap 'kill -KILL $pid $watch 2>/dev/null || true; wait $pid 2>/dev/null || true; rm -rf "$output" "$memory" "$data"' EXIT
  trap 'exit 130' INT TERM
  address=$(await $pid "$output") || exit

  processes=$((clients < 4 ? clients : 4))
  warm_up=$((appends / 2))
  client_jvm=("$java" -Xmx2g -cp)
  case $workload/$name in
    python/* | */python)
      processes=$clients
      warm_up=$((appends / 10))
      client=("$python" "$here/peers/partd_client.py")
      ;;
    */redis) client=("${client_jvm[@]}" "$peers" peers.RedisClient) ;;
    */jeromq) client=("${client_jvm[@]}" "$peers" peers.JeroMqClient) ;;
    *) client=("${client_jvm[@]}" "$jar" io.partd.benchmarks.ClientRun "$name") ;;
  esac
  # A JVM server is to be compiled even where the clients are Python's.
  [[ $workload/$name != python/@(partd|jeromq) ]] || warm_up=$appends
  line=$("$java" -cp "$jar" io.partd.benchmarks.Fleet "$processes" "$@" "$warm_up" "${client[@]}" "$address" "$pipeline") ||
    exit
  echo "$line $(sort -n "$memory" | awk 'END { printf "%.0f", $1 / 1024 }')"
)

# Prints the KiB of its own that a process has, again and again.
watch_memory() {
  while awk '/^RssAnon/ { print $2 }' "/proc/$1/status" 2>/dev/null; do sleep 0.2; done
}

measure_workload() {
  local workload=$1 server=$2 clients keys per_append value appends bytes
  read -r clients keys per_append value appends < <(shape_of "$workload" "$server")
  bytes=$((appends * per_append * value))
  # Both the server and the clients hold it, and what a JVM server has not collected yet.
  measure "$workload $server $bytes $appends" "$directory/server-$workload-$server.log" $((3 * bytes)) \
    serve_and_drive "$workload" "$server" "$clients" "$keys" "$per_append" "$value" "$appends" ||
    reason[$workload/$server]="failed, see $directory/server-$workload-$server.log"
}

for ((run = 1; run <= runs; run++)); do
  for workload in "${chosen_workloads[@]}"; do
    for server in "${wanted[@]}"; do
      takes_part "$workload" "$server" && [ -z "${reason[$server]}${reason[$workload/$server]:-}" ] || continue
      measure_workload "$workload" "$server"
    done
  done
done

# Lines of: workload, server, bytes, appends, 1, seconds appending, seconds reading, MiB of the server.
table_of() {
  echo
  echo "**$1**: $(usage | sed -n "s/^  $1  *\([0-9].*\)/\1/p")"
  echo
  echo '| Server | Append, MB/s | Appends/s | Append: times Redis | times Python | times `socket` | times `loopback` | Get all, MB/s | Get: times Redis | times Python | times `socket` | Server, MiB |'
  echo '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|'
  awk -v workload="$1" -v order="${wanted[*]}" "$median"'
    # How many times as fast as a peer, pipelined or not, whichever was faster.
    function times(speed, speeds, peer, best) {
      best = speeds[peer]
      if (speeds[peer "-pipelined"] > best) best = speeds[peer "-pipelined"]
      return speed && best ? sprintf("%.2f", speed / best) : ""
    }
    $1 == workload {
      bytes[$2] = $3; appends[$2] = $4
      append[$2] = append[$2] " " $6
      if ($7 != "-") get[$2] = get[$2] " " $7
      memory[$2] = memory[$2] " " $8
    }
    END {
      count = split(order, list, " ")
      for (i = 1; i <= count; i++) {
        name = list[i]
        if (!(name in bytes)) continue
        appending[name] = bytes[name] / 1e6 / median(append[name])
        if (name in get) reading[name] = bytes[name] / 1e6 / median(get[name])
      }
      for (i = 1; i <= count; i++) {
        name = list[i]
        if (!(name in bytes)) continue
        printf "| %s | %.0f | %.0f | %s | %s | %s | %s | %s | %s | %s | %s | %.0f |\n", name, appending[name],
          appends[name] / median(append[name]), times(appending[name], appending, "redis"),
          times(appending[name], appending, "python"), times(appending[name], appending, "socket"),
          times(appending[name], appending, "loopback"), (name in get ? sprintf("%.0f", reading[name]) : ""),
          times(reading[name], reading, "redis"), times(reading[name], reading, "python"),
          times(reading[name], reading, "socket"), median(memory[name])
      }
    }' "$results"
  for server in "${wanted[@]}"; do
    takes_part "$1" "$server" || continue
    why=${reason[$server]}${reason[$1/$server]:-}
    [ -z "$why" ] || echo "| $server | $why | | | | | | | | | | |"
  done
}

machine
echo "ratios are of speed, to Redis, Python or \`socket\`, pipelined or not, whichever was faster; over 1 is faster"
for workload in "${chosen_workloads[@]}"; do table_of "$workload"; done
[[ " ${reason[*]} " != *failed* ]]
