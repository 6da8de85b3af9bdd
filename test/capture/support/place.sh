#!/bin/sh
# A place of its own: a network and mounts nobody else sees, a real dnsmasq in it. Looks names up with real libcs, and
# captures them. Arguments: folder (dnsmasq.conf, resolv.conf; gets capture.yaml, IMAGE.bundle and dnsmasq.pid), Node, the
# program, the script of bundles, names in one argument, then name=root filesystem of each image. Prints
# "IMAGE NAME ADDRESS,…" of what getent says.
set -eu
folder=$1 node=$2 program=$3 script=$4 names=$5
shift 5
ip link set lo up
mount --bind "$folder/resolv.conf" /etc/resolv.conf
dnsmasq -C "$folder/dnsmasq.conf" --pid-file="$folder/dnsmasq.pid"
trap 'kill "$(cat "$folder/dnsmasq.pid")"' EXIT
tries=0
while ! "$node" -e 'require("net").connect(53,"127.0.0.1").on("error",()=>process.exit(1)).on("connect",()=>process.exit())'; do
  tries=$((tries + 1))
  [ "$tries" -lt 50 ] || { echo "dnsmasq does not listen" >&2; exit 1; }
done
# shellcheck disable=SC2086 # the names are words
"$node" "$program" capture here $names -o "$folder/capture.yaml" >&2
look_up() {
  image=$1 root=${1#*=}
  cp "$folder/resolv.conf" "$root/etc/resolv.conf"
  [ -c "$root/dev/null" ] || mknod "$root/dev/null" c 1 3
  # shellcheck disable=SC2086
  chroot "$root" /bin/sh -s $names <"$script" >"$folder/${image%%=*}.bundle"
  for name in $names; do
    found=$(chroot "$root" /usr/bin/getent ahosts "$name" | sed 's/ .*//' | uniq | tr '\n' ',') || found=
    printf '%s %s %s\n' "${image%%=*}" "$name" "${found%,}"
  done
}
for image in "$@"; do look_up "$image" & done
wait
