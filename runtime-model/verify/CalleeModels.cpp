// Kernel functions whose meaning is known by name: vma and desc accessors, flag
// sets, error pointers. Everything here is exact, or it is not here.
#include "verify/CalleeModels.h"
#include "kernel/Errnos.h"
#include "kernel/Meanings.h"
#include "verify/PlainText.h"

#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/InstrTypes.h"

namespace premap::verify {

using kernel::Meaning;

z3::expr CallContext::mappingField(const char *Legacy, const char *Desc) {
  return X.field(S, X.MappingObject, X.MappingTag, isDesc() ? Desc : Legacy);
}

z3::expr CallContext::flags() {
  const char *Word = X.Code.types().find("vm_area_desc", "vma_flags")
                         ? "vma_flags"
                         : "vm_flags";
  return X.field(S, X.MappingObject, X.MappingTag,
                 isDesc() ? Word : "vm_flags");
}

void CallContext::setFlags(const z3::expr &Word) {
  const char *Name = X.Code.types().find("vm_area_desc", "vma_flags")
                         ? "vma_flags"
                         : "vm_flags";
  X.setField(S, X.MappingObject, X.MappingTag, isDesc() ? Name : "vm_flags",
             Value(Word.simplify()));
}

bool CallContext::finish(const z3::expr &Result) {
  llvm::Type *Type = Call.getType();
  if (Type->isVoidTy() || Type->isAggregateType()) {
    X.finishCall(S, Call, Value(Result));
    return true;
  }
  unsigned Bits =
      Type->isPointerTy() ? X.U.PointerBits : Type->getIntegerBitWidth();
  unsigned Now = Result.get_sort().bv_size();
  z3::expr Fit = Now == Bits  ? Result
                 : Now > Bits ? Result.extract(Bits - 1, 0)
                              : z3::zext(Result, Bits - Now);
  X.finishCall(S, Call, Value(Fit.simplify()));
  return true;
}

bool CallContext::finishBool(const z3::expr &Condition) {
  return finish(z3::ite(Condition, X.U.number(1, 1), X.U.number(0, 1)));
}

/// A vma_flags_t argument, however the ABI passes it: a word, an aggregate or
/// a pointer to a copy.
z3::expr CallContext::flagSet(unsigned I) {
  const Value &V = Arguments[I];
  if (!V.Elements.empty())
    return V.Elements.front().Elements.empty()
               ? V.Elements.front().Bits
               : V.Elements.front().Elements.front().Bits;
  if (Call.getArgOperand(I)->getType()->isPointerTy())
    return pointee(I);
  return V.Bits;
}

z3::expr CallContext::pointee(unsigned I) {
  return X.loadBits(S, X.U.resolve(Arguments[I]), X.U.PointerBits / 8).Bits;
}

void CallContext::setPointee(unsigned I, const z3::expr &Word) {
  X.store(S, X.U.resolve(Arguments[I]), Value(Word.simplify()),
          X.U.PointerBits / 8);
}

bool CallContext::finishFlagSet(const z3::expr &Word) {
  llvm::Type *Type = Call.getType();
  if (Type->isVoidTy()) { // through a hidden pointer
    setPointee(0, Word);
    return finish(Word);
  }
  if (!Type->isAggregateType())
    return finish(Word);
  Value Inner{Word.simplify()}, Outer(X.U.word(0));
  llvm::Type *Element = Type->getContainedType(0);
  if (Element->isAggregateType()) {
    Value Array(X.U.word(0));
    Array.Elements = {Inner};
    Outer.Elements = {Array};
  } else
    Outer.Elements = {Inner};
  X.finishCall(S, Call, Outer);
  return true;
}

z3::expr CallContext::bit(const z3::expr &Number) {
  std::uint64_t Known = 0;
  if (!isNumber(Number, Known) || Known >= X.U.PointerBits)
    S.Obstacle = "the flag number " + plainText(X.U, Number) +
                 " is not one of a VMA's, at " + X.where(Call);
  unsigned Now = Number.get_sort().bv_size(), Bits = X.U.PointerBits;
  z3::expr N = Now == Bits  ? Number
               : Now > Bits ? Number.extract(Bits - 1, 0)
                            : z3::zext(Number, Bits - Now);
  return z3::shl(X.U.word(1), N).simplify();
}

bool CallContext::unmodelled(const std::string &What) {
  S.Obstacle = What + " at " + X.where(Call);
  return true;
}

namespace {

using Model = bool (*)(CallContext &);

z3::expr size(CallContext &C) {
  return (C.mappingField("vm_end", "end") - C.mappingField("vm_start", "start"))
      .simplify();
}

z3::expr pages(CallContext &C) {
  return z3::lshr(size(C), C.X.U.word(C.X.U.PageShift)).simplify();
}

z3::expr isCow(CallContext &C, const z3::expr &Flags) {
  z3::expr Shared = C.X.flag("SHARED"), MayWrite = C.X.flag("MAYWRITE");
  return (Flags & (Shared | MayWrite)) == MayWrite;
}

z3::expr isError(CallContext &C, const z3::expr &Pointer) {
  return z3::uge(Pointer, C.X.U.word(-std::uint64_t(kernel::MaxErrno)));
}

bool any(CallContext &C, const z3::expr &Flags, const z3::expr &Mask) {
  return C.finishBool((Flags & Mask) != C.X.U.word(0));
}

bool all(CallContext &C, const z3::expr &Flags, const z3::expr &Mask) {
  return C.finishBool((Flags & Mask) == Mask);
}

/// Where the first argument stands behind a hidden pointer to the result.
unsigned firstArgument(const CallContext &C) {
  return C.Call.getType()->isVoidTy() ? 1 : 0;
}

/// \p Count elements of \p Bytes each, that argument \p I points to.
template <typename F>
bool joinElements(CallContext &C, unsigned I, std::uint64_t Count,
                  std::uint64_t Bytes, z3::expr Word, F Element) {
  llvm::Type *Type = llvm::Type::getIntNTy(C.Call.getContext(), Bytes * 8);
  for (std::uint64_t N = 0; N < Count; ++N) {
    const Value &Start = C.Arguments[I];
    Value At(Start.Bits + C.X.U.word(N * Bytes), Start.Object);
    Word = Word | Element(C.X.load(C.S, At, *Type).Bits);
  }
  return C.finishFlagSet(Word.simplify());
}

constexpr std::uint64_t MaxFlagElements = 64;

/// __mk_vma_flags(count, bits), since 7.2 with a set to start from in front.
bool makeFlags(CallContext &C) {
  unsigned First = firstArgument(C);
  std::uint64_t Count = 0;
  auto Size = C.X.Code.types().Constants.find("sizeof_vma_flag_t");
  std::size_t Given = C.Arguments.size() - First;
  if (Given < 2 || Given > 3 || Size == C.X.Code.types().Constants.end())
    return C.unmodelled("a set of VMA flags of unknown form");
  z3::expr Word = Given == 3 ? C.flagSet(First) : C.X.U.word(0);
  unsigned Counter = C.Arguments.size() - 2;
  if (!isNumber(C.Arguments[Counter].Bits, Count) || Count > MaxFlagElements)
    return C.unmodelled("a set of VMA flags of unknown form");
  return joinElements(C, Counter + 1, Count, Size->second, Word,
                      [&](const z3::expr &Bit) { return C.bit(Bit); });
}

/// __mk_vma_flags_from_masks(count, masks)
bool makeFlagsFromMasks(CallContext &C) {
  unsigned First = firstArgument(C);
  std::uint64_t Count = 0;
  if (C.Arguments.size() != First + 2 ||
      !isNumber(C.Arguments[First].Bits, Count) || Count > MaxFlagElements)
    return C.unmodelled("a set of VMA flags of unknown form");
  return joinElements(C, First + 1, Count, C.X.U.PointerBits / 8, C.X.U.word(0),
                      [](const z3::expr &Mask) { return Mask; });
}

/// A legacy accessor must be given this hook's vma.
bool onMapping(CallContext &C, unsigned Index = 0) {
  return Index < C.Arguments.size() &&
         C.X.U.resolve(C.Arguments[Index]).Object == C.X.MappingObject;
}

template <typename F> bool withMapping(CallContext &C, F Run) {
  return onMapping(C) && Run();
}

z3::expr pageProt(CallContext &C, const z3::expr &Flags) {
  return C.X.U.apply(std::string(kernel::ProtectionOfWord), {Flags},
                     C.X.U.PointerBits);
}

/// vma_get_page_prot() takes a set of flags up to 7.2 and a VMA since 7.3.
bool pageProtOf(CallContext &C) {
  unsigned Last = C.Arguments.size() - 1;
  if (!C.Call.getArgOperand(Last)->getType()->isPointerTy())
    return C.finish(pageProt(C, C.flagSet(Last)));
  Place At = C.X.U.resolve(C.Arguments[Last]);
  std::uint64_t Offset = 0;
  if (At.Object == C.X.MappingObject && isNumber(At.Offset, Offset) && !Offset)
    return !C.isDesc() && C.finish(pageProt(C, C.flags()));
  // Some ABIs pass a set by a pointer to it.
  bool ByValue = C.Call.isByValArgument(Last) ||
                 C.X.U.Objects[At.Object].Kind == ObjectKind::Local;
  return ByValue && C.finish(pageProt(C, C.flagSet(Last)));
}

bool setFlagMask(CallContext &C) {
  return withMapping(C, [&] {
    C.setFlags(C.flags() | C.flagSet(1));
    return C.finish(C.X.U.word(0));
  });
}

bool clearFlagMask(CallContext &C) {
  return withMapping(C, [&] {
    C.setFlags(C.flags() & ~C.flagSet(1));
    return C.finish(C.X.U.word(0));
  });
}

bool testAnyMask(CallContext &C) {
  return withMapping(C, [&] { return any(C, C.flags(), C.flagSet(1)); });
}

bool testAllMask(CallContext &C) {
  return withMapping(C, [&] { return all(C, C.flags(), C.flagSet(1)); });
}

bool testBit(CallContext &C) {
  return withMapping(
      C, [&] { return any(C, C.flags(), C.bit(C.Arguments[1].Bits)); });
}

bool testsCow(CallContext &C) {
  return withMapping(C, [&] { return C.finishBool(isCow(C, C.flags())); });
}

z3::expr startOffset(CallContext &C) {
  return C.mappingField("vm_pgoff", "pgoff");
}

const std::map<Meaning, Model> &models() {
  static const std::map<Meaning, Model> Models{
      {Meaning::AddWord,
       [](CallContext &C) {
         return withMapping(C, [&] {
           C.setFlags(C.flags() | C.Arguments[1].Bits);
           return C.finish(C.X.U.word(0));
         });
       }},
      {Meaning::DropWord,
       [](CallContext &C) {
         return withMapping(C, [&] {
           C.setFlags(C.flags() & ~C.Arguments[1].Bits);
           return C.finish(C.X.U.word(0));
         });
       }},
      {Meaning::ModifyWord,
       [](CallContext &C) {
         return withMapping(C, [&] {
           C.setFlags((C.flags() | C.Arguments[1].Bits) & ~C.Arguments[2].Bits);
           return C.finish(C.X.U.word(0));
         });
       }},
      {Meaning::ResetWord,
       [](CallContext &C) {
         return withMapping(C, [&] {
           C.setFlags(C.Arguments[1].Bits);
           return C.finish(C.X.U.word(0));
         });
       }},
      {Meaning::Pages,
       [](CallContext &C) {
         return withMapping(C, [&] { return C.finish(pages(C)); });
       }},
      {Meaning::Size,
       [](CallContext &C) {
         return withMapping(C, [&] { return C.finish(size(C)); });
       }},
      {Meaning::WordTestCow,
       [](CallContext &C) {
         return C.finishBool(isCow(C, C.Arguments[0].Bits));
       }},
      {Meaning::TestCow, testsCow},
      {Meaning::SetOfBits, makeFlags},
      {Meaning::SetOfSets, makeFlagsFromMasks},
      {Meaning::AddSet, setFlagMask},
      {Meaning::DropSet, clearFlagMask},
      {Meaning::TestAny, testAnyMask},
      {Meaning::TestAll, testAllMask},
      {Meaning::TestBit, testBit},
      {Meaning::PointedAddSet,
       [](CallContext &C) {
         C.setPointee(0, C.pointee(0) | C.flagSet(1));
         return C.finish(C.X.U.word(0));
       }},
      {Meaning::PointedDropSet,
       [](CallContext &C) {
         C.setPointee(0, C.pointee(0) & ~C.flagSet(1));
         return C.finish(C.X.U.word(0));
       }},
      {Meaning::PointedTestBit,
       [](CallContext &C) {
         return any(C, C.pointee(0), C.bit(C.Arguments[1].Bits));
       }},
      {Meaning::PointedTestAny,
       [](CallContext &C) { return any(C, C.pointee(0), C.flagSet(1)); }},
      {Meaning::PointedTestAll,
       [](CallContext &C) { return all(C, C.pointee(0), C.flagSet(1)); }},
      {Meaning::SetToWord,
       [](CallContext &C) { return C.finish(C.flagSet(0)); }},
      {Meaning::WordToSet,
       [](CallContext &C) { return C.finishFlagSet(C.Arguments.back().Bits); }},
      {Meaning::PointedIsSet,
       [](CallContext &C) {
         return C.finishBool(C.pointee(0) == C.flagSet(1));
       }},
      {Meaning::PointedIsPointed,
       [](CallContext &C) {
         return C.finishBool(C.pointee(0) == C.pointee(1));
       }},
      {Meaning::PointedIsEmpty,
       [](CallContext &C) {
         return C.finishBool(C.pointee(0) == C.X.U.word(0));
       }},
      {Meaning::PointedTestCow,
       [](CallContext &C) { return C.finishBool(isCow(C, C.pointee(0))); }},
      {Meaning::PointedAndSet,
       [](CallContext &C) {
         unsigned First = firstArgument(C);
         return C.finishFlagSet(C.pointee(First) & C.flagSet(First + 1));
       }},
      {Meaning::PointedXorPointed,
       [](CallContext &C) {
         unsigned First = firstArgument(C);
         return C.finishFlagSet(C.pointee(First) ^ C.pointee(First + 1));
       }},
      {Meaning::SetToPageProt,
       [](CallContext &C) {
         return C.finish(pageProt(C, C.flagSet(C.Arguments.size() - 1)));
       }},
      {Meaning::PageProt, pageProtOf},
      {Meaning::FirstOffset,
       [](CallContext &C) {
         return withMapping(C, [&] { return C.finish(startOffset(C)); });
       }},
      {Meaning::EndOffset,
       [](CallContext &C) {
         return withMapping(
             C, [&] { return C.finish(startOffset(C) + pages(C)); });
       }},
      {Meaning::LastOffset,
       [](CallContext &C) {
         return withMapping(C, [&] {
           return C.finish(startOffset(C) + pages(C) - C.X.U.word(1));
         });
       }},
      {Meaning::BecomeAnonymous,
       [](CallContext &C) {
         return withMapping(C, [&] {
           C.X.setField(C.S, C.X.MappingObject, C.X.MappingTag, "vm_ops",
                        Value(C.X.U.word(0)));
           return C.finish(C.X.U.word(0));
         });
       }},
      {Meaning::LockVma,
       [](CallContext &C) {
         return withMapping(C, [&] { return C.finish(C.X.U.word(0)); });
       }},
      {Meaning::AlwaysFalse,
       [](CallContext &C) { return C.finish(C.X.U.number(0, 1)); }},
      {Meaning::IsError,
       [](CallContext &C) {
         return C.finishBool(isError(C, C.Arguments[0].Bits));
       }},
      {Meaning::IsErrorOrNull,
       [](CallContext &C) {
         const z3::expr &Pointer = C.Arguments[0].Bits;
         return C.finishBool(isError(C, Pointer) || Pointer == C.X.U.word(0));
       }},
      {Meaning::SameValue,
       [](CallContext &C) { return C.finish(C.Arguments[0].Bits); }},
      {Meaning::ErrorOrZero,
       [](CallContext &C) {
         const z3::expr &Pointer = C.Arguments[0].Bits;
         return C.finish(z3::ite(isError(C, Pointer), Pointer, C.X.U.word(0)));
       }},
  };
  return Models;
}

} // namespace

bool hasCalleeModel(const std::string &Name) {
  return models().count(kernel::meaningOf(Name)) != 0;
}

bool runCalleeModel(Executor &X, PathState &S, const llvm::CallBase &Call,
                    const std::string &Name,
                    const std::vector<Value> &Arguments) {
  CallContext C{X, S, Call, Name, Arguments};
  auto Known = models().find(kernel::meaningOf(Name));
  if (Known != models().end())
    return Known->second(C);
  return runMappingModel(C) || runActionModel(C);
}

} // namespace premap::verify
