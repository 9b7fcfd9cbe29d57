#!/usr/bin/env bash
# The tour of deploy/demo --drill: drill.sh DIRECTORY netlink|bind.
# With netlink it expects network, mount and process namespaces of its own (deploy/demo makes them) and cables a small
# network there: a bridge with lb1, lb2, node1, node2 and the client, 192.0.2.0/24.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$1
# shellcheck source=common.sh
source "$root/deploy/lib/common.sh"
# shellcheck source=pair.sh
source "$root/deploy/lib/pair.sh"
provider=$2

# What clients may see at most, in milliseconds.
readonly kill_bound=1500 freeze_bound=2000 switchover_bound=50
failures=0

cable() {
  mount -t tmpfs tmpfs /run
  ip link set lo up
  ip link add br0 type bridge
  ip link set br0 up
  local name
  for name in client lb1 lb2 node1 node2; do
    ip netns add "$name"
    ip link add "port-$name" type veth peer name eth0 netns "$name"
    ip link set "port-$name" master br0 up
    ip -n "$name" link set lo up
    ip -n "$name" link set eth0 up
  done
  vip=192.0.2.100 port=80 admin_port=9990 member_port=80 cluster_port=7800 sharing_port=5701 metrics_port=9991
  node_address=([lb1]=192.0.2.11 [lb2]=192.0.2.12)
  member_address=([node1]=192.0.2.21 [node2]=192.0.2.22)
  ip -n client addr add 192.0.2.1/24 dev eth0
  for name in lb1 lb2; do ip -n "$name" addr add "${node_address[$name]}/24" dev eth0; done
  for name in node1 node2; do ip -n "$name" addr add "${member_address[$name]}/24" dev eth0; done
}

# traffic NAME SECONDS MILLISECONDS LIMIT [COOKIE]: clients that come every so often; returns once they come. A request has
# failed after LIMIT ms: short where an outage is measured, long where only lost requests count.
traffic() {
  local name=$1 out=$work/clients-$1.txt
  local options=(--url "http://$vip:$port/" --for "$2" --every "$3" --limit "$4" --out "$work/clients-$1.jsonl")
  if [[ -n ${5:-} ]]; then
    options+=(--cookie "BALANCEID=mycluster.$5")
  fi
  : >"$out"
  (in_place client "$tandem" demo-client "${options[@]}") >"$out" 2>&1 </dev/null &
  client[$name]=$!
  await_line 30 "$out" '^started' "${client[$name]}"
}

finish() {
  local name
  for name in "$@"; do
    wait "${client[$name]}"
    unset "client[$name]"
  done
}

# figure NAME KEY: one of the figures that clients printed at the end.
figure() { sed -n "s/^requests=.*\\b$2=\\([^ ]*\\).*/\\1/p; s/^$2=\\([^ ]*\\) .*/\\1/p" "$work/clients-$1.txt" | head -n 1; }

show() { say "    clients saw: $(figure "$1" failed) of $(figure "$1" requests) requests failed, longest outage $(figure "$1" outage_ms) ms, slowest answer $(figure "$1" worst_ms) ms, by member $(figure "$1" members), by node $(figure "$1" nodes), errors $(figure "$1" errors)"; }

# verdict TEXT COMMAND...: PASS if the command succeeds; if not, what the nodes said last.
verdict() {
  local text=$1 name
  shift
  if "$@"; then
    say "  PASS  $text"
  else
    say "  FAIL  $text"
    failures=$((failures + 1))
    for name in lb1 lb2; do tail -n 12 "$work/$name.log" | cut -c 1-300 | sed "s/^/    $name: /"; done
  fi
}

at_most() { awk -v value="$1" -v bound="$2" 'BEGIN { exit !(value != "" && value + 0 <= bound + 0) }'; }
none_failed() { [[ $(figure "$1" failed) == 0 && $(figure "$1" requests) -gt 0 ]]; }
only_member() { [[ $(figure "$1" members) == "$2:"* && $(figure "$1" members) != *,* ]]; }
both_members() { [[ $(figure "$1" members) == node1:*,node2:* ]]; }
outage_within() { at_most "$(figure "$1" outage_ms)" "$2" && [[ $(figure "$1" requests) -gt 0 ]] && ! grep -q 'nobody was served again' "$work/clients-$1.txt"; }
waited_at_most() { outage_within "$1" "$2" && at_most "$(figure "$1" worst_ms)" "$2"; }

# The other node.
peer_of() { if [[ $1 == lb1 ]]; then printf lb2; else printf lb1; fi; }
is_held_by() { [[ $(active_node) == "$1" ]]; }

tell() { # NODE COMMAND...: the command line, asking that node
  local node=$1
  shift
  (in_place "$node" "$tandem" "$@" --admin "http://$(admin_host "$node"):$admin_port")
}

step() { printf "\n%s\n" "$*"; }

