# shellcheck shell=bash disable=SC2034,SC2154 # names are shared with the scripts that source this file
# A pair and two members on this machine; sourced after common.sh. Needs $work, a directory of its own.
# In namespaces (see drill.sh) in_place runs a command where it belongs; without them it is the identity.

declare -A pid=() client=() node_address=() member_address=()
vip='' port=0 admin_port=0 member_port=0 cluster_port=0 sharing_port=0 metrics_port=0 provider=bind
lock_fd='' lock_file=''
readonly work_directory=$work

# in_place NAME COMMAND...: replaces the calling shell.
in_place() {
  local place=$1
  shift
  if [[ $provider == netlink ]]; then
    exec ip netns exec "$place" "$@"
  fi
  exec "$@"
}

# Whether nobody listens there.
port_free() {
  # shellcheck disable=SC2016 # the inner shell expands
  ! timeout 1 bash -c 'exec 3<>"/dev/tcp/$1/$2"' - "$1" "$2" 2>/dev/null
}

# Sets addresses and ports that are free, and keeps other demos from taking them.
find_addresses() {
  local shift block
  for shift in 0 100 1000 10000; do
    for block in {0..200}; do
      if take_block "$block" "$shift"; then
        return
      fi
    done
  done
  die "$exit_unavailable" "no free block of addresses 127.0.0.x to 127.0.200.x; end other demos"
}

take_block() {
  local block=127.0.$1 shift=$2 lock=${TMPDIR:-/tmp}/tandem-demo.$1.$2.lock address
  { exec {lock_fd}>"$lock"; } 2>/dev/null || return 1
  if ! flock -n "$lock_fd"; then
    exec {lock_fd}>&-
    return 1
  fi
  lock_file=$lock
  port=$((8080 + shift)) admin_port=$((9990 + shift)) member_port=$((8081 + shift))
  vip=$block.100
  node_address=([lb1]=$block.11 [lb2]=$block.12)
  member_address=([node1]=$block.21 [node2]=$block.22)
  cluster_port=$((7800 + shift)) sharing_port=$((5701 + shift)) metrics_port=$((9991 + shift))
  for address in "$vip:$port" "${member_address[node1]}:$member_port" "${member_address[node2]}:$member_port" \
    "${node_address[lb1]}:"{$port,$admin_port,$metrics_port,$cluster_port,$sharing_port} \
    "${node_address[lb2]}:"{$port,$admin_port,$metrics_port,$cluster_port,$sharing_port}; do
    if ! port_free "${address%:*}" "${address#*:}"; then
      exec {lock_fd}>&-
      return 1
    fi
  done
}

# configure NAME: tandem.yaml of one node.
configure() {
  local name=$1
  mkdir -p "$work_directory/state-$name"
  [[ -e $work_directory/cluster.key ]] || write_secret "$work_directory/cluster.key"
  write_httpd "$root/deploy/lib/seed-httpd.conf" "$work_directory/httpd.conf" "$port" \
    "${member_address[node1]}:$member_port" "${member_address[node2]}:$member_port"
  cat >"$work_directory/$name.yaml" <<YAML
node: $name
state-directory: $work_directory/state-$name
cluster:
  name: demo
  nodes: {lb1: ${node_address[lb1]}, lb2: ${node_address[lb2]}}
  secret-file: $work_directory/cluster.key
  port: $cluster_port
  sharing-port: $sharing_port
$(more_cluster)
vips:
$(vip_line)
drain: 2s
httpd: httpd.conf
admin: {listen: "$(admin_host "$name"):$admin_port"}
metrics: {listen: "${node_address[$name]}:$metrics_port"}
YAML
}

more_cluster() {
  if [[ $provider == netlink ]]; then
    say "  gateway: 192.0.2.1"
  fi
}

vip_line() {
  if [[ $provider == netlink ]]; then
    say "  - {address: $vip/24, interface: eth0, provider: netlink}"
  else
    say "  - {address: $vip, provider: bind}"
  fi
}

# Starts nodes and waits until they are ready.
start_nodes() {
  local name
  for name in "$@"; do
    configure "$name"
    : >"$work_directory/$name.log"
    (in_place "$name" "$tandem" run --config "$work_directory/$name.yaml") >>"$work_directory/$name.log" 2>&1 </dev/null &
    pid[$name]=$!
  done
  for name in "$@"; do
    await_line 60 "$work_directory/$name.log" "^ready node=$name" "${pid[$name]}"
  done
}

start_members() {
  local name
  for name in node1 node2; do
    (in_place "$name" env "TANDEM_JAVA_OPTS=-Xmx64m -XX:TieredStopAtLevel=1" "$tandem" demo-member --name "$name" \
      --listen "${member_address[$name]}:$member_port") >"$work_directory/$name.log" 2>&1 </dev/null &
    pid[$name]=$!
  done
  for name in node1 node2; do
    await_line 30 "$work_directory/$name.log" "^ready member=$name" "${pid[$name]}"
  done
}

# admin_host NODE: in a namespace of its own a node is asked there, by the loopback address that asks nobody who he is.
admin_host() { if [[ $provider == netlink ]]; then printf 127.0.0.1; else printf '%s' "${node_address[$1]}"; fi; }

# node_get NODE PATH: an answer of a node's admin listener.
node_get() {
  if [[ $provider == netlink ]]; then
    local call
    call=$(declare -f http_get)
    ip netns exec "$1" bash -c "$call; http_get \"\$@\"" - "$(admin_host "$1")" "$admin_port" "$2"
  else
    http_get "$(admin_host "$1")" "$admin_port" "$2"
  fi
}

# node_post NODE PATH JSON: prints the answer's body.
node_post() {
  # shellcheck disable=SC2016 # the inner shell expands
  (in_place "$1" timeout 20 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "POST %s HTTP/1.1\r\nHost: %s:%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" "$3" "$1" "$2" "${#4}" "$4" >&3 && sed "1,/^\r*\$/d" <&3' \
    - "$(admin_host "$1")" "$admin_port" "$2" "$3")
}

is_active() { [[ $(node_get "$1" /active | head -n 1) == 'HTTP/1.1 200'* ]]; }

# Prints the node that holds the virtual address; fails if none does.
active_node() {
  local name
  for name in lb1 lb2; do
    if is_active "$name"; then
      printf '%s' "$name"
      return
    fi
  done
  return 1
}

some_active() { active_node >/dev/null; }

# Whether a node's status says of nobody that it is out of reach, and of sharing that it has joined.
sees_peer() {
  local body
  body=$(node_get "$1" /api/v1/status)
  [[ $body == *'"joined"'* ]] && ! grep -q '"reachable" *: *false' <<<"$body"
}

# Until one node is active and both share.
await_pair() {
  await 30 "a node that holds $vip" some_active
  await 30 "lb1 to share with lb2" sees_peer lb1
  await 30 "lb2 to share with lb1" sees_peer lb2
}

# ready_to_take FROM TO: whether nothing speaks against a switchover.
ready_to_take() {
  [[ $(node_post "$1" /api/v1/switchover "{\"to\":\"$2\",\"check\":true}") == '{"sentence"'* ]]
}

clean_up() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP
  if ((${#pid[@]} + ${#client[@]} > 0)); then
    end 5 "${pid[@]}" "${client[@]}"
  fi
  rm -rf -- "$work_directory"
  if [[ -n $lock_fd ]]; then
    rm -f -- "$lock_file"
  fi
  exit "$status"
}
