// Calls that ask for page table entries: at once through a vma, later through
// the action of a desc. After mm/memory.c.
#include "kernel/Calls.h"
#include "kernel/Errnos.h"
#include "kernel/Flags.h"
#include "kernel/Meanings.h"
#include "verify/CalleeModels.h"

#include "llvm/IR/InstrTypes.h"

namespace premap::verify {

using kernel::Meaning;
using kernel::error::Einval;
using kernel::error::Enoexec;
using kernel::error::Enxio;

/// Whether argument \p I is the mapping itself.
static bool onMapping(const CallContext &C, unsigned I) {
  return I < C.Arguments.size() && C.Arguments[I].Object == C.X.MappingObject;
}

z3::expr requestResult(Universe &U, RequestKind Kind, unsigned N) {
  const char *What = Kind == RequestKind::InsertPages
                         ? "result of page insertion "
                         : "result of mapping request ";
  return U.symbol(What + std::to_string(N + 1), 32);
}

z3::expr isErrno(Universe &U, const z3::expr &E) {
  return z3::ule(U.number(std::uint32_t(-kernel::MaxErrno), 32), E);
}

z3::expr makeRequest(Executor &X, PathState &S, Effect E) {
  z3::expr Result = requestResult(X.U, E.Request, S.Requests++);
  E.Kind = EffectKind::Request;
  E.Result = Result;
  if (E.LocksHeld.empty())
    E.LocksHeld = S.Locks;
  E.InMapped = S.InMapped;
  E.InClose = S.InClose;
  E.Snapshot = std::make_shared<const PathState>(S);
  S.Effects.push_back(std::move(E));
  S.Condition.push_back(
      (Result == X.U.number(0, 32) || isErrno(X.U, Result)).simplify());
  return Result;
}

IoMemoryPlan planIoMemory(Universe &U, const z3::expr &Phys,
                          const z3::expr &Length, const z3::expr &Pgoff,
                          const z3::expr &Size) {
  z3::expr Shift = U.word(U.PageShift);
  z3::expr Mask = U.word((std::uint64_t(1) << U.PageShift) - 1);
  // phys_addr_t may be wider than a word, as with LPAE and PAE.
  unsigned Width = Phys.get_sort().bv_size();
  auto toWord = [&](const z3::expr &E) {
    return Width > U.PointerBits ? E.extract(U.PointerBits - 1, 0) : E;
  };
  z3::expr WideLength =
      Width > U.PointerBits ? z3::zext(Length, Width - U.PointerBits) : Length;
  z3::expr Long = Length + (toWord(Phys) & Mask);
  z3::expr Pfn = toWord(z3::lshr(Phys, U.number(U.PageShift, Width)));
  z3::expr Pages = z3::lshr(Long + Mask, Shift);
  z3::expr Fits = z3::uge(Phys + WideLength, Phys) &&
                  z3::uge(Pfn + Pages, Pfn) && z3::ule(Pgoff, Pages) &&
                  z3::ule(z3::lshr(Size, Shift), Pages - Pgoff);
  return {Fits.simplify(), (Pfn + Pgoff).simplify()};
}

z3::expr remapFlags(Executor &X) {
  z3::expr Word = X.U.word(0);
  for (const kernel::Flag &F : kernel::flags())
    if (F.SetByRemap)
      Word = Word | X.flag(F);
  return Word.simplify();
}

/// remap_pfn_range(): the flags, the COW rule, the request.
static z3::expr remapNow(CallContext &C, RequestKind Kind,
                         const z3::expr &Start, const z3::expr &Pfn,
                         const z3::expr &Size, const z3::expr &Prot) {
  Executor &X = C.X;
  z3::expr MayWrite = X.flag("MAYWRITE"), Shared = X.flag("SHARED");
  z3::expr Cow = (C.flags() & (MayWrite | Shared)) == MayWrite;
  z3::expr Whole = Start == C.mappingField("vm_start", "start") &&
                   Size == C.mappingField("vm_end", "end") -
                               C.mappingField("vm_start", "start");
  bool Held = false;
  // A partial COW remap fails before it touches anything.
  if (auto Refused = X.split(C.S, (Cow && !Whole).simplify(), Held)) {
    CallContext Other{X, *Refused, C.Call, C.Name, C.Arguments};
    Other.S.Refused = true;
    Other.finish(X.U.number(std::uint32_t(-Einval), 32));
    X.queue(std::move(*Refused));
  } else if (Held) {
    C.S.Refused = true;
    return X.U.number(std::uint32_t(-Einval), 32);
  }
  z3::expr Pgoff = C.mappingField("vm_pgoff", "pgoff");
  X.setField(C.S, X.MappingObject, X.MappingTag, "vm_pgoff",
             Value(z3::ite(Cow, Pfn, Pgoff).simplify()));
  C.setFlags(C.flags() | remapFlags(X));
  Effect E;
  E.Name = Kind == RequestKind::IoRemap ? "io remap" : "remap";
  E.Request = Kind;
  E.Where = X.where(C.Call);
  E.Args = {Start.simplify(), Pfn.simplify(), Size.simplify(), Prot.simplify()};
  E.Labels = {"address", "pfn", "size", "page_prot"};
  return makeRequest(X, C.S, std::move(E));
}

/// A pgprot_t argument, however the ABI passes it.
static z3::expr prot(CallContext &C, unsigned I) {
  const Value &V = C.Arguments[I];
  if (!V.Elements.empty())
    return V.Elements.front().Bits;
  if (C.Call.getArgOperand(I)->getType()->isPointerTy())
    return C.pointee(I);
  unsigned Bits = V.Bits.get_sort().bv_size();
  return Bits < C.X.U.PointerBits ? z3::zext(V.Bits, C.X.U.PointerBits - Bits)
                                  : V.Bits;
}

static bool remapPfnRange(CallContext &C) {
  if (C.Arguments.size() != 5)
    return C.unmodelled(C.Name + "() with other parameters");
  RequestKind Kind = kernel::meaningOf(C.Name) == Meaning::Remap
                         ? RequestKind::Remap
                         : RequestKind::IoRemap;
  z3::expr Mask = C.X.U.word((std::uint64_t(1) << C.X.U.PageShift) - 1);
  z3::expr Size = (C.Arguments[3].Bits + Mask) & ~Mask;
  return C.finish(remapNow(C, Kind, C.Arguments[1].Bits, C.Arguments[2].Bits,
                           Size.simplify(), prot(C, 4)));
}

static bool iomapMemory(CallContext &C) {
  z3::expr Size =
      C.mappingField("vm_end", "end") - C.mappingField("vm_start", "start");
  IoMemoryPlan Plan =
      planIoMemory(C.X.U, C.Arguments[1].Bits, C.Arguments[2].Bits,
                   C.mappingField("vm_pgoff", "pgoff"), Size);
  bool Held = false;
  std::optional<PathState> Bad = C.X.split(C.S, !Plan.Fits, Held);
  if (Bad) {
    CallContext Other{C.X, *Bad, C.Call, C.Name, C.Arguments};
    Other.S.Refused = true;
    Other.finish(C.X.U.number(std::uint32_t(-Einval), 32));
    C.X.queue(std::move(*Bad));
  } else if (Held) {
    C.S.Refused = true;
    return C.finish(C.X.U.number(std::uint32_t(-Einval), 32));
  }
  return C.finish(remapNow(
      C, RequestKind::IoRemap, C.mappingField("vm_start", "start"), Plan.Pfn,
      Size.simplify(), C.mappingField("vm_page_prot", "page_prot")));
}

static Effect insertion(CallContext &C, const char *Name, RequestKind Kind,
                        std::vector<z3::expr> Args) {
  Effect E;
  E.Name = Name;
  E.Request = Kind;
  E.Where = C.X.where(C.Call);
  E.Args = std::move(Args);
  E.Args.push_back(C.mappingField("vm_page_prot", "page_prot"));
  E.Labels =
      Kind == RequestKind::InsertPage
          ? std::vector<std::string>{"address", "page", "page_prot"}
          : std::vector<std::string>{"address", "pages", "count", "page_prot"};
  return E;
}

static bool insertPage(CallContext &C) {
  C.setFlags(C.flags() | C.X.flag("MIXEDMAP"));
  return C.finish(
      makeRequest(C.X, C.S,
                  insertion(C, "insert page", RequestKind::InsertPage,
                            {C.Arguments[1].Bits, C.Arguments[2].Bits})));
}

/// vm_insert_pages(vma, addr, pages, &num): num says what is left.
static bool insertPages(CallContext &C) {
  z3::expr Count = C.pointee(3);
  C.setFlags(C.flags() | C.X.flag("MIXEDMAP"));
  z3::expr Result =
      makeRequest(C.X, C.S,
                  insertion(C, "insert pages", RequestKind::InsertPages,
                            {C.Arguments[1].Bits, C.Arguments[2].Bits, Count}));
  C.setPointee(3, z3::ite(Result == C.X.U.number(0, 32), C.X.U.word(0),
                          C.X.U.symbol("pages left", C.X.U.PointerBits)));
  return C.finish(Result);
}

/// vm_map_pages() and vm_map_pages_zero(): both checks, then insertions.
static bool mapPages(CallContext &C) {
  Universe &U = C.X.U;
  z3::expr Offset = kernel::meaningOf(C.Name) == Meaning::MapPages
                        ? C.mappingField("vm_pgoff", "pgoff")
                        : U.word(0);
  z3::expr Count = z3::lshr(C.mappingField("vm_end", "end") -
                                C.mappingField("vm_start", "start"),
                            U.word(U.PageShift));
  z3::expr Number = C.Arguments[2].Bits;
  z3::expr Fits = z3::ult(Offset, Number) && z3::ule(Count, Number - Offset);
  bool Held = false;
  std::optional<PathState> Bad = C.X.split(C.S, (!Fits).simplify(), Held);
  if (Bad) {
    CallContext Other{C.X, *Bad, C.Call, C.Name, C.Arguments};
    Other.S.Refused = true;
    Other.finish(U.number(std::uint32_t(-Enxio), 32));
    C.X.queue(std::move(*Bad));
  } else if (Held) {
    C.S.Refused = true;
    return C.finish(U.number(std::uint32_t(-Enxio), 32));
  }
  C.setFlags(C.flags() | C.X.flag("MIXEDMAP"));
  z3::expr First = C.Arguments[1].Bits + Offset * U.word(U.PointerBits / 8);
  return C.finish(
      makeRequest(C.X, C.S,
                  insertion(C, "insert pages", RequestKind::InsertPages,
                            {C.mappingField("vm_start", "start"),
                             First.simplify(), Count.simplify()})));
}

/// generic_file_mmap() and its desc twin are one function to the comparison:
/// -ENOEXEC, or the generic vm_ops.
static bool genericFile(CallContext &C) {
  if (!onMapping(C, 0) && !onMapping(C, 1))
    return false;
  std::string Twin(kernel::libraryHook(C.Name));
  Effect E;
  E.Name = Twin;
  E.Where = C.X.where(C.Call);
  // Which file it is that may not be mapped.
  E.Args = {(C.isDesc()
                 ? C.X.field(C.S, C.X.MappingObject, C.X.MappingTag, "file")
                 : C.Arguments[0].Bits)
                .simplify()};
  E.Labels = {"file"};
  E.OnlyAsks = true; // but for the time of the access
  z3::expr Failed = C.X.U.apply(Twin + " fails", E.Args, 1);
  bool ReadOnly = kernel::meaningOf(C.Name) == Meaning::GenericFileReadOnly;
  z3::expr Shared = C.X.flag("SHARED"), MayWrite = C.X.flag("MAYWRITE");
  z3::expr Refused = (C.flags() & (Shared | MayWrite)) == (Shared | MayWrite);
  bool Held = false;
  if (ReadOnly) {
    if (auto Bad = C.X.split(C.S, Refused, Held)) {
      CallContext Other{C.X, *Bad, C.Call, C.Name, C.Arguments};
      Other.S.Refused = true;
      Other.finish(C.X.U.number(std::uint32_t(-Einval), 32));
      C.X.queue(std::move(*Bad));
    } else if (Held)
      return C.finish(C.X.U.number(std::uint32_t(-Einval), 32));
  }
  Held = false;
  z3::expr Fails = Failed == C.X.U.number(1, 1);
  if (auto Bad = C.X.split(C.S, Fails, Held)) {
    CallContext Other{C.X, *Bad, C.Call, C.Name, C.Arguments};
    Other.finish(C.X.U.number(std::uint32_t(-Enoexec), 32));
    C.X.queue(std::move(*Bad));
  } else if (Held)
    return C.finish(C.X.U.number(std::uint32_t(-Enoexec), 32));
  C.S.Effects.push_back(std::move(E));
  C.X.setField(
      C.S, C.X.MappingObject, C.X.MappingTag, "vm_ops",
      C.X.U.pointerTo(C.X.globalObject(std::string(kernel::GenericFileOps))));
  return C.finish(C.X.U.number(0, 32));
}

static bool isGenericFile(Meaning Its) {
  return Its == Meaning::GenericFile || Its == Meaning::GenericFileReadOnly;
}

bool isSameKernelFunction(const std::string &Old, const std::string &New) {
  Meaning Its = kernel::meaningOf(Old);
  return Old == New || (isGenericFile(Its) && Its == kernel::meaningOf(New));
}

bool runMappingModel(CallContext &C) {
  static const std::map<Meaning, bool (*)(CallContext &)> Legacy{
      {Meaning::Remap, remapPfnRange},     {Meaning::IoRemap, remapPfnRange},
      {Meaning::IoMemory, iomapMemory},    {Meaning::InsertPage, insertPage},
      {Meaning::InsertPages, insertPages}, {Meaning::MapPages, mapPages},
      {Meaning::MapPagesZero, mapPages}};
  Meaning Its = kernel::meaningOf(C.Name);
  if (isGenericFile(Its))
    return genericFile(C);
  auto Known = Legacy.find(Its);
  return Known != Legacy.end() && onMapping(C, 0) && !C.isDesc() &&
         Known->second(C);
}

/// An action as its helpers ask for it.
struct ActionHelper {
  PendingAction::Kind Kind;
  bool Full; ///< of all of the mapping
};

static std::optional<ActionHelper> actionHelper(const std::string &Name) {
  static const std::map<Meaning, ActionHelper> Helpers{
      {Meaning::RemapLater, {PendingAction::Remap, false}},
      {Meaning::RemapAllLater, {PendingAction::Remap, true}},
      {Meaning::IoRemapLater, {PendingAction::IoRemap, false}},
      {Meaning::IoRemapAllLater, {PendingAction::IoRemap, true}},
      {Meaning::IoMemoryLater, {PendingAction::SimpleIoremap, false}},
      {Meaning::MapPagesLater, {PendingAction::MapPages, false}},
      {Meaning::MapAllPagesLater, {PendingAction::MapPages, true}}};
  auto Known = Helpers.find(kernel::meaningOf(Name));
  if (Known == Helpers.end())
    return std::nullopt;
  return Known->second;
}

bool runActionModel(CallContext &C) {
  std::optional<ActionHelper> Known = actionHelper(C.Name);
  if (!Known || C.X.FillsActions || !C.isDesc() || !onMapping(C, 0))
    return false;
  z3::expr Start = C.mappingField("vm_start", "start");
  z3::expr Size = C.mappingField("vm_end", "end") - Start;
  bool Full = Known->Full;
  PendingAction &A = C.S.Action;
  unsigned Before = A.Count;
  A = PendingAction{};
  A.Type = Known->Kind;
  A.Count = Before + 1;
  A.Where = C.X.where(C.Call);
  A.LocksHeld = C.S.Locks;
  A.Position = C.S.Effects.size();
  auto argument = [&](unsigned I) { return C.Arguments[I].Bits; };
  switch (Known->Kind) {
  case PendingAction::None:
    break;
  case PendingAction::Remap:
  case PendingAction::IoRemap:
    // The protection is the one of this moment.
    A.Args = {Full ? Start : argument(1), Full ? argument(1) : argument(2),
              Full ? Size : argument(3),
              C.mappingField("vm_page_prot", "page_prot")};
    break;
  case PendingAction::SimpleIoremap:
    A.Args = {argument(1), argument(2)};
    break;
  case PendingAction::MapPages:
    A.Pages = C.X.U.resolve(C.Arguments[Full ? 1 : 2]).Object;
    A.Args = {Full ? Start : argument(1), Full ? argument(1) : argument(2),
              Full ? z3::lshr(Size, C.X.U.word(C.X.U.PageShift)) : argument(3)};
    break;
  }
  for (z3::expr &E : A.Args)
    E = E.simplify();
  return C.finish(C.X.U.word(0));
}

} // namespace premap::verify
