# shellcheck shell=bash disable=SC2154 # names are shared with the scripts that source this file
# Runs single classes of modules/e2e for bench and soak; sourced after common.sh.

# run_e2e CLASS OPTION...: builds what it needs, runs that class, shows its output. Fails if the class does.
run_e2e() {
  local class=$1 jdk
  shift
  jdk=$(find_jdk) || die "$exit_unavailable" "no JDK $jdk_needed or newer found; deploy/verify installs one"
  (cd -- "$root" && JAVA_HOME=$jdk mvn --batch-mode --no-transfer-progress -P '!lint' -T 1C -pl modules/e2e -am verify \
    -Dtest=NoUnitTest -Dsurefire.failIfNoSpecifiedTests=false "-Dit.test=$class" -Dfailsafe.failIfNoSpecifiedTests=false \
    "$@" </dev/null)
}

# Prints what figures need beside them: machine, date, commit.
describe_run() {
  local commit jdk
  jdk=$(find_jdk)
  commit=$(git -C "$root" rev-parse --short HEAD)
  [[ -z $(git -C "$root" status --porcelain --untracked-files=no -- . ':!docs/results.md' ':!docs/performance.md' ':!docs/performance-members.md') ]] || commit="$commit with local changes"
  say "- Date: $(date -u '+%Y-%m-%d %H:%M') UTC; load before the run and now: $load_before, $(cut -d ' ' -f 1-2 /proc/loadavg)"
  say "- Commit: $commit"
  say "- Machine: $(nproc) CPUs ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r)"
  say "- Java: $(sed -n 's/^IMPLEMENTOR="\(.*\)"/\1/p' "$jdk/release") $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$jdk/release")"
}

load_before=$(cut -d ' ' -f 1-2 /proc/loadavg)
readonly load_before
