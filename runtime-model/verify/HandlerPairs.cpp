#include "verify/HandlerPairs.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"

namespace premap::verify {

/// mmap -> mmap_prepare; mmap_ring_buffer -> mmap_prepare_ring_buffer.
static bool isForm(const std::string &Old, const std::string &New) {
  if (Old == New)
    return true;
  std::size_t At = Old.find("mmap");
  return At != std::string::npos &&
         New == Old.substr(0, At + 4) + "_prepare" + Old.substr(At + 4);
}

std::vector<HookPair> pairHooks(const std::vector<TableHook> &Old,
                                const std::vector<TableHook> &New,
                                const std::string &Handler,
                                std::vector<TableHook> &Unpaired) {
  std::vector<HookPair> Pairs;
  for (const TableHook &O : Old) {
    const TableHook *Partner = nullptr;
    for (const TableHook &N : New)
      if (O.Table == N.Table && O.Record == N.Record &&
          isForm(O.Field, N.Field))
        Partner = &N;
    bool Wanted = Handler.empty() || Handler == O.Function ||
                  (Partner && Handler == Partner->Function);
    if (!Wanted)
      continue;
    if (!Partner) {
      Unpaired.push_back(O);
      continue;
    }
    bool Known = false;
    for (HookPair &P : Pairs)
      if (P.Old.Function == O.Function && P.New.Function == Partner->Function) {
        P.Tables += ", " + O.Table;
        Known = true;
      }
    if (!Known)
      Pairs.push_back({O, *Partner, O.Table});
  }
  return Pairs;
}

/// The function in a member of a table; null if it is not set.
static const llvm::Function *member(const llvm::GlobalVariable &Table,
                                    unsigned Offset) {
  llvm::Constant *C = llvm::ConstantFoldLoadFromConst(
      const_cast<llvm::Constant *>(Table.getInitializer()),
      llvm::PointerType::get(Table.getContext(), 0),
      llvm::APInt(Table.getParent()->getDataLayout().getPointerSizeInBits(),
                  Offset),
      Table.getParent()->getDataLayout());
  return llvm::dyn_cast_or_null<llvm::Function>(C);
}

std::vector<std::string> changedCallbacks(Program &Old, Program &New,
                                          const std::vector<OutcomePair> &Pairs,
                                          Universe &U, bool NewIsLegacy) {
  std::set<std::string> Tables, Changed;
  for (const OutcomePair &P : Pairs)
    if (P.New->Stopped == Stage::Mapped)
      Tables.insert(U.describe(P.New->Fields.at("vm_ops").simplify()));
  const RecordPlaces *Places = New.types().find("vm_operations_struct");
  for (const std::string &Name : Tables) {
    llvm::GlobalVariable *A = Old.variable(Name), *B = New.variable(Name);
    if (!A || !B || !Places)
      continue;
    for (const auto &[Field, Where] : Places->Fields) {
      if (Field == "mapped" && !NewIsLegacy)
        continue;
      const FieldPlace *Before =
          Old.types().find("vm_operations_struct", Field);
      const llvm::Function *F = Before ? member(*A, Before->Offset) : nullptr;
      const llvm::Function *G = member(*B, Where.Offset);
      std::string NameF = F ? F->getName().str() : "";
      std::string NameG = G ? G->getName().str() : "";
      if (NameF != NameG || (!NameG.empty() && New.changed().count(NameG)))
        Changed.insert(Field + " of " + Name);
    }
  }
  return {Changed.begin(), Changed.end()};
}

} // namespace premap::verify
