#!/bin/sh
# Says on standard output what resolvers find in this place: files, a few variables, host name, user, libc, and what
# the nameservers reply. It writes no file, and of the environment it takes only what resolvers read.
#
#   kubectl exec -i POD -- sh -s NAME… < THIS > bundle        docker exec -i CONTAINER sh -s NAME… < THIS > bundle
#   ssh HOST sh -s NAME… < THIS > bundle                      nsenter -t PID -a sh -s NAME… < THIS > bundle
set -u
[ $# -gt 0 ] || { echo 'name what is looked up: sh -s NAME… < script' >&2; exit 2; }
has() { command -v "$1" >/dev/null 2>&1; }

lines() {
  line=
  while IFS= read -r line; do printf '|%s\n' "$line"; done
  [ -z "$line" ] || printf '\\%s\n' "$line"
}

copy() {
  if [ -d "$1" ]; then echo "directory $1"
  elif [ -e "$1" ] && [ -r "$1" ]; then
    echo "file $1"
    lines <"$1"
  elif [ -e "$1" ]; then echo "unreadable $1"
  else echo "absent $1"
  fi
}

variable() {
  value='' given=''
  eval "value=\${$1-}; given=\${$1+yes}"
  [ -z "$given" ] || { echo "env $1"; printf '%s\n' "$value" | lines; }
}

# Label by label, each behind its length (RFC 1035, section 3.1), as escapes for printf.
wire_name() {
  rest=${1%.}.
  while [ -n "$rest" ]; do
    label=${rest%%.*}
    rest=${rest#*.}
    printf '\\%03o%s' "${#label}" "$label"
  done
  printf '\\000'
}

# NAME TYPE EDNS TRANSPORT: a query with RD, as escapes for printf.
query() {
  case $2 in A) type=001 ;; *) type=034 ;; esac
  opt='' count=000
  if [ "$3" = edns ]; then
    count=001
    opt='\000\000\051\004\320\000\000\000\000\000\000'
  fi
  body="\\122\\115\\001\\000\\000\\001\\000\\000\\000\\000\\000\\$count$(wire_name "$1")\\000\\$type\\000\\001$opt"
  size=$((18 + ${#1} + ${#opt} / 4))
  case $1 in *.) size=$((size - 1)) ;; esac
  [ "$4" = udp ] || printf '\\%03o\\%03o' $((size / 256)) $((size % 256))
  printf '%s' "$body"
}

hex() { od -An -v -tx1 | tr -d ' \n'; }

# SERVER TRANSPORT, the query on standard input.
exchange() {
  # shellcheck disable=SC2016 # the inner shell expands
  case $way in
    nc) if [ "$2" = udp ]; then nc -u -w 3 "$1" 53; else nc -w 3 "$1" 53; fi ;;
    bash) timeout 3 bash -c 'exec 3<>"/dev/$2/$1/53" && cat >&3 && dd bs=65535 count=1 <&3' bash "$1" "$2" ;;
  esac 2>/dev/null
}

# A port that refuses does so at once; one that is silent takes its time, and is asked again: packets get lost.
ask() {
  began=$(date +%s)
  said=none
  for _ in 1 2; do
    # Kept in one word, so that lines of questions that run at the same time do not mix.
    # shellcheck disable=SC2059 # the escapes are the message
    reply=$(printf "$(query "$2" "$3" "$4" "$5")" | exchange "$1" "$5" | hex)
    if [ -n "$reply" ]; then said=$reply; break; fi
    if [ $(($(date +%s) - began)) -lt 2 ]; then said=closed; fi
  done
  echo "reply $1 $5 $2 $3 $4 $said"
}

way=
if has od && has tr; then
  if has nc; then way=nc
  elif has bash && has timeout && has dd; then way=bash
  fi
fi

echo 'resolver-matrix bundle 1'
echo "hostname $(hostname 2>/dev/null || cat /proc/sys/kernel/hostname)"
echo "user $(id -u 2>/dev/null || echo 0)"
for loader in /lib/ld-musl-*.so.1 /lib64/ld-linux-*.so.2 /lib/ld-linux-*.so.1; do
  [ ! -e "$loader" ] || { echo "libc $loader"; "$loader" --version 2>&1 | head -n 2 | lines; }
done
for name in LOCALDOMAIN RES_OPTIONS HOSTALIASES GODEBUG; do variable "$name"; done
for file in /etc/resolv.conf /etc/hosts /etc/nsswitch.conf /etc/host.conf /etc/gai.conf; do copy "$file"; done

servers=$(sed -n 's/^[[:space:]]*nameserver[[:space:]]\{1,\}\([0-9a-fA-F.:]*\).*/\1/p' /etc/resolv.conf 2>/dev/null | head -n 3)
domains=$(sed -n 's/^[[:space:]]*\(search\|domain\)[[:space:]]\{1,\}//p' /etc/resolv.conf 2>/dev/null | tail -n 1)
# Where libcs ask that read nobody's address out of the file.
case " $(echo "$servers" | tr '\n' ' ') " in *' 127.0.0.1 '*) ;; *) servers="$servers 127.0.0.1" ;; esac
if [ -z "$way" ]; then
  echo 'lacks Neither nc nor bash with timeout and dd is there (or no od and tr): no nameserver was asked.'
else
  candidates=
  for name in "$@"; do
    case $name in *[!A-Za-z0-9._-]*) echo "lacks $name was not asked: it is no host name."; continue ;; esac
    candidates="$candidates $name"
    # What was meant by a name with an empty label.
    case $name in *..*) candidates="$candidates $(echo "$name" | sed 's/\.\.*/./g')" ;; esac
    case $name in *.) ;; *) for domain in $domains; do candidates="$candidates $name.${domain%.}"; done ;; esac
  done
  running=0
  for server in $servers; do
    for candidate in $candidates; do
      for type in A AAAA; do
        ask "$server" "$candidate" "$type" plain udp &
        ask "$server" "$candidate" "$type" edns udp &
        ask "$server" "$candidate" "$type" plain tcp &
      done
      # A few at a time: places have limits on processes, and servers on rates.
      running=$((running + 6))
      [ $running -lt 60 ] || { wait; running=0; }
    done
  done
  wait
fi
echo end
