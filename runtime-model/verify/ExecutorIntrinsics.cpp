// Runs calls of LLVM's intrinsics.
#include "verify/Executor.h"

#include "llvm/IR/Function.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Metadata.h"

namespace premap::verify {

/// 1 where the condition holds, as the IR's comparisons give it.
static z3::expr toBit(Universe &U, const z3::expr &Condition) {
  return z3::ite(Condition, U.number(1, 1), U.number(0, 1)).simplify();
}

/// A copy or fill of unknown or great length: an unknown function that may
/// change whatever its pointers lead to.
bool Executor::opaqueFill(PathState &S, const llvm::CallBase &Call,
                          std::vector<Value> Arguments) {
  Place To = U.resolve(Arguments[0]);
  if (U.Objects[To.Object].Kind == ObjectKind::Mapping) {
    S.Obstacle = "a fill of the vma or desc at " + where(Call);
    return true;
  }
  unknownCall(S, Call,
              Call.getIntrinsicID() == llvm::Intrinsic::memset ? "memset"
                                                               : "memcpy",
              std::move(Arguments));
  finishCall(S, Call, Value(U.word(0)));
  return true;
}

/// The kernel reads and writes the stack pointer around inline assembly only to
/// keep the compiler from moving it.
static bool isStackPointer(const llvm::CallBase &Call) {
  const auto *Wrapped =
      llvm::dyn_cast<llvm::MetadataAsValue>(Call.getArgOperand(0));
  const auto *Name =
      Wrapped ? llvm::dyn_cast<llvm::MDNode>(Wrapped->getMetadata()) : nullptr;
  if (!Name || !Name->getNumOperands())
    return false;
  const auto *Text = llvm::dyn_cast<llvm::MDString>(Name->getOperand(0));
  return Text && (Text->getString() == "rsp" || Text->getString() == "esp" ||
                  Text->getString() == "sp");
}

/// Computes, or marks the path as not modelled.
bool Executor::stepIntrinsic(PathState &S, const llvm::CallBase &Call) {
  using llvm::Intrinsic::ID;
  auto argument = [&](unsigned I) {
    return operand(S, *Call.getArgOperand(I));
  };
  auto finish = [&](const z3::expr &E) {
    finishCall(S, Call, Value(E.simplify()));
    return true;
  };
  auto overflow = [&](const z3::expr &Result, const z3::expr &Fits) {
    Value V(U.word(0));
    V.Elements = {Value(Result.simplify()), Value(toBit(U, !Fits))};
    finishCall(S, Call, V);
    return true;
  };
  switch (Call.getIntrinsicID()) {
  case llvm::Intrinsic::expect:
  case llvm::Intrinsic::ssa_copy:
    finishCall(S, Call, argument(0));
    return true;
  case llvm::Intrinsic::is_constant:
    return finish(U.number(
        FoldsConstants && argument(0).Bits.simplify().is_numeral(), 1));
  case llvm::Intrinsic::umin: {
    z3::expr A = argument(0).Bits, B = argument(1).Bits;
    return finish(z3::ite(z3::ult(A, B), A, B));
  }
  case llvm::Intrinsic::umax: {
    z3::expr A = argument(0).Bits, B = argument(1).Bits;
    return finish(z3::ite(z3::ult(A, B), B, A));
  }
  case llvm::Intrinsic::smin: {
    z3::expr A = argument(0).Bits, B = argument(1).Bits;
    return finish(z3::ite(A < B, A, B));
  }
  case llvm::Intrinsic::smax: {
    z3::expr A = argument(0).Bits, B = argument(1).Bits;
    return finish(z3::ite(A < B, B, A));
  }
  case llvm::Intrinsic::uadd_with_overflow: {
    z3::expr A = argument(0).Bits, B = argument(1).Bits;
    return overflow(A + B, z3::bvadd_no_overflow(A, B, false));
  }
  case llvm::Intrinsic::sadd_with_overflow: {
    z3::expr A = argument(0).Bits, B = argument(1).Bits;
    return overflow(A + B, z3::bvadd_no_overflow(A, B, true) &&
                               z3::bvadd_no_underflow(A, B));
  }
  case llvm::Intrinsic::usub_with_overflow: {
    z3::expr A = argument(0).Bits, B = argument(1).Bits;
    return overflow(A - B, z3::uge(A, B));
  }
  case llvm::Intrinsic::umul_with_overflow: {
    z3::expr A = argument(0).Bits, B = argument(1).Bits;
    return overflow(A * B, z3::bvmul_no_overflow(A, B, false));
  }
  case llvm::Intrinsic::memcpy:
  case llvm::Intrinsic::memcpy_inline:
  case llvm::Intrinsic::memmove: {
    std::uint64_t Bytes = 0;
    if (!isNumber(argument(2).Bits, Bytes) || Bytes > 1024)
      return opaqueFill(S, Call, {argument(0), argument(1), argument(2)});
    for (unsigned I : {0, 1})
      follow(S, argument(I));
    if (S.Obstacle.empty() && copyMemory(S, argument(0), argument(1), Bytes))
      finishCall(S, Call, Value(U.word(0)));
    return true;
  }
  case llvm::Intrinsic::memset:
  case llvm::Intrinsic::memset_inline: {
    std::uint64_t Bytes = 0, Byte = 0;
    if (!isNumber(argument(2).Bits, Bytes) || Bytes > 1024 ||
        !isNumber(argument(1).Bits, Byte))
      return opaqueFill(S, Call, {argument(0), argument(1), argument(2)});
    Value To = argument(0);
    follow(S, To);
    if (!S.Obstacle.empty())
      return true;
    for (std::uint64_t Done = 0; Done < Bytes;) {
      unsigned Part = Bytes - Done >= 8 ? 8 : Bytes - Done >= 4 ? 4 : 1;
      std::uint64_t Word = 0x0101010101010101u * (Byte & 0xff);
      Value Data(U.number(Part == 8 ? Word : Word & ((1ull << Part * 8) - 1),
                          Part * 8));
      Value At((To.Bits + U.word(Done)).simplify(), To.Object);
      storeTyped(S, At, Data,
                 *llvm::Type::getIntNTy(Call.getContext(), Part * 8), Call);
      Done += Part;
    }
    finishCall(S, Call, Value(U.word(0)));
    return true;
  }
  case llvm::Intrinsic::lifetime_start:
  case llvm::Intrinsic::lifetime_end:
  case llvm::Intrinsic::dbg_declare:
  case llvm::Intrinsic::dbg_value:
  case llvm::Intrinsic::dbg_label:
  case llvm::Intrinsic::assume:
  case llvm::Intrinsic::donothing:
  case llvm::Intrinsic::prefetch:
  case llvm::Intrinsic::experimental_noalias_scope_decl:
  case llvm::Intrinsic::trap:
  case llvm::Intrinsic::ubsantrap:
    finishCall(S, Call, Value(U.word(0)));
    return true;
  case llvm::Intrinsic::write_register:
    if (isStackPointer(Call))
      finishCall(S, Call, Value(U.word(0)));
    else
      S.Obstacle = "a write to a register at " + where(Call);
    return true;
  case llvm::Intrinsic::returnaddress:
  case llvm::Intrinsic::objectsize:
  case llvm::Intrinsic::read_register:
    finishCall(
        S, Call,
        symbolFor(Call.getCalledFunction()->getName().str(), *Call.getType()));
    return true;
  default: {
    // A function of its arguments, whatever it computes.
    if (!Call.getType()->isIntegerTy() || !Call.doesNotAccessMemory()) {
      S.Obstacle = "the intrinsic " +
                   Call.getCalledFunction()->getName().str() + " at " +
                   where(Call);
      return true;
    }
    std::vector<z3::expr> Terms;
    for (unsigned I = 0; I < Call.arg_size(); ++I)
      Terms.push_back(argument(I).Bits.simplify());
    return finish(U.apply(Call.getCalledFunction()->getName().str(), Terms,
                          Call.getType()->getIntegerBitWidth()));
  }
  }
}

} // namespace premap::verify
