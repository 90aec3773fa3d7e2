#!/usr/bin/env bash
# A Docker engine of one's own in one folder, for the tests, on a machine that has none. Needs root.
# Usage: docker-engine.sh start FOLDER    starts it and prints the DOCKER_HOST to use
#        docker-engine.sh stop FOLDER     stops it, by its pid, and removes the folder and what it mounted
# It publishes ports on 127.0.0.1 only, writes no firewall rule and does not turn on packet forwarding, so that the
# machine is afterwards as it was before. Containers therefore reach no network: the tests need none.
set -euo pipefail

action=${1:?usage: docker-engine.sh start|stop FOLDER}
folder=${2:?usage: docker-engine.sh start|stop FOLDER}
socket="unix://$folder/docker.sock"
pidfile="$folder/engine.pid"

alive() { [ -s "$pidfile" ] && kill -0 "$(cat "$pidfile")" 2>/dev/null; }

# Storage drivers differ in what file system they can lie upon; vfs lies upon any.
start_with() {
  local driver=$1
  setsid dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/dockerd.pid" --host "$socket" \
    --group "$(id -gn)" --storage-driver "$driver" --ip 127.0.0.1 \
    --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
    >"$folder/dockerd-$driver.log" 2>&1 </dev/null &
  local child=$!
  # At once, unlike the daemon, so that a start that is broken off can be stopped as well.
  echo "$child" >"$pidfile"
  for _ in $(seq 150); do
    docker --host "$socket" info >/dev/null 2>&1 && return 0
    kill -0 "$child" 2>/dev/null || return 1
    sleep 0.2
  done
  return 1
}

stop_daemon() {
  alive || return 0
  local pid
  pid=$(cat "$pidfile")
  kill -TERM "$pid"
  for _ in $(seq 150); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  echo "The Docker engine (pid $pid) did not stop within 15 s; killing it." >&2
  kill -KILL "$pid"
}

case $action in
  start)
    mkdir -p "$folder"
    # The bridge that the engine makes outlives it; whoever found none shall leave none.
    [ -e /sys/class/net/docker0 ] || touch "$folder/made-bridge"
    for driver in overlay2 vfs; do
      if start_with "$driver"; then
        echo "$socket"
        exit 0
      fi
      stop_daemon
    done
    echo "The Docker engine did not come up. The end of its log:" >&2
    tail -n 15 "$folder"/dockerd-*.log >&2
    exit 1
    ;;
  stop)
    stop_daemon
    grep -o " $folder/[^ ]*" /proc/self/mounts | sort -r | while read -r mount; do umount -l "$mount"; done || true
    if [ -e "$folder/made-bridge" ]; then ip link delete docker0 2>/dev/null || true; fi
    rm -rf "$folder"
    ;;
  *)
    echo "usage: docker-engine.sh start|stop FOLDER" >&2
    exit 2
    ;;
esac
