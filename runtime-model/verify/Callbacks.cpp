#include "verify/Callbacks.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"

#include <set>

namespace premap::verify {

/// The function in a member of a table; null if it is not set.
static const llvm::Function *member(const llvm::GlobalVariable &Table,
                                    unsigned Offset) {
  const llvm::DataLayout &Layout = Table.getParent()->getDataLayout();
  llvm::Constant *C = llvm::ConstantFoldLoadFromConst(
      const_cast<llvm::Constant *>(Table.getInitializer()),
      llvm::PointerType::get(Table.getContext(), 0),
      llvm::APInt(Layout.getPointerSizeInBits(), Offset), Layout);
  return llvm::dyn_cast_or_null<llvm::Function>(C);
}

/// Other members get the vma itself.
static bool getsFault(const std::string &Field) {
  return Field == "fault" || Field == "huge_fault" || Field == "map_pages" ||
         Field == "page_mkwrite" || Field == "pfn_mkwrite";
}

std::set<std::string> finalTables(const std::vector<OutcomePair> &Pairs,
                                  Universe &U) {
  std::set<std::string> Tables;
  for (const OutcomePair &P : Pairs)
    if (P.New->Stopped == Stage::Mapped)
      Tables.insert(U.describe(P.New->Fields.at("vm_ops").simplify()));
  return Tables;
}

std::vector<ChangedCallback>
changedCallbacks(Program &Old, Program &New,
                 const std::vector<OutcomePair> &Pairs, Universe &U,
                 bool NewIsLegacy) {
  std::vector<ChangedCallback> Changed;
  const RecordPlaces *Places = New.types().find("vm_operations_struct");
  for (const std::string &Name : finalTables(Pairs, U)) {
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
      if (NameF != NameG || New.isAffected(NameG) || Old.isAffected(NameF))
        Changed.push_back(
            {Field + " of " + Name, Name, NameF, NameG, getsFault(Field)});
    }
  }
  return Changed;
}

/// The vma of an existing mapping: as any mmap call may have left it, and under
/// a lock, so that no unknown function changes it.
static void startWithMapping(Executor &X, PathState &Start,
                             const std::string &Table, const MmapInputs &In) {
  X.MappingTag = "vm_area_struct";
  X.MappingObject = X.U.namedObject(ObjectKind::Mapping, "vma");
  initMapping(X, Start, In);
  X.setField(Start, X.MappingObject, X.MappingTag, "vm_ops",
             X.U.pointerTo(X.globalObject(Table)));
  for (const char *Field :
       {"vm_flags", "vm_page_prot", "vm_private_data", "vm_pgoff"})
    X.setField(
        Start, X.MappingObject, X.MappingTag, Field,
        Value(X.U.symbol(std::string("vma->") + Field, X.U.PointerBits)));
}

Summary summarizeCallback(Executor &X, const std::string &Function,
                          const ChangedCallback &Changed,
                          const MmapInputs &In) {
  llvm::Function &F = *X.Code.body(Function);
  PathState Start;
  startWithMapping(X, Start, Changed.Table, In);
  std::vector<Value> Arguments;
  for (unsigned I = 0; I < F.arg_size(); ++I)
    Arguments.push_back(X.symbolFor("argument " + std::to_string(I + 1),
                                    *F.getArg(I)->getType()));
  if (!Arguments.empty() && !Changed.GetsFault)
    Arguments[0] = X.U.pointerTo(X.MappingObject);
  if (!Arguments.empty() && Changed.GetsFault) {
    int Fault = X.U.namedObject(ObjectKind::Local, "vmf");
    Start.Memory.insert_or_assign(Fault, ObjectMemory{});
    X.setField(Start, Fault, "vm_fault", "vma", X.U.pointerTo(X.MappingObject));
    Arguments[0] = X.U.pointerTo(Fault);
  }
  Summary Result;
  for (PathState &End : X.run(Start, F, Arguments)) {
    ++Result.Paths;
    Outcome O;
    O.S = std::move(End);
    O.HookEffects = O.S.Effects.size();
    if (!O.S.Obstacle.empty())
      O.Stopped = Stage::Unknown;
    else if (!O.S.Returned)
      O.Stopped = Stage::Crashed;
    else {
      O.Stopped = Stage::Hook;
      O.Return = O.S.Returned->Bits;
    }
    Result.Outcomes.push_back(std::move(O));
  }
  Result.Bounded = X.Bounded;
  return Result;
}

std::vector<Effect> closeEffects(Executor &X, const Summary &New,
                                 const MmapInputs &In) {
  std::set<std::string> Tables;
  bool Matters = false;
  for (const Outcome &O : New.Outcomes) {
    if (O.Stopped != Stage::Mapped || !O.HasClose)
      continue;
    Tables.insert(X.U.describe(O.Fields.at("vm_ops").simplify()));
    Matters |= O.HasMapped;
    for (const Effect &E : O.S.Effects)
      Matters |= E.Delta.has_value();
  }
  std::vector<Effect> Effects;
  const FieldPlace *Where =
      X.Code.types().find("vm_operations_struct", "close");
  if (!Matters || !Where)
    return Effects;
  for (const std::string &Name : Tables) {
    const llvm::GlobalVariable *Table = X.Code.variable(Name);
    const llvm::Function *Close =
        Table ? member(*Table, Where->Offset) : nullptr;
    if (!Close || !X.Code.body(Close->getName().str()))
      continue;
    std::string Function = Close->getName().str();
    ChangedCallback Call{"close of " + Name, Name, Function, Function};
    for (const Outcome &O : summarizeCallback(X, Function, Call, In).Outcomes)
      Effects.insert(Effects.end(), O.S.Effects.begin(), O.S.Effects.end());
  }
  return Effects;
}

} // namespace premap::verify
