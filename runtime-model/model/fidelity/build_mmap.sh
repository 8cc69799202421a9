#!/bin/sh
# Builds the tree's own mmap_region(), with all that runs below it down to the
# page tables, into a shared library: mm/vma.c as a whole over the harness of
# tools/testing/vma, and functions of other files (functions.txt), cut out here.
# Usage: build_mmap.sh TREE SCRATCH. Writes SCRATCH/kernel_mmap.so, changes
# nothing in TREE. Needs liburcu-dev. If TREE has another layout than known, the
# exit status is 3 and SCRATCH/missing says what could not be found.
set -eu

tree=$1
scratch=$2
here=$(cd "$(dirname "$0")" && pwd)
vma=$scratch/tools/testing/vma

missing() {
  echo "$1" > "$scratch/missing"
  exit 3
}

for file in mm/vma.c mm/vma.h mm/vma_init.c lib/maple_tree.c \
            tools/testing/vma/vma_internal.h tools/testing/vma/include/stubs.h \
            tools/testing/vma/include/dup.h tools/testing/vma/include/custom.h \
            tools/testing/shared/maple-shim.c; do
  [ -f "$tree/$file" ] || missing "the file $file"
done

# The harness finds the kernel's files by paths relative to its own folder.
mkdir -p "$scratch/mm" "$vma/generated"
ln -sfn "$tree/lib" "$scratch/lib"
ln -sfn "$tree/include" "$scratch/include"
for folder in include lib arch; do
  ln -sfn "$tree/tools/$folder" "$scratch/tools/$folder"
done
ln -sfn "$tree/tools/testing/shared" "$scratch/tools/testing/shared"
for name in include linux vma_internal.h; do
  ln -sfn "$tree/tools/testing/vma/$name" "$vma/$name"
done
cp "$here"/kernel_mmap.[ch] "$here/kernel_below.h" "$here/kernel_driver.h" "$vma/"

cp "$tree/tools/testing/shared/autoconf.h" "$vma/generated/autoconf.h"
echo "#define XA_CHUNK_SHIFT 3" > "$vma/generated/map-shift.h"
bits=$(getconf LONG_BIT)
printf '#define CONFIG_%sBIT 1\n#define CONFIG_PHYS_ADDR_T_%sBIT 1\n' \
  "$bits" "$bits" > "$vma/generated/bit-length.h"

# Each function tells that it is called; those of the header are too small.
ln -sfn "$tree/mm/vma.h" "$scratch/mm/vma.h"
for file in vma.c vma_init.c; do
  sed 's/^{$/{ trace_call();/' "$tree/mm/$file" > "$scratch/mm/$file"
done
cut=$vma/generated
: > "$cut/names.h"; : > "$cut/prototypes.h"; : > "$cut/bodies.h"
grep -v '^#' "$here/functions.txt" | while read -r file names; do
  [ -f "$tree/$file" ] || missing "the file $file"
  lost=$(awk -v names="$names" -v names_to="$cut/names.h" \
    -v prototypes_to="$cut/prototypes.h" -v bodies_to="$cut/bodies.h" \
    -f "$here/cut.awk" "$tree/$file") || missing "a function, ${lost#"$tree/"}"
done

# Since 7.3, VMAs have an anonymous page offset of their own.
if grep -q __vm_anon_pgoff_lo "$tree/tools/testing/vma/include/dup.h"; then
  features=-DHAS_ANON_PGOFF
fi

case $(uname -m) in
  x86_64) arch=x86 ;;
  aarch64) arch=arm64 ;;
  *) arch=$(uname -m) ;;
esac

cd "$vma"
flags="-fPIC -w -O1 -D_LGPL_SOURCE -DNUM_VMA_FLAG_BITS=$bits
  -DNUM_MM_FLAG_BITS=$bits -DCONFIG_MEM_SOFT_DIRTY=1 -DCONFIG_NUMA=1
  -DCONFIG_ANON_VMA_NAME=1 ${features:-}
  -I../shared -I. -I../../include
  -I../../arch/$arch/include -I../../../lib"
compiler=${CC:-clang-22}
$compiler $flags -c ../shared/maple-shim.c -o maple-shim.o &
maple=$!
$compiler $flags -c kernel_mmap.c -o kernel_mmap.o
wait $maple
exec $compiler $flags -shared kernel_mmap.o maple-shim.o ../shared/linux.c \
  ../../lib/slab.c ../../lib/find_bit.c ../../lib/bitmap.c \
  ../../lib/hweight.c ../../lib/vsprintf.c -lpthread -lurcu \
  -o "$scratch/kernel_mmap.so"
