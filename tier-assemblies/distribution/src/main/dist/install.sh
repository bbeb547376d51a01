#!/usr/bin/env bash
# Installs, updates or removes a tier of HookProbe on this machine.
set -euo pipefail
# Programs and configuration are read by the service's user, whatever root's own habit is.
umask 022
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)

usage() {
  cat <<'END'
Usage: install.sh --tier TIER [--standalone | --request --verifier-card FILE | --join MESHFILE] [OPTIONS]
       install.sh --tier TIER --check | --uninstall [OPTIONS]

TIER is sentinel, guardian, fortress, nexus or mssp. Checks the machine before it changes anything; may be repeated, which updates and
keeps configuration, keys and data. Without one of the first three options it installs and makes keys, and says what comes next.

  --standalone       guardian, fortress or nexus: the whole mesh of this machine alone, with a sentinel and an MSSP; detects at once
  --request          a request for enrolment at a mesh, whose MSSP's card is --verifier-card FILE; --token-file FILE, --send URL
  --join MESHFILE    the mesh file that came back
  --name NAME        of the node in the mesh, TIER-1 by default
  --interface IF     capture live packets there (needs tcpdump)
  --base-port N      first UDP port on this machine, 4719 by default
  --check            only look, change nothing
  --uninstall        remove programs and units, keep configuration, keys and data
  --from FILE        the archive, by default hookprobe-TIER-*.tar.gz beside this script; or the folder that has them
  --prefix DIR       programs, /opt/hookprobe by default
  --root DIR         everything below DIR instead of /, as this user, without system user and service: a trial
  --no-start         install the service, do not start it
  --yes              do not ask

Exit: 0 done, 1 failed, 2 wrong usage, 69 the machine does not fit.
END
}

fail() {
  echo "install.sh: $2" >&2
  exit "$1"
}
say() { echo "install.sh: $*"; }

tier='' action=install from=$here prefix=/opt/hookprobe root='' yes=no begin=yes
setup=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --check | --uninstall) action=${1#--} ;;
    --yes) yes=yes ;;
    --no-start) begin=no ;;
    --standalone | --request) setup+=("$1") ;;
    --tier | --from | --prefix | --root | --name | --join | --verifier-card | --token-file | --send | --interface | --base-port)
      [ $# -ge 2 ] || fail 2 "$1 expects a value; see --help"
      case $1 in
        --tier) tier=$2 ;;
        --from) from=$2 ;;
        --prefix) prefix=$2 ;;
        --root) root=$2 ;;
        *) setup+=("$1" "$2") ;;
      esac
      shift
      ;;
    *) fail 2 "unknown option '$1'; see --help" ;;
  esac
  shift
done
case $tier in
  sentinel | guardian | fortress | nexus | mssp) ;;
  *) fail 2 "--tier expects sentinel, guardian, fortress, nexus or mssp; found '${tier}'" ;;
esac
[[ $prefix = /?* ]] || fail 2 "--prefix expects the absolute path of a folder; found $prefix"
if [ -n "$root" ]; then root=$(realpath -m "$root"); fi
[ "$root" != / ] || root=
case "$root$prefix" in *[!A-Za-z0-9/._-]*) fail 2 "--root and --prefix expect letters, digits, dots, dashes and slashes; found $root$prefix" ;; esac
standalone=no
[[ " ${setup[*]-} " != *" --standalone "* ]] || standalone=yes
tiers=("$tier")
[ $standalone = no ] || tiers=(mssp sentinel "$tier")
units=$root/etc/systemd/system

# ---- what is asked of the machine ----

archive_of() {
  local folder=$from
  if [ -f "$from" ]; then
    if [ "$1" = "$tier" ]; then
      echo "$from"
      return
    fi
    folder=$(dirname "$from")
  fi
  find "$folder" -maxdepth 1 -name "hookprobe-$1-*.tar.gz" 2>/dev/null | sort -V | tail -1
}

# require_sum ARCHIVE: where the release's SHA256SUMS lies beside it, it has to be the one that is meant there.
require_sum() {
  local sums expected found
  sums=$(dirname "$1")/SHA256SUMS
  [ -e "$sums" ] || return 0
  expected=$(awk -v file="$(basename "$1")" 'substr($0, 67) == file { print $1 }' "$sums")
  found=$(sha256sum "$1" | cut -c1-64)
  [ "$expected" = "$found" ] ||
    fail 1 "$1 has the SHA-256 $found; $sums beside it says ${expected:-nothing of it}; get both again, from one release"
}

requirement() {
  tar -xzOf "$(archive_of "$1")" --occurrence=1 --wildcards '*/conf/requirements' 2>/dev/null | sed -n "s/^$2=//p"
}

