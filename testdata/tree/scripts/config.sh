#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes a configuration from Kconfig: config.sh all|old|sync SRCARCH KCONFIG
# DOTCONFIG. Knows bool, tristate, def_bool y, "depends on [!]SYMBOL" and the
# source of the architecture's Kconfig.
set -e
mode=$1 arch=$2 kconfig=$3 config=$4

if [ "$mode" = sync ]; then
	mkdir -p include/config include/generated
	grep '^CONFIG_' "$config" > include/config/auto.conf || :
	sed -n -e 's/^\(CONFIG_[A-Z0-9_]*\)=y$/#define \1 1/p' \
		-e 's/^\(CONFIG_[A-Z0-9_]*\)=m$/#define \1_MODULE 1/p' \
		"$config" > include/generated/autoconf.h
	exit
fi

old=/dev/null
[ "$mode" = old ] && [ -f "$config" ] && old=$config
sed -e "/^source /{r $(dirname "$kconfig")/arch/$arch/Kconfig" -e 'd}' \
	"$kconfig" > "$config.kconfig"
awk -v mode="$mode" '
function flush() {
	if (name == "")
		return
	value = kind == "tristate" ? "m" : "y"
	if (mode == "old")
		value = name in given ? given[name] : "n"
	if (fixed)
		value = "y"
	if (!ok)
		value = "n"
	set[name] = value
	if (value == "n")
		print "# CONFIG_" name " is not set"
	else
		print "CONFIG_" name "=" value
	name = ""
}
FILENAME != ARGV[ARGC - 1] {
	if (split($0, part, "=") == 2 && $0 !~ /^#/)
		given[substr(part[1], 8)] = part[2]
	next
}
$1 == "config" { flush(); name = $2; kind = "bool"; ok = 1; fixed = 0 }
$1 == "bool" || $1 == "tristate" { kind = $1 }
$1 == "def_bool" { fixed = $2 == "y" }
$1 == "depends" {
	symbol = $3
	negated = sub(/^!/, "", symbol)
	on = symbol in set && set[symbol] != "n"
	if (negated == on)
		ok = 0
}
END { flush() }
' "$old" "$config.kconfig" > "$config.new"
rm "$config.kconfig"
mv "$config.new" "$config"
