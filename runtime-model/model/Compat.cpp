// The compatibility layer: a legacy hook hands its half-made VMA to a file that
// has .mmap_prepare.
#include "model/Hook.h"
#include "model/Mmap.h"

namespace premap::model {

/// compat_set_desc_from_vma(). Private data of the VMA is not copied.
static Desc descFromVma(const Machine &M, const Vma &V) {
  Desc D;
  D.Start = V.Start;
  D.End = V.End;
  D.Pgoff = V.Pgoff;
  D.File = D.VmFile = V.File;
  D.Flags = V.Flags;
  D.PageProt = V.PageProt;
  D.Ops = M.F.CompatCopiesVmOps ? V.Ops : NoOps;
  return D;
}

/// set_vma_from_desc(). The VMA takes a reference of its own to a new file, and
/// the private data of the descriptor even if the hook left it NULL.
static void setVmaFromDesc(Machine &M, VmaId Id, const Desc &D) {
  StepScope Step(M, M.F.CompatTakesDesc ? "compat_set_vma_from_desc"
                                        : "set_vma_from_desc");
  M.Vmas[Id].Pgoff = D.Pgoff;
  if (D.VmFile != M.Vmas[Id].File) {
    StepScope Swap(M, "vma_set_file");
    M.getFile(D.VmFile);
    ++M.file(D.VmFile).LostByCore;
    FileId Old = M.Vmas[Id].File;
    M.Vmas[Id].File = D.VmFile;
    M.fput(Old);
  }
  Vma &V = M.Vmas[Id];
  FlagSet Lost = V.Flags & ~D.Flags;
  if (M.F.CompatOnlyAddsFlags && Lost) {
    std::string Text = "flags that the hook cleared stay set:";
    for (std::string_view Flag : flagNames(Lost))
      Text += " " + std::string(Flag);
    M.warn(Text);
  }
  V.Flags = M.F.CompatOnlyAddsFlags ? V.Flags | D.Flags : D.Flags;
  V.PageProt = D.PageProt;
  V.Ops = D.Ops;
  V.PrivateData = D.PrivateData;
  if (V.Ops == NoOps)
    M.warn("vm_ops are NULL: the file mapping is taken for an anonymous one");
}

int compatVmaMmap(Machine &M, VmaId Id) {
  StepScope Step(M, M.F.CompatCall);
  std::optional<StepScope> Inner;
  if (!M.F.CompatTakesDesc)
    Inner.emplace(M, "__compat_vma_mmap");
  Desc D = descFromVma(M, M.Vmas[Id]);
  {
    std::optional<StepScope> Call;
    if (M.F.CompatTakesDesc)
      Call.emplace(M, "vfs_mmap_prepare");
    if (int Err = runMmapPrepareHook(M, D))
      return Err;
  }
  if (M.F.CompatTakesDesc)
    Inner.emplace(M, "__compat_vma_mmap");
  if (M.F.Later == LaterWork::Actions)
    if (int Err = mmapActionPrepare(M, D))
      return Err;
  setVmaFromDesc(M, Id, D);
  M.moveHoldings(NoVma, Id);
  return mmapActionComplete(M, D.Act, Id, /*IsCompat=*/true);
}

} // namespace premap::model
