return placed(ARGV[1])
