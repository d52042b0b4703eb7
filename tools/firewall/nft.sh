# shellcheck shell=sh
# nftables: one table of our own, replaced in one transaction. It runs before connection tracking, for this host and for what it
# forwards (containers), and leaves other tables alone. Prefixes and hosts are separate sets: nftables has no reliable time-outs in
# sets of intervals.

is_active() { nft list chain inet kiosque_blocklist prerouting > /dev/null 2>&1; }

# A set, whose elements come from FILE: "network seconds".
nft_set() {
  printf '  set %s {\n    type %s\n%s' "$1" "$2" "$3"
  awk '
    BEGIN { printf "" }
    { printf "%s%s%s", NR == 1 ? "    elements = {\n" : ",\n", $1, ($2 > 0 ? " timeout " $2 "s" : "") }
    END { if (NR > 0) print "\n    }" }
  ' "$4"
  printf '  }\n'
}

nft_table() {
  echo 'table inet kiosque_blocklist'
  echo 'delete table inet kiosque_blocklist'
  echo 'table inet kiosque_blocklist {'
  for family in 4 6; do
    nft_set "allow$family" "ipv${family}_addr" '    flags interval
    auto-merge
' "$1/allow$family"
    nft_set "prefixes$family" "ipv${family}_addr" '    flags interval
' "$1/prefixes$family"
    nft_set "hosts$family" "ipv${family}_addr" '    flags timeout
    size 1000000
' "$1/hosts$family"
  done
  cat << 'RULES'
  chain prerouting {
    type filter hook prerouting priority -310; policy accept
    iif lo accept
    ip saddr @allow4 accept
    ip6 saddr @allow6 accept
    ip saddr @hosts4 counter drop
    ip saddr @prefixes4 counter drop
    ip6 saddr @hosts6 counter drop
    ip6 saddr @prefixes6 counter drop
  }
}
RULES
}

# Loads the sets of DIRECTORY; nothing changes if nft refuses them.
load_elements() {
  nft_table "$1" > "$1/table.nft"
  nft -c -f "$1/table.nft" && nft -f "$1/table.nft"
}

clear_rules() {
  printf 'table inet kiosque_blocklist\ndelete table inet kiosque_blocklist\n' | nft -f -
}

count_drops() {
  nft list chain inet kiosque_blocklist prerouting 2> /dev/null |
    awk '/ drop$/ { packets += $6 } END { if (NR > 0) print "packets dropped since the list was loaded: " packets + 0 }'
}
