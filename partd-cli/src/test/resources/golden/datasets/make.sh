#!/usr/bin/env bash
# Makes the datasets beside this script, of the first rows of the examples: make.sh PARTD, where PARTD is the command of
# a version whose datasets must still be read. These here are of version 0.1.0-SNAPSHOT at commit b200ec2e.
set -euo pipefail
partd=$(realpath "$1")
cd "$(dirname "$0")"
examples=../../../../../../examples

make() {
  rm -rf "$1"
  "$partd" shuffle "$examples/birdstrikes.$2" --limit 24 "${@:3}" --columns 'Flight Date,Origin State,Speed IAS in knots' \
    --append --run-id first --quiet --to "$1"
}

state=(--by 'Origin State')
speed=(--by 'Speed IAS in knots')
make text csv "${state[@]}" -n 2
make text-ranges csv "${state[@]}" --range -n 2
make text-numbers csv "${speed[@]}" --range --numeric -n 2
make text-distinct csv "${state[@]}" --distinct
make tables parquet "${state[@]}" -n 2
make tables-ranges parquet "${speed[@]}" --range -n 2
make tables-distinct parquet "${state[@]}" --distinct
