// Runs calls of functions that nobody knows: what they get, what they may
// change, and what they return.
#include "kernel/Errnos.h"
#include "kernel/Fields.h"
#include "kernel/Meanings.h"
#include "verify/Executor.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

#include <algorithm>

namespace premap::verify {

Value Executor::symbolFor(const std::string &Name, const llvm::Type &Type) {
  if (Type.isIntegerTy())
    return Value(U.symbol(Name, Type.getIntegerBitWidth()));
  if (Type.isPointerTy())
    return Value(U.symbol(Name, U.PointerBits));
  Value Result(U.word(0));
  if (Type.isAggregateType())
    for (unsigned I = 0; I < Type.getNumContainedTypes(); ++I)
      Result.Elements.push_back(
          symbolFor(Name + "." + std::to_string(I), *Type.getContainedType(I)));
  return Result;
}

Value Executor::computed(const std::string &Name,
                         const std::vector<Value> &Arguments,
                         const llvm::Type &Type) {
  Value Result(U.word(0));
  if (Type.isAggregateType()) {
    for (unsigned I = 0; I < Type.getNumContainedTypes(); ++I)
      Result.Elements.push_back(computed(Name + "." + std::to_string(I),
                                         Arguments, *Type.getContainedType(I)));
    return Result;
  }
  std::vector<z3::expr> Terms;
  for (const Value &V : Arguments)
    Terms.push_back(V.Bits.simplify());
  if (Type.isIntegerTy() || Type.isPointerTy())
    Result.Bits =
        U.apply(Name, Terms,
                Type.isPointerTy() ? U.PointerBits : Type.getIntegerBitWidth());
  return Result;
}

/// What a local that was written at known places only holds, by offset: words
/// where all of one was written, halves and bytes elsewhere.
std::map<std::uint64_t, Value> Executor::contents(PathState &S, int Object) {
  const unsigned Word = U.PointerBits / 8;
  std::set<std::uint64_t> Written;
  for (const MemoryWrite &W : memoryOf(S, Object).Writes) {
    std::uint64_t At = 0;
    if (isNumber(W.Offset, At))
      for (unsigned I = 0; I < W.Bytes; ++I)
        Written.insert(At + I);
  }
  std::map<std::uint64_t, Value> Contents;
  while (!Written.empty()) {
    std::uint64_t At = *Written.begin();
    unsigned Bytes = Word;
    auto whole = [&] {
      auto Last = Written.find(At + Bytes - 1);
      return At % Bytes == 0 && Last != Written.end() &&
             std::distance(Written.begin(), Last) == Bytes - 1;
    };
    while (!whole())
      Bytes /= 2;
    Contents.emplace(At, loadBits(S, {Object, U.word(At)}, Bytes));
    Written.erase(Written.begin(), Written.upper_bound(At + Bytes - 1));
  }
  return Contents;
}

/// An argument of an unknown callee. A local goes by what it holds, and by when
/// it was first given away: its name means nothing to the other text.
void Executor::appendArgument(PathState &S, Effect &E, const Value &Argument,
                              const std::string &Label,
                              const std::string &Handle) {
  if (!Argument.Elements.empty()) {
    for (const Value &Element : Argument.Elements)
      appendArgument(S, E, Element, Label, Handle);
    return;
  }
  bool Local = Argument.Object >= 0 &&
               U.Objects[Argument.Object].Kind == ObjectKind::Local;
  if (!Local) {
    E.Args.push_back(Argument.Bits.simplify());
    E.Labels.push_back(Label);
    if (Argument.Object == MappingObject)
      E.TakesMapping = true;
    return;
  }
  ObjectMemory &M = memoryOf(S, Argument.Object);
  bool Given = std::find(E.Locals.begin(), E.Locals.end(), Argument.Object) !=
               E.Locals.end();
  if (M.Handle.empty())
    M.Handle = Handle;
  M.Escaped = true;
  z3::expr Offset = Argument.Bits - U.Objects[Argument.Object].Base;
  E.Args.push_back(
      (U.symbol("place of " + M.Handle, U.PointerBits) + Offset).simplify());
  E.Labels.push_back(Label + ", which local");
  if (Given)
    return;
  E.Locals.push_back(Argument.Object);
  bool Computed =
      std::any_of(M.Writes.begin(), M.Writes.end(),
                  [](const MemoryWrite &W) { return !W.Offset.is_numeral(); });
  if (!Computed) {
    for (const auto &[Byte, Data] : contents(S, Argument.Object)) {
      std::string At = " at " + std::to_string(Byte);
      appendArgument(S, E, Data, Label + At, Handle + At);
    }
    return;
  }
  // A later write may or may not hit an earlier one: their order counts.
  std::vector<MemoryWrite> Writes = M.Writes;
  for (const MemoryWrite &W : Writes) {
    E.Args.push_back(W.Offset);
    E.Labels.push_back(Label + ", place written");
    std::string At = " at " + shortText(W.Offset);
    appendArgument(S, E, W.Data, Label + At, Handle + At);
  }
}

/// What the mapping holds is visible to a callee that gets it.
static void appendMapping(Executor &X, PathState &S, Effect &E) {
  bool Legacy = X.MappingTag == "vm_area_struct";
  for (const char *Field :
       Legacy
           ? std::initializer_list<const char *>{"vm_start", "vm_end",
                                                 "vm_pgoff", "vm_flags",
                                                 "vm_page_prot", "vm_ops",
                                                 "vm_private_data", "vm_file"}
           : std::initializer_list<const char *>{
                 "start", "end", "pgoff", "vm_flags", "vma_flags", "page_prot",
                 "vm_ops", "private_data", "vm_file"}) {
    if (!X.Code.types().find(X.MappingTag, Field))
      continue;
    E.Args.push_back(X.field(S, X.MappingObject, X.MappingTag, Field));
    E.Labels.push_back(Field);
  }
}

/// Members of the mapping that mean the same in the vma and in the desc, and
/// that the kernel reads from there and nowhere else: vma, then desc.
static constexpr std::pair<const char *, const char *> Lendable[] = {
    {"vm_page_prot", "page_prot"},
    {"vm_pgoff", "pgoff"},
    {"vm_private_data", "private_data"}};

/// A callee that gets the address of one member knows that member alone: it
/// gets a local instead that holds the same. \returns the locals, by member.
std::map<std::string, int>
Executor::lendMembers(PathState &S, std::vector<Value> &Arguments) {
  std::map<std::string, int> Lent;
  for (Value &V : Arguments) {
    if (V.Object != MappingObject || MappingObject < 0)
      continue;
    std::uint64_t At = 0;
    if (!isNumber((V.Bits - U.Objects[V.Object].Base).simplify(), At) || !At)
      continue;
    for (const auto &[OfVma, OfDesc] : Lendable) {
      std::string Member = MappingTag == "vm_area_struct" ? OfVma : OfDesc;
      const FieldPlace *Where = Code.types().find(MappingTag, Member);
      if (!Where || Where->Offset != At || Where->Size != U.PointerBits / 8)
        continue;
      int Local = U.namedObject(ObjectKind::Local,
                                std::string(OfDesc) + " of the mapping");
      store(S, {Local, U.word(0)},
            Value(field(S, MappingObject, MappingTag, Member)), Where->Size);
      Lent.emplace(Member, Local);
      V = U.pointerTo(Local);
      break;
    }
  }
  return Lent;
}

/// Runs a call of a function that nobody can look into, and steps over it.
void Executor::callUnknown(PathState &S, const llvm::CallBase &Call,
                           const std::string &Name,
                           std::vector<Value> Arguments) {
  std::map<std::string, int> Lent = lendMembers(S, Arguments);
  std::optional<Value> Result =
      unknownCall(S, Call, Name, std::move(Arguments));
  for (const auto &[Member, Local] : Lent)
    setField(S, MappingObject, MappingTag, Member,
             loadBits(S, {Local, U.word(0)}, U.PointerBits / 8));
  finishCall(S, Call, Result ? *Result : Value(U.word(0)));
}

/// Whether \p Call is one of the inner hook, in this side's form.
bool Executor::callsMoved(const llvm::CallBase &Call) const {
  const auto *Load = llvm::dyn_cast<llvm::LoadInst>(Call.getCalledOperand());
  return Moved && Load &&
         pointsTo(*Load->getPointerOperand(), Moved->Record,
                  MappingTag == kernel::VmaRecord ? Moved->Old : Moved->New);
}

bool Executor::isFresh(const PathState &S) const {
  const std::vector<MemoryWrite> &Now = S.Memory.at(MappingObject).Writes;
  return std::equal(Now.begin(), Now.end(), Fresh.Writes.begin(),
                    Fresh.Writes.end(),
                    [](const MemoryWrite &A, const MemoryWrite &B) {
                      return A.Bytes == B.Bytes && z3::eq(A.Offset, B.Offset) &&
                             z3::eq(A.Data.Bits, B.Data.Bits);
                    });
}

/// Runs a call of the inner hook. It does the same in both forms if the core
/// has it called with the mapping as it was, and nobody does anything behind
/// it: the last is asked for where the path ends.
void Executor::callMoved(PathState &S, const llvm::CallBase &Call,
                         const std::vector<Value> &Arguments) {
  const std::string Name = Moved->Record + "." + Moved->Old;
  if (!S.Locks.empty())
    S.Obstacle = "the inner hook " + Name +
                 " under a lock, which its new form "
                 "would map without";
  else if (S.Inner)
    S.Obstacle = "a second call of the inner hook " + Name;
  else if (!isFresh(S))
    S.Obstacle = "the inner hook " + Name + " with a mapping that was changed";
  if (!S.Obstacle.empty())
    return;
  Effect E;
  E.Name = Name;
  E.Where = where(Call);
  // Whether it leaves something behind was asked where it was compared.
  E.OnlyAsks = true;
  E.Origin = originOf(S, Name);
  E.Args.push_back(operand(S, *Call.getCalledOperand()).Bits.simplify());
  E.Labels.push_back("the function");
  for (std::size_t I = 0; I < Arguments.size(); ++I) {
    const Value &V = Arguments[I];
    const std::string Label = "argument " + std::to_string(I + 1);
    int Object =
        V.Bits.get_sort().bv_size() == U.PointerBits ? U.resolve(V).Object : -1;
    // The descriptor has the file that the hook would get.
    if (Object < 0 || (Object != MappingObject &&
                       Object != U.namedObject(ObjectKind::Lazy, "file")))
      appendArgument(S, E, V, Label, Label + " of " + Name);
  }
  Value Result = symbolFor(Name + "()", *Call.getType());
  E.Result = Result.Bits;
  S.Effects.push_back(std::move(E));
  S.Inner = InnerCall{S.Effects.size(), Result.Bits};
  finishCall(S, Call, Result);
}

/// Whether a number is added to a counter that makes it less:
/// atomic_add_unless(&count, -1, 1).
static bool countsDown(const std::string &Name,
                       const std::vector<Value> &Arguments) {
  if (!llvm::StringRef(Name).starts_with("atomic") ||
      !llvm::StringRef(Name).contains("_add"))
    return false;
  return llvm::any_of(Arguments, [](const Value &V) {
    std::uint64_t N = 0;
    unsigned Bits = V.Bits.get_sort().bv_size();
    return V.Object < 0 && Bits < 64 && isNumber(V.Bits, N) &&
           (N >> (Bits - 1)) & 1;
  });
}

std::string Executor::originOf(const PathState &S, const std::string &Callee) {
  return S.Frames.size() > 1 ? S.Frames[1].Function->getName().str() : Callee;
}

/// How often the hook has changed memory that others see.
static unsigned writesOf(const PathState &S) {
  unsigned Count = 0;
  for (const Effect &E : S.Effects)
    Count += E.Kind == EffectKind::Store || E.Kind == EffectKind::Acquire ||
             E.Kind == EffectKind::Release;
  return Count;
}

/// How often somebody else's credentials have come into use.
static unsigned credentialChanges(const PathState &S) {
  return std::count_if(S.Effects.begin(), S.Effects.end(), [](const Effect &E) {
    return kernel::changesCredentials(E.Name);
  });
}

/// Whether a call puts its arguments into a list or a tree.
static bool joins(const std::string &Name) {
  return llvm::any_of(std::initializer_list<llvm::StringRef>{"list_", "hlist_",
                                                             "llist_", "rb_",
                                                             "hash_"},
                      [&](llvm::StringRef Prefix) {
                        return llvm::StringRef(Name).starts_with(Prefix);
                      });
}

/// Who joins a list or a tree changes the links of what it gets, and no other
/// part of the object around them.
void Executor::relink(PathState &S, const std::string &Key,
                      const std::vector<Value> &Arguments) {
  const unsigned Word = U.PointerBits / 8;
  static constexpr unsigned Links = 2;
  for (std::size_t I = 0; I < Arguments.size(); ++I) {
    const Value &V = Arguments[I];
    if (V.Bits.get_sort().bv_size() != U.PointerBits ||
        (V.Object < 0 && V.Bits.is_numeral()))
      continue;
    Place At = U.resolve(V);
    ObjectKind Kind = U.Objects[At.Object].Kind;
    if (Kind == ObjectKind::Mapping || U.Objects[At.Object].Constant)
      continue;
    for (unsigned N = 0; N < Links; ++N)
      store(S, {At.Object, (At.Offset + U.word(N * Word)).simplify()},
            Value(U.symbol("link " + std::to_string(N + 1) + " of argument " +
                               std::to_string(I + 1) + " of " + Key,
                           U.PointerBits)),
            Word);
  }
}

/// What a call of a function of \p Kind does that somebody else can see.
static EffectKind effectOf(CallKind Kind, const std::string &Name,
                           const std::vector<Value> &Arguments) {
  static const std::map<CallKind, EffectKind> Effects{
      {CallKind::Log, EffectKind::Log},
      {CallKind::Allocate, EffectKind::Acquire},
      {CallKind::Acquire, EffectKind::Acquire},
      {CallKind::Release, EffectKind::Release},
      {CallKind::Lock, EffectKind::Lock},
      {CallKind::Unlock, EffectKind::Unlock}};
  if (Kind == CallKind::Acquire && countsDown(Name, Arguments))
    return EffectKind::Release;
  auto Known = Effects.find(Kind);
  return Known == Effects.end() ? EffectKind::Call : Known->second;
}

std::optional<Value> Executor::unknownCall(PathState &S,
                                           const llvm::CallBase &Call,
                                           const std::string &Name,
                                           std::vector<Value> Arguments) {
  const CalleeFacts &Facts = Table.lookup(Name);
  if (Facts.Kind == CallKind::Nothing)
    return std::nullopt;
  const llvm::Type &Type = *Call.getType();
  bool Scalar = Type.isIntegerTy() || Type.isPointerTy();
  CallKind Kind = Facts.Kind;
  bool GetsLocal = llvm::any_of(Arguments, [&](const Value &V) {
    return V.Object >= 0 && U.Objects[V.Object].Kind == ObjectKind::Local;
  });
  if (Kind == CallKind::Unknown && !GetsLocal)
    Kind = Code.plainKind(Name, Table);
  bool Reads = Kind == CallKind::Reads;
  if ((Reads || Kind == CallKind::Pure || Kind == CallKind::Arithmetic) &&
      Scalar) {
    std::vector<z3::expr> Terms;
    for (const Value &V : Arguments)
      Terms.push_back(V.Bits.simplify());
    std::string Version = Kind == CallKind::Arithmetic ? "" : S.Version;
    if (unsigned Writes = Reads ? writesOf(S) : 0)
      Version +=
          (Version.empty() ? "" : " and ") + std::to_string(Writes) + " writes";
    if (unsigned Changes =
            kernel::asksCredentials(Name) ? credentialChanges(S) : 0)
      Version = std::to_string(Changes) + " changes of credentials";
    unsigned Bits =
        Type.isPointerTy() ? U.PointerBits : Type.getIntegerBitWidth();
    return Value(U.apply(Name, Terms, Bits, Version));
  }
  Effect E;
  E.Name = Name;
  E.Where = where(Call);
  E.InMapped = S.InMapped;
  E.InClose = S.InClose;
  E.LocksHeld = S.Locks;
  E.OnlyAsks = Facts.Harmless || Code.onlyAsks(Name, Table);
  E.Origin = originOf(S, Name);
  // Two calls in a row with equal arguments may differ: count them.
  unsigned N = S.Occurrences[Name]++;
  std::string Key = Name + "()" + (N ? "#" + std::to_string(N + 1) : "");
  for (unsigned I = 0; I < Arguments.size(); ++I) {
    std::string Label = "argument " + std::to_string(I + 1);
    appendArgument(S, E, Arguments[I], Label, Label + " of " + Key);
  }
  E.TakesMapping |= Code.isLeftOut(Name);
  if (E.TakesMapping) {
    appendMapping(*this, S, E);
    Arguments.push_back(
        U.pointerTo(MappingObject)); // perhaps by way of a local
  }
  Value Result = Type.isVoidTy() ? Value(U.word(0)) : symbolFor(Key, Type);
  if (Scalar)
    E.Result = Result.Bits;
  // What only sounds like an allocator returns something else.
  if (Facts.Kind != CallKind::Allocate || !Facts.Loose || Type.isPointerTy())
    E.Kind = effectOf(Facts.Kind, Name, Arguments);
  // Allocators return no error pointers.
  if (Facts.Kind == CallKind::Allocate && Scalar && Type.isPointerTy())
    S.Condition.push_back(
        (Result.Bits == U.word(0) ||
         z3::ult(Result.Bits, U.word(-std::uint64_t(kernel::MaxErrno))))
            .simplify());
  // What does not succeed returns an error number.
  if (Facts.When == Success::NonNegative && Scalar && Type.isIntegerTy()) {
    unsigned Bits = Type.getIntegerBitWidth();
    S.Condition.push_back(
        (Result.Bits <= U.number(0, Bits) &&
         Result.Bits >= U.number(-std::uint64_t(kernel::MaxErrno), Bits))
            .simplify());
  }
  if (Facts.When == Success::NoError && Scalar && Type.isPointerTy())
    S.Condition.push_back(Result.Bits != U.word(0));
  // Nobody else writes while a reference is taken or a message printed. A lock
  // lets in what others wrote before, and what it protected is theirs when it
  // is dropped; what was released may be gone.
  if (E.Kind == EffectKind::Call || E.Kind == EffectKind::Lock ||
      E.Kind == EffectKind::Unlock || E.Kind == EffectKind::Release)
    havoc(S, Key, Arguments);
  if (E.Kind == EffectKind::Acquire && joins(Name))
    relink(S, Key, Arguments);
  if (E.Kind == EffectKind::Lock || E.Kind == EffectKind::Unlock) {
    std::string Which = Facts.Resource;
    if (Facts.Subject >= 0 && unsigned(Facts.Subject) < Arguments.size())
      // Who drops a lock may read again where it is.
      Which +=
          " " + U.describe(U.settled(Arguments[Facts.Subject].Bits).simplify());
    auto Held = std::find(S.Locks.begin(), S.Locks.end(), Which);
    if (E.Kind == EffectKind::Lock)
      S.Locks.push_back(Which);
    else if (Held != S.Locks.end())
      S.Locks.erase(Held);
  }
  S.Effects.push_back(std::move(E));
  return Result;
}

} // namespace premap::verify
