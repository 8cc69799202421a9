#include "verify/Outcome.h"
#include "kernel/Meanings.h"

namespace premap::verify {

MmapInputs::MmapInputs(Universe &U, const Layout &L, Files Which)
    : Start(U.symbol("start", U.PointerBits)),
      Length(U.symbol("length", U.PointerBits)),
      Pgoff(U.symbol("pgoff", U.PointerBits)),
      Flags(U.symbol("vm_flags", U.PointerBits)),
      PageProt(U.apply(std::string(kernel::ProtectionOfWord), {Flags},
                       U.PointerBits)),
      File(U.Objects[U.namedObject(ObjectKind::Lazy, "file")].Base),
      Mm(U.Objects[U.namedObject(ObjectKind::Lazy, "mm")].Base),
      DummyOps(U.Objects[U.namedObject(ObjectKind::Global, "vma_dummy_vm_ops")]
                   .Base),
      VmFile(Which == Files::One
                 ? File
                 : U.Objects[U.namedObject(ObjectKind::Lazy, "vm_file")].Base),
      LegacyVmFile(Which == Files::OfTheMapping ? VmFile : File) {
  z3::expr Zero = U.word(0);
  z3::expr InPage = U.word((std::uint64_t(1) << U.PageShift) - 1);
  z3::expr Top =
      U.word(U.PointerBits == 64 ? std::uint64_t(1) << 56 : 0xc0000000u);
  z3::expr Pages = z3::lshr(Length, U.word(U.PageShift));
  auto has = [&](FlagName Name) {
    return (Flags & U.word(flagValue(L, Name))) != Zero;
  };
  // A sealed memfd may be shared and yet lack MAYWRITE (mm/memfd.c).
  Facts = {(Start & InPage) == Zero,
           (Length & InPage) == Zero,
           Length != Zero,
           z3::ule(Length, Top),
           z3::ule(Start, Top - Length),
           z3::uge(Start, InPage + 1),
           z3::uge(Pgoff + Pages, Pgoff),
           z3::implies(has("SHARED"), has("MAYSHARE")),
           z3::implies(!has("MAYSHARE"), has("MAYWRITE")),
           z3::implies(has("MAYSHARE") && !has("SHARED"), !has("MAYWRITE")),
           has("MAYREAD"),
           z3::implies(has("WRITE"), has("MAYWRITE")),
           z3::implies(has("EXEC"), has("MAYEXEC"))};
  // file_mmap_ok() bounds what it can for any file: with FOP_UNSIGNED_OFFSET
  // the end is at most 1 << 64, with every other one it is below that. Which
  // file it is, a hook cannot know. In 64 bits no 32-bit offset is too large.
  if (U.PointerBits == 64)
    Facts.push_back(
        z3::ule(Pgoff, z3::lshr(-Length, U.word(U.PageShift))).simplify());
  std::uint64_t Never = 0;
  for (FlagName Name : std::initializer_list<FlagName>{
           "PFNMAP", "IO", "DONTEXPAND", "DONTDUMP", "MIXEDMAP", "DONTCOPY",
           "WIPEONFORK", "SEQ_READ", "RAND_READ", "HUGEPAGE", "NOHUGEPAGE",
           "MERGEABLE"})
    Never |= flagValue(L, Name);
  Facts.push_back((Flags & U.word(Never)) == Zero);
}

PrepareFeatures prepareFeatures(const Layout &L) {
  PrepareFeatures F;
  F.VmFile = L.find("vm_area_desc", "vm_file");
  F.Actions = L.find("mmap_action") != nullptr;
  F.Checked = L.find("vm_operations_struct", "mapped");
  F.ErrorOverride = L.find("mmap_action", "error_override");
  F.AnonPgoff = L.find("vm_area_struct", "__vm_anon_pgoff_lo");
  F.AddOnlyCompat = L.find("vm_area_desc", "vm_flags");
  return F;
}

std::string endText(const Outcome &O) {
  switch (O.Stopped) {
  case Stage::Mapped:
    return "mapped";
  case Stage::Hook:
    return "the hook fails";
  case Stage::Prepare:
    return "the kernel rejects the action";
  case Stage::Action:
    return "the action fails";
  case Stage::MappedHook:
    return "mapped() fails";
  case Stage::Crashed:
    return "BUG()";
  case Stage::Unknown:
    return O.S.Obstacle;
  }
  return O.S.Obstacle;
}

void initMapping(Executor &X, PathState &S, const MmapInputs &In) {
  bool Legacy = X.MappingTag == "vm_area_struct";
  int Object = X.MappingObject;
  auto set = [&](const char *Field, const z3::expr &E, int Points = -1) {
    X.setField(S, Object, X.MappingTag, Field, Value(E, Points));
  };
  int File = X.U.namedObject(ObjectKind::Lazy, "file");
  int Mm = X.U.namedObject(ObjectKind::Lazy, "mm");
  S.Memory.insert_or_assign(Object, ObjectMemory{});
  if (Legacy) {
    set("vm_start", In.Start);
    set("vm_end", (In.Start + In.Length).simplify());
    set("vm_pgoff", In.Pgoff);
    set("vm_flags", In.Flags);
    set("vm_page_prot", In.PageProt);
    set("vm_ops", In.DummyOps);
    set("vm_private_data", X.U.word(0));
    set("vm_file", In.LegacyVmFile);
    set("vm_mm", In.Mm, Mm);
    return;
  }
  // Whatever else the desc holds starts as zero (mm/vma.c).
  const RecordPlaces *Desc = X.Code.types().find("vm_area_desc");
  for (unsigned At = 0; Desc && At + 4 <= Desc->Size; At += 4)
    X.store(S, {Object, X.U.word(At)}, Value(X.U.number(0, 32)), 4);
  set("start", In.Start);
  set("end", (In.Start + In.Length).simplify());
  set("pgoff", In.Pgoff);
  set("vm_flags", In.Flags);
  set("vma_flags", In.Flags);
  set("page_prot", In.PageProt);
  set("file", In.File, File);
  set("vm_file", In.VmFile);
  set("mm", In.Mm, Mm);
  if (prepareFeatures(X.Code.types()).ErrorOverride)
    set("vm_ops", In.DummyOps);
}

void readFields(Executor &X, Outcome &O, const MmapInputs &In) {
  bool Legacy = X.MappingTag == "vm_area_struct";
  auto get = [&](const char *Name, const char *Old, const char *New) {
    O.Fields.insert_or_assign(
        Name, X.field(O.S, X.MappingObject, X.MappingTag, Legacy ? Old : New));
  };
  get("start", "vm_start", "start");
  get("end", "vm_end", "end");
  get("pgoff", "vm_pgoff", "pgoff");
  get("flags", "vm_flags",
      X.Code.types().find("vm_area_desc", "vma_flags") ? "vma_flags"
                                                       : "vm_flags");
  get("page_prot", "vm_page_prot", "page_prot");
  get("vm_ops", "vm_ops", "vm_ops");
  get("private_data", "vm_private_data", "private_data");
  PrepareFeatures Features = prepareFeatures(X.Code.types());
  get("file", "vm_file", Features.VmFile ? "vm_file" : "file");
  if (O.Fields.at("file").id() == In.VmFile.id())
    O.Fields.insert_or_assign("file", In.File);
  // Up to 7.1 the dummy ops stay if the hook leaves NULL.
  if (!Legacy && !Features.ErrorOverride && !O.VmaWritten) {
    z3::expr Ops = O.Fields.at("vm_ops");
    O.Fields.insert_or_assign(
        "vm_ops", z3::ite(Ops == X.U.word(0), In.DummyOps, Ops).simplify());
  }
}

} // namespace premap::verify
