// Loads, stores and what an unknown callee does to memory.
#include "verify/Executor.h"
#include "verify/PlainText.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace premap::verify {

/// What an open file points to stays while it is open.
static constexpr const char *SettledOfFile[] = {"private_data", "f_inode",
                                                "f_mapping", "f_op"};

bool Executor::isSettled(int Object, const z3::expr &Offset) const {
  std::uint64_t At = 0;
  const SymObject &O = U.Objects[Object];
  if (O.Kind != ObjectKind::Lazy || (O.Name != "file" && O.Name != "vm_file") ||
      !isNumber(Offset, At))
    return false;
  for (const char *Field : SettledOfFile)
    if (const FieldPlace *Where = Code.types().find("file", Field);
        Where && Where->Offset == At)
      return true;
  return false;
}

ObjectMemory &Executor::memoryOf(PathState &S, int Object) {
  Object = representative(S, Object);
  auto It = S.Memory.find(Object);
  if (It == S.Memory.end())
    It = S.Memory.emplace(Object, ObjectMemory{{}, S.Version, false, "", false})
             .first;
  return It->second;
}

/// What memory holds that this path did not write.
z3::expr Executor::unwritten(const ObjectMemory &M, int Object,
                             const z3::expr &Offset, unsigned Bytes) {
  if (!M.Given && isSettled(Object, Offset))
    return U.initial(Object, Offset, Bytes, "");
  if (M.Handle.empty())
    return U.initial(Object, Offset, Bytes, M.Version);
  return U.initial(U.namedObject(ObjectKind::Lazy, M.Handle), Offset, Bytes,
                   M.Version);
}

/// The bytes at a constant place, put together from whatever writes cover it.
Value Executor::assemble(ObjectMemory &M, int Object, std::uint64_t At,
                         unsigned Bytes) {
  std::optional<z3::expr> Result;
  bool Big = layout().isBigEndian();
  auto byteOf = [&](const z3::expr &E, unsigned Size, unsigned N) {
    unsigned Low = (Big ? Size - 1 - N : N) * 8;
    return E.extract(Low + 7, Low);
  };
  for (unsigned I = 0; I < Bytes; ++I) { // in the order of addresses
    std::optional<z3::expr> Byte;
    for (auto W = M.Writes.rbegin(); W != M.Writes.rend() && !Byte; ++W) {
      std::uint64_t Start = 0;
      if (!isNumber(W->Offset, Start) || At + I < Start ||
          At + I >= Start + W->Bytes)
        continue;
      Byte = byteOf(W->Data.Bits, W->Bytes, At + I - Start);
    }
    if (!Byte)
      Byte = byteOf(unwritten(M, Object, U.word(At), Bytes), Bytes, I);
    Result = !Result ? *Byte
             : Big   ? z3::concat(*Result, *Byte)
                     : z3::concat(*Byte, *Result);
  }
  return Value(Result->simplify());
}

Value Executor::loadBits(PathState &S, const Place &Named, unsigned Bytes) {
  const Place At{representative(S, Named.Object), Named.Offset};
  ObjectMemory &M = memoryOf(S, At.Object);
  std::uint64_t Offset = 0;
  bool Concrete = isNumber(At.Offset, Offset);
  // Newest first; writes at unknown places may or may not hit.
  std::vector<const MemoryWrite *> Maybe;
  for (auto W = M.Writes.rbegin(); W != M.Writes.rend(); ++W) {
    if (W->Offset.id() == At.Offset.id() && W->Bytes == Bytes) {
      if (Maybe.empty())
        return W->Data;
      z3::expr Result = W->Data.Bits;
      for (auto Newer = Maybe.rbegin(); Newer != Maybe.rend(); ++Newer)
        Result =
            z3::ite((*Newer)->Offset == At.Offset, (*Newer)->Data.Bits, Result);
      return Value(Result.simplify());
    }
    std::uint64_t Start = 0;
    if (Concrete && isNumber(W->Offset, Start)) {
      if (Offset >= Start + W->Bytes || Start >= Offset + Bytes)
        continue;
      if (Maybe.empty())
        return assemble(M, At.Object, Offset, Bytes);
      S.Obstacle = "memory written in parts through a computed index";
      return Value(U.number(0, Bytes * 8));
    }
    if (W->Bytes != Bytes) {
      S.Obstacle = "memory written in another size through a computed index";
      return Value(U.number(0, Bytes * 8));
    }
    Maybe.push_back(&*W);
  }
  z3::expr Result = unwritten(M, At.Object, At.Offset, Bytes);
  for (auto Newer = Maybe.rbegin(); Newer != Maybe.rend(); ++Newer)
    Result =
        z3::ite((*Newer)->Offset == At.Offset, (*Newer)->Data.Bits, Result);
  return Value(Result.simplify());
}

