#!/bin/sh
# Builds the kernel's userland harness for mm/vma.c, out of a kernel tree and
# with kernel_vma.c as its driver, into a shared library.
# Usage: build.sh TREE SCRATCH. Writes SCRATCH/kernel_vma.so, changes nothing in
# TREE. Needs liburcu-dev.
set -eu

tree=$1
scratch=$2
here=$(cd "$(dirname "$0")" && pwd)
vma=$scratch/tools/testing/vma

for file in mm/vma.c lib/maple_tree.c tools/testing/vma/vma_internal.h \
            tools/testing/shared/maple-shim.c; do
  if [ ! -f "$tree/$file" ]; then
    echo "$tree/$file is missing: this is no tree of linux-source-6.12" >&2
    exit 1
  fi
done

# The harness finds the kernel's files by paths relative to its own folder.
mkdir -p "$vma/generated"
ln -sfn "$tree/mm" "$scratch/mm"
ln -sfn "$tree/lib" "$scratch/lib"
ln -sfn "$tree/include" "$scratch/include"
ln -sfn "$tree/tools/include" "$scratch/tools/include"
ln -sfn "$tree/tools/lib" "$scratch/tools/lib"
ln -sfn "$tree/tools/testing/shared" "$scratch/tools/testing/shared"
ln -sfn "$tree/tools/testing/vma/linux" "$vma/linux"
ln -sfn "$tree/tools/testing/vma/vma_internal.h" "$vma/vma_internal.h"
cp "$here/kernel_vma.c" "$here/kernel_vma.h" "$vma/"

cp "$tree/tools/testing/shared/autoconf.h" "$vma/generated/autoconf.h"
echo "#define XA_CHUNK_SHIFT 3" > "$vma/generated/map-shift.h"
echo "#define CONFIG_$(getconf LONG_BIT)BIT 1" > "$vma/generated/bit-length.h"
for file in radix-tree idr; do
  sed -e 's/^static //' -e 's/__always_inline //' -e 's/inline //' \
    < "$tree/lib/$file.c" > "$vma/$file.c"
done

# Some point releases forget this stub.
stub=
if ! grep -q 'vma_close' "$vma/vma_internal.h"; then
  stub=-DNEEDS_VMA_CLOSE
fi

cd "$vma"
sources="kernel_vma.c radix-tree.c idr.c
  ../shared/maple-shim.c ../shared/xarray-shared.c ../shared/linux.c
  ../../lib/slab.c ../../lib/find_bit.c ../../lib/bitmap.c
  ../../lib/hweight.c ../../lib/vsprintf.c"
exec ${CC:-clang-22} -shared -fPIC -w -O1 -D_LGPL_SOURCE $stub \
  -I../shared -I. -I../../include -I../../../lib \
  $sources -lpthread -lurcu -o "$scratch/kernel_vma.so"
