# Writes the networks that check.awk printed as elements of sets, one "network seconds" per line, into directory/{hosts,prefixes}{4,6}
# and the networks of the file `allow` into directory/allow{4,6}. Seconds are 0 without an end. `now`: seconds since the epoch, UTC.

# Seconds since the epoch at the start of a day, YYYY-MM-DD, in the Gregorian calendar: days before the year and the month.
function seconds(day,    part, year, month, days) {
  split(day, part, "-")
  year = part[1] + 0
  month = part[2] + 0
  # Years start in March here, so that the leap day comes last.
  if (month <= 2) { year--; month += 12 }
  days = 365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((153 * (month - 3) + 2) / 5) + part[3] - 1
  return (days - 719468) * 86400
}

BEGIN {
  for (family = 4; family <= 6; family += 2) {
    printf "" > (directory "/hosts" family)
    printf "" > (directory "/prefixes" family)
    printf "" > (directory "/allow" family)
  }
  while ((getline line < allow) > 0) print line, 0 > (directory "/allow" (line ~ /:/ ? 6 : 4))
}

{
  left = 0
  if ($2 == "host" && $4 != "never") {
    if (!($4 in end)) end[$4] = seconds($4)
    left = end[$4] - now
    # A day that ended since the list was checked: 0 would mean no end.
    if (left < 1) left = 1
    # The longest time-out of ipset; lists are loaded again every day.
    if (left > 2147483) left = 2147483
  }
  print $3, left > (directory "/" ($2 == "host" ? "hosts" : "prefixes") $1)
}