void Executor::store(PathState &S, const Place &At, const Value &Data,
                     unsigned Bytes) {
  ObjectMemory &M = memoryOf(S, At.Object);
  std::erase_if(M.Writes, [&](const MemoryWrite &W) {
    return W.Offset.id() == At.Offset.id() && W.Bytes <= Bytes;
  });
  M.Writes.push_back({At.Offset, Data, Bytes});
}

static llvm::Constant *readAt(const llvm::GlobalVariable &G, llvm::Type &Type,
                              std::uint64_t Offset) {
  const llvm::DataLayout &Layout = G.getParent()->getDataLayout();
  return llvm::ConstantFoldLoadFromConst(
      const_cast<llvm::Constant *>(G.getInitializer()), &Type,
      llvm::APInt(Layout.getPointerSizeInBits(), Offset), Layout);
}

/// A read of a table through a computed index, spelled out. Only what differs
/// between the texts is worth it: else the same name is enough.
std::optional<Value> Executor::loadFromTable(PathState &S, const Place &At,
                                             const llvm::GlobalVariable &G,
                                             llvm::Type &Type) {
  static constexpr std::uint64_t MaxEntries = 256;
  std::uint64_t Step = layout().getTypeAllocSize(&Type);
  std::uint64_t Size = layout().getTypeAllocSize(G.getValueType());
  bool Scalar = Type.isIntegerTy() || Type.isPointerTy();
  if (!Scalar || Size / Step > MaxEntries) {
    S.Obstacle = "a table that differs between the texts is too large";
    return Value(U.word(0));
  }
  z3::expr Result =
      U.initial(At.Object, At.Offset, Step, "")
          .extract(
              (Type.isPointerTy() ? U.PointerBits : Type.getIntegerBitWidth()) -
                  1,
              0);
  for (std::uint64_t Entry = 0; Entry + Step <= Size; Entry += Step)
    if (llvm::Constant *C = readAt(G, Type, Entry))
      Result =
          z3::ite(At.Offset == U.word(Entry), constant(S, *C).Bits, Result);
  return Value(Result.simplify());
}

/// Whether this path wrote every byte there.
static bool isWritten(const ObjectMemory &M, const z3::expr &Offset,
                      std::uint64_t Bytes) {
  std::set<std::uint64_t> Missing;
  std::uint64_t Begin = 0, Start = 0;
  if (!isNumber(Offset, Begin))
    return false;
  for (std::uint64_t I = 0; I < Bytes; ++I)
    Missing.insert(Begin + I);
  for (const MemoryWrite &W : M.Writes)
    if (isNumber(W.Offset, Start))
      Missing.erase(Missing.lower_bound(Start),
                    Missing.lower_bound(Start + W.Bytes));
  return Missing.empty();
}

/// Whether \p G says that a message that is given once has been given: what
/// DO_ONCE_LITE() keeps.
static bool isOnceMark(const llvm::GlobalVariable &G) {
  return G.getSection() == ".data..once";
}

std::optional<Value> Executor::loadConstant(PathState &S, const Place &At,
                                            llvm::Type &Type) {
  auto Known = Globals.find(At.Object);
  auto *G = Known == Globals.end()
                ? nullptr
                : llvm::dyn_cast<llvm::GlobalVariable>(Known->second);
  if (G && G->isDeclaration())
    G = Code.variable(G->getName().str()); // of another file
  if (!G || !G->hasInitializer())
    return std::nullopt;
  // The record of a message is not read for what it says; whether one that is
  // given once has been given is false in any text.
  bool Differs = Code.changed().count(G->getName().str()) &&
                 G->getSection() != "__dyndbg" && !isOnceMark(*G);
  std::uint64_t Offset = 0;
  if (!G->isConstant() || !G->hasDefinitiveInitializer()) {
    if (Differs && !isWritten(memoryOf(S, At.Object), At.Offset,
                              layout().getTypeStoreSize(&Type)))
      S.Obstacle = "the initial value of " + G->getName().str() +
                   " differs between the texts";
    return std::nullopt;
  }
  if (!isNumber(At.Offset, Offset))
    return Differs ? loadFromTable(S, At, *G, Type) : std::nullopt;
  llvm::Constant *C = readAt(*G, Type, Offset);
  if (!C)
    return std::nullopt;
  return constant(S, *C);
}

