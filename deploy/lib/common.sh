# shellcheck shell=bash disable=SC2034,SC2154 # names are shared with the scripts that source this file
# What the scripts in deploy/ share; sourced, not run. Needs $root, the directory of the checkout.

readonly exit_usage=64
readonly exit_unavailable=69
readonly jdk_needed=25
readonly tandem=$root/modules/app/target/tandem/bin/tandem

say() { printf '%s\n' "$*"; }

# lines LINE...: each on a line of its own.
lines() { printf '%s\n' "$@"; }

die() {
  local code=$1
  shift
  printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
  exit "$code"
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

# Prints the home of a JDK (with a compiler) that is new enough; fails if there is none.
find_jdk() {
  local home release
  for home in "${JAVA_HOME:-}" "${JAVA25_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/java/* "$HOME"/.jdks/* \
    "$HOME"/.m2/jdks/* "$HOME"/.sdkman/candidates/java/* "$(java_on_path)"; do
    [[ -n $home && -x $home/bin/javac && -r $home/release ]] || continue
    release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    if [[ -n $release ]] && ((release >= jdk_needed)); then
      printf '%s' "$home"
      return
    fi
  done
  return 1
}

java_on_path() {
  local java
  java=$(command -v java) || return 0
  dirname -- "$(dirname -- "$(readlink -f -- "$java")")"
}

# Whether the distribution is missing or older than what it is made from.
build_needed() {
  [[ -x $tandem ]] || return 0
  local module newer
  for module in "$root"/modules/*/; do
    [[ $module != */e2e/ && -d $module/src/main ]] || continue
    newer=$(find "$module/src/main" "$module/pom.xml" -newer "$tandem" -print -quit)
    [[ -z $newer ]] || return 0
  done
  [[ $root/pom.xml -nt $tandem ]]
}

# Builds the distribution if needed; shows what Maven is at.
build() {
  build_needed || return 0
  local jdk
  jdk=$(find_jdk) || die "$exit_unavailable" "no JDK $jdk_needed or newer found; install one (for example Eclipse Temurin" \
    "$jdk_needed, https://adoptium.net) in /usr/lib/jvm or name it in JAVA_HOME"
  command -v mvn >/dev/null || die "$exit_unavailable" "no mvn on the PATH; install Maven 3.8 or newer" \
    "(apt-get install maven, or https://maven.apache.org)"
  say "Building Tandem (a first build fetches its libraries, which takes minutes) ..."
  local log status=0
  log=$(mktemp)
  (cd -- "$root" && JAVA_HOME=$jdk mvn -B -T 1C -P '!lint' -pl modules/app -am -DskipTests -Darchive.skip package) </dev/null 2>&1 |
    tee "$log" | awk '
      /^\[INFO\] Building Tandem/ { sub(/^\[INFO\] Building /, "  "); print; fflush() }
      /Downloaded from/ { if (++files % 50 == 0) { print "  ... " files " files fetched"; fflush() } }' || status=$?
  if ((status != 0)); then
    grep '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
    rm -f -- "$log"
    die 1 "the build failed; the lines above say why"
  fi
  rm -f -- "$log"
  touch -- "$tandem"
}

# http_get ADDRESS PORT PATH: prints the whole answer. Waits at most 3 seconds.
http_get() {
  # shellcheck disable=SC2016 # the inner shell expands
  timeout 3 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "GET %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n" "$3" "$1" "$2" >&3 && cat <&3' \
    - "$1" "$2" "$3" 2>/dev/null
}

# Whether the answer's status is 200.
http_ok() { [[ $(http_get "$@" | head -n 1) == 'HTTP/1.1 200'* ]]; }

# await SECONDS WHAT COMMAND...: repeats the command until it succeeds.
await() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < deadline)) || {
      printf '%s: waited in vain for %s\n' "$(basename -- "$0")" "$what" >&2
      return 1
    }
    sleep 0.1
  done
}

# await_line SECONDS FILE PATTERN PID: until the file has the line; stops early if the process ends.
await_line() {
  local deadline=$((SECONDS + $1))
  until grep -q -- "$3" "$2" 2>/dev/null; do
    if ((SECONDS >= deadline)) || ! kill -0 "$4" 2>/dev/null; then
      printf '%s: no line "%s" in %s; its end:\n' "$(basename -- "$0")" "$3" "$2" >&2
      tail -n 20 -- "$2" >&2 || true
      return 1
    fi
    sleep 0.05
  done
}

# Ends processes: TERM, after some seconds KILL. end SECONDS PID...
end() {
  local deadline=$((SECONDS + $1)) pid
  shift
  kill -CONT "$@" 2>/dev/null || true
  kill -TERM "$@" 2>/dev/null || true
  for pid in "$@"; do
    while kill -0 "$pid" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.05; done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

# The secret of a throw-away pair.
write_secret() {
  (umask 077 && head -c 48 /dev/urandom | base64 >"$1")
}

# write_httpd FROM TO LISTEN MEMBER1 MEMBER2: the seed configuration with addresses in place of names.
write_httpd() {
  sed -e "s|^Listen .*|Listen $3|" -e "s|http://your-server-node1/|http://$4/|" -e "s|http://your-server-node2/|http://$5/|" \
    "$1" >"$2"
}

# collection_install DIRECTORY: builds the Ansible collection and installs it there, asking nobody.
collection_install() {
  local made status=0
  made=$(mktemp -d) || return 1
  ansible-galaxy collection build --output-path "$made" "$root/ansible" >"$made/log" 2>&1 || status=1
  ansible-galaxy collection install --no-deps --offline --collections-path "$1" "$made"/tandemlb-tandem-*.tar.gz >>"$made/log" 2>&1 || status=1
  ((status == 0)) || cat -- "$made/log" >&2
  rm -rf -- "$made"
  return "$status"
}
