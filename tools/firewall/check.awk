# Checks a text list (docs/blocklists.md) and prints what it blocks today: family, "host" or "prefix", network, last day or "never".
# Variables: today (YYYY-MM-DD), max (networks), never, allow, own (files of networks that must not be listed). The first defect ends
# the program with status 1 and one sentence on the standard error. Works with mawk, gawk and busybox, without bit operations:
# addresses become hexadecimal digits, so that networks can be compared as text.

function refuse(text) {
  failed = 1
  print text > "/dev/stderr"
  exit 1
}

# Hexadecimal digits of an address, 8 or 32; empty if it is none.
function digits(address) {
  return address ~ /:/ ? digits6(address) : digits4(address)
}

function digits4(address,    part, i, result) {
  if (split(address, part, ".") != 4) return ""
  for (i = 1; i <= 4; i++) {
    if (part[i] !~ /^(0|[1-9][0-9]?[0-9]?)$/ || part[i] + 0 > 255) return ""
    result = result sprintf("%02x", part[i])
  }
  return result
}

function digits6(address,    half, halves, left, right, zeros) {
  if (address !~ /^[0-9a-f:]+$/ || address ~ /:::/) return ""
  halves = split(address, half, "::")
  if (halves > 2) return ""
  left = groups(half[1])
  if (halves == 1) return length(left) == 32 ? left : ""
  right = groups(half[2])
  if (left == "x" || right == "x" || length(left right) > 28) return ""
  zeros = "00000000000000000000000000000000"
  return left substr(zeros, 1, 32 - length(left right)) right
}

function groups(text,    part, count, i, result) {
  count = split(text, part, ":")
  for (i = 1; i <= count; i++) {
    if (length(part[i]) < 1 || length(part[i]) > 4) return "x"
    result = result substr("0000", 1, 4 - length(part[i])) part[i]
  }
  return result
}

# The first (fill "0") or last (fill "f") address of a network whose prefix has so many bits.
function bound(hex, bits, fill,    whole, rest, step, digit, result) {
  whole = int(bits / 4)
  rest = bits % 4
  result = substr(hex, 1, whole)
  if (rest > 0) {
    digit = index("0123456789abcdef", substr(hex, whole + 1, 1)) - 1
    step = rest == 1 ? 8 : rest == 2 ? 4 : 2
    digit -= digit % step
    if (fill == "f") digit += step - 1
    result = result substr("0123456789abcdef", digit + 1, 1)
  }
  while (length(result) < length(hex)) result = result fill
  return result
}

# Sets family, bits, first and last for a network; returns what is wrong with it, or an empty text.
function parse(network,    part, hex, all) {
  if (split(network, part, "/") > 2) return "is not an address or a prefix"
  hex = digits(part[1])
  if (hex == "") return "is not an address or a prefix"
  all = length(hex) * 4
  family = all == 32 ? 4 : 6
  bits = all
  if (network ~ /\//) {
    if (part[2] !~ /^(0|[1-9][0-9]*)$/ || part[2] + 0 > all) return "has no valid prefix length"
    bits = part[2] + 0
  }
  first = bits == all ? hex : bound(hex, bits, "0")
  last = bits == all ? hex : bound(hex, bits, "f")
  return first == hex ? "" : "has bits behind its prefix length"
}

function protect(file, why,    line, reason, read) {
  while ((read = (getline line < file)) > 0) {
    if (line ~ /^#/ || line == "") continue
    network = reason = line
    sub(/ .*/, "", network)
    if (reason ~ / /) sub(/^[^ ]* /, "", reason)
    else reason = why
    network = tolower(network)
    problem = parse(network)
    if (problem != "") refuse("\"" network "\" in the networks that are never blocked " problem)
    protectedCount++
    protectedFamily[protectedCount] = family
    protectedFirst[protectedCount] = first
    protectedLast[protectedCount] = last
    protectedName[protectedCount] = network
    protectedReason[protectedCount] = reason
  }
  if (read < 0) refuse("cannot read " file)
  close(file)
}

# The number in a line of the head, which is stated once, so that every reader finds the same one.
function stating(known) {
  if (known != "" || count > 0 || NF != 3 || $3 !~ /^[0-9]+$/ || length($3) > 15) refuse(where ": \"" substr($0, 1, 60) "\" is not the only number of its kind, before the networks")
  return $3
}

BEGIN {
  protect(never, "")
  protect(allow, "allowed on this host")
  protect(own, "an address of this host")
  expires = version = stated = ""
}

{ where = "line " NR }
ended { refuse(where ": the list continues behind its end") }
NR == 1 && $0 !~ /^# Kiosque blocklist/ { refuse("it does not start with \"# Kiosque blocklist\"") }
NR == 1 { next }
/^# end$/ { ended = 1; next }
/^# version: / { version = stating(version); next }
/^# entries: / { stated = stating(stated); next }
/^# expires: (never|[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9])$/ { expires = $3; next }
/^# expires:/ { refuse(where ": \"" substr($0, 1, 60) "\" is neither a day nor \"never\"") }
/^#/ { next }
{
  problem = parse($0)
  if (problem != "") refuse(where ": \"" substr($0, 1, 60) "\" " problem)
  if (expires == "") refuse(where ": no \"# expires:\" line stands before it")
  if (bits < (family == 4 ? 16 : 32)) refuse(where ": " $0 " is wider than " (family == 4 ? "/16" : "/32"))
  for (i = 1; i <= protectedCount; i++) {
    if (protectedFamily[i] == family && first <= protectedLast[i] && last >= protectedFirst[i]) {
      refuse(where ": " $0 " overlaps " protectedName[i] ", which is never blocked: " protectedReason[i])
    }
  }
  if (++count > max) refuse("it has more than MAX_ENTRIES=" max " networks")
  if (expires == "never" || expires > today) print family, (bits == (family == 4 ? 32 : 128) ? "host" : "prefix"), $0, expires
}

END {
  if (failed) exit 1
  if (!ended) refuse("it is truncated: the last line is not \"# end\"")
  if (version == "" || stated == "") refuse("it states no version or no number of entries")
  if (stated + 0 != count + 0) refuse("it states " stated " entries and has " count + 0)
}