/// Whether a number is one that must not be used so. Around 0 is what NULL
/// leads to, at the top what an error number does.
bool Executor::isBadNumber(std::uint64_t N, AccessKind Kind,
                           std::uint64_t Entries) const {
  static constexpr std::uint64_t Page = 4096;
  std::uint64_t Mask = U.PointerBits == 64 ? ~std::uint64_t(0) : 0xffffffffu;
  switch (Kind) {
  case AccessKind::Pointer:
    return N < Page || N > Mask - Page;
  case AccessKind::Divisor:
    return N == 0;
  case AccessKind::Index:
    return N >= Entries;
  }
  return false;
}

void Executor::noteAccess(PathState &S, const z3::expr &Term, AccessKind Kind,
                          std::uint64_t Entries) {
  std::uint64_t Known = 0;
  if (isNumber(Term, Known) && !isBadNumber(Known, Kind, Entries))
    return;
  for (const Access &A : S.Accesses)
    if (A.Term.id() == Term.id() && A.Kind == Kind && A.Entries == Entries)
      return;
  std::string Where;
  if (!S.Frames.empty() && S.Frames.back().Next)
    Where = where(*S.Frames.back().Next);
  S.Accesses.push_back({Term, Kind, Entries, Where});
}

bool Executor::isField(const z3::expr &Offset, const char *Name) const {
  std::uint64_t At = 0;
  const FieldPlace *Where = Code.types().find(MappingTag, Name);
  return Where && isNumber(Offset, At) && At == Where->Offset;
}

Value Executor::load(PathState &S, const Value &Pointer, llvm::Type &Type) {
  Place At = U.resolve(Pointer);
  if (U.Objects[At.Object].Kind == ObjectKind::Lazy)
    noteAccess(S, U.Objects[At.Object].Base, AccessKind::Pointer);
  if (At.Object == MappingObject && isField(At.Offset, "vm_file"))
    ReadsVmFile = true;
  if (std::optional<Value> Known = loadConstant(S, At, Type))
    return *Known;
  unsigned Bits = 0;
  if (Type.isIntegerTy())
    Bits = Type.getIntegerBitWidth();
  else if (Type.isPointerTy())
    Bits = U.PointerBits;
  if (Bits) {
    unsigned Bytes = (Bits + 7) / 8;
    Value V = loadBits(S, At, Bytes);
    if (V.Bits.get_sort().bv_size() > Bits)
      return Value(V.Bits.extract(Bits - 1, 0).simplify());
    return V;
  }
  if (!Type.isAggregateType()) {
    S.Obstacle = "a floating point or vector value";
    return Value(U.word(0));
  }
  Value Result(U.word(0));
  auto add = [&](llvm::Type &Element, std::uint64_t Offset) {
    Value Inner(Pointer.Bits + U.word(Offset), Pointer.Object);
    Inner.Bits = Inner.Bits.simplify();
    Result.Elements.push_back(load(S, Inner, Element));
  };
  if (auto *Struct = llvm::dyn_cast<llvm::StructType>(&Type)) {
    const llvm::StructLayout *Places = layout().getStructLayout(Struct);
    for (unsigned I = 0; I < Struct->getNumElements(); ++I)
      add(*Struct->getElementType(I), Places->getElementOffset(I));
  } else if (auto *Array = llvm::dyn_cast<llvm::ArrayType>(&Type)) {
    std::uint64_t Size = layout().getTypeAllocSize(Array->getElementType());
    for (std::uint64_t I = 0; I < Array->getNumElements() && I < 64; ++I)
      add(*Array->getElementType(), I * Size);
  }
  return Result;
}