bad=0
# check NAME EXPECTED FOUND OK|NO|WARN WHAT_TO_DO
check() {
  printf '  %-4s %-11s expected %s; found %s\n' "$4" "$1" "$2" "$3"
  case $4 in
    NO)
      printf '       %s\n' "$5"
      bad=$((bad + 1))
      ;;
    WARN) printf '       %s\n' "$5" ;;
  esac
}
at_least() { if [ "$2" -ge "$1" ]; then echo OK; else echo NO; fi; }

java_version() {
  local java=java
  if [ -n "${JAVA_HOME:-}" ]; then java=$JAVA_HOME/bin/java; fi
  command -v "$java" >/dev/null || return 0
  "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = \(1\.\)\{0,1\}\([0-9]*\).*/\2/p'
}

# used_ports: local UDP ports, from the kernel's own tables.
used_ports() {
  local table hex
  for table in /proc/net/udp /proc/net/udp6; do
    if [ -r "$table" ]; then
      while read -r hex; do echo $((16#$hex)); done < <(awk 'NR > 1 {sub(/.*:/, "", $2); print $2}' "$table")
    fi
  done
}

installed() { grep -qx "tier=$1" "$root$prefix/$1/VERSION" 2>/dev/null; }

# What lies where a tier belongs and is none of ours, such as another product of that name.
foreign() { [ -e "$root$prefix/$1" ] && ! installed "$1"; }

check_machine() {
  local memory=0 disk=0 one have ports=() port used folder java
  for one in "${tiers[@]}"; do
    if foreign "$one"; then fail 69 "expected nothing, or a $one of HookProbe, at $root$prefix/$one; found something else: give another --prefix, or move it away"; fi
    [ -n "$(archive_of "$one")" ] || fail 69 "expected hookprobe-$one-VERSION.tar.gz in $from; found none: get it from the release, or name it with --from"
    require_sum "$(archive_of "$one")"
    # A mesh of one machine is small: what a tier may take at most is not what it takes there.
    if [ $standalone = yes ] && [ "$one" = mssp ]; then memory=$((memory + 512)); else memory=$((memory + $(requirement "$one" memory_mib))); fi
    disk=$((disk + $(requirement "$one" disk_mib)))
  done
  echo "$tier on this machine:"
  if [ -z "$root" ]; then
    check user "root" "$(id -un)" "$([ "$(id -u)" = 0 ] && echo OK || echo NO)" "run it with sudo, or give --root DIR for a trial"
  fi
  have=$(uname -sm)
  check platform "Linux on x86_64 or aarch64" "$have" "$([[ $have =~ ^Linux\ (x86_64|aarch64)$ ]] && echo OK || echo NO)" \
    "run from the sources: README.md"
  # Files that stand for the machine's own, for tests.
  have=$(awk '/^MemTotal:/ {print int($2 / 1024)}' "${HOOKPROBE_CHECK_MEMINFO:-/proc/meminfo}")
  check memory "$memory MiB" "$have MiB" "$(at_least "$memory" "$have")" "give the machine more, or choose a smaller tier"
  folder=$root/var/lib
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  have=${HOOKPROBE_CHECK_DISK_MIB:-$(df -Pm "$folder" | awk 'NR == 2 {print $4}')}
  check disk "$disk MiB free at $folder" "$have MiB" "$(at_least "$disk" "$have")" "make room there, or mount a larger disk"
  java=${HOOKPROBE_CHECK_JAVA-$(java_version)}
  check java "Java 17 or newer" "${java:-none}" "$(at_least 17 "${java:-0}")" "apt install openjdk-17-jre-headless, or set JAVA_HOME"
  have=$(find "${HOOKPROBE_CHECK_NET:-/sys/class/net}" -mindepth 1 -maxdepth 1 ! -name lo -printf '%f\n' | sort | paste -sd, -)
  local result=OK
  if [ -z "$have" ]; then result=$([ $standalone = yes ] && echo WARN || echo NO); fi
  check network "an interface beside lo" "${have:-none}" "$result" "connect the machine: its mesh is elsewhere"
  used=$(used_ports)
  if [ $standalone = yes ]; then
    port=4719
    for ((one = 0; one < ${#setup[@]}; one++)); do
      if [ "${setup[one]}" = --base-port ]; then port=${setup[one + 1]}; fi
    done
    ports=("$port" $((port + 1)) $((port + 2)) $((port + 3)))
  else
    read -ra ports <<<"$(requirement "$tier" udp_ports)"
  fi
  if ! installed "$tier"; then
    have=
    for port in "${ports[@]}"; do
      if grep -qx "$port" <<<"$used"; then have+=" $port"; fi
    done
    check ports "UDP ${ports[*]} free" "${have:- all free}${have:+ taken}" "$([ -z "$have" ] && echo OK || echo NO)" \
      "see who has them (ss -lunp), or give other ports: --base-port, or htp.port in the configuration"
  fi
  if [ "$(requirement "$tier" nft)" = yes ]; then
    have=$(PATH=$PATH:/usr/sbin:/sbin command -v nft || true)
    check nft "nft, to block" "${have:-none}" "$([ -n "$have" ] && echo OK || echo WARN)" \
      "apt install nftables; until then decisions are recorded only"
  fi
  for one in tar sed awk sha256sum; do
    command -v "$one" >/dev/null || check tools "$one" none NO "install it"
  done
  [ "$bad" = 0 ] || fail 69 "$bad of the checks failed; nothing was changed"
}

# ---- changes ----

with_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

make_user() {
  [ -z "$root" ] || return 0
  if ! getent passwd hookprobe >/dev/null; then
    useradd --system --user-group --home-dir /var/lib/hookprobe --no-create-home --shell /usr/sbin/nologin hookprobe
  fi
  # Logs that a site may look at; a sentinel and an MSSP look at none.
  local group
  case $1 in
    guardian | fortress | nexus)
      for group in adm suricata; do
        if getent group "$group" >/dev/null; then usermod -a -G "$group" hookprobe; fi
      done
      ;;
  esac
}

# H_Integrity of an installed tier's program; empty when there is none.
self_hash() {
  if [ -x "$1/bin/hookprobe" ]; then
    "$1/bin/hookprobe" baseline manifest --integrity-file self 2>/dev/null | sed -n 's/^h_integrity //p'
  fi
}

# unpack TIER: the new program takes the place of the old one in one step.
unpack() {
  local home=$root$prefix/$1 new=$root$prefix/.$1.new archive
  archive=$(archive_of "$1")
  rm -rf "$new"
  mkdir -p "$new"
  tar -xzf "$archive" -C "$new" --strip-components=1 --no-same-owner
  (cd "$new" && sha256sum --quiet -c SHA256SUMS) || fail 1 "$archive is damaged: its jars are not those of its SHA256SUMS; get it again"
  if installed "$1" && cmp -s "$home/SHA256SUMS" "$new/SHA256SUMS" && cmp -s "$home/VERSION" "$new/VERSION" &&
    cmp -s "$home/bin/hookprobe" "$new/bin/hookprobe" && cmp -s "$home/bin/setup" "$new/bin/setup"; then
    rm -rf "$new"
    say "$1 $(sed -n 's/^version=//p' "$home/VERSION") is there already"
    return
  fi
  if with_systemd; then systemctl stop "hookprobe-$1.service" 2>/dev/null || true; fi
  if installed "$1"; then
    announce "$1" "$home" "$new"
    rm -rf "$root$prefix/.$1.old"
    mv "$home" "$root$prefix/.$1.old"
  fi
  mv "$new" "$home"
  rm -rf "$root$prefix/.$1.old"
  say "$1 $(sed -n 's/^version=//p' "$home/VERSION") is installed in $home"
}

# In the folders of the service's user root writes nothing: any path there may be a link to another file.
as_owner() {
  if [ -z "$root" ]; then runuser -u hookprobe -- "$@"; else "$@"; fi
}

# announce TIER OLD NEW: an update changes the watched program, which would end the node's trust. Beside its own MSSP it is announced.
announce() {
  local before after data=$root/var/lib/hookprobe/mssp change
  [ -f "$root/var/lib/hookprobe/$1/keystore" ] && [ "$1" != mssp ] || return 0
  before=$(self_hash "$2")
  after=$(self_hash "$3")
  [ -n "$before" ] && [ "$before" != "$after" ] || return 0
  if [ -f "$data/keystore" ] && installed mssp; then
    change=$data/baseline-changes/$1-${after:0:16}.change
    as_owner mkdir -p "$data/baseline-changes"
    as_owner rm -f "$change"
    as_owner "$root$prefix/mssp/bin/hookprobe" baseline announce --keystore "$data/keystore" --passphrase-file "$root/etc/hookprobe/mssp.passphrase" \
      --old "$before" --new "$after" --from now --old-until now+PT1H --all --out "$change" >/dev/null
    say "the MSSP of this machine is told of the update of $1"
  else
    say "the watched program of $1 changes: have the mesh's MSSP announce it, or it will no longer trust this node:"
    say "  hookprobe baseline announce --keystore KEYSTORE --old $before --new $after --from now --old-until now+PT1H --all --out update.change"
  fi
}

unit() {
  mkdir -p "$units"
  sed -e "s|/opt/hookprobe/|$root$prefix/|g" -e "s|\([= -]\)/etc/|\1$root/etc/|g" -e "s|\([= ]\)/var/|\1$root/var/|g" \
    "$root$prefix/$1/systemd/hookprobe-$1.service" >"$units/hookprobe-$1.service"
}

configuration() {
  local etc=$root/etc/hookprobe
  mkdir -p "$etc" "$root/var/lib/hookprobe"
  if [ ! -f "$etc/$1.yaml" ]; then
    sed "s#\([: ]\) /\(etc\|var/lib\)/hookprobe#\1 $root/\2/hookprobe#" "$root$prefix/$1/conf/$1.yaml" >"$etc/$1.yaml"
  fi
}

link() {
  mkdir -p "$root/usr/local/bin"
  local file=$root/usr/local/bin/hookprobe
  # Of several tiers the command is the one of the last; each starts the others by name.
  if [ -L "$file" ] || [ ! -e "$file" ]; then ln -sfn "$root$prefix/$1/bin/hookprobe" "$file"; fi
}

service() {
  local member
  if ! with_systemd; then
    say "no systemd runs here, so nothing was started. By hand, each in a terminal of its own:"
    for member in "${tiers[@]}"; do
      say "  $([ -n "$root" ] || echo 'runuser -u hookprobe -- ')$root$prefix/$member/bin/hookprobe $member run --config $root/etc/hookprobe/$member.yaml"
    done
    return
  fi
  systemctl daemon-reload
  for member in "${tiers[@]}"; do
    systemctl enable --quiet "hookprobe-$member.service"
    if [ $begin = yes ] && [ -f "$root/etc/hookprobe/mesh.json" ]; then
      systemctl restart "hookprobe-$member.service" || fail 1 "hookprobe-$member did not start; see journalctl -u hookprobe-$member"
    fi
  done
}

uninstall() {
  if foreign "$tier"; then fail 69 "expected a $tier of HookProbe at $root$prefix/$tier; found something else, which stays: see --prefix"; fi
  if ! installed "$tier" && [ ! -f "$units/hookprobe-$tier.service" ]; then
    say "$tier is not installed in $root$prefix; nothing was changed"
    return
  fi
  if with_systemd; then systemctl disable --now --quiet "hookprobe-$tier.service" 2>/dev/null || true; fi
  rm -f "$units/hookprobe-$tier.service"
  rm -rf "${root}${prefix:?}/$tier" "$root$prefix/.$tier.new" "$root$prefix/.$tier.old"
  local file=$root/usr/local/bin/hookprobe other
  if [ -L "$file" ] && [ "$(readlink "$file")" = "$root$prefix/$tier/bin/hookprobe" ]; then
    rm -f "$file"
    for other in sentinel guardian fortress nexus mssp; do
      if installed "$other"; then link "$other"; fi
    done
  fi
  rmdir "$root$prefix" 2>/dev/null || true
  if with_systemd; then systemctl daemon-reload; fi
  say "$tier is removed. Left, with keys and data: $root/etc/hookprobe, $root/var/lib/hookprobe/$tier$([ -n "$root" ] || echo ', and the user hookprobe')"
}

if [ "$action" = uninstall ]; then
  [ -n "$root" ] || [ "$(id -u)" = 0 ] || fail 69 "expected root, found $(id -un); use sudo"
  uninstall
  exit 0
fi
check_machine
[ "$action" = install ] || exit 0
if [ $yes = no ] && [ -t 0 ]; then
  read -r -p "Install ${tiers[*]} in $root$prefix? [y/N] " answer
  [[ $answer = [yY]* ]] || fail 1 "nothing was changed"
fi
make_user "$tier"
for member in "${tiers[@]}"; do
  unpack "$member"
  unit "$member"
  configuration "$member"
  link "$member"
done
case " ${setup[*]-} " in
  *" --standalone "* | *" --request "* | *" --join "*) ;;
  *) setup+=(--keys) ;;
esac
"$root$prefix/$tier/bin/setup" ${root:+--root "$root"} "${setup[@]}"
service
if [ -f "$root/etc/hookprobe/mesh.json" ]; then
  say "detections are in the log: $(with_systemd && echo "journalctl -fu hookprobe-$tier" || echo 'the output of run'); decisions are a dry run until response.enforce is auto in $root/etc/hookprobe/$tier.yaml"
else
  say "next, to be in a mesh: $root$prefix/$tier/bin/setup --help"
fi
