// Evaluates instructions that only compute, and constants.
#include "verify/BodyText.h"
#include "verify/Executor.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"

namespace premap::verify {

static z3::expr toBit(Universe &U, const z3::expr &Condition) {
  return z3::ite(Condition, U.number(1, 1), U.number(0, 1)).simplify();
}

static unsigned width(const z3::expr &E) { return E.get_sort().bv_size(); }

static z3::expr resized(Universe &U, const z3::expr &E, unsigned Bits,
                        bool Signed) {
  unsigned Now = width(E);
  if (Now == Bits)
    return E;
  if (Now > Bits)
    return E.extract(Bits - 1, 0).simplify();
  return (Signed ? z3::sext(E, Bits - Now) : z3::zext(E, Bits - Now))
      .simplify();
}

Value Executor::operand(PathState &S, const llvm::Value &V) {
  auto &Registers = S.Frames.back().Registers;
  auto Known = Registers.find(&V);
  if (Known != Registers.end())
    return Known->second;
  if (const auto *C = llvm::dyn_cast<llvm::Constant>(&V))
    return constant(S, *C);
  if (llvm::isa<llvm::InlineAsm>(V) || llvm::isa<llvm::MetadataAsValue>(V))
    return Value(U.word(0));
  S.Obstacle = "a value that is used before it is set";
  return Value(U.word(0));
}

Value Executor::constant(PathState &S, const llvm::Constant &C) {
  if (const auto *Number = llvm::dyn_cast<llvm::ConstantInt>(&C)) {
    if (Number->getBitWidth() <= 64)
      return Value(U.number(Number->getZExtValue(), Number->getBitWidth()));
    llvm::SmallString<40> Digits;
    Number->getValue().toStringUnsigned(Digits);
    return Value(U.Z.bv_val(Digits.c_str(), Number->getBitWidth()));
  }
  if (llvm::isa<llvm::ConstantPointerNull>(C))
    return Value(U.word(0));
  if (const auto *G = llvm::dyn_cast<llvm::GlobalVariable>(&C)) {
    // __func__ of a hook that was renamed means the same hook.
    std::string Name = globalName(*G);
    if (Name == '"' + EntryName + '"')
      Name = "the hook's name";
    // Other functions may have a static variable of that name too.
    auto [Owner, Local] = G->getName().split('.');
    if (G->hasLocalLinkage() && !Local.empty() && Code.body(Owner.str()) &&
        Owner != EntryName && Code.isAmbiguousLocal(Local.str()))
      Name += " of " + Owner.str() + "()";
    int Object = globalObject(Name);
    Globals.emplace(Object, G);
    if (G->isConstant() && G->hasDefinitiveInitializer())
      U.Objects[Object].Constant = true;
    return U.pointerTo(Object);
  }
  if (const auto *F = llvm::dyn_cast<llvm::Function>(&C))
    return U.pointerTo(globalObject(F->getName().str()));
  if (const auto *Alias = llvm::dyn_cast<llvm::GlobalAlias>(&C))
    return U.pointerTo(globalObject(Alias->getName().str()));
  if (const auto *Address = llvm::dyn_cast<llvm::GEPOperator>(&C))
    return gep(S, *Address);
  if (const auto *E = llvm::dyn_cast<llvm::ConstantExpr>(&C)) {
    unsigned Bits = E->getType()->isPointerTy()
                        ? U.PointerBits
                        : E->getType()->getScalarSizeInBits();
    Value First = constant(S, *E->getOperand(0));
    if (E->isCast()) {
      Value Result(resized(U, First.Bits, Bits, false), First.Object);
      return Result;
    }
    if (E->getOpcode() == llvm::Instruction::Add)
      return Value(
          (First.Bits + constant(S, *E->getOperand(1)).Bits).simplify());
    if (E->getOpcode() == llvm::Instruction::Sub)
      return Value(
          (First.Bits - constant(S, *E->getOperand(1)).Bits).simplify());
  }
  llvm::Type &Type = *C.getType();
  if (Type.isAggregateType()) {
    Value Result(U.word(0));
    for (unsigned I = 0; const llvm::Constant *E = C.getAggregateElement(I);
         ++I)
      Result.Elements.push_back(constant(S, *E));
    return Result;
  }
  if (llvm::isa<llvm::UndefValue>(C))
    return symbolFor("undefined", Type);
  S.Obstacle = "a constant expression that is not modelled";
  return Value(U.word(0));
}

Value Executor::gep(PathState &S, const llvm::GEPOperator &Address) {
  Value Base = operand(S, *Address.getPointerOperand());
  llvm::SmallMapVector<llvm::Value *, llvm::APInt, 4> Variable;
  llvm::APInt Fixed(U.PointerBits, 0);
  if (!Address.collectOffset(layout(), U.PointerBits, Variable, Fixed)) {
    S.Obstacle = "an address that is not modelled";
    return Base;
  }
  z3::expr Bits = Base.Bits + U.word(Fixed.getZExtValue());
  for (const auto &[Index, Scale] : Variable)
    Bits = Bits + resized(U, operand(S, *Index).Bits, U.PointerBits, true) *
                      U.word(Scale.getZExtValue());
  std::uint64_t Null = 0;
  if (Base.Object < 0 && isNumber(Base.Bits, Null) && Null == 0)
    return Value(Bits.simplify()); // offsetof()
  Place Origin = U.resolve(Base);
  // Remember the member's name, for people.
  const auto *Struct =
      llvm::dyn_cast<llvm::StructType>(Address.getSourceElementType());
  std::uint64_t At = 0;
  if (Struct && Struct->hasName() && Variable.empty() &&
      Address.getNumIndices() == 2 && isNumber(Origin.Offset, At)) {
    llvm::StringRef Tag = Struct->getName();
    Tag = Tag.substr(Tag.find('.') + 1);
    std::string Name = Code.types().fieldAt(Tag.str(), Fixed.getZExtValue());
    if (!Name.empty())
      U.Objects[Origin.Object].FieldNames.emplace(At + Fixed.getZExtValue(),
                                                  Name);
  }
  return Value(Bits.simplify(), Origin.Object);
}

/// Z3 writes products of sums out: squaring in a loop takes all memory.
static constexpr std::uint64_t MaxProduct = 1 << 14;

std::optional<Value> Executor::evaluateBinary(PathState &S,
                                              const llvm::Instruction &I) {
  Value Left = operand(S, *I.getOperand(0));
  Value Right = operand(S, *I.getOperand(1));
  const z3::expr &A = Left.Bits, &B = Right.Bits;
  // A number added to a pointer stays in the object.
  int Object = -1;
  if (I.getOpcode() == llvm::Instruction::Add)
    Object = Left.Object < 0    ? Right.Object
             : Right.Object < 0 ? Left.Object
                                : -1;
  else if (I.getOpcode() == llvm::Instruction::Sub && Right.Object < 0)
    Object = Left.Object;
  auto result = [&](const z3::expr &E) { return Value(E.simplify(), Object); };
  if (I.isIntDivRem())
    noteAccess(S, B, AccessKind::Divisor);
  bool Multiplies = I.isIntDivRem() || I.getOpcode() == llvm::Instruction::Mul;
  if (Multiplies && !A.is_numeral() && !B.is_numeral() &&
      U.spelledSize(A) + U.spelledSize(B) > MaxProduct) {
    S.Obstacle = "a product of large terms at " + where(I);
    return std::nullopt;
  }
  switch (I.getOpcode()) {
  case llvm::Instruction::Add:
    return result(A + B);
  case llvm::Instruction::Sub:
    return result(A - B);
  case llvm::Instruction::Mul:
    return result(A * B);
  case llvm::Instruction::UDiv:
    return result(z3::udiv(A, B));
  case llvm::Instruction::SDiv:
    return result(A / B);
  case llvm::Instruction::URem:
    return result(z3::urem(A, B));
  case llvm::Instruction::SRem:
    return result(z3::srem(A, B));
  case llvm::Instruction::Shl:
    return result(z3::shl(A, B));
  case llvm::Instruction::LShr:
    return result(z3::lshr(A, B));
  case llvm::Instruction::AShr:
    return result(z3::ashr(A, B));
  case llvm::Instruction::And:
    return result(A & B);
  case llvm::Instruction::Or:
    return result(A | B);
  case llvm::Instruction::Xor:
    return result(A ^ B);
  default:
    return std::nullopt;
  }
}

static std::optional<z3::expr> compare(llvm::CmpInst::Predicate P,
                                       const z3::expr &A, const z3::expr &B) {
  switch (P) {
  case llvm::CmpInst::ICMP_EQ:
    return A == B;
  case llvm::CmpInst::ICMP_NE:
    return A != B;
  case llvm::CmpInst::ICMP_UGT:
    return z3::ugt(A, B);
  case llvm::CmpInst::ICMP_UGE:
    return z3::uge(A, B);
  case llvm::CmpInst::ICMP_ULT:
    return z3::ult(A, B);
  case llvm::CmpInst::ICMP_ULE:
    return z3::ule(A, B);
  case llvm::CmpInst::ICMP_SGT:
    return A > B;
  case llvm::CmpInst::ICMP_SGE:
    return A >= B;
  case llvm::CmpInst::ICMP_SLT:
    return A < B;
  case llvm::CmpInst::ICMP_SLE:
    return A <= B;
  default:
    return std::nullopt;
  }
}

std::optional<Value> Executor::evaluateCast(PathState &S,
                                            const llvm::Instruction &I) {
  Value From = operand(S, *I.getOperand(0));
  unsigned Bits = I.getType()->isPointerTy()
                      ? U.PointerBits
                      : I.getType()->getScalarSizeInBits();
  switch (I.getOpcode()) {
  case llvm::Instruction::Trunc:
  case llvm::Instruction::ZExt:
    return Value(resized(U, From.Bits, Bits, false));
  case llvm::Instruction::SExt:
    return Value(resized(U, From.Bits, Bits, true));
  case llvm::Instruction::PtrToInt:
    if (From.Object < 0 && !From.Bits.is_numeral())
      U.notePointer(From.Bits);
    [[fallthrough]];
  case llvm::Instruction::IntToPtr:
  case llvm::Instruction::BitCast:
    return Value(resized(U, From.Bits, Bits, false), From.Object);
  default:
    return std::nullopt;
  }
}

/// The entries of the array that \p Base is; 0 if it is none.
static std::uint64_t entriesOf(const llvm::Value &Base,
                               const llvm::Type &Entry) {
  const llvm::Type *Whole = nullptr;
  if (const auto *G = llvm::dyn_cast<llvm::GlobalVariable>(&Base))
    Whole = G->getValueType();
  else if (const auto *Local = llvm::dyn_cast<llvm::AllocaInst>(&Base))
    Whole = Local->getAllocatedType();
  const auto *Array = llvm::dyn_cast_or_null<llvm::ArrayType>(Whole);
  return Array && Array->getElementType() == &Entry ? Array->getNumElements()
                                                    : 0;
}

/// The computed indices of arrays in the address of a read or write. An array
/// of one entry or none stands for one of unknown length.
void Executor::noteIndices(PathState &S, const llvm::Value &Pointer) {
  const auto *Address = llvm::dyn_cast<llvm::GEPOperator>(&Pointer);
  for (; Address; Address = llvm::dyn_cast<llvm::GEPOperator>(
                      Address->getPointerOperand())) {
    llvm::Type *Type = Address->getSourceElementType();
    std::uint64_t Entries = entriesOf(*Address->getPointerOperand(), *Type);
    for (auto Index = Address->idx_begin(); Index != Address->idx_end();
         ++Index) {
      if (Index != Address->idx_begin()) {
        const auto *Array = llvm::dyn_cast<llvm::ArrayType>(Type);
        Entries = Array ? Array->getNumElements() : 0;
        Type = llvm::GetElementPtrInst::getTypeAtIndex(Type, Index->get());
      }
      if (Entries > 1)
        noteAccess(S, resized(U, operand(S, **Index).Bits, U.PointerBits, true),
                   AccessKind::Index, Entries);
    }
  }
}

/// Whether \p Pointer is the address of the member \p Field of a \p Record.
bool Executor::pointsTo(const llvm::Value &Pointer, const std::string &Record,
                        const std::string &Field) const {
  const auto *Address = llvm::dyn_cast<llvm::GEPOperator>(&Pointer);
  const auto *Type =
      Address
          ? llvm::dyn_cast<llvm::StructType>(Address->getSourceElementType())
          : nullptr;
  if (!Type || !Type->hasName() || Type->getName() != "struct." + Record)
    return false;
  const FieldPlace *Where = Code.types().find(Record, Field);
  llvm::APInt Offset(layout().getPointerSizeInBits(), 0);
  return Where && Address->accumulateConstantOffset(layout(), Offset) &&
         Offset == Where->Offset;
}

std::optional<Value> Executor::evaluateMemory(PathState &S,
                                              const llvm::Instruction &I) {
  if (llvm::isa<llvm::AllocaInst>(I)) {
    unsigned Index = 0; // names of locals do not survive code generation
    for (const llvm::Instruction &Before : *I.getParent()) {
      if (&Before == &I)
        break;
      Index += llvm::isa<llvm::AllocaInst>(Before);
    }
    llvm::StringRef Function = I.getFunction()->getName();
    std::string Name =
        "local " + std::to_string(Index + 1) + " of " +
        (Function == EntryName ? "the hook" : Function.str() + "()");
    unsigned N = S.Occurrences[Name]++;
    int Object = U.namedObject(ObjectKind::Local,
                               Name + (N ? "#" + std::to_string(N + 1) : ""));
    S.Memory.insert_or_assign(Object, ObjectMemory{});
    return U.pointerTo(Object);
  }
  if (const llvm::Value *Pointer = llvm::getLoadStorePointerOperand(&I)) {
    noteIndices(S, *Pointer);
    follow(S, operand(S, *Pointer));
    if (!S.Obstacle.empty())
      return std::nullopt;
  }
  if (const auto *Load = llvm::dyn_cast<llvm::LoadInst>(&I);
      Load && Unset &&
      pointsTo(*Load->getPointerOperand(), Unset->Record, Unset->Field))
    return Value(U.word(0));
  if (const auto *Load = llvm::dyn_cast<llvm::LoadInst>(&I))
    return load(S, operand(S, *Load->getPointerOperand()), *Load->getType());
  if (const auto *Store = llvm::dyn_cast<llvm::StoreInst>(&I)) {
    storeTyped(S, operand(S, *Store->getPointerOperand()),
               operand(S, *Store->getValueOperand()),
               *Store->getValueOperand()->getType(), I);
    return std::nullopt;
  }
  S.Obstacle =
      std::string("the instruction ") + I.getOpcodeName() + " at " + where(I);
  return std::nullopt;
}

static bool isNull(const Value &V) {
  std::uint64_t Address = 1;
  return isNumber(V.Bits, Address) && Address == 0;
}

/// The address of a member, which is not null even if it is nonsense: no object
/// ends at the top of memory.
static bool isMember(const Value &V) {
  std::uint64_t Offset = 0;
  return V.Bits.is_app() && V.Bits.decl().decl_kind() == Z3_OP_BADD &&
         isNumber(V.Bits.arg(0), Offset) && Offset > 0 &&
         Offset < LargestObject;
}

std::optional<Value> Executor::evaluate(PathState &S,
                                        const llvm::Instruction &I) {
  if (I.isBinaryOp() && I.getType()->isIntegerTy())
    return evaluateBinary(S, I);
  if (I.isCast() && (I.getType()->isIntegerTy() || I.getType()->isPointerTy()))
    if (std::optional<Value> V = evaluateCast(S, I))
      return V;
  if (const auto *Address = llvm::dyn_cast<llvm::GEPOperator>(&I))
    return gep(S, *Address);
  if (const auto *Compare = llvm::dyn_cast<llvm::ICmpInst>(&I)) {
    Value A = operand(S, *I.getOperand(0)), B = operand(S, *I.getOperand(1));
    if (Compare->isEquality() && I.getOperand(0)->getType()->isPointerTy())
      for (const Value *V : {&A, &B})
        if (!V->Bits.is_numeral())
          U.notePointer(V->Bits);
    if (Compare->isEquality() && I.getOperand(0)->getType()->isPointerTy() &&
        (isNull(B) ? isMember(A) : isNull(A) && isMember(B)))
      return Value(U.number(
          Compare->getPredicate() == llvm::CmpInst::ICMP_NE ? 1 : 0, 1));
    if (std::optional<z3::expr> Result =
            compare(Compare->getPredicate(), A.Bits, B.Bits))
      return Value(toBit(U, *Result));
  }
  if (const auto *Select = llvm::dyn_cast<llvm::SelectInst>(&I)) {
    z3::expr Condition =
        operand(S, *Select->getCondition()).Bits == U.number(1, 1);
    Value A = operand(S, *Select->getTrueValue());
    Value B = operand(S, *Select->getFalseValue());
    bool Plain = A.Elements.empty() && B.Elements.empty();
    bool Same = A.Object == B.Object && A.Object >= 0;
    if (Plain &&
        (!I.getType()->isPointerTy() || Same || A.Bits.id() == B.Bits.id()))
      return Value(z3::ite(Condition, A.Bits, B.Bits).simplify(),
                   Same ? A.Object : -1);
    // Pointers to different objects are followed on paths of their own.
    bool Held = false;
    if (std::optional<PathState> Taken = split(S, Condition, Held)) {
      Taken->Frames.back().Registers.insert_or_assign(&I, A);
      Taken->Frames.back().Next = I.getNextNode();
      queue(std::move(*Taken));
      return B;
    }
    return Held ? A : B;
  }
  if (llvm::isa<llvm::FreezeInst>(I))
    return operand(S, *I.getOperand(0));
  if (llvm::isa<llvm::FenceInst>(I))
    return std::nullopt;
  if (const auto *Extract = llvm::dyn_cast<llvm::ExtractValueInst>(&I)) {
    Value V = operand(S, *Extract->getAggregateOperand());
    for (unsigned Index : Extract->indices()) {
      if (Index >= V.Elements.size()) {
        S.Obstacle = "an aggregate that is not modelled";
        return V;
      }
      Value Inner = V.Elements[Index];
      V = Inner;
    }
    return V;
  }
  if (const auto *Insert = llvm::dyn_cast<llvm::InsertValueInst>(&I)) {
    Value V = operand(S, *Insert->getAggregateOperand());
    Value *Slot = &V;
    for (unsigned Index : Insert->indices()) {
      if (Index >= Slot->Elements.size()) {
        S.Obstacle = "an aggregate that is not modelled";
        return V;
      }
      Slot = &Slot->Elements[Index];
    }
    *Slot = operand(S, *Insert->getInsertedValueOperand());
    return V;
  }
  return evaluateMemory(S, I);
}

} // namespace premap::verify