/// Members whose final values are compared; stores to them are no effects.
static bool isComparedField(const std::string &Field) {
  static const std::set<std::string> Names{
      "vm_start",     "vm_end",          "vm_pgoff",    "vm_file",
      "vm_flags",     "__vm_flags",      "vma_flags",   "page_prot",
      "vm_page_prot", "vm_ops",          "pgoff",       "start",
      "end",          "vm_private_data", "private_data"};
  return Names.count(Field) || Field.starts_with("action");
}

/// What only the mmap_action_*() helpers set.
static bool isPartOfAction(const std::string &Field) {
  return Field.starts_with("action") && Field != "action.success_hook" &&
         Field != "action.error_hook" && Field != "action.error_override" &&
         Field != "action.hide_from_rmap_until_complete";
}

/// What a store adds to a counter; nothing if it does not count.
std::optional<std::int64_t> Executor::deltaOf(PathState &S, const Place &At,
                                              const Value &Data,
                                              unsigned Bytes) {
  std::string Obstacle = S.Obstacle;
  z3::expr Before = loadBits(S, At, Bytes).Bits;
  S.Obstacle = Obstacle;
  std::uint64_t Difference = 0;
  if (Bytes > 8 || Before.is_numeral())
    return std::nullopt;
  z3::expr Added = (Data.Bits - Before).simplify();
  if (!isNumber(Added, Difference)) {
    std::set<unsigned> Read;
    for (const z3::expr &Symbol : symbolsOf(Before))
      Read.insert(Symbol.id());
    for (const z3::expr &Symbol : symbolsOf(Added))
      if (Read.count(Symbol.id()))
        return std::nullopt;
    return 0;
  }
  if (!Difference)
    return std::nullopt;
  unsigned Unused = 64 - Bytes * 8;
  return static_cast<std::int64_t>(Difference << Unused) >> Unused;
}

void Executor::storeTyped(PathState &S, const Value &Pointer, const Value &Data,
                          llvm::Type &Type, const llvm::Instruction &I) {
  if (!Data.Elements.empty()) {
    for (unsigned N = 0; N < Data.Elements.size(); ++N) {
      llvm::Type *Element = nullptr;
      std::uint64_t Offset = 0;
      if (auto *Struct = llvm::dyn_cast<llvm::StructType>(&Type)) {
        Element = Struct->getElementType(N);
        Offset = layout().getStructLayout(Struct)->getElementOffset(N);
      } else {
        Element = llvm::cast<llvm::ArrayType>(Type).getElementType();
        Offset = N * layout().getTypeAllocSize(Element);
      }
      Value Inner((Pointer.Bits + U.word(Offset)).simplify(), Pointer.Object);
      storeTyped(S, Inner, Data.Elements[N], *Element, I);
    }
    return;
  }
  Place At = U.resolve(Pointer);
  unsigned Width = Data.Bits.get_sort().bv_size();
  unsigned Bytes = (Width + 7) / 8;
  Value Whole = Data;
  if (Width < Bytes * 8)
    Whole = Value(z3::zext(Data.Bits, Bytes * 8 - Width).simplify());
  const SymObject &O = U.Objects[At.Object];
  if (O.Kind == ObjectKind::Lazy)
    noteAccess(S, O.Base, AccessKind::Pointer);
  std::string Field;
  if (O.Kind == ObjectKind::Mapping) {
    std::uint64_t Offset = 0;
    if (isNumber(At.Offset, Offset))
      Field = Code.types().fieldAt(MappingTag, Offset);
    if (isPartOfAction(Field) && !FillsActions) {
      S.Obstacle = "the action is filled in by hand at " + where(I);
      return;
    }
  }
  auto Global = Globals.find(At.Object);
  const auto *Variable =
      Global == Globals.end()
          ? nullptr
          : llvm::dyn_cast<llvm::GlobalVariable>(Global->second);
  // That a message has been given is a part of the message.
  bool OfMessage = Variable && isOnceMark(*Variable);
  bool Visible = (O.Kind == ObjectKind::Global && !OfMessage) ||
                 O.Kind == ObjectKind::Lazy ||
                 (O.Kind == ObjectKind::Mapping && !isComparedField(Field));
  if (Visible) {
    Effect E;
    E.Kind = EffectKind::Store;
    E.Name = "store to " + (At.Offset.is_numeral()
                                ? U.describe(At.Object, At.Offset)
                                : O.Name + "[" + plainText(U, At.Offset) + "]");
    E.Args = {Pointer.Bits.simplify(), Whole.Bits};
    E.Labels = {"address", "value"};
    E.Object = At.Object;
    E.Where = where(I);
    if (const auto *Write = llvm::dyn_cast<llvm::StoreInst>(&I))
      E.Volatile = Write->isVolatile();
    E.InMapped = S.InMapped;
    E.InClose = S.InClose;
    E.LocksHeld = S.Locks;
    E.Delta = deltaOf(S, At, Whole, Bytes);
    E.Origin = originOf(S, "");
    S.Effects.push_back(std::move(E));
    // Others may find the local there.
    if (Data.Object >= 0 && U.Objects[Data.Object].Kind == ObjectKind::Local)
      memoryOf(S, Data.Object).Escaped = true;
  }
  store(S, At, Whole, Bytes);
}

