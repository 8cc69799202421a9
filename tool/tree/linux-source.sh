#!/usr/bin/env bash
# Brings a kernel that Debian ships, and prints the folder that it is in:
#
#   linux-source.sh newest|MAJOR.MINOR [CACHE]
#
# The folder is CACHE/linux-source-MAJOR.MINOR (CACHE: PREMAP_CACHE, else
# ~/.cache/premap). The system is neither changed nor asked for root: apt works
# on lists and a cache of its own. Without a network, what is there is used.
set -euo pipefail

# Newer kernels than this Debian has come as backports for the next release.
backports=trixie-backports
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() { echo "== $*" >&2; }
die() {
	echo "linux-source.sh: $*" >&2
	exit 1
}

[[ $# -ge 1 && $# -le 2 && "$1" =~ ^(newest|[0-9]+\.[0-9]+)$ ]] ||
	die "usage: linux-source.sh newest|MAJOR.MINOR [CACHE]"
wanted=$1
cache=${2:-${PREMAP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/premap}}
mkdir -p "$cache" || die "cannot write to $cache"
cache=$(cd "$cache" && pwd)
apt=$cache/apt
errors=$apt/errors

# Version of the kernel in a folder: 7.3.4; nothing if there is none.
tree_version() {
	sed -n 's/^\(VERSION\|PATCHLEVEL\|SUBLEVEL\) = //p' "$1/Makefile" 2>/dev/null |
		paste -sd.
}

# The newest of what earlier runs have unpacked: 7.3
newest_here() {
	local folder
	for folder in "$cache"/linux-source-*; do
		[ -z "$(tree_version "$folder")" ] || echo "${folder##*linux-source-}"
	done | sort -V | tail -n 1
}

# apt on sources, lists and a cache of our own.
ours() {
	local program=$1
	shift
	"$program" -qq \
		-o Dir::Etc::sourcelist="$apt/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::lists="$apt/lists" \
		-o Dir::Cache="$apt/cache" \
		-o APT::Sandbox::User="$(id -un)" \
		-o Acquire::Retries=2 -o Acquire::http::Timeout=20 \
		"$@"
}

# The archive that this machine takes Debian from, and the one of its security
# updates, as apt reads its sources: one "URI SUITE" a line.
archives() {
	local codename
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
	apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
		awk -v name="$codename" '
			$2 == name && !main { main = $1 }
			$2 == name "-security" && !security { security = $1 }
			END { print main, security }' |
		{
			read -r main security || true
			[ -n "${main-}" ] || return 1
			echo "$main $backports"
			echo "$main $codename"
			[ -z "${security-}" ] || echo "$security $codename-security"
		}
}

write_sources() {
	mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
	{ archives || true; } | while read -r uri suite; do
		echo "deb [signed-by=$keyring] $uri $suite main"
	done >"$apt/sources.list"
	[ -s "$apt/sources.list" ] ||
		die "apt on this machine names no Debian archive that a kernel could come from"
}

# One line of why apt failed.
cause() { sed -n 's/^[EW]: //p' "$errors" | tail -n 1; }

# Versions that the archive has, oldest first: 6.1 6.12 7.2 7.3
offered() {
	{ ours apt-cache search --names-only '^linux-source-[0-9]+\.[0-9]+$' 2>/dev/null || true; } |
		sed -n 's/^linux-source-\([0-9.]*\) .*/\1/p' | sort -Vu
}

candidate() {
	{ ours apt-cache show "linux-source-$1" 2>/dev/null || true; } |
		sed -n 's/^Version: //p' | sort -V | tail -n 1
}

# Unpacks version $1, package version $2, into a folder of its own first: a run
# that is killed leaves no half tree.
unpack() {
	local fresh package why
	rm -rf "$cache"/unpacking.*
	fresh=$(mktemp -d "$cache/unpacking.XXXXXX")
	trap 'rm -rf "$fresh"' EXIT
	say "fetching linux-source-$1 ($2)"
	(cd "$fresh" && ours apt-get download "linux-source-$1=$2" 2>"$errors" >/dev/null) ||
		die "linux-source-$1 could not be fetched: $(cause)"
	package=("$fresh"/*.deb)
	say "unpacking it into $cache"
	# Not into a file: the disk may be what is full.
	why=$({ dpkg-deb --fsys-tarfile "${package[0]}" |
		tar -xO "./usr/src/linux-source-$1.tar.xz" |
		tar -xJ -C "$fresh"; } 2>&1) ||
		die "linux-source-$1 could not be unpacked below $cache: $(head -n 1 <<<"$why")"
	rm -rf "$cache/linux-source-$1"
	mv "$fresh/linux-source-$1" "$cache/linux-source-$1"
	rm -rf "$fresh"
	trap - EXIT
}

main() {
	local version package
	write_sources
	# Two runs at once would unpack the same tree twice.
	exec 9>"$cache/.linux-source.lock"
	flock 9
	if ! ours apt-get update 2>"$errors" >/dev/null || grep -q '^[EW]:' "$errors"; then
		version=$wanted
		[ "$version" != newest ] || version=$(newest_here)
		if [ -n "$version" ] && [ -n "$(tree_version "$cache/linux-source-$version")" ]; then
			say "the archive cannot be asked ($(cause)); taking what is there"
			echo "$cache/linux-source-$version"
			return
		fi
		die "the archive cannot be asked for linux-source-$wanted: $(cause)"
	fi
	version=$wanted
	[ "$version" != newest ] || version=$(offered | tail -n 1)
	package=
	[ -z "$version" ] || package=$(candidate "$version")
	if [ -z "$package" ]; then
		# Archives drop old kernels; a tree that was fetched before still serves.
		[ "$wanted" != newest ] || version=$(newest_here)
		[ -n "$(tree_version "$cache/linux-source-$version")" ] ||
			die "the archive has no linux-source-$wanted, but: $(offered | paste -sd' ')"
	elif [ "$(tree_version "$cache/linux-source-$version")" != "${package%%-*}" ]; then
		unpack "$version" "$package"
	fi
	echo "$cache/linux-source-$version"
}

main
