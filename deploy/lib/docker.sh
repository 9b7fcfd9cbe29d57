# shellcheck shell=bash disable=SC2154 # exit_unavailable is common.sh's
# Docker for tests: an engine that leaves the host alone, and images made without a registry. Sourced, not run, after
# common.sh. Debian packages: docker.io debootstrap debian-archive-keyring.
#
#   docker_start                   uses the engine that answers, else starts a private one and exports DOCKER_HOST
#   docker_stop                    ends the private engine with all that runs in it, and removes its files
#   docker_network NAME            makes a network with a free TEST-NET subnet, prints the subnet
#   base_image                     makes tandem-base:bookworm, a minimal Debian
#   systemd_image                  makes tandem-systemd:bookworm, a bare Debian host (see systemd_options)
#   debian_image NAME PACKAGE...   makes NAME from tandem-base:bookworm and packages
#
# The private engine writes no firewall rule, turns no forwarding on and has no default bridge: containers run on networks of
# their own with explicit subnets, where they reach each other and the host reaches them, and they reach nothing else.

readonly debian_release=bookworm
readonly debian_mirror=${TANDEM_DEBIAN_MIRROR:-http://deb.debian.org/debian}
readonly image_cache=${XDG_CACHE_HOME:-$HOME/.cache}/tandem
readonly base_packages=libcap2-bin,iproute2,nftables # setcap for images; what a node of Tandem uses
readonly systemd_packages=(systemd systemd-sysv dbus iproute2 nftables procps curl python3 python3-apt)

# How a container runs systemd as its first process: docker run --detach "${systemd_options[@]}" ... tandem-systemd:bookworm
# shellcheck disable=SC2034 # for the scripts that source this file
readonly systemd_options=(--cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add NET_RAW --security-opt seccomp=unconfined
  --cgroupns=host --volume /sys/fs/cgroup:/sys/fs/cgroup:rw --tmpfs /run --tmpfs /run/lock)

# Directory of the private engine; empty if none was started here.
docker_home=

docker_answers() { command -v docker >/dev/null && timeout 20 docker info >/dev/null 2>&1; }

# Exits with 69 if no engine answers and none can be started.
docker_start() {
  docker_try || die "$exit_unavailable" "there is no Docker engine to work with; the lines above say why"
}

# The same, but fails instead.
docker_try() {
  export TESTCONTAINERS_RYUK_DISABLED=true # its image would come from a registry; docker_stop removes what it would
  if docker_answers; then return; fi
  if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
    say "no Docker engine answers and there is no dockerd to start; install docker.io" >&2
    return 1
  fi
  docker_home=$(mktemp -d /var/tmp/tandem-docker.XXXXXX)
  export DOCKER_HOST=unix://$docker_home/socket
  export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 # it would look for the default bridge
  as_root setsid dockerd --data-root "$docker_home/data" --exec-root "$docker_home/exec" --pidfile "$docker_home/pid" \
    --host "$DOCKER_HOST" --group "$(id -g)" --bridge none --ip 127.0.0.1 \
    --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false >"$docker_home/log" 2>&1 </dev/null &
  if ! await 60 "the private Docker engine" docker_answers; then
    tail -n 20 -- "$docker_home/log" >&2
    docker_stop
    return 1
  fi
}

docker_stop() {
  [[ -n $docker_home ]] || return 0
  docker ps --all --quiet 2>/dev/null | xargs -r docker rm --force --volumes >/dev/null || true
  docker network ls --quiet --filter type=custom 2>/dev/null | xargs -r docker network rm >/dev/null || true
  local pid
  if pid=$(as_root cat -- "$docker_home/pid" 2>/dev/null); then
    as_root kill -TERM "$pid" 2>/dev/null || true
    await 20 "the private Docker engine to end" process_gone "$pid" || as_root kill -KILL "$pid" || true
  fi
  as_root umount "$docker_home/exec/netns/default" 2>/dev/null || true
  as_root rm -rf --one-file-system -- "$docker_home"
  docker_home=
  unset DOCKER_HOST TESTCONTAINERS_HOST_OVERRIDE
}

process_gone() { ! as_root kill -0 "$1" 2>/dev/null; }

# docker_network NAME: fails if all subnets are taken.
docker_network() {
  local start subnet taken
  taken=$(ip -4 route)
  for start in {0..240..16}; do
    for subnet in "203.0.113.$start/28" "198.51.100.$start/28"; do
      [[ $taken != *"$subnet"* ]] || continue
      if docker network create --subnet "$subnet" -- "$1" >/dev/null 2>&1; then
        printf '%s\n' "$subnet"
        return
      fi
    done
  done
  say "no free subnet in 203.0.113.0/24 and 198.51.100.0/24 for the network $1, or its name is taken" >&2
  return 1
}

image_exists() { docker image inspect "$1" >/dev/null 2>&1; }

# The name of a file in the cache that changes with the recipe: cached NAME INGREDIENT...
cached() {
  local digest
  digest=$(printf '%s\n' "$debian_release" "$base_packages" "$@" | sha256sum)
  printf '%s/%s-%s.tar' "$image_cache" "$1" "${digest:0:12}"
}

# Makes the base image from Debian's package mirror; from the cache the next time.
base_image() {
  local name=tandem-base:$debian_release file files
  ! image_exists "$name" || return 0
  file=$(cached base)
  if [[ ! -r $file ]]; then
    say "Making $name (once, about a minute) ..."
    mkdir -p -- "$image_cache"
    files=$(mktemp -d /var/tmp/tandem-base.XXXXXX)
    if ! as_root debootstrap --variant=minbase --include="$base_packages" "$debian_release" "$files/root" "$debian_mirror" >"$files/log" 2>&1; then
      tail -n 20 -- "$files/log" >&2
      as_root rm -rf --one-file-system -- "$files"
      say "debootstrap could not make $name from $debian_mirror (TANDEM_DEBIAN_MIRROR names another)" >&2
      return 1
    fi
    as_root rm -rf -- "$files/root/var/cache/apt" "$files/root/var/lib/apt/lists"
    as_root mkdir -p -- "$files/root/var/cache/apt/archives/partial" "$files/root/var/lib/apt/lists/partial"
    as_root tar --create --numeric-owner --xattrs --one-file-system --directory "$files/root" . >"$file.new.$$"
    mv -- "$file.new.$$" "$file"
    as_root rm -rf --one-file-system -- "$files"
  fi
  docker import "$file" "$name" >/dev/null
}

systemd_image() { debian_image "tandem-systemd:$debian_release" "${systemd_packages[@]}"; }

# debian_image NAME PACKAGE...: the build uses the host's network, which has a way to the mirror.
debian_image() {
  local name=$1 file
  shift
  ! image_exists "$name" || return 0
  file=$(cached "${name%%:*}" "$@")
  if [[ -r $file ]]; then
    docker load --quiet --input "$file" >/dev/null
    return
  fi
  base_image
  say "Making $name (once, about a minute) ..."
  docker build --quiet --network host --tag "$name" - >/dev/null 2>"$file.log" <<IMAGE || { tail -n 20 -- "$file.log" >&2; return 1; }
FROM tandem-base:$debian_release
RUN apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q install --yes --no-install-recommends $* && apt-get clean && rm -rf /var/lib/apt/lists/*
STOPSIGNAL SIGRTMIN+3
CMD ["/sbin/init"]
IMAGE
  rm -f -- "$file.log"
  docker save --output "$file.new.$$" "$name"
  mv -- "$file.new.$$" "$file"
}
