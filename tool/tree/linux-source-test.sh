#!/usr/bin/env bash
# linux-source.sh against an archive that exists in a folder only: programs of
# apt's names that read it stand before the real ones in PATH.
set -euo pipefail

script=$(realpath "$(dirname "${BASH_SOURCE[0]}")/linux-source.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bin=$work/bin
archive=$work/archive
export PREMAP_CACHE=$work/cache
mkdir -p "$bin" "$archive"
failed=0

# publish VERSION FULL: puts a package with a tree of two files into the archive
publish() {
	local root=$work/package
	rm -rf "$root" "$work/tree"
	mkdir -p "$root/DEBIAN" "$root/usr/src" "$work/tree/linux-source-$1"
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = %s\n' ${2//./ } >"$work/tree/linux-source-$1/Makefile"
	echo text >"$work/tree/linux-source-$1/COPYING"
	tar -C "$work/tree" -cJf "$root/usr/src/linux-source-$1.tar.xz" "linux-source-$1"
	printf 'Package: linux-source-%s\nVersion: %s-1\nArchitecture: all\nMaintainer: x\nDescription: x\n' \
		"$1" "$2" >"$root/DEBIAN/control"
	rm -f "$archive/linux-source-$1"_*
	dpkg-deb -b "$root" "$archive/linux-source-$1_$2-1_all.deb" >/dev/null
}

cat >"$bin/apt-get" <<EOF
#!/bin/bash
for word; do case \$word in
indextargets)
	codename=\$(. /etc/os-release && echo "\$VERSION_CODENAME")
	[ -e "$archive/no-mirror" ] || echo "http://archive.invalid/debian \$codename"
	exit ;;
update)
	[ ! -e "$archive/offline" ] || { echo "E: no route to host" >&2; exit 100; }
	exit ;;
linux-source-*=*)
	name=\${word%%=*}
	[ ! -e "$archive/cut" ] || { echo "E: connection lost" >&2; exit 100; }
	cp "$archive/\$name"_*.deb . ;;
esac; done
EOF
cat >"$bin/apt-cache" <<EOF
#!/bin/bash
for word; do case \$word in
search) for deb in "$archive"/*.deb; do
		name=\${deb##*/}; echo "\${name%%_*} - Linux kernel source"
	done; exit ;;
linux-source-*) deb=("$archive/\$word"_*.deb); [ -e "\${deb[0]}" ] || exit 100
	dpkg-deb -f "\${deb[0]}" Version | sed 's/^/Version: /' ;;
esac; done
EOF
chmod +x "$bin"/*

# expect STATUS PATTERN ARGUMENT...: what the script prints, on either stream
expect() {
	local status=$1 pattern=$2 out code=0
	shift 2
	out=$(PATH="$bin:$PATH" "$script" "$@" 2>&1) || code=$?
	if [ "$code" -ne "$status" ] || ! grep -qE "$pattern" <<<"$out"; then
		echo "FAILED: $* gave status $code and: $out"
		echo "        expected status $status and: $pattern"
		failed=1
	fi
}
nothing_half_done() {
	if compgen -G "$PREMAP_CACHE/unpacking.*" >/dev/null; then
		echo "FAILED: a half-unpacked tree is left"
		failed=1
	fi
}

publish 7.2 7.2.12
publish 7.10 7.10.1
expect 0 "^$PREMAP_CACHE/linux-source-7.10$" newest # 7.10 is newer than 7.2
expect 0 "^$PREMAP_CACHE/linux-source-7.2$" 7.2
expect 1 "no linux-source-9.9, but: 7.2 7.10" 9.9
expect 1 "usage" latest
grep -q 'SUBLEVEL = 12' "$PREMAP_CACHE/linux-source-7.2/Makefile" || failed=1

publish 7.2 7.2.13 # an update replaces the tree
touch "$PREMAP_CACHE/linux-source-7.2/stale"
expect 0 "linux-source-7.2$" 7.2
[ ! -e "$PREMAP_CACHE/linux-source-7.2/stale" ] || failed=1

touch "$archive/offline"
expect 0 "no route to host.*taking what is there" newest
expect 0 "linux-source-7.2$" 7.2
expect 1 "cannot be asked for linux-source-6.12: no route to host" 6.12
rm "$archive/offline"

touch "$archive/no-mirror"
expect 1 "names no Debian archive" newest
rm "$archive/no-mirror"

publish 7.11 7.11.0
touch "$archive/cut"
expect 1 "7.11 could not be fetched: connection lost" newest
nothing_half_done
rm "$archive/cut"

# A run that was killed while it unpacked.
mkdir -p "$PREMAP_CACHE/unpacking.dead/linux-source-7.11"
expect 0 "linux-source-7.11$" newest
nothing_half_done

# A package that ends in the middle, as on a full disk.
publish 7.12 7.12.0
truncate -s 700 "$archive"/linux-source-7.12_*.deb
expect 1 "7.12 could not be unpacked below .*: [a-z]" 7.12
nothing_half_done
[ ! -e "$PREMAP_CACHE/linux-source-7.12" ] || failed=1

rm "$archive"/linux-source-7.2_*.deb # the archive dropped it; we still have it
expect 0 "linux-source-7.2$" 7.2

exit "$failed"
