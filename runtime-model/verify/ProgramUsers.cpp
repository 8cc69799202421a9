// Which functions and tables lead to which, by name.
#include "verify/CalleeModels.h"
#include "verify/Program.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Module.h"

namespace premap::verify {

/// The names that a constant refers to.
static void collectNames(const llvm::Constant &C,
                         std::set<std::string> &Names) {
  if (const auto *G = llvm::dyn_cast<llvm::GlobalValue>(&C)) {
    Names.insert(G->getName().str());
    return;
  }
  for (const llvm::Use &Operand : C.operands())
    collectNames(*llvm::cast<llvm::Constant>(Operand.get()), Names);
}

/// The names that hooks refer to, through functions and tables.
std::set<std::string> Program::reachedByHooks() const {
  std::set<std::string> Reached;
  std::vector<std::string> Open;
  for (const TableHook &Hook : hooks())
    Open.push_back(Hook.Function);
  while (!Open.empty()) {
    std::string Name = std::move(Open.back());
    Open.pop_back();
    if (!Reached.insert(Name).second)
      continue;
    std::set<std::string> Used;
    for (const CompiledUnit &U : Units) {
      if (const llvm::Function *F = U.Module->getFunction(Name))
        for (const llvm::Instruction &I : llvm::instructions(*F))
          for (const llvm::Use &Operand : I.operands())
            if (const auto *C = llvm::dyn_cast<llvm::Constant>(Operand.get()))
              collectNames(*C, Used);
      const llvm::GlobalVariable *G = U.Module->getNamedGlobal(Name);
      if (G && G->hasInitializer())
        collectNames(*G->getInitializer(), Used);
    }
    Open.insert(Open.end(), Used.begin(), Used.end());
  }
  return Reached;
}

namespace {

/// Which skipped bodies lead to a function that takes or gives back something.
class WrapperSearch {
public:
  WrapperSearch(const std::map<std::string, SkippedBody> &Bodies,
                const ResourceTable &Table)
      : Bodies(Bodies), Table(Table) {}

  bool leads(const std::string &Name) {
    auto [Known, New] = Leads.emplace(Name, false);
    if (!New)
      return Known->second;
    const CalleeFacts &Facts = Table.lookup(Name);
    bool Result = isCounted(Facts.Kind);
    auto Body = Bodies.find(Name);
    bool Open = Facts.Kind == CallKind::Unknown && !Facts.Harmless &&
                !hasCalleeModel(Name) && Body != Bodies.end();
    if (Open)
      for (const std::string &Callee : Body->second.Calls)
        if (leads(Callee))
          Result = true;
    if (Result && Open)
      Wrappers.insert(Name);
    return Leads[Name] = Result;
  }
  std::set<std::string> Wrappers;

private:
  const std::map<std::string, SkippedBody> &Bodies;
  const ResourceTable &Table;
  std::map<std::string, bool> Leads;
};

} // namespace

std::set<std::string>
Program::countingWrappers(const ResourceTable &Table) const {
  std::set<std::string> Result, Reached = reachedByHooks();
  for (const CompiledUnit &U : Units) {
    WrapperSearch Search(U.SkippedBodies, Table);
    for (const std::string &Name : Reached)
      if (const llvm::Function *F = U.Module->getFunction(Name);
          F && F->isDeclaration() && U.SkippedBodies.count(Name))
        Search.leads(Name);
    Result.merge(Search.Wrappers);
  }
  return Result;
}

/// Adds the functions and constants that use one of \p Names, through others.
void Program::closeUnderUsers(std::set<std::string> &Names) const {
  std::map<std::string, std::set<std::string>> UsersOf;
  for (const CompiledUnit &U : Units) {
    for (const llvm::Function &F : *U.Module)
      for (const llvm::Instruction &I : llvm::instructions(F))
        for (const llvm::Use &Operand : I.operands())
          if (const auto *C = llvm::dyn_cast<llvm::Constant>(Operand.get())) {
            std::set<std::string> Used;
            collectNames(*C, Used);
            for (const std::string &Name : Used)
              UsersOf[Name].insert(F.getName().str());
          }
    for (const llvm::GlobalVariable &G : U.Module->globals())
      if (G.isConstant() && G.hasInitializer() && !G.hasPrivateLinkage()) {
        std::set<std::string> Used;
        collectNames(*G.getInitializer(), Used);
        for (const std::string &Name : Used)
          UsersOf[Name].insert(G.getName().str());
      }
  }
  std::vector<std::string> Open(Names.begin(), Names.end());
  while (!Open.empty()) {
    std::string Name = std::move(Open.back());
    Open.pop_back();
    for (const std::string &User : UsersOf[Name])
      if (Names.insert(User).second)
        Open.push_back(User);
  }
}

} // namespace premap::verify