bool Executor::copyMemory(PathState &S, const Value &To, const Value &From,
                          std::uint64_t Bytes) {
  llvm::LLVMContext &Context = S.Frames.back().Function->getContext();
  for (std::uint64_t Done = 0; Done < Bytes;) {
    unsigned Part = Bytes - Done >= 8 ? 8 : Bytes - Done >= 4 ? 4 : 1;
    // Keep the parts that were written as such.
    Value Source((From.Bits + U.word(Done)).simplify(), From.Object);
    Place At = U.resolve(Source);
    for (const MemoryWrite &W : memoryOf(S, At.Object).Writes)
      if (W.Offset.id() == At.Offset.id() && W.Bytes <= Bytes - Done)
        Part = W.Bytes;
    llvm::Type *Type = llvm::Type::getIntNTy(Context, Part * 8);
    Value Data = load(S, Source, *Type);
    Value Target((To.Bits + U.word(Done)).simplify(), To.Object);
    storeTyped(S, Target, Data, *Type, *S.Frames.back().Next);
    if (!S.Obstacle.empty())
      return false;
    Done += Part;
  }
  return true;
}

/// Everything that \p Arguments or globals lead to may have changed; the vma
/// or desc and locals only if they are among the arguments.
void Executor::havoc(PathState &S, const std::string &Version,
                     const std::vector<Value> &Arguments) {
  std::set<int> Given;
  for (const Value &V : Arguments)
    if (V.Bits.get_sort().bv_size() == U.PointerBits) {
      std::uint64_t Address = 0;
      if (V.Object >= 0 || isNumber(V.Bits, Address)) {
        if (Address != 0 || V.Object >= 0)
          Given.insert(representative(S, U.resolve(V).Object));
      }
    }
  S.Version = Version;
  for (int Object : Given)
    if (U.Objects[Object].Kind == ObjectKind::Lazy)
      memoryOf(S, Object).Given = true;
  for (auto &[Object, M] : S.Memory) {
    const SymObject &O = U.Objects[Object];
    bool Protected = false;
    switch (O.Kind) {
    case ObjectKind::Mapping:
      Protected = !Given.count(Object);
      break;
    case ObjectKind::Local:
      M.Escaped |= Given.count(Object) != 0;
      Protected = !M.Escaped;
      break;
    case ObjectKind::Global:
      Protected = O.Constant;
      break;
    case ObjectKind::Lazy:
      break;
    }
    if (Protected)
      continue;
    std::erase_if(M.Writes, [&, Object = Object](const MemoryWrite &W) {
      return M.Given || !isSettled(Object, W.Offset);
    });
    M.Version = Version;
  }
}

int Executor::globalObject(const std::string &Name) {
  return U.namedObject(ObjectKind::Global, Name);
}

z3::expr Executor::field(PathState &S, int Object, const std::string &Tag,
                         const std::string &Field) {
  const FieldPlace *Where = Code.types().find(Tag, Field);
  if (!Where || !Where->Size)
    return U.word(0);
  unsigned Bytes = std::min<unsigned>(Where->Size, U.PointerBits / 8);
  return loadBits(S, {Object, U.word(Where->Offset)}, Bytes).Bits;
}

void Executor::setField(PathState &S, int Object, const std::string &Tag,
                        const std::string &Field, const Value &Data) {
  const FieldPlace *Where = Code.types().find(Tag, Field);
  if (Where)
    store(S, {Object, U.word(Where->Offset)}, Data,
          Data.Bits.get_sort().bv_size() / 8);
}

} // namespace premap::verify