steady() {
  step "Steady traffic: a new connection every 5 ms"
  traffic warm 4 5 2000
  finish warm
  traffic steady 3 5 2000
  finish steady
  show steady
  verdict "no request failed" none_failed steady
  verdict "both members answered" both_members steady
}

kill_active() {
  local active peer
  active=$(active_node)
  peer=$(peer_of "$active")
  step "kill -9 of $active, the active node"
  traffic sticky 6 100 250 node1
  traffic kill 5 5 250
  sleep 1
  { kill -9 "${pid[$active]}" && wait "${pid[$active]}"; } 2>/dev/null || true
  finish kill sticky
  show kill
  verdict "clients were without service for at most $kill_bound ms" outage_within kill "$kill_bound"
  verdict "clients with node1's cookie got node1 before and after ($(figure sticky members))" only_member sticky node1
  verdict "$peer holds $vip" is_held_by "$peer"
  traffic back 7 5 2000
  start_nodes "$active"
  await_pair
  finish back
  step "$active is started again"
  show back
  verdict "no request failed" none_failed back
  verdict "$peer still holds $vip: nothing moves without need" is_held_by "$peer"
}

freeze_active() {
  local active
  active=$(active_node)
  if [[ $provider == bind ]]; then
    step "Freezing the active node is not shown: a frozen process keeps its port, so with provider bind a frozen owner is reported, not taken over"
    return
  fi
  step "Freeze of $active, the active node, for 3 s (SIGSTOP, SIGCONT)"
  traffic freeze 7 5 250
  sleep 1
  kill -STOP "${pid[$active]}"
  sleep 3
  kill -CONT "${pid[$active]}"
  finish freeze
  show freeze
  verdict "clients were without service for at most $freeze_bound ms" outage_within freeze "$freeze_bound"
  await 30 "the pair to settle" await_pair
  verdict "exactly one node is active afterwards" one_active
}

one_active() { [[ $(active_count) == 1 ]]; }
active_count() { (is_active lb1 && echo lb1; is_active lb2 && echo lb2; true) | wc -l; }

# Three switchovers, because on a small machine one measurement may hit a pause of the machine itself.
switch_over() {
  local active peer before gaps=()
  step "Planned switchover, three times"
  for _ in 1 2 3; do
    active=$(active_node)
    peer=$(peer_of "$active")
    await 30 "$peer to be ready" ready_to_take "$active" "$peer"
    traffic switchover 4 5 250
    sleep 1
    before=$(date +%s.%N)
    say "    $(node_post "$active" /api/v1/switchover "{\"to\":\"$peer\"}")"
    finish switchover
    show switchover
    verdict "$peer holds $vip" is_held_by "$peer"
    gaps+=("$(longest_gap switchover "$before")")
  done
  mapfile -t gaps < <(printf '%s\n' "${gaps[@]}" | sort -g)
  verdict "new connections were served again within $switchover_bound ms (median of ${gaps[*]} ms)" \
    at_most "${gaps[1]}" "$switchover_bound"
}

# longest_gap NAME BEFORE: in the second after BEFORE, the longest time in which no new connection was served, in ms: from the
# start of the first attempt that failed to the answer of the next that did not.
longest_gap() {
  sort -t : -k 2,2n -- "$work/clients-$1.jsonl" | awk -F '[:,]' -v from="$2" '
    { start = $2; failed = $0 !~ /"error":""/ }
    start < from || start > from + 1 { next }
    failed && first == "" { first = start }
    failed { gap = (start - first) * 1000 + $4 }
    !failed && first != "" { gap = (start - first) * 1000 + $4; first = ""; if (gap > worst) worst = gap; gap = 0 }
    END { if (gap > worst) worst = gap; printf "%.0f", worst }'
}

drain_member() {
  local active
  active=$(active_node)
  step "Drain of node2"
  tell "$active" member mycluster/node2 drain --comment drill | sed 's/^/    /'
  traffic visitors 3 20 2000 node2
  traffic newcomers 3 5 2000
  finish newcomers visitors
  show newcomers
  verdict "newcomers get node1 only" only_member newcomers node1
  verdict "clients with node2's cookie still get node2 ($(figure visitors members))" only_member visitors node2
  verdict "no request failed" none_failed newcomers
  tell "$active" member mycluster/node2 clear | sed 's/^/    /'
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [[ $provider == netlink ]]; then
  cable
  say "Real addresses in network namespaces: lb1 and lb2 share $vip on a bridge with the client and the members."
else
  find_addresses
  say "simulated: port takeover (network namespaces need root or unprivileged user namespaces); the address is $vip:$port"
fi
start_members
start_nodes lb1 lb2
await_pair
steady
kill_active
freeze_active
switch_over
drain_member
if ((failures > 0)); then
  printf "\n%s\n" "drill: $failures of the promises above were not kept"
  exit 1
fi
printf "\n%s\n" "drill: all as promised"
