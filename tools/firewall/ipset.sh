# shellcheck shell=sh
# iptables and ipset: the sets are filled under temporary names and swapped, so that there is never a moment without a list. The rules
# are those of the nftables table: before connection tracking, allowed networks first.

is_active() {
  for tables in iptables ip6tables; do "$tables" -w -t raw -C PREROUTING -j KIOSQUE_BLOCKLIST 2> /dev/null || return 1; done
}

ipset_type() {
  case $1 in
    hosts*) echo hash:ip ;;
    *) echo hash:net ;;
  esac
}

# Commands of `ipset restore` that fill and swap one set.
ipset_set() {
  case $1 in *4) family=inet ;; *) family=inet6 ;; esac
  name=kiosque-$1
  options="$(ipset_type "$1") family $family timeout 0 maxelem 1000000"
  echo "create $name $options -exist"
  echo "create $name-new $options"
  awk -v name="$name-new" '{ print "add", name, $1, "timeout", $2 }' "$2"
  echo "swap $name $name-new"
  echo "destroy $name-new"
}

ipset_sets='allow4 allow6 prefixes4 prefixes6 hosts4 hosts6'

load_elements() {
  for set in $ipset_sets; do ipset destroy "kiosque-$set-new" 2> /dev/null || true; done
  for set in $ipset_sets; do ipset_set "$set" "$1/$set" || return 1; done > "$1/restore"
  # The rules come first and the swaps last: a list that a program refuses has changed nothing.
  grep -E ' -exist$' "$1/restore" | ipset restore || return 1
  ipset_rules iptables 4 || return 1
  ipset_rules ip6tables 6 || return 1
  { grep -E '^(create|add) ' "$1/restore" && grep -E '^(swap|destroy) ' "$1/restore"; } | ipset restore
}

ipset_rules() {
  "$1-restore" -w --noflush << RULES || return 1
*raw
:KIOSQUE_BLOCKLIST - [0:0]
-A KIOSQUE_BLOCKLIST -i lo -j RETURN
-A KIOSQUE_BLOCKLIST -m set --match-set kiosque-allow$2 src -j RETURN
-A KIOSQUE_BLOCKLIST -m set --match-set kiosque-hosts$2 src -j DROP
-A KIOSQUE_BLOCKLIST -m set --match-set kiosque-prefixes$2 src -j DROP
COMMIT
RULES
  "$1" -w -t raw -C PREROUTING -j KIOSQUE_BLOCKLIST 2> /dev/null || "$1" -w -t raw -I PREROUTING -j KIOSQUE_BLOCKLIST
}

clear_rules() {
  for tables in iptables ip6tables; do
    "$tables" -w -t raw -D PREROUTING -j KIOSQUE_BLOCKLIST 2> /dev/null || true
    "$tables" -w -t raw -F KIOSQUE_BLOCKLIST 2> /dev/null || true
    "$tables" -w -t raw -X KIOSQUE_BLOCKLIST 2> /dev/null || true
  done
  for set in $ipset_sets; do
    ipset destroy "kiosque-$set" 2> /dev/null || true
    ipset destroy "kiosque-$set-new" 2> /dev/null || true
  done
}

count_drops() {
  for tables in iptables ip6tables; do "$tables" -w -t raw -L KIOSQUE_BLOCKLIST -v -x -n 2> /dev/null || true; done |
    awk '$3 == "DROP" { packets += $1; found = 1 } END { if (found) print "packets dropped since the rules were made: " packets + 0 }'
}
