// What functions that are called do, by their bodies.
#include "kernel/Calls.h"
#include "kernel/Meanings.h"
#include "verify/Program.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

namespace premap::verify {

static bool isOwn(const llvm::Value *Pointer) {
  return llvm::isa<llvm::AllocaInst>(llvm::getUnderlyingObject(Pointer));
}

bool Program::onlyAsks(const std::string &Name, const ResourceTable &Table) {
  auto [Known, New] = Asking.emplace(Name, false);
  const llvm::Function *F = New ? body(Name) : nullptr;
  if (!F)
    return Known->second;
  auto leavesNothing = [&](const llvm::CallBase &Call) {
    if (llvm::isa<llvm::DbgInfoIntrinsic>(Call))
      return true;
    if (const auto *Fill = llvm::dyn_cast<llvm::MemIntrinsic>(&Call))
      return isOwn(Fill->getDest());
    const llvm::Function *Callee = Call.getCalledFunction();
    if (!Callee)
      return false;
    if (Callee->isIntrinsic())
      return !Call.mayWriteToMemory() ||
             Callee->getIntrinsicID() == llvm::Intrinsic::lifetime_start ||
             Callee->getIntrinsicID() == llvm::Intrinsic::lifetime_end;
    const CalleeFacts &Facts = Table.lookup(Callee->getName().str());
    return Facts.Harmless ||
           (Facts.Kind != CallKind::Unknown && !isCounted(Facts.Kind)) ||
           onlyAsks(Callee->getName().str(), Table);
  };
  for (const llvm::Instruction &I : llvm::instructions(*F)) {
    bool Nothing = !I.mayWriteToMemory();
    if (const auto *Store = llvm::dyn_cast<llvm::StoreInst>(&I))
      Nothing = isOwn(Store->getPointerOperand());
    else if (const auto *Call = llvm::dyn_cast<llvm::CallBase>(&I))
      Nothing = leavesNothing(*Call);
    if (!Nothing)
      return false;
  }
  return Asking[Name] = true;
}

bool Program::tellsPointer(const std::string &Name,
                           const ResourceTable &Table) {
  const llvm::Function *F = body(Name);
  return F && F->getReturnType()->isPointerTy() && onlyAsks(Name, Table) &&
         llvm::none_of(*F,
                       [&](const llvm::BasicBlock &B) { return loopOf(B); });
}

/// Macros that only look, and operators that look like calls.
static bool isNotation(llvm::StringRef Word) {
  return kernel::meaningOf(Word) == kernel::Meaning::Notation ||
         Word == "sizeof" || Word == "typeof";
}

CallKind Program::plainKind(const std::string &Name,
                            const ResourceTable &Table) {
  auto [Known, New] = Plain.emplace(Name, CallKind::Unknown);
  if (!New)
    return Known->second;
  for (const CompiledUnit &U : Units) {
    auto Skipped = U.SkippedBodies.find(Name);
    if (Skipped == U.SkippedBodies.end() || !Skipped->second.OnlyReturns)
      continue;
    CallKind Result =
        Skipped->second.Follows ? CallKind::Reads : CallKind::Arithmetic;
    for (const std::string &Callee : Skipped->second.Calls) {
      if (isNotation(Callee))
        continue;
      CallKind Its = Table.lookup(Callee).Kind;
      if (Its == CallKind::Unknown)
        Its = plainKind(Callee, Table);
      if (Its == CallKind::Pure || Its == CallKind::Reads)
        Result = CallKind::Reads;
      else if (Its != CallKind::Arithmetic)
        return CallKind::Unknown;
    }
    return Plain[Name] = Result;
  }
  return CallKind::Unknown;
}

bool Program::callsMapping(const std::set<std::string> &Functions) {
  for (const std::string &Name : Functions) {
    const llvm::Function *F = body(Name);
    if (!F)
      continue;
    for (const llvm::Instruction &I : llvm::instructions(*F)) {
      const auto *Call = llvm::dyn_cast<llvm::CallBase>(&I);
      const llvm::Function *Callee = Call ? Call->getCalledFunction() : nullptr;
      if (Callee && kernel::mapsPages(kernel::kindOf(Callee->getName())))
        return true;
    }
  }
  return false;
}

std::map<std::string, std::uint64_t> Program::skippedCallees() const {
  std::map<std::string, std::uint64_t> Callees;
  for (const CompiledUnit &U : Units)
    for (const llvm::Function &F : *U.Module) {
      auto Skipped = U.SkippedBodies.find(F.getName().str());
      if (F.isDeclaration() && Skipped != U.SkippedBodies.end())
        Callees.emplace(Skipped->first, Skipped->second.Hash);
    }
  return Callees;
}

} // namespace premap::verify
