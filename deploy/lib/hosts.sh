# shellcheck shell=bash disable=SC2154 # exit_unavailable is common.sh's
# Hosts for tests, each a container, and what is said of them. Sourced, not run, after common.sh and docker.sh.
#
#   launch NAME OPTION... IMAGE [COMMAND]...   starts a host at ${address[NAME]} in the network $id
#   on NAME COMMAND...                         runs a command there
#   verdict TEXT COMMAND...                    PASS if the command succeeds, else counts one of $failures
#   remove_hosts                               ends them and their network

# Containers and network are called tandem-ID-lb1 and so on.
id=tandem-$$
failures=0
declare -A address=()

container() { printf '%s-%s' "$id" "$1"; }

on() {
  local host=$1
  shift
  docker exec --interactive "$(container "$host")" "$@"
}

launch() {
  local name=$1 said
  shift
  said=$(docker run --detach --name "$(container "$name")" --network "$id" --ip "${address[$name]}" "$@" 2>&1) ||
    die "$exit_unavailable" "the container $name did not start: $said"
}

verdict() {
  local text=$1
  shift
  if "$@"; then
    say "  PASS  $text"
  else
    say "  FAIL  $text"
    failures=$((failures + 1))
  fi
}

remove_hosts() {
  local name
  for name in "${!address[@]}"; do docker rm --force --volumes "$(container "$name")" >/dev/null 2>&1 || true; done
  docker network rm "$id" >/dev/null 2>&1 || true
}
